// The entrance: one picture, one sentence, two languages; never a figure of anybody.
import { ask } from "/display-static/js/api.js";
import * as clock from "/display-static/js/clock.js";
import { fill, h, icon, one } from "/display-static/js/dom.js";
import { Live, lostBanner } from "/display-static/js/live.js";
import { page } from "/display-static/js/page.js";
import { Texts } from "/display-static/js/text.js";

const PICTURES = {
  off: "door-open", starting: "clock", warming: "clock", idle: "footprints", present: "scan-face",
  measuring: "scan-face", pass: "check", retest: "rotate-ccw", secondary: "user", cleared: "check",
  refused: "user", declined: "user", fault: "user", manual: "user",
};
const CHECKS = { temperature: "thermometer", mask: "shield-check", hands: "hand" };
const PASSED = new Set(["pass", "cleared"]);
const QUIET = new Set(["off", "fault"]);

clock.start(page);
const texts = new Texts(page.texts, "vi");
let state = page.state;
let cut = false;

function draw() {
  // Cut off, what was shown last is about somebody else: a person takes over.
  const word = cut ? "fault" : state.state;
  document.documentElement.dataset.state = word;
  const hands = word === "pass" && page.lane.checks.includes("hands");
  const hint = hands ? "lane-pass-hands" : `lane-${word}-hint`;
  fill(one("#main"),
    h("div", { class: "picture" }, icon(PICTURES[word])),
    h("p", { class: "sentence" }, texts.say(`lane-${word}`)),
    h("p", { class: "hint" }, texts.say(hint)),
    h("p", { class: "english", lang: "en" },
      `${texts.say(`lane-${word}`, {}, "en")}. ${texts.say(hint, {}, "en")}`));
  fill(one("#checks"), page.lane.checks.map((check) => h("li", {
    class: check === "temperature" && PASSED.has(word) ? "passed" : "",
  }, icon(CHECKS[check]), h("span", {}, texts.say(`lane-check-${check}`)))));
  one("#checks").hidden = QUIET.has(word);
}

fill(one("#privacy"),
  h("p", {}, texts.say("lane-privacy")), h("p", {}, texts.say("lane-choice")),
  h("p", { lang: "en" }, `${texts.say("lane-privacy", {}, "en")} ${texts.say("lane-choice", {}, "en")}`));

const lost = lostBanner(one("#lost"), texts);
new Live("/lane", {
  auth: () => ({ lane: page.lane.lane }),
  hear(kind, body) { if (kind === "lane.state") { state = body; draw(); } },
  async state(link) {
    lost(link);
    cut = link.lost;
    draw();
    if (cut) return;
    try { state = await ask("GET", `/api/v1/lanes/${page.lane.lane}`); draw(); } catch { /* said above */ }
  },
});
draw();
