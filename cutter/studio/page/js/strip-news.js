// Tells which shots came into the cut and which went out, in words and by a short flash.

import { watch } from "./desk.js";
import { el } from "./elements.js";
import { shotsWords } from "./strip-words.js";

const FLASH = 1600; // milliseconds
const CALM = 500; // milliseconds without another change before it is told in words
const MOST = 80; // shots that flash

// `pane.flash(shot, isIn)` shows something for a moment; `pane.clear()` takes all of it away.
export function setUpNews(place, pane) {
  const told = el("p", { class: "news faint", role: "status", "aria-live": "polite" });
  place.append(told);
  let step = null;
  let before = null; // the shots in the cut when it was last told
  let [timer, fading] = [0, 0];
  watch("view", (view) => {
    const isNew = step !== null && step !== view.step;
    step = view.step;
    before ??= shotsOf(view);
    if (!isNew) return;
    pane.clear();
    clearTimeout(timer);
    clearTimeout(fading);
    // While a slider moves, what it comes to is told once, at the end.
    timer = setTimeout(() => {
      const now = shotsOf(view);
      told.textContent = words(now.filter(notIn(before)), before.filter(notIn(now)));
      before = now;
    }, CALM);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    view.entered.slice(0, MOST).forEach((shot) => pane.flash(shot, true));
    view.left.slice(0, MOST).forEach((shot) => pane.flash(shot, false));
    fading = setTimeout(() => pane.clear(), FLASH);
  });
}

const shotsOf = (view) => view.clips.flatMap((clip) => clip.shots).sort((one, other) => one - other);

function notIn(shots) {
  const known = new Set(shots);
  return (shot) => !known.has(shot);
}

function words(entered, left) {
  const parts = [];
  if (entered.length) parts.push(`In: ${shotsWords(entered)}.`);
  if (left.length) parts.push(`Out: ${shotsWords(left)}.`);
  return parts.join(" ") || "The same shots as before.";
}
