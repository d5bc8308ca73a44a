// Run in the page: what is cut, covered, too small or too pale. Returns a list of sentences.
(limits) => {
  const found = [];
  const name = (node) => `${node.tagName.toLowerCase()}${node.id ? `#${node.id}` : ""}.${node.className?.baseVal ?? node.className} "${(node.textContent ?? "").trim().slice(0, 40)}"`;
  const root = document.documentElement;
  const view = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  if (root.scrollWidth > root.clientWidth) found.push(`page is ${root.scrollWidth} wide in ${root.clientWidth}`);
  if (limits.still && root.scrollHeight > root.clientHeight + 1) found.push(`page is ${root.scrollHeight} high in ${root.clientHeight}`);
  const modal = document.querySelector("dialog[open], #warning:not([hidden])");

  const luminance = ([r, g, b]) => {
    const f = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const colour = (text) => text.match(/[\d.]+/g).map(Number);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const c = colour(getComputedStyle(at).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const contrast = (node) => {
    const [a, b] = [luminance(colour(getComputedStyle(node).color)), luminance(ground(node))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const inside = (box, rect) => box.left <= rect.left + 1 && box.top <= rect.top + 1 && box.right >= rect.right - 1 && box.bottom >= rect.bottom - 1;
  const clips = (node) => {
    for (let at = node; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.webkitLineClamp !== "none") return null;
      if (style.overflow !== "visible" || ["BUTTON", "LI", "SECTION", "FIGURE", "TD", "TH", "HEADER", "FOOTER", "NAV"].includes(at.tagName)
        || at.classList.contains("card")) return at.getBoundingClientRect();
    }
    return null;
  };
  const away = (node) => node.closest(".away, .skip, [hidden], noscript, title, script, style, option, select");
  const covered = (node, rect) => {
    const [x, y] = [(rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2];
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return null;
    const top = document.elementFromPoint(x, y);
    if (!top || top.contains(node) || node.contains(top)) return null;
    // Large figures have taller letter boxes than lines; only a box that is really there covers.
    const box = top.getBoundingClientRect();
    return box.top < y && y < box.bottom ? top : null;
  };

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.data.trim() || away(node) || (modal && !modal.contains(node))) continue;
    const style = getComputedStyle(node);
    if (style.visibility === "hidden" || style.display === "none") continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    // The lines' own boxes, not the letters': tall marks reach out of neither.
    for (const rect of range.getClientRects()) {
      if (!rect.width) continue;
      const clip = clips(node);
      const line = { left: rect.left, right: rect.right, top: rect.top + rect.height * 0.15, bottom: rect.bottom - rect.height * 0.15 };
      if (clip && !inside(clip, line)) { found.push(`cut: ${name(node)}`); break; }
      if (limits.still && !inside(view, line)) { found.push(`off the screen: ${name(node)}`); break; }
      const over = style.webkitLineClamp === "none" && covered(node, rect);
      if (over && !over.closest("#hint")) { found.push(`covered: ${name(node)} by ${name(over)}`); break; }
    }
    if (style.webkitLineClamp !== "none" && node.clientHeight % parseFloat(style.lineHeight) > 3
      && node.scrollHeight > node.clientHeight + 3) found.push(`half a line: ${name(node)}`);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const wanted = large ? limits.large : limits.small;
    const seen = contrast(node);
    if (seen < wanted) found.push(`contrast ${seen.toFixed(2)} < ${wanted}: ${name(node)}`);
    if (size < limits.letter) found.push(`letters of ${size}px < ${limits.letter}: ${name(node)}`);
  }

  for (const node of document.querySelectorAll("button, a[href], input:not([type=hidden]), select")) {
    if (away(node) || (modal && !modal.contains(node))) continue;
    const rect = node.getBoundingClientRect();
    if (!rect.width) continue;
    const least = Math.min(rect.width, rect.height);
    if (least < limits.target - 0.5) found.push(`target of ${least.toFixed(0)} < ${limits.target}: ${name(node)}`);
    const label = node.getAttribute("aria-label") || node.textContent.trim() || node.labels?.length;
    if (!label) found.push(`no name: ${name(node)}`);
  }
  for (const image of document.querySelectorAll("img")) {
    if (!image.alt) found.push(`no alt: ${image.src.slice(0, 60)}`);
    if (image.complete && !image.naturalWidth) found.push(`broken: ${image.src.slice(0, 60)}`);
  }
  for (const use of document.querySelectorAll("use")) {
    const box = use.getBoundingClientRect();
    if (use.closest("svg").checkVisibility() && !use.closest("[hidden]") && !box.width) found.push(`no such icon: ${use.getAttribute("href")}`);
  }
  return [...new Set(found)];
}
