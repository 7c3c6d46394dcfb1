import { Controller } from "@hotwired/stimulus";
import { announce } from "../announce.js";

// On a reference: turns it into a button that copies it. On a box with a source: copies the source.
export default class extends Controller {
  static targets = ["source"];
  static values = { text: String };

  connect() {
    if (this.hasSourceTarget || this.element.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this.element.textContent.trim();
    button.setAttribute("aria-label", `${button.textContent}, copy this reference`);
    button.addEventListener("click", () => this.copy());
    this.textValue ||= button.textContent;
    this.element.replaceChildren(button);
  }

  async copy() {
    const text = this.hasSourceTarget ? this.sourceTarget.textContent.trim() : this.textValue;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      this.select();
      this.tell("Selected, copy it with the keyboard");
      return;
    }
    this.tell("Copied");
  }

  select() {
    const range = document.createRange();
    range.selectNodeContents(this.hasSourceTarget ? this.sourceTarget : this.element);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  tell(words) {
    announce(words);
    window.clearTimeout(this.timer);
    this.note ??= Object.assign(document.createElement("span"), { className: "copied meta" });
    this.note.setAttribute("aria-hidden", "true");
    this.note.textContent = words.toLowerCase();
    (this.element.querySelector(".row") ?? this.element).append(this.note);
    this.timer = window.setTimeout(() => this.note.remove(), 1800);
  }

  disconnect() {
    window.clearTimeout(this.timer);
  }
}
