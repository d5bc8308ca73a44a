// What the bench looks like: one card a device, and the paper.
import * as clock from "/display-static/js/clock.js";
import { h, icon } from "/display-static/js/dom.js";

const VISITOR = [
  ["person", "bench-visitor-normal", { kind: "normal" }],
  ["person", "bench-visitor-feverish", { kind: "feverish" }],
  ["leave", "bench-visitor-leave", {}],
];
const THERMOMETER = [
  ["silence", "bench-silence", {}], ["resume", "bench-resume", {}],
  ["unplug", "bench-unplug", {}], ["replug", "bench-replug", {}],
];
const PRINTER = [
  ["paper_out", "bench-paper-out", {}], ["paper_ok", "bench-paper-ok", {}],
  ["cover_open", "bench-cover-open", {}], ["cover_closed", "bench-cover-closed", {}],
  ["stall", "bench-stall", {}], ["answer", "bench-answer", {}],
];
// What happens less often, folded away, by what it befalls.
const RARE = [
  ["bench-rare-paper", [
    ["paper_out", "bench-paper-within", { after_rows: 300 }], ["near_end", "bench-near-end", {}],
    ["near_end", "bench-near-end-chatter", { chatter: true }],
    ["cutter", "bench-cutter", {}], ["cutter_freed", "bench-cutter-freed", {}],
  ]],
  ["bench-rare-line", [
    ["mute", "bench-mute", {}], ["late", "bench-late", { seconds: 1.5 }],
    ["slow", "bench-slow", { bytes_per_second: 5760 }], ["idle_close", "bench-idle-close", { seconds: 10 }],
    ["asb", "bench-asb", { on: true }], ["small_buffer", "bench-small-buffer", { bytes: 45 }],
  ]],
  ["bench-rare-clone", [
    ["clone", "bench-clone-multiples", { multiples: true }], ["clone", "bench-clone-tall", { tall: true }],
    ["clone", "bench-clone-paper-out", { paper_out: true }],
  ]],
  ["bench-rare-power", [
    ["power_off", "bench-power-off", {}], ["power_on", "bench-power-on", {}],
    ["power_cycle", "bench-power-cycle", {}],
  ]],
];

// The cards of all devices.
export function controls(state, control) {
  const { page, texts } = state;
  return [
    page.lanes.map((lane) => laneCard(state, lane, control)),
    page.printers.map((printer) => printerCard(state, printer, control)),
    h("p", { class: "links" }, h("b", {}, texts.say("bench-screens")),
      link(`/touch/${page.hall.hall}`, texts.say("index-touch")),
      link(`/wall/${page.hall.hall}`, texts.say("index-wall")),
      page.lanes.map((lane) => link(`/lane/${lane.lane}`, texts.say("index-lane", { name: texts.of(lane.name) }))),
      link("/desk", texts.say("index-desk"))),
  ];
}

const link = (href, label) => h("a", { href, target: "_blank", rel: "noopener" }, label);

function laneCard({ page, texts, lanes, readings, devices }, lane, control) {
  const thermometer = page.thermometers.find((item) => item.lane === lane.lane);
  const word = lanes.get(lane.lane)?.state ?? "off";
  const reading = readings.get(lane.lane);
  const device = devices.find((item) => item.kind === "thermometer" && item.device === thermometer?.device);
  const press = (verb, facts) => control("thermometer", thermometer.device, verb, facts);
  return h("section", { class: "card device", "aria-label": texts.say("bench-lane", { name: texts.of(lane.name) }) },
    h("h2", {}, icon("thermometer"), texts.say("bench-lane", { name: texts.of(lane.name) })),
    h("dl", { class: "live" },
      h("dt", {}, texts.say("bench-lane-shows")),
      h("dd", { class: `word ${word}` }, texts.say(`lane-${word}`), " ", h("code", {}, word)),
      h("dt", {}, texts.say("bench-reading")),
      h("dd", {}, reading ? texts.say("bench-reading-value", {
        corrected: reading.corrected.toFixed(1), raw: reading.raw.toFixed(1),
      }) : texts.say("bench-reading-none")),
      health(texts, device)),
    thermometer?.simulated ? [
      keys(lane.lane, texts.say("bench-visitor"), VISITOR, texts, press),
      keys(lane.lane, texts.say("bench-thermometer"), THERMOMETER, texts, press),
    ] : h("p", { class: "hint" }, texts.say("bench-real")));
}

function printerCard(state, printer, control) {
  const { texts, devices } = state;
  const device = devices.find((item) => item.kind === "printer" && item.device === printer.device);
  const press = (verb, facts) => control("printer", printer.device, verb, facts);
  const title = texts.say("bench-printer", { name: printer.device });
  return h("section", { class: "card device", "aria-label": title },
    h("h2", {}, icon("printer"), title),
    h("dl", { class: "live" }, health(texts, device)),
    printer.simulated ? [
      keys(printer.device, title, PRINTER, texts, press),
      rare(printer.device, texts, press, state),
    ]
      : h("p", { class: "hint" }, texts.say("bench-real")));
}

// The folded part; it stays as the visitor left it when the card is drawn anew.
function rare(owner, texts, press, { unfolded, redraw }) {
  const open = unfolded.has(owner);
  const ontoggle = ({ target }) => {
    if (target.open === open) return;
    unfolded[target.open ? "add" : "delete"](owner);
    redraw();
  };
  return h("details", { class: "rare", open, ontoggle },
    h("summary", { id: `${owner}-rare` }, texts.say("bench-rare")),
    open ? h("div", { class: "groups" },
      RARE.map(([title, verbs]) => h("div", {},
        h("h3", {}, texts.say(title)), keys(owner, texts.say(title), verbs, texts, press))),
      keys(owner, texts.say("bench-well"), [["well", "bench-well", {}]], texts, press)) : null);
}

function health(texts, device) {
  const state = device?.state ?? "unknown";
  const key = `device-${String(device?.message || state).replaceAll("_", "-")}`;
  return [
    h("dt", {}, texts.say("bench-devices")),
    h("dd", {}, h("span", { class: `pill ${state}` }, texts.say(`device-state-${state}`)), " ",
      state === "ok" ? "" : texts.say(texts.has(key) ? key : "device-unknown")),
  ];
}

function keys(owner, label, verbs, texts, press) {
  return h("div", { class: "verbs", role: "group", "aria-label": label }, verbs.map(([verb, key, facts]) => h("button", {
    type: "button", id: `${owner}-${key}`, onclick: () => press(verb, facts),
  }, texts.say(key))));
}

// The tickets as they came out of the simulated printers, newest first.
export function tickets({ texts, strips }) {
  return [
    h("h2", {}, texts.say("bench-tickets")),
    strips.length ? h("div", { class: "strips" }, strips.map((strip) => paper(texts, strip)))
      : h("p", { class: "hint" }, texts.say("bench-tickets-none")),
  ];
}

function paper(texts, strip) {
  const time = clock.time(typeof strip.at === "number" ? strip.at * 1000 : Date.parse(strip.at), { seconds: true });
  const facts = { printer: strip.printer, time };
  return h("figure", { class: strip.valid ? "" : "void" },
    h("img", { src: `data:image/png;base64,${strip.png}`, alt: texts.say("bench-ticket-label", facts) }),
    h("figcaption", {}, texts.say("bench-ticket-at", facts),
      strip.valid ? null : h("b", {}, texts.say("bench-ticket-broken"))));
}
