// Printouts at the desk: what is known of them, read again when something happened, and what keys do.
import { ask, LostError } from "/display-static/js/api.js";

const PAUSE = 2000;
const SPREAD = 800;
const OPEN_EVERY = 4000;
const EVENTS = new Set(["ticket.printed", "ticket.print_failed", "ticket.print_moved", "ticket.reprinted", "ticket.print_held"]);
const OPEN = new Set(["queued", "sending", "needs_void", "body_confirmed"]);
const NEEDS = new Set(["warn", "fault", "unknown"]);
const FEW = 50;

// A printer that never answered is always unknown: its slips are asked about one by one.
export const isMute = ({ state, facts, message }) =>
  state === "unknown" && facts?.answers === false && message !== "agent_gone";

export class Printing {
  // `changed()` draws again; `shown()` says whether the list of all printouts is open.
  constructor({ state, hint, explain, changed, shown }) {
    Object.assign(this, { state, hint, explain, changed, shown, last: -PAUSE, timer: 0, busy: false });
    state.jobs = state.page.jobs ?? [];
    this.api = `/api/v1/halls/${state.page.hall.hall}`;
  }

  // Whether an event is about paper alone, so that the desk itself need not be read again.
  heard(kind, body) {
    const { jobs } = this.state;
    const listed = jobs.some((job) => job.ticket === body?.ticket || job.job === body?.job);
    const plain = kind === "ticket.printed" && body?.state === "printed";
    if (EVENTS.has(kind) ? !plain || listed || this.shown() : listed || (kind === "ticket.issued" && this.watching())) this.reread();
    return EVENTS.has(kind);
  }

  // Read the printouts soon; however much happens, not more often than every two seconds.
  reread() {
    if (this.timer) return;
    const due = Math.max(80, this.last + PAUSE - performance.now() + Math.random() * SPREAD);
    this.timer = setTimeout(() => this.read(), due);
  }

  async read() {
    this.last = performance.now();
    try {
      this.state.jobs = (await ask("GET", `${this.api}/jobs`)).jobs;
      this.changed();
    } catch { /* what was known stays; the live connection says when the server is lost */ }
    this.timer = 0;
    if (this.shown()) setTimeout(() => this.reread(), OPEN_EVERY);
  }

  watching() { return this.shown() || this.printers().some((one) => this.needs(one)); }

  // The hall's printers, those that need somebody first.
  printers() {
    const elsewhere = new Set(this.state.page.printers_elsewhere ?? []);
    const mine = this.state.devices.filter((one) => one.kind === "printer" && !elsewhere.has(one.device));
    return mine.toSorted((a, b) => Number(this.needs(b)) - Number(this.needs(a)));
  }

  needs(printer) { return (NEEDS.has(printer.state) && !isMute(printer)) || this.few(printer); }

  few(printer) { return (printer.facts?.tickets_left ?? FEW) < FEW; }

  // How many slips wait for a printer, and since when the oldest does.
  queue(printer) {
    const mine = this.state.jobs.filter((job) => job.printer === printer.device && OPEN.has(job.state));
    return { count: mine.length, oldest: mine.map((job) => job.created_at).sort()[0] };
  }

  questions() { return this.state.jobs.filter((job) => job.state === "uncertain"); }

  // What can be done with a printout now.
  can(job) {
    const waits = job.state === "queued" || job.state === "needs_void";
    if (job.state === "uncertain") return ["came-out", "not-out"];
    if (job.wish && !job.held) return ["release"];
    if (job.held) return ["release", "move", "drop"];
    if (waits) return job.state === "queued" ? ["hold", "move", "drop"] : ["move", "drop"];
    return ["failed", "expired"].includes(job.state) && job.ticket ? ["copy"] : [];
  }

  act(job, verb, body = {}) {
    if (verb === "copy") return this.copy(job.number, job.ticket);
    return this.send(`jobs/${job.job}/${verb}`, body, `print-done-${verb}`, { number: job.number ?? "", printer: body.printer ?? "" });
  }

  // Print a marked copy of a ticket, named by its id or by its number of today.
  copy(number, ticket, printer) {
    const body = printer ? { printer } : {};
    return this.send(`tickets/${encodeURIComponent(ticket ?? number)}/copies`, body, "print-done-copy", { number });
  }

  newRoll(printer) {
    return this.send(`/api/v1/printers/${encodeURIComponent(printer)}/new-roll`, {}, "print-done-roll", { printer });
  }

  // Press once, wait for the answer, say what happened; resolves to whether it was done.
  async send(path, body, done, facts) {
    if (this.busy) return false;
    this.busy = true;
    try {
      await ask("POST", path.startsWith("/") ? path : `${this.api}/${path}`, body);
      this.hint("done", this.state.texts.say(done, facts));
      return true;
    } catch (error) {
      this.explain(error instanceof LostError ? error : Object.assign(error, { facts: { ...facts, ...error.facts } }));
      return false;
    } finally {
      this.busy = false;
      this.reread();
    }
  }
}
