import { announce } from "../announce.js";
import { forget, keyFor, unmarkSent } from "../typed.js";
import { Controller, csrfToken, htmx } from "./joinery.js";

const WRITES = "textarea, select, input:not([type=hidden])";

// Somebody signed out is sent to the page that asks to sign in.
const isOurs = (xhr) => /\/(room|agenda)\//.test(new URL(xhr.responseURL || location.href).pathname);

// Keeps the page of a running session up to date without touching what somebody is typing in.
export default class extends Controller {
  static targets = ["item", "agenda", "connection", "close"];

  connect() {
    this.held = new Map();
    this.sent = 0;
    this.element.classList.add("one");
    this.turn();
  }

  // ---- asking and answers ----

  ask(event) {
    const { detail } = event;
    if (detail.elt.id === "room-live" && (document.hidden || this.isOver)) {
      event.preventDefault();
      return;
    }
    if (detail.elt.id === "room-live") this.askedAt = this.sent;
    else this.sent += 1;
    detail.headers["X-CSRFToken"] = csrfToken();
    delete detail.parameters.csrfmiddlewaretoken;
    detail.parameters.seen = this.shown();
  }

  shown() {
    const parts = ["clock", "present", "agenda", "settled"].map((name) => [name, document.getElementById(`room-${name}`)?.dataset.state]);
    const items = this.itemTargets.map((item) => [item.dataset.key, item.querySelector("[data-item-state]").dataset.itemState]);
    return [...parts, ...items].map((pair) => pair.join(".")).join(",");
  }

  answered(event) {
    const { xhr, requestConfig } = event.detail;
    if (!isOurs(xhr)) {
      event.detail.shouldSwap = false;
      this.tell("You are signed out. What you typed stays in this page; sign in again in another tab.");
      return;
    }
    this.sender = requestConfig?.elt;
    // Asked before something was sent: the answer may not know of it yet.
    if (this.sender?.id === "room-live" && this.askedAt !== this.sent) event.detail.shouldSwap = false;
    if (event.detail.isError || !(this.sender instanceof HTMLFormElement)) return;
    this.sender.removeAttribute("data-dirty");
    forget(keyFor(this.sender));
    unmarkSent();
  }

  reached({ detail }) {
    if (!detail.successful) return;
    if (isOurs(detail.xhr)) this.tell("");
    this.release();
  }

  unreached({ detail }) {
    const what = detail.elt.id === "room-live" ? "What the others write shows when it is back." : "That was not recorded; what you typed stays, send it again.";
    this.tell(`No connection. ${what}`);
  }

  failed({ detail }) {
    if (detail.elt.id === "room-live") this.tell("This page is not up to date. Reload it; what you typed is kept in this tab.");
    else this.tell("That was not recorded. What you typed stays; send it again, or reload this page.");
  }

  tell(words) {
    if (this.connectionTarget.textContent === words) return;
    this.connectionTarget.textContent = words;
    this.connectionTarget.hidden = !words;
  }

  seen() {
    if (!document.hidden) htmx.trigger("#room-live", "room:ask");
  }

  get isOver() {
    return Boolean(this.element.querySelector("[data-room-over]"));
  }

  // ---- parts that change while somebody works in them ----

  hold(event) {
    const { target, fragment } = event.detail;
    const arriving = fragment.firstElementChild;
    if (target.id === "room-items" && arriving && document.getElementById(arriving.id)) {
      event.preventDefault();
      return;
    }
    if (!target.dataset.state || arriving?.id !== target.id) return;
    if (target.dataset.itemState) target.dataset.itemState = arriving.dataset.itemState;
    if (target.dataset.state === arriving.dataset.state) {
      this.held.delete(target.id);
      event.preventDefault();
    } else if (this.isBusy(target)) {
      this.held.set(target.id, arriving.cloneNode(true));
      event.preventDefault();
    }
  }

  isBusy(part) {
    const active = document.activeElement;
    const types = part.contains(active) && active.matches(WRITES) && !part.contains(this.sender);
    return types || part.matches("[data-dirty]") || Boolean(part.querySelector("[data-dirty]")) || Boolean(part.querySelector("details[open]") && !part.contains(this.sender));
  }

  left({ target }) {
    // The next element has the focus only after this event.
    window.setTimeout(() => this.release(target), 0);
  }

  release() {
    for (const [id, part] of this.held) {
      const shown = document.getElementById(id);
      if (shown && this.isBusy(shown)) continue;
      this.held.delete(id);
      // A note that was saved meanwhile is newer than what was held back.
      if (!shown || (part.matches(".room-note") && Number(part.dataset.state) < Number(shown.dataset.state))) continue;
      shown.replaceWith(part);
      htmx.process(part);
    }
    this.arrange();
  }

  typed({ target }) {
    const form = target.closest("form");
    if (form && target.matches(WRITES) && form.matches(".room-record, .room-add")) form.dataset.dirty = "yes";
  }

  leaving(event) {
    if (this.element.querySelector("[data-dirty]")) event.preventDefault();
  }

  // ---- which item is discussed ----

  arrange() {
    const order = this.links.map((link) => link.dataset.key);
    const pinned = this.itemTargets.find((item) => item.contains(document.activeElement));
    for (const item of this.itemTargets) {
      if (!order.includes(item.dataset.key) && item !== pinned && !this.isBusy(item)) item.remove();
    }
    const list = this.element.querySelector("#room-items");
    const items = order.map((key) => document.getElementById(`item-${key}`)).filter(Boolean);
    const place = items.indexOf(pinned);
    // The one that has the focus stays where it is; the others go around it.
    items.forEach((item, index) => {
      if (index < place) list.insertBefore(item, pinned);
      else if (item !== pinned) list.append(item);
    });
    this.mark();
    this.sender = null;
  }

  get links() {
    return [...this.agendaTarget.querySelectorAll("a[data-key]")];
  }

  turn() {
    const asked = location.hash.startsWith("#item-") ? location.hash.slice("#item-".length) : "";
    this.current = asked || this.current;
    this.mark();
    if (asked) document.getElementById(`item-${asked}`)?.scrollIntoView({ block: "start" });
  }

  mark() {
    const items = this.itemTargets;
    const open = this.links.find((link) => !link.dataset.recorded) ?? this.links[0];
    if (!items.some((item) => item.dataset.key === this.current)) this.current = open?.dataset.key ?? "";
    for (const item of items) item.classList.toggle("current", item.dataset.key === this.current);
    for (const link of this.links) {
      if (link.dataset.key === this.current) this.point(link);
      else link.removeAttribute("aria-current");
    }
  }

  // A long agenda scrolls by itself, so that the item that is discussed stays in its sight.
  point(link) {
    link.setAttribute("aria-current", "true");
    const agenda = this.agendaTarget;
    const { offsetTop, offsetHeight } = link.parentElement;
    const isSeen = offsetTop >= agenda.scrollTop && offsetTop + offsetHeight <= agenda.scrollTop + agenda.clientHeight;
    if (!isSeen) agenda.scrollTop = offsetTop - agenda.clientHeight / 2;
  }

  next() {
    const links = this.links;
    const here = links.findIndex((link) => link.dataset.key === this.current);
    const following = [...links.slice(here + 1), ...links.slice(0, here)].find((link) => !link.dataset.recorded);
    if (!following) {
      announce("Every item has a result.");
      this.closeTarget.focus();
      return;
    }
    location.hash = `item-${following.dataset.key}`;
    document.getElementById(`item-${following.dataset.key}-title`)?.focus({ preventScroll: true });
  }
}
