// Buzzes and sounds when the turn is near; asked for by a touch, so that browsers allow it.
import { chime, unlock } from "/display-static/js/chime.js";

const NEAR = 2;

export class Reminder {
  constructor(texts) {
    Object.assign(this, { texts, on: false, told: "" });
  }

  toggle() {
    this.on = !this.on;
    if (this.on) unlock();
  }

  heard(ticket) {
    const news = ticket.state === "called" ? `called ${ticket.attempt}`
      : ticket.state === "waiting" && ticket.ahead <= NEAR ? "near" : "";
    if (!this.on || !news || news === this.told) return;
    this.told = news;
    navigator.vibrate?.(news === "near" ? [200, 120, 200] : [400, 150, 400, 150, 400]);
    chime(0.6);
  }
}
