// The server's time in the hall's zone; a kiosk's own clock may be wrong.
let ahead = 0;
let zone = "Asia/Ho_Chi_Minh";

// Begin with the page's own time.
export function start(page) {
  zone = page.zone;
  heard(page.now);
}

// Take the server's time; `trip` is how long the answer took, in milliseconds.
export function heard(now, trip = 0) {
  const told = Date.parse(now);
  if (!Number.isNaN(told)) ahead = told + trip / 2 - Date.now();
}

// The server's time now, in milliseconds.
export const now = () => Date.now() + ahead;

function parts(at) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, hourCycle: "h23", weekday: "short", year: "numeric", month: "2-digit",
    day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

// "08:42", or "08:42:10".
export function time(at = now(), { seconds = false } = {}) {
  const p = parts(new Date(at));
  return seconds ? `${p.hour}:${p.minute}:${p.second}` : `${p.hour}:${p.minute}`;
}

// The day's words: { weekday, day, month, year } with the weekday as a text.
export function day(texts, at = now(), language = texts.language) {
  const p = parts(new Date(at));
  const weekday = texts.say(`weekday-${WEEKDAYS.indexOf(p.weekday)}`, {}, language);
  return { weekday, day: p.day, month: p.month, year: p.year };
}

// Minutes between two times, never negative.
export const minutesSince = (at, until = now()) =>
  Math.max(0, Math.floor((until - Date.parse(at)) / 60000));

// "4:12" since a time.
export function elapsed(at, until = now()) {
  const seconds = Math.max(0, Math.floor((until - Date.parse(at)) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// When something opens again, in words.
export function opensText(texts, at, language = texts.language) {
  if (!at) return "";
  const when = Date.parse(at);
  const key = (moment) => { const p = parts(new Date(moment)); return `${p.year}-${p.month}-${p.day}`; };
  const facts = { time: time(when) };
  if (key(when) === key(now())) return texts.say("opens-today", facts, language);
  if (key(when) === key(now() + 86400000)) return texts.say("opens-tomorrow", facts, language);
  const p = parts(new Date(when));
  return texts.say("opens-later", { ...facts, date: `${p.day}/${p.month}` }, language);
}

// Call back now and at each full second.
export function everySecond(tick) {
  const again = () => { tick(); setTimeout(again, 1000 - (now() % 1000) + 5); };
  again();
}
