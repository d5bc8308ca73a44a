// The visitor's phone: the ticket as it is, changing by itself.
import { ask } from "/display-static/js/api.js";
import * as clock from "/display-static/js/clock.js";
import { fill, one } from "/display-static/js/dom.js";
import { Live, lostBanner } from "/display-static/js/live.js";
import { page } from "/display-static/js/page.js";
import { Texts } from "/display-static/js/text.js";
import { Reminder } from "./phone-reminder.js";
import { body, foot } from "./phone-view.js";

const BEAT = 10000;
const OVER = new Set(["done", "no_show", "cancelled"]);

clock.start(page);
const texts = new Texts(page.texts, page.language);
const state = { page, texts, ticket: page.ticket, heard: clock.now(), asking: false, failed: false, lost: null };
const reminder = new Reminder(texts);
const SEEN = `mc-first-${page.ticket.id}`;

// How many were before this ticket when the phone first looked: the whole length of the bar.
function first(ahead) {
  const before = Number(localStorage.getItem(SEEN) ?? 0);
  if (ahead > before) localStorage.setItem(SEEN, String(ahead));
  return Math.max(ahead, before);
}

function draw() {
  const { ticket } = state;
  state.first = first(ticket.ahead ?? 0);
  document.documentElement.dataset.state = ticket.state;
  document.title = texts.say("phone-title", { number: ticket.number });
  const focused = document.activeElement?.id;
  fill(one("#main"), body(state, actions));
  fill(one("#foot"), foot(state, actions, reminder));
  if (focused) document.getElementById(focused)?.focus();
}

const actions = {
  askBack(asking) { state.asking = asking; state.failed = false; draw(); one(asking ? "#keep" : "#give")?.focus(); },
  remind() { reminder.toggle(); draw(); },
  async giveBack() {
    try {
      const answer = await ask("DELETE", `/api/v1/tickets/${page.ticket.id}`);
      state.ticket = { ...state.ticket, ...(answer?.ticket ?? answer ?? {}), state: "cancelled" };
      state.asking = false;
    } catch {
      state.failed = true;
    }
    draw();
  },
};

function take(ticket) {
  state.ticket = { ...state.ticket, ...ticket };
  state.heard = clock.now();
  if (OVER.has(ticket.state)) state.asking = false;
  reminder.heard(state.ticket);
  draw();
}

new Live("/phone", {
  beat: BEAT,
  auth: () => ({ ticket: page.ticket.id }),
  hear(kind, body) { if (kind === "ticket") take(body); },
  state(link) {
    state.lost = link.lost ? link.since : null;
    lost(link);
    draw();
  },
});
const lost = lostBanner(one("#lost"), texts);

// A phone that was asleep asks at once instead of waiting for the connection to come back.
document.addEventListener("visibilitychange", async () => {
  if (document.hidden) return;
  try { take(await ask("GET", `/api/v1/tickets/${page.ticket.id}`)); } catch { /* the banner tells */ }
});
draw();
