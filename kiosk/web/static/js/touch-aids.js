// What helps a visitor: large text, everything lower, reading aloud, a person.
import { ask } from "/display-static/js/api.js";
import { fill, h, icon, one } from "/display-static/js/dom.js";
import { hush, onVoices, say, voiceOf } from "/display-static/js/speech.js";
import { spoken } from "./touch-spoken.js";

const THANKED = 15000;

export class Aids {
  constructor({ screen, show }) {
    Object.assign(this, { screen, show, large: false, low: false, aloud: false, helper: "" });
    onVoices(() => queueMicrotask(() => this.draw()));
  }

  // Nothing is switched on.
  plain() { return !(this.large || this.low || this.aloud); }

  reset() {
    Object.assign(this, { large: false, low: false, aloud: false });
    hush();
  }

  toggle(name) {
    this[name] = !this[name];
    if (name === "aloud") this.speak(this.screen.shown);
    this.show();
  }

  changed(view) { if (this.aloud) this.speak(view); }

  speak(view) {
    hush();
    if (this.aloud) say(spoken(view, this.screen), this.screen.texts.language);
  }

  async call() {
    if (this.helper === "coming") return;
    const { page, texts } = this.screen;
    try {
      await ask("POST", `/touch/${page.hall.hall}/help`, { language: texts.language });
      this.helper = "coming";
    } catch {
      this.helper = "failed";
    }
    one("#told").textContent = texts.say(`touch-help-${this.helper}`);
    setTimeout(() => { this.helper = ""; this.draw(); }, THANKED);
    this.draw();
  }

  draw() {
    const { texts, page } = this.screen;
    document.documentElement.classList.toggle("large", this.large);
    document.documentElement.classList.toggle("low", this.low);
    const voice = voiceOf(texts.language);
    const aid = (name, picture, label, facts = {}) => h("button", {
      type: "button", id: `aid-${name}`, class: "aid", "aria-pressed": String(this[name]),
      onclick: () => this.toggle(name), ...facts,
    }, icon(picture), h("span", {}, texts.say(label)));
    const label = (name) => `touch-${name}${this[name] ? "-off" : ""}`;
    const focused = document.activeElement?.id;
    fill(one("#bar"),
      aid("large", "a-large-small", label("large")),
      aid("low", "accessibility", label("low")),
      voice ? aid("aloud", "volume-2", label("aloud"))
        : aid("aloud", "volume-x", "touch-aloud-missing", { "aria-disabled": "true", onclick: null }),
      page.enrolled ? this.helperKey() : null);
    if (focused?.startsWith("aid-")) document.getElementById(focused)?.focus();
  }

  helperKey() {
    const { texts } = this.screen;
    const label = this.helper ? `touch-help-${this.helper}` : "touch-help";
    return h("button", {
      type: "button", id: "aid-help", class: `aid help ${this.helper}`, onclick: () => this.call(),
    }, icon(this.helper === "coming" ? "check" : "hand"), h("span", {}, texts.say(label)));
  }
}
