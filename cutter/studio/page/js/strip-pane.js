// The part of the strip that is in sight: a canvas in a box that scrolls, and what moves over it.

import { el } from "./elements.js";
import { coloursOf, fitted, onColours } from "./strip-colours.js";
import { drawStrip, HEIGHT, PICTURE } from "./strip-draw.js";
import { groupsOf } from "./strip-groups.js";
import { Scale } from "./strip-scale.js";
import { Sheets } from "./strip-sheets.js";

const BEYOND = 4; // pixels that the frame of a shot may reach out of sight

export class Pane {
  // `told()` gives {marks, curves, isTotal} of the moment; nothing is drawn while it gives null.
  constructor(film, told) {
    this.film = film;
    this.told = told;
    this.scale = new Scale(film.duration);
    this.sheets = new Sheets(film.sheets, () => this.redraw());
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.playhead = el("div", { class: "playhead", hidden: true });
    this.current = el("div", { class: "current-shot", hidden: true });
    this.over = el("div", { class: "film-over", "aria-hidden": "true" }, this.current, this.playhead);
    this.pane = el("div", { class: "film-pane" }, this.canvas, this.over);
    this.pane.style.height = `${HEIGHT}px`;
    this.long = el("div", { class: "film-long" }, this.pane);
    this.box = el("div", { class: "film-window" }, this.long);
    this.flashes = [];
    this.colours = null; // read when they are needed
    this.groups = null;
    this.time = null;
    this.shot = null;
    this.asked = 0;
    this.box.addEventListener("scroll", () => { this.scale.scroll(this.box.scrollLeft); this.redraw(); });
    onColours(() => { this.colours = null; this.redraw(); });
    new ResizeObserver(() => this.fit()).observe(this.box);
  }

  redraw() {
    this.asked ||= requestAnimationFrame(() => { this.asked = 0; this.draw(); });
  }

  draw() {
    const { film, scale, sheets } = this;
    const holds = this.told();
    if (!holds || scale.width <= 1) return;
    this.colours ??= coloursOf(this.box);
    this.groups ??= groupsOf(film, scale.perSecond, PICTURE);
    const { groups, colours } = this;
    drawStrip(fitted(this.canvas, scale.width, HEIGHT), { film, scale, sheets, groups, colours, ...holds });
    this.place(this.current, this.shot);
    this.placePlayhead();
    for (const { made, shot } of this.flashes) this.place(made, shot);
    this.box.dataset.drawn = String(Number(this.box.dataset.drawn ?? 0) + 1);
  }

  // Lays an element over a shot.
  place(made, shot) {
    const { film, scale } = this;
    made.hidden = shot === null || film.ends[shot] < scale.from || film.starts[shot] > scale.to;
    if (made.hidden) return;
    const left = Math.max(-BEYOND, scale.x(film.starts[shot]));
    const right = Math.min(scale.width + BEYOND, scale.x(film.ends[shot]));
    made.style.transform = `translateX(${left}px)`;
    made.style.width = `${Math.max(3, right - left)}px`;
  }

  placePlayhead() {
    const { time, scale, playhead } = this;
    playhead.hidden = time === null || time < scale.from || time > scale.to;
    if (!playhead.hidden) playhead.style.transform = `translateX(${scale.x(time)}px)`;
  }

  fit() {
    const width = this.box.clientWidth;
    if (width === this.scale.width) return;
    this.scale.resize(width);
    this.pane.style.width = `${width}px`;
    this.settle();
  }

  // Takes over what the scale says into the page.
  settle() {
    this.groups = null;
    this.long.style.width = `${Math.max(this.scale.width, Math.floor(this.scale.length))}px`;
    this.box.scrollLeft = this.scale.left;
    this.redraw();
  }

  // The time at `x` stays where it is; a factor of 0 shows the whole film.
  zoom(factor, x) {
    this.scale.zoom(factor || Number.EPSILON, x);
    this.settle();
  }

  // Brings a span into sight.
  reach(start, end) {
    this.scale.reach(start, end);
    if (Math.abs(this.box.scrollLeft - this.scale.left) > 1) this.box.scrollLeft = this.scale.left;
    this.redraw();
  }

  showTime(time) {
    this.time = time;
    this.placePlayhead();
  }

  showShot(shot) {
    this.shot = shot;
    this.redraw();
  }

  // Shows for a moment that a shot came in or went out.
  flash(shot, isIn) {
    const made = el("div", { class: isIn ? "flash is-in" : "flash is-out" });
    this.flashes.push({ shot, made });
    this.over.append(made);
    this.place(made, shot);
  }

  clear() {
    for (const { made } of this.flashes.splice(0)) made.remove();
  }
}
