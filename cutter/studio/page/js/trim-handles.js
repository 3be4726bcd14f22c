// The two edges of a clip as handles: dragged, or moved by keys, a frame at a time.

import { el } from "./elements.js";
import { lasting, moment } from "./strip-words.js";
import { guardAt, moved, movedClear, onFrame } from "./trim-edges.js";

const REACH = 7; // pixels within which an edge is drawn to where words begin or end
const FAR = 10; // frames

// told: { film, span, limits, isSnapping(), range }; `onMove(range, edge, isStuck)` is called for each
// change; stuck is an edge that finds no place clear of words that way.
export function makeHandles(told, onMove) {
  const { film, span, limits } = told;
  const rate = film.frame_rate;
  let { range } = told;
  const area = el("div", { class: "trim-handles" });
  const handles = { start: handle("start", "Start of the clip"), end: handle("end", "End of the clip") };
  area.append(handles.start, handles.end);

  function handle(edge, name) {
    const made = el("div", { class: `trim-handle is-${edge}`, role: "slider", tabindex: "0", "aria-label": name, "aria-orientation": "horizontal" });
    made.addEventListener("keydown", (event) => onKey(event, edge));
    made.addEventListener("focus", () => onMove(range, edge));
    made.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      made.setPointerCapture(event.pointerId);
      made.focus();
    });
    made.addEventListener("pointermove", (event) => {
      if (!made.hasPointerCapture(event.pointerId)) return;
      const { left, width } = area.getBoundingClientRect();
      const time = span[0] + ((event.clientX - left) / width) * (span[1] - span[0]);
      const reach = (REACH * (span[1] - span[0])) / width;
      put(edge, time, event.altKey, { reach, rate });
    });
    return made;
  }

  function onKey(event, edge) {
    if (event.ctrlKey || event.metaKey) return;
    const frames = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: FAR, PageDown: -FAR }[event.key];
    const at = edge === "start" ? range[0] : range[1];
    if (frames) step(edge, at, frames * (event.shiftKey ? FAR : 1), event.altKey);
    else if (event.key === "Home" && edge === "start") take(edge, moved(range, edge, limits.low, limits));
    else if (event.key === "End" && edge === "end") take(edge, moved(range, edge, limits.high, limits));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function step(edge, at, frames, isFree) {
    put(edge, onFrame(at + frames / rate, rate), isFree, { by: Math.sign(frames), rate });
  }

  function put(edge, time, isFree, how) {
    if (isFree || !told.isSnapping()) take(edge, moved(range, edge, onFrame(time, rate), limits));
    else take(edge, movedClear(range, edge, time, limits, film.guards, how));
  }

  function take(edge, next) {
    const isStuck = next === null;
    range = next ?? range;
    show();
    onMove(range, edge, isStuck);
  }

  function show() {
    const part = (time) => (time - span[0]) / (span[1] - span[0]);
    for (const [edge, time, low, high] of [
      ["start", range[0], limits.low, range[1] - limits.least],
      ["end", range[1], range[0] + limits.least, limits.high],
    ]) {
      const made = handles[edge];
      made.style.left = `${100 * part(time)}%`;
      made.setAttribute("aria-valuemin", low.toFixed(3));
      made.setAttribute("aria-valuemax", high.toFixed(3));
      made.setAttribute("aria-valuenow", time.toFixed(3));
      const amid = guardAt(film.guards, time) ? ", amid what is said" : "";
      made.setAttribute("aria-valuetext", `${moment(time, 2)}, the clip lasts ${lasting(range[1] - range[0])}${amid}`);
    }
  }

  show();
  return { area, handles, get range() { return range; } };
}
