// What the wall looks like: the call, the last calls, who waits, the notice, the time.
import * as clock from "./clock.js";
import { fill, h, icon, one } from "./dom.js";

const ROWS = 5;

export class WallView {
  constructor(page, texts) {
    Object.assign(this, { page, texts, minute: "" });
    this.lines = new Map(page.lines.map((line) => [line.line, line]));
    const counters = page.counters.length;
    document.documentElement.dataset.counters = counters === 1 ? "one" : counters === 2 ? "two" : "many";
    this.notice();
  }

  // Draw everything that a call can change.
  draw({ board, shown, fresh }) {
    const node = one("#call");
    const same = node.dataset.key === key(shown);
    if (!same || fresh) {
      node.dataset.key = key(shown);
      node.className = shown ? `called l${shown.number.length}` : "empty";
      node.setAttribute("aria-label", shown ? this.texts.say("wall-call-aria", shown) : "");
      fill(node, shown ? this.call(shown) : this.welcome());
      if (fresh) pulse(node);
    }
    this.last(board.calls.filter((call) => call.number !== shown?.number));
    this.waiting(board.waiting);
  }

  call(call) {
    const { texts } = this;
    const line = this.lines.get(call.line);
    const again = call.attempt > 1;
    return [
      h("p", { class: "invite" }, texts.say(again ? "wall-invite-again" : "wall-invite", { attempt: call.attempt })),
      h("p", { class: "number" }, call.number),
      h("p", { class: "go" }, icon("arrow-right"), h("span", {}, texts.say("wall-go", { counter: call.counter }))),
      h("p", { class: "line" }, line ? texts.of(line.name) : ""),
    ];
  }

  welcome() {
    const { texts, page } = this;
    const open = page.state.open;
    return [
      h("p", { class: "title" }, texts.say(open ? "wall-none-title" : "wall-closed-title")),
      h("p", { class: "hint" }, open ? texts.say("wall-none-hint") : clock.opensText(texts, page.state.opens_at)),
      this.hours() ? h("p", { class: "hours" }, icon("clock"), h("span", {}, this.hours())) : null,
    ];
  }

  hours() {
    if (!this.page.hours?.length) return "";
    const hours = this.page.hours.map(([start, end]) => `${start} – ${end}`).join(" · ");
    return this.texts.say("wall-hours", { hours });
  }

  last(calls) {
    const { texts } = this;
    const rows = calls.slice(0, ROWS).map((call) => h("li", {},
      h("b", { class: "number" }, call.number),
      h("span", { class: "mark" }, this.mark(call)),
      h("b", { class: "counter" }, call.counter)));
    fill(one("#last"),
      h("p", { class: "heads" }, h("span", {}, texts.say("wall-last")), h("span", {}, texts.say("wall-counter"))),
      rows.length ? h("ol", {}, rows) : h("p", { class: "none" }, texts.say("wall-no-calls")));
  }

  mark(call) {
    const { texts } = this;
    if (call.attempt > 1) return texts.say("wall-attempt", { attempt: call.attempt });
    return call.priority ? texts.say("wall-priority") : "";
  }

  waiting(waiting) {
    const { texts } = this;
    const lines = this.page.lines.map((line) => h("div", { title: texts.of(line.name) },
      h("dt", {}, line.prefix, h("span", { class: "away" }, ` ${texts.of(line.name)}`)),
      h("dd", {}, String(waiting[line.line] ?? 0))));
    fill(one("#waiting"), h("div", { class: "caption" }, h("dt", {}, texts.say("wall-waiting"))), lines);
  }

  notice() {
    const { texts, page } = this;
    const parts = [texts.of(page.hall.notice)];
    if (page.hall.hotline) parts.push(texts.say("hotline", { number: page.hall.hotline }));
    one("#notice").textContent = parts.filter(Boolean).join("\u00a0· ");
  }

  // Show the time; the day only when it changes.
  tick() {
    const minute = clock.time();
    if (minute === this.minute) return;
    this.minute = minute;
    const day = clock.day(this.texts);
    one("#head time").textContent = minute;
    one("#weekday").textContent = day.weekday;
    one("#date").textContent = this.texts.say("date", day);
  }
}

const key = (call) => (call ? `${call.number} ${call.counter} ${call.attempt}` : "");

function pulse(node) {
  node.classList.remove("pulse");
  requestAnimationFrame(() => requestAnimationFrame(() => node.classList.add("pulse")));
}
