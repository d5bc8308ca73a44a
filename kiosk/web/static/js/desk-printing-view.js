// What the desk shows of paper: questions only a person can answer, printers that need somebody.
import * as clock from "/display-static/js/clock.js";
import { h, icon } from "/display-static/js/dom.js";
import { isMute } from "./desk-printing.js";

const ASKED = 2;
const LONG_AGO = 12 * 3600000;

// "08:20", with its date when that is not of today.
export function since(texts, at) {
  const when = Date.parse(at);
  if (Number.isNaN(when)) return "";
  const time = clock.time(when);
  if (clock.now() - when < LONG_AGO) return texts.say("print-since", { time });
  const { day, month } = clock.day(texts, when);
  return texts.say("print-since", { time: `${time} ${day}/${month}` });
}

// A printer's name, and where it stands if somebody said.
export function nameOf(texts, printer) {
  const { place_vi: vi, place_en: en } = printer.facts ?? {};
  const place = texts.of({ vi: vi ?? "", en: en || vi || "" });
  return texts.say("device-kind-printer", { name: printer.device }) + (place ? ` · ${place}` : "");
}

// What is the matter with a printer and what to do.
export function adviceOf(texts, printer) {
  if (isMute(printer)) return texts.say("print-mute");
  const key = `device-${String(printer.message ?? "").replaceAll("_", "-")}`;
  if (texts.has(key)) return texts.say(key);
  return printer.state === "ok" ? "" : texts.say("device-unknown");
}

// How much waits for a printer and what is left on its roll, as short sentences.
export function figures(texts, printing, printer, { always = false } = {}) {
  const { count, oldest } = printing.queue(printer);
  const minutes = oldest ? clock.minutesSince(oldest) : 0;
  // What was estimated is wrong where the paper has ended.
  const left = printer.message === "paper_out" ? 0 : printer.facts?.tickets_left;
  return [
    count ? texts.say("print-queue", { n: count, minutes }) : "",
    left && (always || printing.few(printer)) ? texts.say("print-left", { n: left }) : "",
    always && printer.facts?.fallback ? texts.say("print-fallback", { printer: printer.facts.fallback }) : "",
  ].filter(Boolean);
}

// The section beside the desk; nothing when paper is as it should be.
export function printingNeeds(state, printing, open) {
  const { texts } = state;
  const asked = printing.questions();
  const broken = printing.printers().filter((one) => printing.needs(one));
  if (!asked.length && !broken.length) return null;
  const more = asked.length - ASKED;
  return h("section", { class: "needs" },
    h("h2", {}, texts.say("print-needs")),
    asked.slice(0, ASKED).map((job) => question(texts, printing, job)),
    more > 0 ? h("button", { type: "button", class: "quiet-key", id: "more-asked", onclick: open }, texts.say("print-more-asked", { n: more }), h("kbd", {}, "P")) : null,
    broken.map((one) => h("div", { class: `need printer ${one.state === "ok" ? "warn" : one.state}` },
      icon("printer"),
      h("div", {},
        h("p", {}, h("b", {}, nameOf(texts, one)), " ", adviceOf(texts, one)),
        h("p", { class: "small" }, [since(texts, one.since), ...figures(texts, printing, one)].join(" · ")),
        roll(texts, printing, one, "aside")))));
}

// The key for a new roll, where the paper is about to end.
export function roll(texts, printing, printer, where) {
  const low = printing.few(printer) || ["near_end", "paper_out"].includes(printer.message);
  return low ? h("button", {
    type: "button", class: "small-key", id: `roll-${where}-${printer.device}`, onclick: () => printing.newRoll(printer.device),
  }, texts.say("print-new-roll")) : null;
}

function question(texts, printing, job) {
  const number = job.number ?? texts.say("print-sheet");
  const key = (verb, strong) => h("button", {
    type: "button", class: strong ? "small-key strong" : "small-key", id: `${verb}-${job.job}`, onclick: () => printing.act(job, verb),
  }, texts.say(`print-${verb}`));
  return h("div", { class: "need asked" }, icon("printer"),
    h("div", {},
      h("p", {}, h("b", {}, texts.say("print-asked", { number }))),
      h("p", { class: "small" }, `${texts.say("device-kind-printer", { name: job.printer })} · ${clock.time(Date.parse(job.state_at))}`),
      h("div", { class: "answers" }, key("came-out", true), key("not-out", false))));
}
