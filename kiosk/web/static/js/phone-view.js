// What the phone shows in each state of the ticket.
import * as clock from "/display-static/js/clock.js";
import { h } from "/display-static/js/dom.js";
import { countersText } from "/display-static/js/text.js";

const HOPELESS = 600;
const NEAR = 2;

// The main part.
export function body(state, actions) {
  const { ticket } = state;
  if (state.asking) return [head(state), question(state, actions)];
  if (ticket.state === "called") return [call(state), papers(state)];
  if (ticket.state === "waiting") return [head(state, progress(state)), times(state), papers(state)];
  return [head(state), news(state)];
}

function head({ ticket, texts, page }, ...more) {
  return h("section", { class: "ticket" },
    h("p", { class: `number l${ticket.number.length}` }, ticket.number),
    h("h1", {}, texts.of(page.line.name)),
    ticket.priority ? h("p", { class: "chip" }, texts.say("phone-priority")) : null,
    more);
}

function progress({ ticket, texts, first }) {
  const done = first ? Math.round(((first - ticket.ahead) / first) * 100) : 100;
  const near = ticket.ahead <= NEAR;
  const bar = h("progress", { max: 100, value: Math.max(4, done), "aria-hidden": "true" });
  const calling = ticket.calling ? ` · ${texts.say("phone-calling", { number: ticket.calling })}` : "";
  return [
    bar,
    h("p", { class: "ahead" }, h("b", {}, texts.say("phone-ahead", { n: ticket.ahead })), calling),
    near ? h("p", { class: "near" }, texts.say("phone-near")) : null,
  ];
}

function times({ ticket, texts, heard, page }) {
  const { low, high } = ticket.wait ?? { low: 0, high: HOPELESS };
  const at = clock.time(heard + ((low + high) / 2) * 60000);
  const wait = high < HOPELESS ? [
    h("section", {}, h("b", {}, at), h("span", {}, texts.say("phone-at-about"))),
    h("section", {}, h("b", {}, `${low}–${high}`), h("span", {}, texts.say("phone-minutes-left"))),
  ] : [h("section", { class: "where" }, h("span", {}, texts.say("phone-wait-unknown")))];
  return h("div", { class: "pair" }, wait,
    h("section", { class: "where" }, h("b", {}, texts.say("phone-go-to", { counters: countersText(texts, page.line.counters) }))));
}

function papers({ texts, page }) {
  if (!page.line.bring.length) return null;
  return h("section", { class: "bring" },
    h("h2", {}, texts.say("phone-bring")),
    h("ul", {}, page.line.bring.map((paper) => h("li", {}, texts.of(paper)))));
}

function call({ ticket, texts }) {
  return h("section", { class: "called", role: "alert" },
    h("h1", {}, texts.say("phone-called-title")),
    h("p", { class: `number l${ticket.number.length}` }, ticket.number),
    h("p", { class: "go" }, texts.say("phone-called", { counter: ticket.counter ?? "" })),
    ticket.attempt > 1 ? h("p", { class: "again" }, texts.say("phone-called-again", { attempt: ticket.attempt })) : null);
}

const WORDS = { serving: "phone-serving", on_hold: "phone-on-hold", done: "phone-done", no_show: "phone-no-show", cancelled: "phone-cancelled" };

function news({ ticket, texts }) {
  const key = WORDS[ticket.state];
  const more = `${key}-hint`;
  return h("section", { class: "news" },
    h("p", { class: "big" }, texts.say(key, { counter: ticket.counter ?? "" })),
    texts.has(more) ? h("p", {}, texts.say(more)) : null);
}

function question({ ticket, texts, failed }, actions) {
  return h("section", { class: "question", role: "alertdialog", "aria-labelledby": "question" },
    h("h2", { id: "question" }, texts.say("phone-give-back-question", { number: ticket.number })),
    h("p", {}, texts.say("phone-give-back-hint")),
    failed ? h("p", { class: "near", role: "alert" }, texts.say("phone-give-back-failed")) : null,
    h("button", { type: "button", id: "keep", class: "strong", onclick: () => actions.askBack(false) }, texts.say("phone-give-back-no")),
    h("button", { type: "button", onclick: actions.giveBack }, texts.say("phone-give-back-yes")));
}

// The lower edge: what can be done, and how fresh this is.
export function foot({ ticket, texts, heard, lost, asking }, actions, reminder) {
  const waiting = ticket.state === "waiting" && !asking;
  const fresh = texts.say("updated-at", { time: clock.time(heard, { seconds: true }) });
  return [
    waiting ? h("div", { class: "keys" },
      h("button", { type: "button", id: "remind", "aria-pressed": String(reminder.on), onclick: actions.remind },
        texts.say(reminder.on ? "phone-remind-on" : "phone-remind")),
      h("button", { type: "button", id: "give", onclick: () => actions.askBack(true) }, texts.say("phone-give-back"))) : null,
    waiting ? h("p", {}, texts.say("phone-keep-open")) : null,
    h("p", {}, `${fresh}${lost ? "" : ` · ${texts.say("connected")}`}`),
  ];
}
