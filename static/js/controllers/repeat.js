import { Controller } from "@hotwired/stimulus";

// Rows of repeated inputs. Without JavaScript three rows stand there; with it, one and a button.
export default class extends Controller {
  static targets = ["list", "row", "template"];

  connect() {
    const empty = this.rowTargets.filter((row) => this.isEmpty(row));
    const spare = empty.length === this.rowTargets.length ? 1 : 0;
    empty.slice(spare).forEach((row) => row.remove());
  }

  add(event) {
    event?.preventDefault();
    this.number = (this.number ?? this.rowTargets.length) + 1;
    const holder = document.createElement("template");
    holder.innerHTML = this.templateTarget.innerHTML.replaceAll("__n__", String(this.number - 1));
    const row = holder.content.firstElementChild;
    this.listTarget.append(row);
    row.querySelector("input, textarea, select")?.focus();
  }

  remove(event) {
    event.preventDefault();
    const row = event.target.closest("[data-repeat-target~='row']");
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (this.rowTargets.length === 0) this.add();
    else (next?.querySelector("input, textarea, select") ?? this.element).focus();
    this.listTarget.dispatchEvent(new Event("input", { bubbles: true }));
  }

  isEmpty(row) {
    return [...row.querySelectorAll("input:not([type=hidden]), textarea")].every((field) => field.value === "");
  }
}
