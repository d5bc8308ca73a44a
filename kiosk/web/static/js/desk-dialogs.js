// The desk's small questions: where to, why on hold, which keys there are.
import { fill, h, one } from "/display-static/js/dom.js";

const REASONS = ["photo", "form", "pay", "other"];
const HELP = [
  ["call", "desk-key-space"], ["recall", "R"], ["begin", "B"], ["finish", "desk-key-enter"],
  ["no-show", "V"], ["hold", "G"], ["resume", "T"], ["transfer", "C"], ["open", "O"],
  ["reprint", "I"], ["printing", "P"], ["help", "?"], ["escape", "Esc"],
];

export class Dialogs {
  constructor({ state, actions }) {
    Object.assign(this, { state, actions, choices: [], opener: "" });
    this.node = one("#dialog");
    this.node.addEventListener("close", () => { this.choices = []; });
    this.node.addEventListener("click", (event) => { if (event.target === this.node) this.node.close(); });
  }

  isOpen() { return this.node.open; }

  // A number key picks; Escape and the key that opened it close.
  key(event) {
    const choice = this.choices[Number(event.key) - 1];
    if (choice && !event.repeat) { event.preventDefault(); this.pick(choice); }
    if (event.key === "?" || event.key.toUpperCase() === this.opener) { event.preventDefault(); this.node.close(); }
  }

  pick(choice) {
    this.node.close();
    choice.act();
  }

  transfer() {
    const { page, texts, desk } = this.state;
    const lines = page.lines.filter((line) => line.line !== desk.ticket.line);
    this.ask("desk-transfer-title", "desk-transfer-hint", lines.map((line) => ({
      label: texts.of(line.name), act: () => this.actions.send("transfer", { line: line.line }),
    })));
  }

  hold() {
    const { texts } = this.state;
    this.ask("desk-hold-title", "", REASONS.map((reason) => {
      const label = texts.say(`desk-hold-${reason}`);
      return { label, act: () => this.actions.send("hold", { reason: label }) };
    }));
  }

  ask(title, lead, choices) {
    const { texts, desk } = this.state;
    this.choices = choices;
    this.show(texts.say(title, { number: desk.ticket.number }), lead ? texts.say(lead) : "",
      h("ol", { class: "picks" }, choices.map((choice, index) => h("li", {},
        h("button", { type: "button", onclick: () => this.pick(choice) },
          h("kbd", {}, index < 9 ? String(index + 1) : "·"), h("span", {}, choice.label))))));
  }

  help() {
    const { texts } = this.state;
    this.show(texts.say("desk-keys-title"), texts.say("desk-keys-hint"),
      h("dl", { class: "keys" }, HELP.flatMap(([name, key]) => [
        h("dt", {}, h("kbd", {}, key.length > 3 ? texts.say(key) : key)),
        h("dd", {}, texts.say(`desk-key-help-${name}`)),
      ])));
  }

  // `opener` is the key that closes it again.
  show(title, lead, body, opener = "") {
    this.opener = opener;
    this.node.className = opener ? "wide" : "";
    fill(this.node, h("div", { class: "box" },
      h("h2", { id: "dialog-title" }, title), lead ? h("p", {}, lead) : null, body,
      h("button", { type: "button", class: "quiet-key", onclick: () => this.node.close() },
        this.state.texts.say("close"), h("kbd", {}, "Esc"))));
    this.node.showModal();
    // Enter must not do something in a list that was only to be looked at.
    one(opener ? ".box > .quiet-key" : "button", this.node)?.focus();
  }
}
