// Calls one after the other: each is seen for a while and heard to its end before the next.
export class Calls {
  // `show(call)` makes it seen, `sound(call)` resolves when it was heard.
  constructor({ show, sound, shortest = 4000 }) {
    Object.assign(this, { show, sound, shortest, queue: [], busy: false });
  }

  // Take a call; a second call of a number that still waits its turn replaces the first.
  add(call) {
    this.queue = this.queue.filter((item) => item.number !== call.number);
    this.queue.push(call);
    if (!this.busy) this.run();
  }

  async run() {
    this.busy = true;
    while (this.queue.length) {
      const call = this.queue.shift();
      this.show(call);
      const seen = new Promise((done) => { setTimeout(done, this.shortest); });
      await Promise.all([seen, Promise.resolve(this.sound(call)).catch(() => null)]);
    }
    this.busy = false;
  }
}
