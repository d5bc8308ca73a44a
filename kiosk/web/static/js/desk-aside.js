// Beside the desk: who waits, who is on hold, which devices need somebody, the day's figures.
import * as clock from "/display-static/js/clock.js";
import { fill, h, icon, one } from "/display-static/js/dom.js";
import { printingNeeds } from "./desk-printing-view.js";

const ROWS = 10;
const NEEDS = new Set(["warn", "fault", "unknown"]);

// Draw the lists; `helped(help)` is told when a call for a helper was noted.
export function aside(node, state, helped, { printing, paper }) {
  const { desk } = state;
  if (!desk) return fill(node);
  return fill(node, printingNeeds(state, printing, () => paper.open()), needs(state, helped), waiting(state), held(state));
}

function waiting({ desk, texts, page }) {
  const rows = desk.waiting.slice(0, ROWS).map((ticket) => {
    const minutes = clock.minutesSince(ticket.arrived_at);
    const late = minutes >= desk.late_minutes;
    const line = page.lines.find((item) => item.line === ticket.line);
    const marks = [
      line ? texts.of(line.name) : ticket.line,
      ticket.priority ? texts.say("desk-priority-mark") : "",
      ticket.wanted === desk.counter ? texts.say("desk-wanted-mark") : "",
    ].filter(Boolean).join(" · ");
    return h("li", { class: late ? "late" : "" },
      h("b", { class: "number" }, ticket.number), h("span", { title: marks }, marks),
      h("span", { class: "long" }, texts.say(late ? "desk-late" : "minutes", { n: minutes })));
  });
  const more = desk.waiting.length - rows.length;
  return h("section", {},
    h("h2", {}, rows.length ? texts.say("desk-waiting", { n: desk.waiting.length }) : texts.say("desk-waiting-none")),
    rows.length ? h("ol", { class: "rows" }, rows) : null,
    more > 0 ? h("p", { class: "more" }, texts.say("desk-waiting-more", { n: more })) : null);
}

function held({ desk, texts }) {
  if (!desk.held.length) return null;
  return h("section", {},
    h("h2", {}, texts.say("desk-held")),
    h("ol", { class: "rows" }, desk.held.map((ticket) => h("li", {},
      h("b", { class: "number" }, ticket.number), h("span", {}, ticket.note ?? ""),
      h("span", { class: "long" }, texts.say("desk-held-since", { time: clock.time(Date.parse(ticket.since)) }))))));
}

function needs({ devices, helps, texts }, helped) {
  const broken = devices.filter((device) => device.kind !== "printer" && NEEDS.has(device.state));
  if (!broken.length && !helps.length) return null;
  return h("section", { class: "needs" },
    h("h2", {}, texts.say("desk-devices")),
    helps.map((help) => h("p", { class: "need help" }, icon("hand"),
      h("span", {}, texts.say("desk-helper-call", {
        kiosk: help.kiosk || texts.say("desk-helper-call-kiosk"), time: clock.time(Date.parse(help.at)),
      })),
      h("button", { type: "button", class: "quiet-key", onclick: () => helped(help) }, texts.say("desk-helper-done")))),
    broken.map((device) => h("p", { class: `need ${device.state}` },
      icon(device.kind === "thermometer" ? "thermometer" : "triangle-alert"),
      h("span", {}, h("b", {}, texts.say(`device-kind-${device.kind}`, { name: device.device })), " ", words(texts, device)))));
}

function words(texts, device) {
  const key = `device-${String(device.message ?? "").replaceAll("_", "-")}`;
  return texts.say(texts.has(key) ? key : "device-unknown");
}

// Draw the lower edge: the day so far, the longest wait, the connection.
export function foot({ desk, texts, lost }) {
  if (!desk) return;
  const { served, minutes } = desk.today ?? { served: 0, minutes: null };
  const key = !served ? "desk-today-none" : minutes === null ? "desk-today-first" : "desk-today";
  one("#today").textContent = texts.say(key, { served, minutes: Math.round(minutes ?? 0) });
  const oldest = desk.waiting[0];
  one("#longest").textContent = oldest
    ? texts.say("desk-longest", { minutes: clock.minutesSince(oldest.arrived_at) }) : "";
  one("#link").textContent = lost
    ? texts.say("lost-since", { time: clock.time(lost, { seconds: true }) }) : texts.say("connected");
}
