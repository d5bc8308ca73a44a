// Nobody touches: ask once, then go back to the start for the next visitor.
import { fill, h, one } from "/display-static/js/dom.js";

const WARNED_FOR = 20;
const TOUCHES = ["pointerdown", "keydown", "input"];

export class Idle {
  // `busy()` never times out; `fresh()` has nothing to go back from; `home()` goes back.
  constructor({ texts, page, kind, busy, fresh, home }) {
    Object.assign(this, { texts, page, kind, busy, fresh, home, timer: 0 });
    for (const name of TOUCHES) addEventListener(name, () => this.touch(), { capture: true });
    this.node = one("#warning");
    this.node.addEventListener("keydown", (event) => { if (event.key === "Escape") this.touch(); });
    this.touch();
  }

  touch() {
    if (this.node.contains(document.activeElement) || !this.node.hidden) this.dismiss();
    clearTimeout(this.timer);
    const { idle_seconds: other, result_seconds: result, astray_seconds: astray } = this.page;
    const seconds = { other, result, astray: astray ?? result * 4 }[this.kind()];
    this.timer = setTimeout(() => this.over(), seconds * 1000);
  }

  over() {
    if (this.busy() || this.fresh()) return this.touch();
    if (this.kind() !== "other") return this.home();
    return this.warn();
  }

  warn() {
    const say = (key) => this.texts.say(key);
    const leave = () => { this.dismiss(); this.home(); };
    fill(this.node, h("div", { class: "box" },
      h("h2", { id: "warning-title" }, say("touch-idle-title")),
      h("p", {}, say("touch-idle-hint")),
      h("div", { class: "slowly", "aria-hidden": "true" }),
      h("button", { type: "button", class: "main-key" }, say("touch-idle-stay")),
      h("button", { type: "button", class: "plain-key", onclick: leave }, say("touch-idle-leave"))));
    this.node.hidden = false;
    one("button", this.node).focus();
    clearTimeout(this.timer);
    this.timer = setTimeout(leave, WARNED_FOR * 1000);
  }

  dismiss() {
    if (this.node.hidden) return;
    // A click on the dialog's own key still has to reach it.
    setTimeout(() => { this.node.hidden = true; one("#main").focus({ preventScroll: true }); }, 250);
  }
}
