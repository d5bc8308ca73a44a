// The officer's desk: one state read from the server, one key for each thing to do.
import { ask, LostError } from "/display-static/js/api.js";
import * as clock from "/display-static/js/clock.js";
import { h, one } from "/display-static/js/dom.js";
import { Live, lostBanner } from "/display-static/js/live.js";
import { page } from "/display-static/js/page.js";
import { Texts, refusalText } from "/display-static/js/text.js";
import { Actions } from "./desk-actions.js";
import { Dialogs } from "./desk-dialogs.js";
import { keyboard } from "./desk-keys.js";
import { Printing } from "./desk-printing.js";
import { PrintingDialog } from "./desk-printing-dialog.js";
import { DeskView } from "./desk-view.js";

const KEY = `mc-counter-${page.hall.hall}`;
const GATHER = 120;
const HINT_FOR = 4000;
const HELPED_FOR = 600000;

clock.start(page);
const texts = new Texts(page.texts, page.language);
const state = {
  page, texts, desk: page.desk, counter: page.counter, devices: page.desk?.devices ?? [],
  helps: [], lost: null, taken: page.taken ?? [],
};
const api = () => `/api/v1/halls/${page.hall.hall}/counters/${state.counter}`;

let hintTimer = 0;
const hintNode = one("#hint");

// Say shortly what happened; `kind` is done, wait or no.
function hint(kind, title, more = "") {
  const node = hintNode;
  // An open dialog covers all that is not within it.
  (one("dialog[open]") ?? document.body).append(node);
  node.className = kind;
  node.replaceChildren(h("b", {}, title), more ? h("span", {}, more) : "");
  node.hidden = false;
  clearTimeout(hintTimer);
  hintTimer = setTimeout(() => { node.hidden = true; }, kind === "no" ? HINT_FOR * 1.5 : HINT_FOR);
}

let gathering = 0;

// Read the desk again soon; many events in a row are one reading.
function reread() {
  clearTimeout(gathering);
  gathering = setTimeout(async () => {
    try {
      state.desk = await ask("GET", api());
      if (state.desk.devices) state.devices = state.desk.devices;
      view.draw();
    } catch (error) {
      if (error.code === "not_signed_in") signIn();
      else if (!(error instanceof LostError)) explain(error);
    }
  }, GATHER);
}

function explain(error) {
  if (error instanceof LostError) return hint("no", texts.say("desk-failed-network"));
  if (error.code === "not_signed_in") return signIn();
  const { title, advice } = refusalText(texts, error.code, error.facts);
  return hint("no", title, advice);
}

const signIn = () => location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);

// Sit down at a counter: remember it on this PC, and show it in the address.
function choose(counter) {
  localStorage.setItem(KEY, counter);
  const address = new URL(location.href);
  address.searchParams.set("counter", counter);
  location.assign(address);
}

const actions = new Actions({ state, api, hint, explain, reread, draw: () => view.draw() });
const dialogs = new Dialogs({ state, actions });
const printing = new Printing({
  state, hint, explain,
  changed() { view.draw(); paper.draw(); },
  shown: () => paper.isOpen(),
});
const paper = new PrintingDialog({ state, printing, dialogs });
Object.assign(actions, { printing, paper });
const view = new DeskView({
  state, actions, dialogs, choose,
  leave() {
    localStorage.removeItem(KEY);
    location.assign(`/desk?hall=${page.hall.hall}`);
  },
  helped(help) { state.helps = state.helps.filter((item) => item !== help); view.draw(); },
});
keyboard({ state, actions, dialogs, choose, numbers: page.counters });

function connect() {
  const banner = lostBanner(one("#lost"), texts, "desk-lost-keeps");
  new Live("/desk", {
    auth: () => ({ hall: page.hall.hall, counter: state.counter }),
    hear(kind, body) {
      if (kind === "devices") return devices(body.devices);
      if (kind === "help") return helper(body);
      return printing.heard(kind, body) ? null : reread();
    },
    state(link) {
      state.lost = link.lost ? link.since : null;
      banner(link);
      view.draw();
      if (!link.lost) { reread(); printing.reread(); }
    },
    refused(code) { if (code === "not_signed_in") signIn(); },
  });
}

function devices(rows) {
  state.devices = rows;
  if (printing.watching()) printing.reread();
  view.draw();
  paper.draw();
}

function helper(body) {
  state.helps = [...state.helps, body].slice(-5);
  setTimeout(() => { state.helps = state.helps.filter((item) => item !== body); view.draw(); }, HELPED_FOR);
  view.draw();
}

const remembered = localStorage.getItem(KEY);
const asked = new URLSearchParams(location.search).has("counter");
if (!state.counter && !asked && remembered && page.counters.some((item) => item.counter === remembered)) {
  choose(remembered);
} else {
  view.draw();
  if (state.counter) {
    connect();
    if (!state.desk) reread();
    printing.reread();
    clock.everySecond(() => view.tick());
  }
}
