import { Controller } from "@hotwired/stimulus";
import { forget, keyFor, markSent, read, unmarkSent, write } from "../typed.js";

const KEPT = "textarea, input[type=text], input[type=email], input[type=url], input[type=number], input[type=date], input:not([type])";

// Keeps what is typed in this tab and offers it back when the page was lost on the way.
export default class extends Controller {
  connect() {
    this.key = keyFor(this.element);
    this.offer();
    this.keep = () => write(this.key, this.values());
    this.sent = () => markSent(this.key);
    this.answered = (event) => {
      unmarkSent();
      if (event.detail.successful) forget(this.key);
    };
    this.element.addEventListener("input", this.keep);
    this.element.addEventListener("submit", this.sent);
    this.element.addEventListener("htmx:afterRequest", this.answered);
  }

  disconnect() {
    this.element.removeEventListener("input", this.keep);
    this.element.removeEventListener("submit", this.sent);
    this.element.removeEventListener("htmx:afterRequest", this.answered);
  }

  fields() {
    return [...this.element.querySelectorAll(KEPT)].filter((field) => field.name && field.autocomplete !== "off");
  }

  values() {
    return this.fields().map((field) => [field.name, field.value]);
  }

  offer() {
    const kept = read(this.key);
    if (!Array.isArray(kept)) return;
    const lost = kept.some(([, value]) => value.trim() !== "");
    if (!lost || JSON.stringify(kept) === JSON.stringify(this.values())) return;
    const box = document.createElement("div");
    box.className = "kept";
    box.setAttribute("role", "status");
    const words = document.createElement("span");
    words.textContent = "Text you typed here earlier was kept in this tab.";
    box.append(words, this.button("Put it back", () => this.restore(kept)), this.button("Forget it", () => forget(this.key)));
    this.box = box;
    this.element.before(box);
  }

  button(label, work) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet small", textContent: label });
    button.addEventListener("click", () => { work(); this.box.remove(); this.fields()[0]?.focus(); });
    return button;
  }

  restore(kept) {
    const waiting = new Map();
    for (const [name, value] of kept) waiting.set(name, [...(waiting.get(name) ?? []), value]);
    for (const field of this.fields()) {
      const values = waiting.get(field.name);
      if (!values?.length) continue;
      field.value = values.shift();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}
