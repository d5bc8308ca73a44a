// What the desk looks like: the visitor, the keys, why this one was next.
import * as clock from "/display-static/js/clock.js";
import { fill, h, icon, one } from "/display-static/js/dom.js";
import { aside, foot } from "./desk-aside.js";
import { KEYS, run } from "./desk-keys.js";

const SMALL = ["recall", "begin", "finish", "no-show", "hold", "transfer", "resume", "open"];

export class DeskView {
  constructor({ state, actions, dialogs, choose, leave, helped }) {
    Object.assign(this, { state, actions, dialogs, choose, leave, helped });
  }

  draw() {
    const focused = document.activeElement?.id;
    if (!this.state.counter) return this.choice();
    this.head();
    const { desk } = this.state;
    fill(one("#main"), desk ? [this.visitor(), this.why(), this.keys()] : []);
    aside(one("#aside"), this.state, this.helped, this.actions);
    foot(this.state);
    if (focused && focused !== "main") document.getElementById(focused)?.focus({ preventScroll: true });
    return null;
  }

  // Each second: only what counts time.
  tick() {
    const { desk, texts } = this.state;
    const node = one("#elapsed");
    if (node && desk?.ticket) node.textContent = this.since(desk.ticket);
    const open = one("#clock");
    if (open && desk?.open) open.textContent = texts.say("desk-open-since", { time: clock.time() });
    if (Math.floor(clock.now() / 1000) % 20 === 0 && desk) {
      aside(one("#aside"), this.state, this.helped, this.actions);
      foot(this.state);
    }
  }

  head() {
    const { page, texts, desk, counter } = this.state;
    const here = page.counters.find((item) => item.counter === counter);
    const lines = (here?.lines ?? []).map((slug) => texts.of(page.lines.find((line) => line.line === slug)?.name ?? {}));
    fill(one("#who"),
      h("h1", {}, here?.name || texts.say("counter", { counter })),
      h("p", {}, lines.join(", ")),
      h("button", { type: "button", class: "quiet-key", id: "change", onclick: this.leave }, texts.say("desk-change")));
    fill(one("#states"), desk ? h("span", { id: "clock", class: desk.open ? "pill open" : "pill shut" },
      desk.open ? texts.say("desk-open-since", { time: clock.time() }) : texts.say("desk-closed")) : null);
  }

  visitor() {
    const { desk, texts } = this.state;
    if (!desk.open && !desk.ticket) return this.empty("door-open", "desk-closed", texts.say("desk-closed-hint"));
    if (!desk.ticket) return this.empty("user", "desk-nobody", texts.say("desk-nobody-hint", { n: desk.waiting.length }));
    const { ticket } = desk;
    return h("section", { class: `visitor ${ticket.state}`, "aria-live": "polite" },
      h("p", { class: `number l${ticket.number.length}` }, ticket.number),
      h("div", {}, this.marks(ticket), h("h2", {}, this.lineName(ticket.line)), this.facts(ticket), this.papers(ticket)));
  }

  lineName(slug) {
    return this.state.texts.of(this.state.page.lines.find((line) => line.line === slug)?.name ?? {});
  }

  marks(ticket) {
    const { texts, page } = this.state;
    const group = page.priority.find((item) => item.priority === ticket.priority);
    const called = ticket.state === "called";
    return h("p", { class: "marks" },
      h("span", { class: called ? "pill wait" : "pill open" }, texts.say(called ? "desk-state-called" : "desk-state-serving")),
      ticket.attempt > 1 ? h("span", { class: "pill" }, texts.say("desk-ticket-attempt", { attempt: ticket.attempt })) : null,
      group ? h("span", { class: "pill wait" }, texts.of(group.name)) : null,
      ticket.language === "en" ? h("span", { class: "pill" }, texts.say("desk-ticket-language")) : null);
  }

  since(ticket) {
    const { texts } = this.state;
    return ticket.state === "called"
      ? texts.say("desk-ticket-called", { elapsed: clock.elapsed(ticket.called_at) })
      : texts.say("desk-ticket-serving", { elapsed: clock.elapsed(ticket.began_at ?? ticket.called_at) });
  }

  facts(ticket) {
    const { texts } = this.state;
    const waited = clock.minutesSince(ticket.arrived_at, Date.parse(ticket.called_at ?? clock.now()));
    return h("p", { class: "times" },
      `${texts.say("desk-ticket-issued", { time: clock.time(Date.parse(ticket.issued_at)) })} · `,
      `${texts.say("desk-ticket-waited", { minutes: waited })} · `,
      h("span", { id: "elapsed" }, this.since(ticket)));
  }

  papers(ticket) {
    const { texts, page } = this.state;
    const line = page.lines.find((item) => item.line === ticket.line);
    const papers = (line?.bring ?? []).map((paper) => texts.of(paper)).join(", ");
    return papers ? h("p", { class: "papers" }, texts.say("desk-bring", { papers })) : null;
  }

  empty(picture, title, more) {
    return h("section", { class: "visitor nobody" }, icon(picture),
      h("div", {}, h("h2", {}, this.state.texts.say(title)), h("p", { class: "times" }, more)));
  }

  why() {
    const { desk, texts, page } = this.state;
    const { reason, overtook, priority } = desk.ticket ?? {};
    const group = page.priority.find((item) => item.priority === priority);
    let said = "";
    if (reason === "wanted") said = texts.say("desk-why-wanted");
    else if (reason === "patience") said = texts.say("desk-why-patience", { minutes: desk.late_minutes });
    else if (overtook && group) said = texts.say("desk-why-priority", { overtook, group: texts.of(group.name).toLowerCase(), minutes: group.head_start });
    else if (overtook) said = texts.say("desk-why-priority-plain", { overtook });
    return said ? h("p", { class: "why" }, said) : null;
  }

  keys() {
    const { desk } = this.state;
    const main = desk.open ? (desk.waiting.length || desk.ticket ? "desk-call" : "desk-call-nobody") : "desk-open";
    return [
      h("button", {
        type: "button", id: "key-call", class: main === "desk-call-nobody" ? "call-key idle" : "call-key", "aria-keyshortcuts": "Space",
        "aria-busy": String(this.actions.busy === "call"), onclick: () => run("call", this.actions, this.dialogs),
      }, h("span", {}, this.state.texts.say(main)), h("kbd", {}, this.state.texts.say("desk-key-space"))),
      h("div", { class: "keys-grid" }, SMALL.map((name) => this.key(name))),
      h("div", { class: "quiet-keys" },
        this.quiet("help", "keyboard"), this.quiet("printing", "printer"), desk.ticket ? this.quiet("reprint", "printer-check") : null),
    ];
  }

  quiet(name, picture) {
    return h("button", {
      type: "button", id: `key-${name}`, class: "quiet-key", "aria-keyshortcuts": KEYS[name], onclick: () => run(name, this.actions, this.dialogs),
    }, icon(picture), h("span", {}, this.state.texts.say(`desk-${name}`)), h("kbd", {}, KEYS[name]));
  }

  key(name) {
    const { texts, desk } = this.state;
    const word = name === "open" && desk.open ? "close" : name;
    const letter = name === "finish" ? texts.say("desk-key-enter") : KEYS[name];
    return h("button", {
      type: "button", id: `key-${name}`, class: "key", "aria-keyshortcuts": KEYS[name],
      "aria-disabled": String(!this.actions.can(word)),
      onclick: () => run(name, this.actions, this.dialogs),
    }, h("span", {}, texts.say(`desk-${word}`)), h("kbd", {}, letter));
  }

  choice() {
    const { page, texts, taken } = this.state;
    document.documentElement.classList.add("choosing");
    fill(one("#who"), h("h1", {}, texts.of(page.hall.name)));
    fill(one("#main"),
      h("h1", { class: "ask" }, texts.say("desk-choose")),
      h("p", { class: "times" }, texts.say("desk-choose-hint")),
      h("div", { class: "counters" }, page.counters.map((item) => h("button", {
        type: "button", class: "counter-card", onclick: () => this.choose(item.counter),
      },
      h("b", { class: "number" }, item.counter),
      h("span", {}, item.lines.map((slug) => this.lineName(slug)).join(", ")),
      taken.includes(item.counter) ? h("i", { class: "pill open" }, texts.say("desk-choose-taken")) : null))));
    return null;
  }
}
