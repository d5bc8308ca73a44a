// After the tap: the number, how many before, how long, where to go, the paper, the phone.
import { h, icon } from "/display-static/js/dom.js";
import { countersText, waitText } from "/display-static/js/text.js";

const HOPELESS = 600;

// The view of a ticket that was just taken.
export function resultView(screen, actions) {
  const { texts, ticket, page } = screen;
  const line = page.lines.find((item) => item.line === ticket.line);
  const go = texts.say("touch-go", {
    line: texts.of(line?.name ?? {}), counters: countersText(texts, line?.counters ?? []),
  });
  return [
    h("div", { class: "given" },
      h("span", { class: "tick" }, icon("check")),
      h("h1", {}, texts.say("touch-yours")),
      h("p", { class: `number l${ticket.number.length}` }, ticket.number),
      h("p", { class: "go" }, go)),
    h("div", { class: "facts" },
      h("div", { class: "pair" }, ahead(texts, ticket), wait(texts, ticket)),
      printing(screen),
      follow(texts, ticket)),
    h("button", { type: "button", class: "main-key", id: "done", onclick: actions.home },
      h("b", {}, texts.say("touch-done")), h("span", {}, texts.say("touch-done-hint"))),
  ];
}

function ahead(texts, ticket) {
  return h("div", { class: "fact" }, h("b", {}, String(ticket.ahead)),
    h("span", {}, texts.say(ticket.ahead === 1 ? "touch-ahead-one" : "touch-ahead")));
}

function wait(texts, ticket) {
  const { low, high } = ticket.wait ?? { low: 0, high: HOPELESS };
  const range = high < HOPELESS && low > 0;
  return h("div", { class: "fact" },
    h("b", { class: range ? "" : "words" }, range ? `${low}–${high}` : waitText(texts, ticket.wait)),
    h("span", {}, texts.say(range ? "touch-minutes" : "touch-wait-caption")));
}

const FAILED = ["failed", "expired"];
const OUT = ["printed", "unconfirmed"];
const UNDER_WAY = ["queued", "printing"];

// How the printing goes, in a word: `late` when nobody should wait for it any more.
const wordOf = (ticket, late) => (late && UNDER_WAY.includes(ticket.print) ? "late" : ticket.print);

// Whether the paper is not where the visitor stands: number and QR are then all there is.
export const astray = ({ ticket, late, away }) => Boolean(ticket) && (away || ["late", ...FAILED].includes(wordOf(ticket, late)));

// Whether the paper comes out of another printer than the one that was to print it.
export const elsewhere = (before, now) => Boolean(before?.printer && now.printer && before.printer !== now.printer);

// What is said of the paper: what happened, and what to do.
export function paperText({ texts, ticket, late, away }) {
  const word = wordOf(ticket, late);
  const failed = word === "late" || FAILED.includes(word);
  const moved = away && !failed;
  const place = texts.of(ticket.printer_place ?? {}) || texts.say("touch-print-other");
  const title = moved ? texts.say(OUT.includes(word) ? "touch-print-moved-out" : "touch-print-moved", { place }) : texts.say(`touch-print-${word}`);
  const more = moved ? "touch-print-moved-counts" : failed || word === "none" ? "touch-print-remember" : "touch-print-counts";
  return { word, failed, moved, title, more: texts.say(more) };
}

function printing(screen) {
  const { word, failed, moved, title, more } = paperText(screen);
  const picture = failed ? "printer-x" : OUT.includes(word) ? "printer-check" : "printer";
  return h("div", { class: `print ${failed ? "not" : moved ? "away-from-here" : ""}`, role: "status" },
    icon(picture), h("div", {}, h("b", {}, title), h("span", {}, more)));
}

function follow(texts, ticket) {
  return h("div", { class: "follow" },
    h("img", {
      src: `/t/${ticket.id}/qr.svg`, alt: texts.say("touch-qr-label", { number: ticket.number }),
    }),
    h("div", {}, h("b", {}, texts.say("touch-phone")), h("span", {}, texts.say("touch-phone-hint"))));
}
