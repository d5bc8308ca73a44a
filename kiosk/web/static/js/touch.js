// The touchscreen at the door: from a tap to a number, never to a second one.
import { ask, uuid } from "/display-static/js/api.js";
import * as clock from "/display-static/js/clock.js";
import { one } from "/display-static/js/dom.js";
import { Live } from "/display-static/js/live.js";
import { page } from "/display-static/js/page.js";
import { Texts } from "/display-static/js/text.js";
import { Aids } from "./touch-aids.js";
import { Idle } from "./touch-idle.js";
import { header, draw } from "./touch-views.js";
import { Visit } from "./touch-visit.js";
import { pair } from "./touch-pair.js";
import { astray, elsewhere } from "./touch-result.js";

const PRINTED_BY = 7000;
const REREAD = 3000;
const REREAD_IDLE = 30000;

clock.start(page);
const texts = new Texts(page.texts, page.language);
const hall = page.hall.hall;
const screen = {
  page, texts, view: "start", state: page.state, priority: null, ticket: null, refusal: null,
  lost: null, phase: null,
};

// Show the screen as it is now; focus moves only when the view is another one.
function show() {
  document.documentElement.lang = texts.language;
  const view = current();
  const another = view !== screen.shown;
  screen.shown = view;
  header(one("#head"), screen, actions);
  draw(view, one("#main"), screen, actions);
  aids.draw();
  if (!another) return;
  one("#main").focus({ preventScroll: true });
  aids.changed(view);
  idle.touch();
}

function current() {
  if (!page.enrolled) return "pair";
  if (screen.view === "start" && screen.lost) return "cut";
  return screen.view;
}

const visit = new Visit({
  storage: sessionStorage,
  uuid,
  send: (body) => ask("POST", `/api/v1/halls/${hall}/tickets`, body),
  changed(phase, fact) {
    if (phase === "done") return result(fact);
    if (phase === "none") return actions.home();
    screen.view = phase === "refused" ? "refused" : "taking";
    screen.steps = "";
    Object.assign(screen, { phase, refusal: phase === "refused" ? fact : null });
    return show();
  },
});

const actions = {
  language(language) { texts.language = language; show(); },
  askPriority() { screen.view = "priority"; show(); },
  choosePriority(group) { Object.assign(screen, { priority: group, view: "start" }); show(); },
  take(line) {
    const priority = screen.priority?.priority;
    visit.begin({ line, priority, language: texts.language, large: aids.large });
    screen.wanted = line;
  },
  // What to do next, on paper, for who got no number.
  async nextSteps() {
    screen.steps = "asked";
    show();
    const body = { line: screen.wanted, language: texts.language };
    try {
      await ask("POST", `/api/v1/halls/${hall}/refusals`, body);
    } catch {
      screen.steps = "failed";
      show();
    }
  },
  giveUp() { visit.end(); },
  // Back to the start, as the next visitor should find it.
  home() {
    following?.close();
    following = null;
    clearTimeout(unprinted);
    visit.forget();
    aids.reset();
    texts.language = page.language;
    Object.assign(screen, { view: "start", priority: null, ticket: null, refusal: null });
    show();
    reread();
  },
};

let following = null;
let unprinted = 0;

// The number is there: show it, and let the printing's state come in by itself.
function result(ticket) {
  Object.assign(screen, { view: "result", ticket, late: false, away: false, strayed: false });
  show();
  clearTimeout(unprinted);
  // A printer that waits for paper keeps the job: nobody should stand there and wait for it.
  unprinted = setTimeout(() => { screen.late = true; showPaper(); }, PRINTED_BY);
  following?.close();
  following = new Live("/phone", {
    auth: () => ({ ticket: ticket.id }),
    hear(kind, body) {
      if (kind !== "ticket" || body.id !== screen.ticket?.id) return;
      screen.away ||= elsewhere(screen.ticket, body);
      screen.ticket = { ...screen.ticket, ...body };
      showPaper();
    },
  });
}

// The paper's news; when it goes astray it is read aloud, and the number stays longer from now on.
function showPaper() {
  const strayed = astray(screen) && !screen.strayed;
  screen.strayed = astray(screen);
  show();
  if (!strayed) return;
  aids.changed(current());
  idle.touch();
}

let last = 0;
let timer = 0;

// Ask for lines, waits and opening, at most every few seconds.
function reread() {
  clearTimeout(timer);
  const due = last + REREAD - Date.now();
  timer = setTimeout(async () => {
    last = Date.now();
    try {
      screen.state = await ask("GET", `/api/v1/halls/${hall}`);
      if (["start", "cut"].includes(current())) show();
    } catch { /* the live connection says that the server is lost */ }
  }, Math.max(0, due));
}

function count(waiting = {}) {
  for (const line of screen.state.lines) line.waiting = waiting[line.line] ?? line.waiting;
}

const aids = new Aids({ screen, show, actions });
const idle = new Idle({
  texts, page,
  kind: () => (current() !== "result" ? "other" : astray(screen) ? "astray" : "result"),
  busy: () => current() === "taking",
  fresh: () => ["start", "cut", "pair"].includes(current()) && !screen.priority && aids.plain()
    && texts.language === page.language,
  home: actions.home,
});

if (page.enrolled) {
  let seq = 0;
  new Live("/wall", {
    auth: () => ({ hall }),
    hear(kind, body) {
      seq = Math.max(seq, body?.seq ?? 0);
      count(body?.waiting);
      if (["start", "cut"].includes(current())) show();
      reread();
    },
    state({ lost, since }) { screen.lost = lost ? since : null; show(); if (!lost) reread(); },
  });
  setInterval(reread, REREAD_IDLE);
  show();
  visit.resume();
} else {
  show();
  pair(page, (code) => { page.pairing = code ? { code } : null; show(); });
}
clock.everySecond(() => {
  const node = one("#head time");
  if (node && node.textContent !== clock.time()) header(one("#head"), screen, actions);
});
addEventListener("contextmenu", (event) => event.preventDefault());
