import { Controller } from "@hotwired/stimulus";
import { forgetAll } from "../typed.js";

// At sign-out nothing typed stays behind in the tab.
export default class extends Controller {
  connect() {
    this.forget = () => forgetAll();
    this.element.addEventListener("submit", this.forget);
  }

  disconnect() {
    this.element.removeEventListener("submit", this.forget);
  }
}
