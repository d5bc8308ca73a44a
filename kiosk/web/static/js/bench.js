// The demo's bench: simulated visitors, devices that misbehave, tickets as they were printed.
import { ask, LostError } from "/display-static/js/api.js";
import * as clock from "/display-static/js/clock.js";
import { fill, one } from "/display-static/js/dom.js";
import { Live, lostBanner } from "/display-static/js/live.js";
import { page } from "/display-static/js/page.js";
import { Texts, refusalText } from "/display-static/js/text.js";
import { controls, tickets } from "./bench-view.js";

const KEPT = 6;
const READING_FOR = 2500;
const HINT_FOR = 4000;

clock.start(page);
const texts = new Texts(page.texts, page.language);
const state = {
  page, texts, devices: page.devices, strips: page.strips,
  lanes: new Map(page.lanes.map((lane) => [lane.lane, lane.state])), readings: new Map(),
  unfolded: new Set(), redraw: () => draw(),
};
let hintTimer = 0;
let readingTimer = 0;

function hint(said, kind) {
  const node = one("#hint");
  Object.assign(node, { textContent: said, hidden: false, className: kind });
  clearTimeout(hintTimer);
  hintTimer = setTimeout(() => { node.hidden = true; }, HINT_FOR);
}

// Ask a simulated device to do something; the bench shows what it answers.
async function control(target, name, verb, facts = {}) {
  try {
    const answer = await ask("POST", `/bench/${page.hall.hall}/control`, { target, name, verb, ...facts });
    if (answer.ok) hint(texts.say("bench-sent"), "good");
    else hint(`${texts.say("bench-refused")}: ${answer.message ?? ""}`, "bad");
  } catch (error) {
    const said = error instanceof LostError
      ? texts.say("lost-trying") : refusalText(texts, error.code, error.facts).title;
    hint(said, "bad");
  }
}

function draw() {
  const focused = document.activeElement?.id;
  fill(one("#controls"), controls(state, control));
  if (focused) document.getElementById(focused)?.focus();
}

const HEAR = {
  devices(body) { state.devices = body.devices; draw(); },
  "lane.state"(body) { state.lanes.set(body.lane, body); draw(); },
  "lane.reading"(body) {
    state.readings.set(body.lane, body.raw === null ? null : body);
    clearTimeout(readingTimer);
    readingTimer = setTimeout(() => { state.readings.clear(); draw(); }, READING_FOR);
    draw();
  },
  strip(body) {
    state.strips = [body, ...state.strips].slice(0, KEPT);
    fill(one("#tickets"), tickets(state));
  },
};

new Live("/bench", {
  auth: () => ({ hall: page.hall.hall }),
  hear: (kind, body) => HEAR[kind]?.(body),
  state: lostBanner(one("#lost"), texts),
});
draw();
fill(one("#tickets"), tickets(state));
