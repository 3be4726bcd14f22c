// The few signs of strip and cut, as paths on 16 by 16: on the canvas and in buttons.

import { el } from "./elements.js";

export const PATHS = {
  play: "M5 3l8 5-8 5z",
  like: "M8 13.5S2 9.8 2 5.9a3.1 3.1 0 0 1 6-1 3.1 3.1 0 0 1 6 1c0 3.9-6 7.6-6 7.6z",
  dislike: "M8 13.5S2 9.8 2 5.9a3.1 3.1 0 0 1 6-1 3.1 3.1 0 0 1 6 1c0 3.9-6 7.6-6 7.6zM2 14.5l12-13",
  lock: "M5 7V5a3 3 0 0 1 6 0v2M3.5 7h9v6.5h-9z",
  unlock: "M5 7V5a3 3 0 0 1 5.6-1.5M3.5 7h9v6.5h-9z",
  ban: "M8 2a6 6 0 1 0 .01 0zM3.8 3.8l8.4 8.4",
  allow: "M8 2a6 6 0 1 0 .01 0zM5 8.2l2.2 2.2L11 6",
  take: "M8 3v10M3 8h10",
  trim: "M2.5 3v10M13.5 3v10M5 8h6M5 8l2-2M5 8l2 2M11 8L9 6M11 8l-2 2",
  earlier: "M10 3L5 8l5 5",
  later: "M6 3l5 5-5 5",
  closer: "M7 2.5a4.5 4.5 0 1 0 .01 0zM10.3 10.3l3.7 3.7M5 7h4M7 5v4",
  wider: "M7 2.5a4.5 4.5 0 1 0 .01 0zM10.3 10.3l3.7 3.7M5 7h4",
  grip: "M6 4v.01M10 4v.01M6 8v.01M10 8v.01M6 12v.01M10 12v.01",
};

const SVG = "http://www.w3.org/2000/svg";

export function glyph(name) {
  const drawn = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 16 16", "aria-hidden": "true", class: "glyph" })) {
    drawn.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  drawn.append(path);
  return drawn;
}

// A button with a sign; `words` are its name, and shown beside the sign if `isTold`.
export function signButton(name, words, act, options = {}, isTold = false) {
  const { class: classes = "", ...rest } = options;
  const made = el("button", {
    type: "button", class: `sign ${classes}`, on: { click: act }, title: isTold ? null : words,
    "aria-label": isTold ? null : words, ...rest,
  }, glyph(name), isTold ? el("span", { text: words }) : null);
  return made;
}

export function setSign(made, name, words) {
  if (made.dataset.sign !== name) made.replaceChildren(glyph(name));
  made.dataset.sign = name;
  if (made.title === words) return;
  made.title = words;
  made.setAttribute("aria-label", words);
}

const drawn = new Map();

// The path of a sign, for a canvas.
export function pathOf(name) {
  if (!drawn.has(name)) drawn.set(name, new Path2D(PATHS[name]));
  return drawn.get(name);
}
