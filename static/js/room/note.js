import { Controller, csrfToken } from "./joinery.js";
import { forget, keyFor } from "../typed.js";

const PAUSE = 1500;
const AGAIN = 5000;
const PATIENCE = 15000;
const KEPT_HERE = "it stays in this page and is tried again.";

// A person's own note: saved when typing stops, tried again until it is, both texts when written in two windows.
export default class extends Controller {
  static targets = ["text", "version", "status", "apart", "other"];
  static values = { apart: Boolean };

  connect() {
    this.saved = this.apartValue ? null : this.textTarget.value;
    this.back = () => this.save();
    this.hide = () => { if (document.visibilityState === "hidden") this.save(true); };
    window.addEventListener("online", this.back);
    document.addEventListener("visibilitychange", this.hide);
    this.mark();
  }

  disconnect() {
    window.clearTimeout(this.timer);
    window.removeEventListener("online", this.back);
    document.removeEventListener("visibilitychange", this.hide);
  }

  get unsaved() {
    return this.textTarget.value !== this.saved;
  }

  typed() {
    this.mark();
    if (this.apartValue) return;
    this.tell("");
    this.later(PAUSE);
  }

  later(pause) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), pause);
  }

  mark() {
    if (this.unsaved) this.element.dataset.dirty = "yes";
    else delete this.element.dataset.dirty;
  }

  async save(leaving = false) {
    if (this.busy || this.apartValue || this.over || !this.unsaved) return;
    window.clearTimeout(this.timer);
    this.busy = true;
    const text = this.textTarget.value;
    const body = new FormData(this.element);
    // The header carries the key that counts now; this one grows old when somebody signs in again.
    body.delete("csrfmiddlewaretoken");
    try {
      const answer = await fetch(this.element.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
        keepalive: leaving === true,
        signal: AbortSignal.timeout(PATIENCE),
      });
      await this.read(answer, text);
    } catch {
      this.fail(`Not saved: no connection, ${KEPT_HERE}`);
    }
    this.busy = false;
    this.mark();
    if (this.saved === text && this.unsaved) this.later(PAUSE);
  }

  async read(answer, text) {
    // The page that asks to sign in answers in JSON as well.
    const isOurs = !answer.redirected && answer.headers.get("Content-Type")?.startsWith("application/json");
    if (!isOurs) {
      const why = answer.redirected ? "you are signed out; sign in again in another tab," : "the server did not take it,";
      this.fail(`Not saved: ${why} ${KEPT_HERE}`);
      return;
    }
    const told = await answer.json();
    if (answer.ok) this.keep(text, told);
    else if ("text" in told) this.part(told);
    else {
      this.over = told.over;
      this.tell(`Not saved: ${told.told}`, false);
    }
  }

  tell(words, isSaved = true) {
    this.statusTarget.textContent = words;
    this.statusTarget.classList.toggle("unsaved", !isSaved);
  }

  keep(text, { version, saved }) {
    this.saved = text;
    this.versionTarget.value = version;
    this.element.dataset.state = version;
    this.tell(`Saved ${saved}`);
    if (!this.unsaved) forget(keyFor(this.element));
  }

  fail(words) {
    this.tell(words, false);
    this.later(AGAIN);
  }

  // Written on in another window: nothing is sent until the person has said which text counts.
  part({ told, text, version }) {
    this.apartValue = true;
    this.versionTarget.value = version;
    this.element.dataset.state = version;
    this.otherTarget.textContent = text;
    this.apartTarget.hidden = false;
    this.tell(`Not saved: ${told}`, false);
  }

  together() {
    this.textTarget.value = `${this.textTarget.value}\n\n${this.otherTarget.innerText}`;
    this.mine();
  }

  mine() {
    this.apartValue = false;
    this.apartTarget.hidden = true;
    this.saved = null;
    this.textTarget.focus();
    this.save();
  }
}
