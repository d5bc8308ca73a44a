// One visit has one tap: a UUID kept until it is answered, so that no visit gets two numbers.
const KEY = "mc-visit";
const SLOW = 2500;
const PAUSES = [1000, 2000, 3000, 5000];
const PENDING_FOR = 120000;
const SHOWN_FOR = 30000;

export class Visit {
  // `send(body)` asks the server; `changed(phase, fact)` hears taking, slow, lost, done, refused.
  constructor({ storage, send, changed, uuid, now = Date.now }) {
    Object.assign(this, { storage, send, changed, uuid, now, running: false });
  }

  // Begin a visit; a second tap while one is on its way is the same visit.
  begin(wish) {
    if (this.running) return;
    this.save({ body: { ...wish, tap: this.uuid() }, at: this.now() });
    this.run();
  }

  // Take up a visit that a reload or a crash of the browser interrupted.
  resume() {
    const kept = this.load();
    if (!kept) return;
    const age = this.now() - kept.at;
    if (kept.ticket && age < SHOWN_FOR) this.changed("done", kept.ticket);
    else if (!kept.ticket && age < PENDING_FOR) this.run();
    else this.forget();
  }

  // The visitor goes away before the answer came.
  end() {
    this.forget();
    this.changed("none");
  }

  forget() {
    this.running = false;
    this.storage.removeItem(KEY);
  }

  load() {
    try { return JSON.parse(this.storage.getItem(KEY)); } catch { return null; }
  }

  save(visit) { this.storage.setItem(KEY, JSON.stringify(visit)); }

  // Send the same tap until there is an answer.
  async run() {
    const visit = this.load();
    const mine = visit.body.tap;
    this.running = true;
    this.changed("taking");
    const stillMine = () => this.running && this.load()?.body.tap === mine;
    for (let attempt = 0; stillMine(); attempt += 1) {
      const outcome = await this.once(visit.body, stillMine);
      if (!stillMine()) return;
      if (outcome.ticket) return this.answered(visit, outcome.ticket);
      if (outcome.refusal) return this.refused(outcome.refusal);
      this.changed("lost");
      await new Promise((go) => setTimeout(go, PAUSES[Math.min(attempt, PAUSES.length - 1)]));
    }
  }

  async once(body, stillMine) {
    const slow = setTimeout(() => stillMine() && this.changed("slow"), SLOW);
    try {
      return { ticket: await this.send(body) };
    } catch (error) {
      const final = error.code && error.status < 500 && error.code !== "too_many_requests";
      return final ? { refusal: { code: error.code, facts: error.facts } } : {};
    } finally {
      clearTimeout(slow);
    }
  }

  answered(visit, ticket) {
    this.running = false;
    this.save({ ...visit, at: this.now(), ticket });
    this.changed("done", ticket);
  }

  refused(refusal) {
    this.forget();
    this.changed("refused", refusal);
  }
}
