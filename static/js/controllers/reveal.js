import { Controller } from "@hotwired/stimulus";

// data-reveal-on="disposition=declined,adapted" on a control hides its field, on anything else itself.
export default class extends Controller {
  connect() {
    this.show = () => this.apply();
    this.element.addEventListener("change", this.show);
    this.apply();
  }

  disconnect() {
    this.element.removeEventListener("change", this.show);
  }

  apply() {
    for (const part of this.element.querySelectorAll("[data-reveal-on]")) {
      const [name, wanted = ""] = part.dataset.revealOn.split("=");
      const shown = this.valuesOf(name).some((value) => wanted.split(",").includes(value));
      const isControl = part.matches("input, select, textarea");
      const box = isControl ? part.closest(".field") ?? part : part;
      box.hidden = !shown;
      // A control nobody sees must not hold the form back.
      const controls = isControl ? [part] : part.querySelectorAll("input, select, textarea");
      controls.forEach((control) => { control.disabled = !shown; });
    }
  }

  valuesOf(name) {
    return [...this.element.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
      .filter((control) => (control.matches("[type=radio], [type=checkbox]") ? control.checked : true))
      .map((control) => control.value);
  }
}
