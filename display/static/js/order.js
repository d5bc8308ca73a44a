// Events in the order of their seq: each once, early ones wait, a gap that stays is reported.
export class Order {
  // `deliver(kind, body)` gets each event once; `gap(since)` asks for what is missing.
  constructor({ seq = 0, deliver, gap, patience = 1500 }) {
    this.seq = seq;
    this.deliver = deliver;
    this.gap = gap;
    this.patience = patience;
    this.early = new Map();
    this.timer = null;
  }

  // Take an event as it comes from the wire.
  push(kind, body) {
    if (typeof body?.seq !== "number" || body.seq <= this.seq) return;
    this.early.set(body.seq, [kind, body]);
    this.drain();
  }

  // Adopt a truth that is valid as of `seq`; what came before is done with. A smaller `seq` is
  // that of a restored backup: whatever came early belongs to what was there before.
  adopt(seq) {
    if (seq < this.seq) this.early.clear();
    this.seq = seq;
    for (const known of [...this.early.keys()]) if (known <= seq) this.early.delete(known);
    this.drain();
  }

  drain() {
    while (this.early.has(this.seq + 1)) {
      this.seq += 1;
      const [kind, body] = this.early.get(this.seq);
      this.early.delete(this.seq);
      this.deliver(kind, body);
    }
    clearTimeout(this.timer);
    this.timer = this.early.size ? setTimeout(() => this.gap(this.seq), this.patience) : null;
  }
}
