// Texts from the Fluent sources that the server put into the page.
import { FluentBundle, FluentResource } from "/display-static/vendor/fluent.js";

export class Texts {
  constructor(sources, language) {
    this.bundles = new Map();
    for (const [name, source] of Object.entries(sources)) {
      const bundle = new FluentBundle(name, { useIsolating: false });
      bundle.addResource(new FluentResource(source));
      this.bundles.set(name, bundle);
    }
    this.language = language;
  }

  // Whether a text with this key exists.
  has(key) {
    return this.bundles.get(this.language).hasMessage(key);
  }

  // The text of a key in the present language, or in the one named.
  say(key, facts = {}, language = this.language) {
    const bundle = this.bundles.get(language);
    const message = bundle.getMessage(key);
    return message?.value ? bundle.formatPattern(message.value, facts, []) : key;
  }

  // A configured text { vi, en }.
  of(text, language = this.language) {
    return text[language] || text.vi || "";
  }
}

const HOPELESS = 600;
const HOURS_FROM = 180;

// A range of minutes in words.
export function waitText(texts, wait, language = texts.language) {
  if (!wait || wait.high >= HOPELESS) return texts.say("wait-unknown", {}, language);
  if (wait.low >= HOURS_FROM) {
    return texts.say("wait-long", { hours: Math.floor(wait.low / 60) }, language);
  }
  if (wait.low === 0) return texts.say("wait-under", { high: wait.high }, language);
  return texts.say("wait-range", { low: wait.low, high: wait.high }, language);
}

// "Quầy 1 hoặc 3" from a list of counters.
export function countersText(texts, counters, language = texts.language) {
  if (counters.length < 2) return texts.say("counter", { counter: counters[0] ?? "" }, language);
  const last = counters.at(-1);
  const joined = `${counters.slice(0, -1).join(", ")} ${texts.say("or", {}, language)} ${last}`;
  return texts.say("counters-or", { counters: joined }, language);
}

// What happened and what to do for a refusal: { title, advice }.
export function refusalText(texts, code, facts = {}) {
  const key = `refusal-${String(code).replaceAll("_", "-")}`;
  const known = texts.has(key) ? key : "refusal-refused";
  const advice = `${known}-do`;
  const said = { minutes: 0, minimum: 10, ...facts };
  return { title: texts.say(known, said), advice: texts.has(advice) ? texts.say(advice, said) : "" };
}
