// What the desk's keys do; each waits for its answer, and calls keep a pause between them.
import { ask, uuid, LostError } from "/display-static/js/api.js";

const PAUSE = 2000;

export class Actions {
  constructor({ state, api, hint, explain, reread, draw }) {
    Object.assign(this, { state, api, hint, explain, reread, draw, busy: "", calledAt: -PAUSE, tap: null });
  }

  // What can be done now.
  can(name) {
    const { desk } = this.state;
    if (!desk) return false;
    const ticket = desk.ticket?.state;
    const at = ticket === "called" || ticket === "serving";
    return {
      open: !desk.open, close: desk.open && !at, call: desk.open, recall: ticket === "called",
      begin: ticket === "called", finish: at, "no-show": ticket === "called", hold: at,
      transfer: at, resume: desk.open && !at && desk.held.length > 0,
    }[name];
  }

  // Call the next visitor: not twice for one press, not while an answer is awaited.
  call() {
    const { hint } = this;
    const { texts } = this.state;
    if (this.busy) return hint("wait", texts.say("desk-hint-answer"));
    if (performance.now() - this.calledAt < PAUSE) return hint("wait", texts.say("desk-hint-pause"));
    // A call whose answer was lost is asked again with the same tap, so that nobody is skipped.
    this.tap ??= uuid();
    return this.send("call", { tap: this.tap });
  }

  async send(name, body = {}) {
    const { texts, desk } = this.state;
    if (this.busy) return this.hint("wait", texts.say("desk-hint-answer"));
    const number = desk?.ticket?.number ?? "";
    this.busy = name;
    this.draw();
    try {
      const answer = await ask("POST", `${this.api()}/${name}`, body);
      this.done(name, answer, number);
    } catch (error) {
      if (!(error instanceof LostError)) this.tap = null;
      this.explain(error);
    } finally {
      this.busy = "";
      this.draw();
      this.reread();
    }
    return null;
  }

  done(name, answer, number) {
    const { texts } = this.state;
    const ticket = answer?.ticket === undefined ? answer : answer.ticket;
    if (name === "call") {
      this.tap = null;
      if (ticket) this.calledAt = performance.now();
    }
    const key = name === "call" && !ticket ? "desk-done-call-none" : `desk-done-${name}`;
    this.hint("done", texts.say(key, { number: ticket?.number ?? number }));
  }
}
