// The comparison: a cell opens in the panel beside the table, and the arrow keys go from cell to
// cell. Without this script a cell is a link to a page of its own.
const { application, Controller, htmx } = window.joinery;

const STEPS = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

class Matrix extends Controller {
  static targets = ["cell"];

  connect() {
    this.place = this.element.querySelector("#panel");
    this.onKey = (event) => this.key(event);
    this.element.addEventListener("keydown", this.onKey);
  }

  disconnect() {
    this.element.removeEventListener("keydown", this.onKey);
  }

  async open(event) {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (!plain) return;
    const cell = event.currentTarget;
    event.preventDefault();
    const told = this.place.textContent;
    await htmx.ajax("GET", cell.getAttribute("href"), { target: this.place, swap: "innerHTML" });
    if (this.place.textContent === told && this.opened !== cell) {
      // The server did not answer with a panel: the page of the cell says why.
      window.location.assign(cell.href);
      return;
    }
    this.mark(cell);
    this.element.classList.add("with-panel");
    this.place.querySelector("#panel-title")?.focus();
  }

  close(event) {
    event.preventDefault();
    this.shut();
  }

  key(event) {
    if (event.key === "Escape" && this.place.contains(document.activeElement)) this.shut();
    const cell = event.target.closest?.(".cell");
    if (!cell || !(event.key in STEPS) || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = this.beside(cell, STEPS[event.key]);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  beside(cell, [down, across]) {
    const own = cell.closest("td");
    if (across) {
      const sibling = across > 0 ? own.nextElementSibling : own.previousElementSibling;
      return sibling?.querySelector(".cell");
    }
    const rows = [...this.element.querySelectorAll("tbody tr")].filter((row) => row.cells.length > 1);
    return rows[rows.indexOf(own.parentElement) + down]?.cells[own.cellIndex]?.querySelector(".cell");
  }

  shut() {
    this.place.replaceChildren();
    this.element.classList.remove("with-panel");
    this.opened?.focus();
    this.mark(null);
  }

  mark(cell) {
    this.opened?.removeAttribute("aria-current");
    this.opened = cell;
    cell?.setAttribute("aria-current", "true");
  }
}

application.register("matrix", Matrix);
