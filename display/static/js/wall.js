// The wall: keeps the board from events, shows one call after the other, says when it is cut off.
import { apply, isCall } from "./board.js";
import { Calls } from "./calls.js";
import { chime, volumeAt } from "./chime.js";
import * as clock from "./clock.js";
import { one } from "./dom.js";
import { Live, lostBanner } from "./live.js";
import { Order } from "./order.js";
import { page } from "./page.js";
import { say } from "./speech.js";
import { Texts } from "./text.js";
import { WallView } from "./wall-view.js";
import { soundHints } from "./wall-sound.js";

const OLD = 60000;

clock.start(page);
const texts = new Texts(page.texts, page.language);
const silent = new URLSearchParams(location.search).has("mute");
const view = new WallView(page, texts);
let board = page.board;
let shown = board.calls[0] ?? null;

// Show the truth as it is; `fresh` marks the call that has just been made.
function draw(fresh = false) {
  view.draw({ board, shown, fresh });
}

const calls = new Calls({
  show(call) { shown = call; draw(true); },
  async sound(call) {
    if (silent) return;
    const hour = Number(clock.time().slice(0, 2));
    const volume = volumeAt(hour);
    await chime(volume);
    const language = texts.bundles.has(call.language) ? call.language : "vi";
    if (call.say) await say(call.say[language], language, { volume: Math.min(1, volume * 2) });
  },
});

const order = new Order({
  seq: board.seq,
  deliver(kind, body) {
    board = apply(board, kind, body);
    if (kind === "day.begun") shown = null;
    if (!isCall(kind)) return draw();
    if (clock.now() - Date.parse(body.at) > OLD) {
      if (!calls.busy) shown = board.calls[0];
      return draw();
    }
    calls.add({ ...board.calls[0], say: body.say });
    return draw();
  },
  gap: () => live.again(),
});

// A board comes on connecting. With `replay` what was missed follows it, event by event, so that
// calls are still announced; without, too much was missed and the board alone tells the truth.
function adopt({ replay, ...fresh }) {
  if (replay) return;
  board = fresh;
  order.adopt(fresh.seq);
  if (!calls.busy) shown = board.calls[0] ?? null;
  draw();
}

const live = new Live("/wall", {
  auth: () => ({ hall: page.hall.hall, since: order.seq }),
  hear(kind, body) {
    if (kind === "board") adopt(body);
    else order.push(kind, body);
  },
  state: lostBanner(one("#lost"), texts, "wall-lost-keeps"),
});

if (!silent) soundHints(one("#sound"), texts);
clock.everySecond(() => view.tick());
draw();
