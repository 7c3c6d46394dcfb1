import { Controller } from "@hotwired/stimulus";

const MEGABYTE = 1024 * 1024;

// Says before anything is sent that a file is too large; the server looks again.
export default class extends Controller {
  connect() {
    this.look = (event) => {
      const field = event.target;
      const most = Number(field.dataset?.mostBytes);
      if (field.type !== "file" || !most) return;
      const large = [...field.files].find((file) => file.size > most);
      field.setCustomValidity(large ? `${large.name} has ${(large.size / MEGABYTE).toFixed(0)} MB; at most ${(most / MEGABYTE).toFixed(0)} MB are taken.` : "");
      field.reportValidity();
    };
    this.element.addEventListener("change", this.look);
  }

  disconnect() {
    this.element.removeEventListener("change", this.look);
  }
}
