// Trims one clip: its shot magnified, with an edge to take hold of at either side, and where words
// are said, so that none is cut by accident.

import { desk, watch } from "./desk.js";
import { button, el } from "./elements.js";
import { trim, untrim } from "./strip-acts.js";
import { coloursOf, onColours } from "./strip-colours.js";
import { Sheets } from "./strip-sheets.js";
import { lasting, moment } from "./strip-words.js";
import { drawTrim, TRIM_HEIGHT } from "./trim-draw.js";
import { guardAt, limitsOf } from "./trim-edges.js";
import { makeHandles } from "./trim-handles.js";
import { makePreview } from "./trim-preview.js";

const AROUND = 0.35; // of the shot's length, shown at either side
const LEAST_AROUND = 0.6; // seconds

const STUCK = "That way no place is clear of words; untick the box to cut amid them.";

let open = null; // tells the open dialog what was refused
watch("told", ({ text, isError }) => { if (isError) open?.(text); });

export function openTrim(key) {
  const { film, view } = desk;
  const clip = view.clips.find((each) => each.key === key);
  if (!clip) return;
  const limits = limitsOf(film, view.clips, clip);
  const preview = makePreview(clip.shots[0]);
  const canvas = el("canvas", { "aria-hidden": "true" });
  const length = el("p", { class: "trim-length" });
  const words = el("p", { class: "faint trim-words", "aria-live": "polite" });
  const error = el("p", { class: "error" });
  const snap = el("input", { type: "checkbox", id: "trim-snap" });
  snap.checked = true;
  const span = surroundings(film, clip, limits);
  let shown = "start";
  let asked = 0;
  const handles = makeHandles({ film, span, limits, isSnapping: () => snap.checked, range: [clip.start, clip.end] }, (range, edge, isStuck) => {
    shown = edge;
    words.textContent = isStuck ? STUCK : amidWords(film, range);
    redraw();
  });
  const area = el("div", { class: "trim-area" }, canvas, handles.area);
  const sheets = new Sheets(film.sheets, redraw);
  let colours = null;

  function redraw() {
    asked ||= requestAnimationFrame(() => { asked = 0; draw(); });
  }

  function draw() {
    if (!dialog.open) return;
    const { range } = handles;
    colours ??= coloursOf(area);
    drawTrim(canvas, { film, sheets, colours, span, width: area.clientWidth, range, limits });
    length.textContent = `${moment(range[0], 2)} to ${moment(range[1], 2)}, ${lasting(range[1] - range[0])} (was ${lasting(clip.end - clip.start)})`;
    // The last frame shown lies just before the end.
    preview.show(shown === "start" ? range[0] + 0.4 / film.frame_rate : range[1] - 0.6 / film.frame_rate);
  }

  async function apply() {
    error.textContent = "";
    const [start, end] = handles.range;
    if (await trim(key, start, end)) dialog.close();
  }

  async function giveBack() {
    error.textContent = "";
    if (await untrim(key)) dialog.close();
  }

  const dialog = el("dialog", { class: "wide trim", "aria-labelledby": "trim-title" },
    el("header", { class: "row" }, el("h2", { id: "trim-title", text: `Trim ${key}` }), button("Cancel", () => dialog.close(), { class: "quiet" })),
    preview.made, area, length, words,
    el("label", { class: "tick", for: "trim-snap" }, snap, el("span", { text: "Keep out of what is said (hold Alt to cut freely)" })),
    el("p", { class: "faint", text: "Arrow keys move an edge by a frame, with Shift by ten." }),
    error,
    el("div", { class: "row trim-acts" }, button("Apply", apply, { class: "main" }),
      button("Play it", () => preview.play(...handles.range)),
      button("Back to the planner's edges", giveBack, { class: "quiet", hidden: !clip.is_trimmed })));
  dialog.addEventListener("close", () => {
    open = null;
    preview.close();
    watching.disconnect();
    dialog.remove();
  });
  const watching = new ResizeObserver(redraw);
  open = (text) => { error.textContent = text; };
  onColours(() => { colours = null; redraw(); });
  area.style.height = `${TRIM_HEIGHT}px`;
  document.body.append(dialog);
  dialog.showModal();
  watching.observe(area);
  handles.handles.start.focus();
}

// What is shown: all that may be used, and a bit of the neighbours.
function surroundings(film, clip, { low, high }) {
  const from = Math.min(film.starts[clip.shots[0]], low);
  const to = Math.max(film.ends[clip.shots.at(-1)], high);
  const around = Math.max(LEAST_AROUND, AROUND * (to - from));
  return [Math.max(0, from - around), Math.min(film.duration, to + around)];
}

function amidWords(film, [start, end]) {
  const told = [["start", start], ["end", end]].filter(([, time]) => guardAt(film.guards, time)).map(([edge, time]) => {
    const cue = film.cues.find((each) => each.start < time && time < each.end);
    return cue ? `The ${edge} lies amid “${cue.text}”` : `The ${edge} lies amid what is said.`;
  });
  return told.join(" ");
}
