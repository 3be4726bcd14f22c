// The two edges of a clip as handles: dragged, or moved by keys, a frame at a time.

import { el } from "./elements.js";
import { lasting, moment } from "./strip-words.js";
import { guardAt, moved, movedClear, onFrame } from "./trim-edges.js";

const REACH = 7; // pixels within which an edge is drawn to where words begin or end
const FAR = 10; // frames
const FRAMES = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: FAR, PageDown: -FAR };

export class Handles {
  // told: { film, span, limits, range, isSnapping() }; `onMove(edge, isStuck)` is called for each
  // change; stuck is an edge that finds no place clear of words that way.
  constructor(told, onMove) {
    Object.assign(this, told);
    this.onMove = onMove;
    this.rate = told.film.frame_rate;
    this.made = { start: this.make("start", "Start of the clip"), end: this.make("end", "End of the clip") };
    this.area = el("div", { class: "trim-handles" }, this.made.start, this.made.end);
    this.tell();
  }

  focus() {
    this.made.start.focus();
  }

  make(edge, name) {
    const made = el("div", { class: `trim-handle is-${edge}`, role: "slider", tabindex: "0", "aria-label": name, "aria-orientation": "horizontal" });
    made.addEventListener("keydown", (event) => this.key(event, edge));
    made.addEventListener("focus", () => this.onMove(edge, false));
    made.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      made.setPointerCapture(event.pointerId);
      made.focus();
    });
    made.addEventListener("pointermove", (event) => {
      if (made.hasPointerCapture(event.pointerId)) this.drag(event, edge);
    });
    return made;
  }

  drag(event, edge) {
    const { left, width } = this.area.getBoundingClientRect();
    const perPixel = (this.span[1] - this.span[0]) / width;
    this.put(edge, this.span[0] + (event.clientX - left) * perPixel, event.altKey, { reach: REACH * perPixel });
  }

  key(event, edge) {
    if (event.ctrlKey || event.metaKey) return;
    const { range, limits } = this;
    const frames = (FRAMES[event.key] ?? 0) * (event.shiftKey ? FAR : 1);
    const at = edge === "start" ? range[0] : range[1];
    if (frames) this.put(edge, at + frames / this.rate, event.altKey, { by: Math.sign(frames) });
    else if (event.key === "Home" && edge === "start") this.take(edge, moved(range, edge, limits.low, limits));
    else if (event.key === "End" && edge === "end") this.take(edge, moved(range, edge, limits.high, limits));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  put(edge, time, isFree, how) {
    const { range, limits, film, rate } = this;
    if (isFree || !this.isSnapping()) this.take(edge, moved(range, edge, onFrame(time, rate), limits));
    else this.take(edge, movedClear(range, edge, onFrame(time, rate), limits, film.guards, { ...how, rate }));
  }

  take(edge, next) {
    this.range = next ?? this.range;
    this.tell();
    this.onMove(edge, next === null);
  }

  tell() {
    const { span, limits, range: [start, end] } = this;
    this.tellOne("start", start, limits.low, end - limits.least, span);
    this.tellOne("end", end, start + limits.least, limits.high, span);
  }

  tellOne(edge, time, low, high, span) {
    const made = this.made[edge];
    made.style.left = `${(100 * (time - span[0])) / (span[1] - span[0])}%`;
    made.setAttribute("aria-valuemin", low.toFixed(3));
    made.setAttribute("aria-valuemax", high.toFixed(3));
    made.setAttribute("aria-valuenow", time.toFixed(3));
    const amid = guardAt(this.film.guards, time) ? ", amid what is said" : "";
    made.setAttribute("aria-valuetext", `${moment(time, 2)}, the clip lasts ${lasting(this.range[1] - this.range[0])}${amid}`);
  }
}
