import cytoscape from "cytoscape";
import { Controller } from "../room/joinery.js";
import { elements } from "./shapes.js";
import { style } from "./style.js";

const STEP = 1.35;
const LARGEST = 1.15; // a small map stays small; letters do not shout
const MOST_SAID = 8;

// The picture with a hand on it: choose a system to see its links alone. Places come from the
// server, so the map looks the same on every visit; the tables below say the same.
export default class SystemMap extends Controller {
  static targets = ["canvas", "tools", "said"];
  static values = { url: String, system: String };

  async connect() {
    try {
      const answer = await fetch(this.urlValue, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      this.show(await answer.json());
    } catch (error) {
      // The drawing of the server stays in place of the map.
      this.element.classList.add("still");
      console.warn("The map could not be loaded:", error);
    }
  }

  disconnect() {
    this.theme?.abort();
    this.cy?.destroy();
  }

  show(map) {
    this.element.classList.add("live");
    this.canvasTarget.hidden = this.toolsTarget.hidden = false;
    const scale = Math.min(this.canvasTarget.clientWidth / map.width, LARGEST);
    this.canvasTarget.style.blockSize = `${Math.round(Math.min(Math.max(300, map.height * scale + 12), window.innerHeight * 1.7))}px`;
    this.cy = cytoscape({
      container: this.canvasTarget,
      elements: elements(map),
      style: style(),
      layout: { name: "preset" },
      minZoom: 0.2,
      maxZoom: 3,
      userZoomingEnabled: false,
      boxSelectionEnabled: false,
      autoungrabify: true,
      hideEdgesOnViewport: map.links.length > 400,
      textureOnViewport: false,
    });
    if (!map.is_single) this.cy.edges(".link").addClass("many");
    this.byName = map.cells.toSorted((one, other) => one.name.localeCompare(other.name));
    this.fit();
    this.cy.on("tap", (event) => this.tapped(event));
    this.cy.on("mouseover", ".cell", () => (this.canvasTarget.style.cursor = "pointer"));
    this.cy.on("mouseout", ".cell", () => (this.canvasTarget.style.cursor = ""));
    this.theme = new AbortController();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.cy.style(style()), { signal: this.theme.signal });
    window.addEventListener("resize", () => this.cy.resize(), { signal: this.theme.signal });
    if (this.systemValue) this.choose(this.systemValue);
    this.element.dataset.ready = "yes";
  }

  // What the pointer does.

  tapped({ target }) {
    if (target === this.cy || !target.hasClass("cell")) this.letGo();
    else if (target.hasClass("chosen")) this.open();
    else this.choose(target.id());
  }

  // What the keyboard does: arrows go from system to system by name.

  key(event) {
    const act = {
      ArrowDown: () => this.walk(1),
      ArrowRight: () => this.walk(1),
      ArrowUp: () => this.walk(-1),
      ArrowLeft: () => this.walk(-1),
      Home: () => this.walk(0, 0),
      End: () => this.walk(0, this.byName.length - 1),
      Enter: () => this.open(),
      Escape: () => this.letGo(),
      "+": () => this.larger(),
      "-": () => this.smaller(),
      0: () => this.fit(),
    }[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  walk(by, to) {
    const at = this.byName.findIndex((each) => each.id === this.chosen);
    const place = to ?? (at < 0 ? 0 : (at + by + this.byName.length) % this.byName.length);
    this.choose(this.byName[place].id);
  }

  open() {
    const url = this.cy.getElementById(this.chosen ?? "").data("url");
    if (url) window.location.assign(url);
  }

  larger() { this.zoom(STEP); }
  smaller() { this.zoom(1 / STEP); }

  fit() {
    this.cy.fit(undefined, 6);
    if (this.cy.zoom() > LARGEST) this.cy.zoom(LARGEST);
    this.cy.center();
  }

  zoom(by) {
    const middle = { x: this.cy.width() / 2, y: this.cy.height() / 2 };
    this.cy.zoom({ level: this.cy.zoom() * by, renderedPosition: middle });
  }

  choose(id) {
    const node = this.cy.getElementById(id);
    if (node.empty()) return;
    this.clear();
    this.chosen = id;
    const links = node.connectedEdges(".link");
    this.cy.batch(() => {
      this.cy.elements(".cell, .link, .bundle").addClass("away");
      links.union(links.connectedNodes()).removeClass("away").addClass("near");
      node.removeClass("away").addClass("chosen");
    });
    this.bringIntoView(node);
    this.tell(node, links);
  }

  letGo() {
    this.clear();
    this.chosen = undefined;
    this.saidTarget.replaceChildren();
  }

  clear() {
    this.cy.batch(() => this.cy.elements().removeClass("away near chosen"));
  }

  bringIntoView(node) {
    const box = node.renderedBoundingBox();
    const outside = box.x1 < 0 || box.y1 < 0 || box.x2 > this.cy.width() || box.y2 > this.cy.height();
    if (outside) this.cy.center(node);
  }

  // In words, and read out: the name, how many links, and the first of them with their pages.
  tell(node, links) {
    const name = document.createElement("p");
    const page = document.createElement(node.data("url") ? "a" : "strong");
    if (node.data("url")) page.href = node.data("url");
    page.textContent = node.data("name");
    name.append(page, links.length === 1 ? ": 1 link" : `: ${links.length} links`);
    const list = document.createElement("ul");
    for (const link of links.toArray().slice(0, MOST_SAID)) {
      const line = document.createElement("li");
      const to = document.createElement("a");
      to.href = link.data("url");
      to.textContent = link.data("title");
      line.append(to);
      list.append(line);
    }
    if (links.length > MOST_SAID) {
      const more = document.createElement("li");
      more.textContent = `and ${links.length - MOST_SAID} more, in the table of links`;
      list.append(more);
    }
    this.saidTarget.replaceChildren(name, list);
  }
}
