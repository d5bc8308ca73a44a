// "Printers and slips": every printer of the hall, every printout that is not simply printed.
import * as clock from "/display-static/js/clock.js";
import { fill, h, one } from "/display-static/js/dom.js";
import { adviceOf, figures, nameOf, roll, since } from "./desk-printing-view.js";

const ROWS = 40;
const ORDER = ["uncertain", "needs_void", "sending", "body_confirmed", "queued", "failed", "expired"];

export class PrintingDialog {
  constructor({ state, printing, dialogs }) {
    Object.assign(this, { state, printing, dialogs });
  }

  isOpen() { return this.dialogs.isOpen() && one("#printing") !== null; }

  open() {
    const { texts } = this.state;
    this.dialogs.show(texts.say("print-title"), "", h("div", { id: "printing" },
      h("ul", { id: "printers", "aria-label": texts.say("print-printers") }),
      this.form(),
      h("h3", {}, texts.say("print-jobs")),
      h("ul", { id: "jobs", "aria-label": texts.say("print-jobs") })), "P");
    this.draw();
    this.printing.reread();
  }

  // Draw the lists anew; what has the focus keeps it, and what is typed stays.
  draw() {
    if (!this.isOpen()) return;
    // A choice that is open would close.
    if (document.activeElement instanceof HTMLSelectElement) return;
    const focused = document.activeElement?.id;
    const { texts, jobs } = this.state;
    fill(one("#printers"), this.printing.printers().map((printer) => this.printer(printer)));
    const sorted = jobs.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
    fill(one("#jobs"), sorted.slice(0, ROWS).map((job) => this.job(job)),
      sorted.length ? null : h("li", { class: "none" }, texts.say("print-jobs-none")),
      sorted.length > ROWS ? h("li", { class: "none" }, texts.say("print-jobs-more", { n: sorted.length - ROWS })) : null);
    if (focused && !one("#printing-form")?.contains(document.activeElement)) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  printer(printer) {
    const { texts } = this.state;
    const advice = adviceOf(texts, printer);
    const facts = [since(texts, printer.since), ...figures(texts, this.printing, printer, { always: true })];
    return h("li", {},
      h("span", { class: `pill ${printer.state}` }, texts.say(`device-state-${printer.state}`)),
      h("div", {}, h("b", {}, nameOf(texts, printer)), advice ? h("p", {}, advice) : null, h("p", { class: "small" }, facts.filter(Boolean).join(" · "))),
      roll(texts, this.printing, printer, "list"));
  }

  form() {
    const { texts } = this.state;
    const printers = this.printing.printers();
    const number = h("input", {
      id: "copy-number", name: "number", required: true, maxlength: 12, autocomplete: "off", spellcheck: "false", value: this.state.desk?.ticket?.number ?? "",
    });
    const printer = h("select", { id: "copy-printer", name: "printer" },
      h("option", { value: "" }, texts.say("print-copy-usual")),
      printers.map((item) => h("option", { value: item.device }, nameOf(texts, item))));
    const send = async (event) => {
      event.preventDefault();
      const wanted = number.value.trim().toUpperCase();
      if (wanted && await this.printing.copy(wanted, undefined, printer.value)) number.value = "";
    };
    return h("form", { id: "printing-form", onsubmit: send },
      h("label", { for: "copy-number" }, texts.say("print-copy-number")), number,
      h("label", { for: "copy-printer", class: "away" }, texts.say("print-copy-printer")), printer,
      h("button", { type: "submit", class: "small-key strong" }, texts.say("print-copy")));
  }

  job(job) {
    const { texts } = this.state;
    const keys = this.printing.can(job).flatMap((verb) => (verb === "move" ? this.move(job) : [this.key(job, verb)]));
    const word = job.held ? "held" : job.state;
    const about = [
      texts.say("device-kind-printer", { name: job.printer }), clock.time(Date.parse(job.created_at)),
      job.copy ? texts.say("print-copy-n", { n: job.copy }) : "", job.asked_by ?? "",
    ].filter(Boolean).join(" · ");
    return h("li", { class: `job ${word}` },
      h("b", { class: "number" }, job.number ?? texts.say("print-sheet")),
      h("div", {}, h("p", {}, h("b", {}, texts.say(`print-state-${word.replaceAll("_", "-")}`)), job.message ? ` · ${job.message}` : null), h("p", { class: "small" }, about)),
      keys.length ? h("div", { class: "answers" }, keys) : null);
  }

  key(job, verb, body = {}, label = this.state.texts.say(`print-${verb}`)) {
    return h("button", {
      type: "button", class: verb === "came-out" || verb === "release" ? "small-key strong" : "small-key",
      id: `job-${verb}-${body.printer ?? ""}-${job.job}`, onclick: () => this.printing.act(job, verb, body),
    }, label);
  }

  // One other printer is one key; more are a choice.
  move(job) {
    const { texts } = this.state;
    const others = this.printing.printers().filter((item) => item.device !== job.printer);
    if (others.length < 2) {
      return others.map(({ device }) => this.key(job, "move", { printer: device }, texts.say("print-move-to", { printer: device })));
    }
    return [h("select", {
      id: `move-${job.job}`, "aria-label": texts.say("print-move"),
      onchange: (event) => event.target.value && this.printing.act(job, "move", { printer: event.target.value }),
    }, h("option", { value: "" }, texts.say("print-move")), others.map((item) => h("option", { value: item.device }, nameOf(texts, item))))];
  }
}
