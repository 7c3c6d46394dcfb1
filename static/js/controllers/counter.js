import { Controller } from "@hotwired/stimulus";

// Says how many characters are left once fewer than a fifth remain.
export default class extends Controller {
  static values = { field: String, max: Number };

  connect() {
    this.field = document.getElementById(this.fieldValue);
    if (!this.field) return;
    this.count = () => this.show();
    this.field.addEventListener("input", this.count);
    this.show();
  }

  show() {
    const left = this.maxValue - this.field.value.length;
    const near = left < Math.max(20, this.maxValue / 5);
    this.element.hidden = !near;
    this.element.classList.toggle("over", left < 0);
    if (near) this.element.textContent = left < 0 ? `${-left} characters too many` : `${left} characters left`;
  }

  disconnect() {
    this.field?.removeEventListener("input", this.count);
  }
}
