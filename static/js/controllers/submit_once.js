import { Controller } from "@hotwired/stimulus";

// A second press while the first is on its way does nothing. The button keeps its name and focus.
export default class extends Controller {
  connect() {
    this.hold = (event) => {
      if (this.busy) { event.preventDefault(); event.stopImmediatePropagation(); return; }
      this.set(true);
    };
    this.free = () => this.set(false);
    this.element.addEventListener("submit", this.hold);
    this.element.addEventListener("htmx:afterRequest", this.free);
    window.addEventListener("pageshow", this.free);
  }

  disconnect() {
    this.element.removeEventListener("submit", this.hold);
    this.element.removeEventListener("htmx:afterRequest", this.free);
    window.removeEventListener("pageshow", this.free);
  }

  set(busy) {
    this.busy = busy;
    for (const button of this.element.querySelectorAll("button:not([type=button]), input[type=submit]")) {
      if (busy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  }
}
