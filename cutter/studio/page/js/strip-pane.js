// The part of the strip that is in sight: a canvas in a box that scrolls, and what moves over it.

import { el } from "./elements.js";
import { coloursOf, fitted, onColours } from "./strip-colours.js";
import { drawStrip, HEIGHT, PICTURE } from "./strip-draw.js";
import { groupsOf } from "./strip-groups.js";
import { Scale } from "./strip-scale.js";
import { Sheets } from "./strip-sheets.js";

// `told()` gives {marks, curves, isTotal} of the moment; nothing is drawn while it gives null.
export function makePane(film, told) {
  const scale = new Scale(film.duration);
  const canvas = el("canvas", { "aria-hidden": "true" });
  const over = el("div", { class: "film-over", "aria-hidden": "true" });
  const playhead = el("div", { class: "playhead", hidden: true });
  const current = el("div", { class: "current-shot", hidden: true });
  over.append(current, playhead);
  const pane = el("div", { class: "film-pane" }, canvas, over);
  const long = el("div", { class: "film-long" }, pane);
  const box = el("div", { class: "film-window" }, long);
  const sheets = new Sheets(film.sheets, redraw);
  const flashes = [];
  let colours = null;
  let groups = null;
  let asked = 0;
  let at = { time: null, shot: null };

  function redraw() {
    asked ||= requestAnimationFrame(() => { asked = 0; draw(); });
  }

  function draw() {
    const holds = told();
    if (!holds || scale.width <= 1) return;
    colours ??= coloursOf(box);
    groups ??= groupsOf(film, scale.perSecond, PICTURE);
    drawStrip(fitted(canvas, scale.width, HEIGHT), { film, scale, sheets, groups, colours, ...holds });
    place(current, at.shot === null ? null : film.starts[at.shot], film.ends[at.shot]);
    placePlayhead();
    for (const each of flashes) place(each.made, film.starts[each.shot], film.ends[each.shot]);
    box.dataset.drawn = String(Number(box.dataset.drawn ?? 0) + 1);
  }

  function place(made, start, end) {
    made.hidden = start === null || end < scale.from || start > scale.to;
    if (made.hidden) return;
    const left = Math.max(-4, scale.x(start));
    const right = Math.min(scale.width + 4, scale.x(end));
    made.style.transform = `translateX(${left}px)`;
    made.style.width = `${Math.max(3, right - left)}px`;
  }

  function placePlayhead() {
    playhead.hidden = at.time === null || at.time < scale.from || at.time > scale.to;
    if (!playhead.hidden) playhead.style.transform = `translateX(${scale.x(at.time)}px)`;
  }

  // Takes over what the scale says into the page.
  function settle() {
    groups = null;
    long.style.width = `${Math.max(scale.width, Math.floor(scale.length))}px`;
    box.scrollLeft = scale.left;
    redraw();
  }

  box.addEventListener("scroll", () => { scale.scroll(box.scrollLeft); redraw(); });
  onColours(() => { colours = null; redraw(); });
  new ResizeObserver(() => {
    if (box.clientWidth === scale.width) return;
    scale.resize(box.clientWidth);
    pane.style.width = `${scale.width}px`;
    settle();
  }).observe(box);
  pane.style.height = `${HEIGHT}px`;

  return {
    box,
    pane,
    scale,
    redraw,
    zoom(factor, x) {
      if (factor === 0) scale.zoom(0.000001);
      else scale.zoom(factor, x);
      settle();
    },
    // Brings a span into sight.
    reach(start, end) {
      scale.reach(start, end);
      if (Math.abs(box.scrollLeft - scale.left) > 1) box.scrollLeft = scale.left;
      redraw();
    },
    showTime(time) { at.time = time; placePlayhead(); },
    showShot(shot) { at.shot = shot; redraw(); },
    flash(shot, isIn) {
      const made = el("div", { class: isIn ? "flash is-in" : "flash is-out" });
      flashes.push({ shot, made });
      over.append(made);
      place(made, film.starts[shot], film.ends[shot]);
    },
    clear() { for (const each of flashes.splice(0)) each.made.remove(); },
  };
}
