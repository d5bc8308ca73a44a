// The views of the touchscreen, each built anew from the present state.
import * as clock from "/display-static/js/clock.js";
import { fill, h, icon } from "/display-static/js/dom.js";
import { refusalText, waitText } from "/display-static/js/text.js";
import { resultView } from "./touch-result.js";

const LONG = 40;
const LONG_NAME = 22;

const VIEWS = {
  start: startView, priority: priorityView, taking: takingView, result: resultView,
  refused: refusedView, cut: cutView, pair: pairView,
};

// Draw a view into `node`, and keep the focus on the same key.
export function draw(view, node, screen, actions) {
  const focused = node.contains(document.activeElement) ? document.activeElement.id : "";
  node.className = `view ${view}`;
  fill(node, VIEWS[view](screen, actions));
  if (focused && focused !== "main") document.getElementById(focused)?.focus();
}

// Draw the head: hall, languages, time.
export function header(node, { texts, page }, actions) {
  const languages = page.languages.map((language) => h("button", {
    type: "button", lang: language, "aria-pressed": String(language === texts.language),
    onclick: () => actions.language(language),
  }, texts.say("language-name", {}, language)));
  fill(node,
    h("span", { class: "mark" }, icon("landmark")),
    h("p", { class: `hall ${texts.of(page.hall.name).length > LONG ? "long" : ""}` }, texts.of(page.hall.name)),
    h("div", { class: "languages", role: "group", "aria-label": texts.say("language-choice") }, languages),
    h("p", { class: "now" },
      h("time", {}, clock.time()),
      h("span", {}, texts.say("date-long", clock.day(texts)))));
}

function startView({ texts, page, state, priority }, actions) {
  const now = new Map(state.lines.map((line) => [line.line, line]));
  const closed = page.lines.every((line) => now.get(line.line)?.open === false);
  const lines = page.lines.map((line) => card(texts, line, now.get(line.line), actions));
  const hint = closed ? "touch-closed-hint" : priority ? "touch-hint-priority" : "touch-hint";
  return [
    h("div", { class: "question" },
      h("h1", {}, texts.say(closed ? "touch-closed-title" : "touch-question")),
      h("p", {}, texts.say(hint))),
    h("div", { class: `cards n${page.lines.length}` }, lines),
    page.priority.length && !closed ? priorityKey(texts, priority, actions) : null,
  ];
}

function card(texts, line, now = {}, actions) {
  const name = texts.of(line.name);
  const examples = texts.of(line.examples);
  if (now.open === false) return closedCard(texts, line, now, name);
  const waiting = now.waiting ? texts.say("waiting-people", { n: now.waiting }) : null;
  const free = !now.waiting && (now.wait?.high ?? 0) <= 5;
  const chip = free ? texts.say("no-wait") : waiting ?? texts.say("waiting-none");
  const wait = free ? "" : waitText(texts, now.wait);
  return h("button", {
    type: "button", class: name.length > LONG_NAME ? "card longer" : "card", id: `line-${line.line}`,
    "aria-label": texts.say("touch-card-label", { name, examples, waiting: chip, wait }),
    onclick: () => actions.take(line.line),
  },
  icon(line.icon),
  h("span", { class: "name" }, name),
  h("span", { class: "examples" }, examples),
  h("span", { class: "foot" }, h("b", { class: "chip" }, chip), h("span", {}, wait)));
}

function closedCard(texts, line, now, name) {
  const why = now.reason ? texts.of(now.reason) : texts.say("touch-card-closed");
  const opens = clock.opensText(texts, now.opens_at);
  return h("div", {
    class: "card shut", role: "note",
    "aria-label": texts.say("touch-card-closed-label", { name, opens }),
  },
  icon(line.icon),
  h("span", { class: "name" }, name),
  h("span", { class: "examples opens" }, opens),
  h("span", { class: "foot" }, h("b", { class: "chip rest" }, why)));
}

function priorityKey(texts, priority, actions) {
  if (!priority) {
    return h("button", { type: "button", class: "priority-key", id: "priority", onclick: actions.askPriority },
      icon("hand-heart"), h("span", {}, texts.say("touch-priority")));
  }
  return h("div", { class: "priority-chosen" },
    icon(priority.icon),
    h("b", {}, texts.say("touch-priority-chosen", { name: texts.of(priority.name) })),
    h("button", { type: "button", id: "priority-drop", onclick: () => actions.choosePriority(null) },
      icon("x"), h("span", {}, texts.say("touch-priority-drop"))));
}

function priorityView({ texts, page }, actions) {
  const groups = page.priority.map((group) => h("button", {
    type: "button", class: "choice", id: `group-${group.priority}`,
    onclick: () => actions.choosePriority(group),
  }, icon(group.icon), h("span", {}, texts.of(group.name))));
  return [
    h("div", { class: "question" },
      h("h1", {}, texts.say("touch-priority-question")),
      h("p", {}, texts.say("touch-priority-hint"))),
    h("div", { class: "choices" }, groups),
    h("button", { type: "button", class: "plain-key", onclick: () => actions.choosePriority(null) },
      icon("arrow-left"), h("span", {}, texts.say("touch-priority-none"))),
  ];
}

const TAKING = { taking: "touch-taking-hint", slow: "touch-taking-slow", lost: "touch-taking-lost" };

function takingView({ texts, phase }, actions) {
  return [
    h("div", { class: "middle", role: "status" },
      h("div", { class: "turning", "aria-hidden": "true" }),
      h("h1", {}, texts.say("touch-taking")),
      h("p", {}, texts.say(TAKING[phase] ?? TAKING.taking))),
    phase === "lost"
      ? h("button", { type: "button", class: "plain-key", onclick: actions.giveUp }, texts.say("touch-give-up"))
      : null,
  ];
}

function refusedView({ texts, refusal, state, page, steps }, actions) {
  const { title, advice } = refusalText(texts, refusal.code, refusal.facts);
  const line = state.lines.find((item) => item.line === refusal.facts?.line);
  const opens = refusal.code === "line_closed" ? clock.opensText(texts, refusal.facts?.opens ?? line?.opens_at) : "";
  return [
    h("div", { class: "middle", role: "alert" },
      h("span", { class: "sign" }, icon("circle-alert")),
      h("h1", {}, title),
      opens ? h("p", { class: "strong" }, opens) : null,
      h("p", {}, advice),
      refusal.code === "line_closed" && page.kiosk ? stepsKey(texts, steps, actions) : null),
    h("button", { type: "button", class: "main-key", onclick: actions.home }, texts.say("touch-refused-back")),
  ];
}

// What to do next may be taken along on paper, once.
function stepsKey(texts, steps, actions) {
  if (!steps) {
    return h("button", { type: "button", class: "plain-key steps", id: "steps", onclick: actions.nextSteps },
      icon("printer"), h("span", {}, texts.say("touch-steps")));
  }
  return h("p", { class: "strong", role: "status" }, texts.say(`touch-steps-${steps}`));
}

function cutView({ texts, lost }) {
  return h("div", { class: "middle", role: "alert" },
    h("span", { class: "sign" }, icon("wifi-off")),
    h("h1", {}, texts.say("touch-lost-title")),
    h("p", {}, texts.say("touch-lost-hint")),
    h("p", { class: "quiet" }, texts.say("lost-since", { time: clock.time(lost, { seconds: true }) })));
}

function pairView({ texts, page }) {
  const code = page.pairing?.code;
  return h("div", { class: "middle" },
    h("span", { class: "sign calm" }, icon("monitor")),
    h("h1", {}, texts.say("touch-pair-title")),
    h("p", {}, texts.say(code ? "touch-pair-hint" : "touch-pair-none")),
    code ? h("p", { class: "code number" }, code) : null,
    code ? h("p", { class: "quiet" }, texts.say("touch-pair-wait")) : null);
}
