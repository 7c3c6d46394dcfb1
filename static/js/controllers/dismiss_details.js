import { Controller } from "@hotwired/stimulus";

// Closes an open menu on Escape, on a click elsewhere and when the focus moves on.
export default class extends Controller {
  connect() {
    this.onKey = (event) => {
      if (event.key !== "Escape" || !this.element.open) return;
      const within = this.element.contains(document.activeElement);
      this.element.open = false;
      if (within) this.element.querySelector("summary").focus();
    };
    this.onElsewhere = (event) => {
      if (this.element.open && !this.element.contains(event.target)) this.element.open = false;
    };
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("click", this.onElsewhere);
    document.addEventListener("focusin", this.onElsewhere);
  }

  disconnect() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("click", this.onElsewhere);
    document.removeEventListener("focusin", this.onElsewhere);
  }
}
