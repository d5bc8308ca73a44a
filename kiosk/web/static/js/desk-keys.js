// The keyboard of the desk: every key stands on its button, and works without a mouse.
export const KEYS = {
  call: "Space", recall: "R", begin: "B", finish: "Enter", "no-show": "V", hold: "G",
  transfer: "C", resume: "T", open: "O", help: "?", printing: "P", reprint: "I",
};

const TYPING = 900;

const LETTERS = {
  r: "recall", b: "begin", v: "no-show", g: "hold", c: "transfer", t: "resume", o: "open", p: "printing", i: "reprint",
};

// Listen to the whole page; a held key does nothing more.
export function keyboard({ state, actions, dialogs, choose, numbers }) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    if (dialogs.isOpen()) { dialogs.key(event); return; }
    if (!state.counter) { counterKey(event, choose, numbers); return; }
    const name = nameOf(event);
    if (!name) return;
    event.preventDefault();
    if (!event.repeat) run(name, actions, dialogs);
    else if (name === "call") actions.hint("wait", state.texts.say("desk-hint-answer"));
  });
  // Space and Enter belong to the desk; a focused button must not act a second time.
  addEventListener("keyup", (event) => {
    if (event.code === "Space" && state.counter && !dialogs.isOpen()) event.preventDefault();
  });
}

function nameOf(event) {
  if (event.code === "Space") return "call";
  const onControl = event.target instanceof HTMLButtonElement || event.target instanceof HTMLAnchorElement;
  if (event.key === "Enter") return onControl ? null : "finish";
  if (event.key === "?" || event.key === "F1") return "help";
  return LETTERS[event.key.toLowerCase()] ?? null;
}

// Do what a key or a button stands for.
export function run(name, actions, dialogs) {
  const { state } = actions;
  if (name === "help") return dialogs.help();
  if (name === "printing") return actions.paper.open();
  if (name === "reprint") return reprint(actions);
  if (name === "call") return state.desk?.open === false ? actions.send("open") : actions.call();
  if (name === "open") return actions.send(state.desk?.open ? "close" : "open");
  if (name === "transfer" && actions.can(name)) return dialogs.transfer();
  if (name === "hold" && actions.can(name)) return dialogs.hold();
  return actions.send(name);
}

// Print a marked copy of the slip of whoever is at the counter.
function reprint({ state, printing, hint }) {
  const ticket = state.desk?.ticket;
  if (!ticket) return hint("no", state.texts.say("refusal-counter-empty"));
  return printing.copy(ticket.number, ticket.id);
}

let typed = "";
let typing = 0;

// A counter's name typed key by key: 1 waits a moment where there is a 10 as well.
function counterKey(event, choose, numbers) {
  if (event.key.length !== 1 || event.key === " ") return;
  typed += event.key.toLowerCase();
  clearTimeout(typing);
  const found = numbers.filter((item) => item.counter.startsWith(typed));
  const exact = found.find((item) => item.counter === typed);
  if (exact && found.length === 1) { choose(typed); return; }
  typing = setTimeout(() => {
    if (exact) choose(exact.counter);
    typed = "";
  }, found.length ? TYPING : 0);
}
