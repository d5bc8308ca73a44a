// What is read aloud on each view of the touchscreen.
import { countersText, refusalText, waitText } from "/display-static/js/text.js";
import { astray, paperText } from "./touch-result.js";

const SPEAK = {
  start({ texts, state, page }) {
    const lines = page.lines.map((line) => {
      const now = state.lines.find((item) => item.line === line.line);
      const waiting = now?.open === false ? texts.say("touch-card-closed")
        : texts.say("waiting-people", { n: now?.waiting ?? 0 });
      return texts.say("say-line", { name: texts.of(line.name), waiting });
    });
    return texts.say("say-start", { lines: lines.join(" ") });
  },
  priority: ({ texts, page }) => texts.say("say-priority", {
    groups: page.priority.map((group) => texts.of(group.name)).join(". "),
  }),
  taking: ({ texts }) => texts.say("touch-taking"),
  result(screen) {
    const { texts, ticket, page } = screen;
    const line = page.lines.find((item) => item.line === ticket.line);
    const { title, more } = paperText(screen);
    const paper = astray(screen) ? ` ${title}. ${more}` : "";
    return texts.say("say-result", {
      number: [...ticket.number].join(" "),
      ahead: ticket.ahead,
      wait: waitText(texts, ticket.wait),
      counters: countersText(texts, line?.counters ?? []),
    }) + paper;
  },
  refused({ texts, refusal }) {
    const { title, advice } = refusalText(texts, refusal.code, refusal.facts);
    return `${title}. ${advice}`;
  },
  cut: ({ texts }) => `${texts.say("touch-lost-title")}. ${texts.say("touch-lost-hint")}`,
  pair: ({ texts }) => texts.say("touch-pair-title"),
};

// The sentence of a view.
export const spoken = (view, screen) => SPEAK[view]?.(screen) ?? "";
