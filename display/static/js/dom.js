// Building elements; texts always go in as text, never as markup.
const SVG = "http://www.w3.org/2000/svg";
const SPRITE = "/display-static/vendor/icons.svg";

// Build an element: h("button", { class: "key", onclick }, "text", icon("x")).
export function h(tag, facts = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

// A pictogram of the sprite; always stands beside words, so screen readers skip it.
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${SPRITE}#i-${name}`);
  svg.append(use);
  return svg;
}

// Replace what a node holds.
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
}

export const one = (selector, within = document) => within.querySelector(selector);

// A mouse clicks only where the same node was below it down and up; a key that was drawn anew in
// between is pressed all the same. Fingers find the new one by themselves.
let pressed = null;

addEventListener("pointerdown", ({ pointerType, target }) => {
  pressed = pointerType === "touch" ? null : target.closest?.("button[id]");
}, { capture: true });
addEventListener("pointerup", ({ target }) => {
  const drawn = pressed && !pressed.isConnected ? document.getElementById(pressed.id) : null;
  pressed = null;
  if (drawn?.contains(target)) drawn.click();
}, { capture: true });
