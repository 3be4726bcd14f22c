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
import { Handles } from "./trim-handles.js";
import { Preview } from "./trim-preview.js";

const AROUND = 0.35; // of the shot's length, shown at either side
const LEAST_AROUND = 0.6; // seconds
const STUCK = "That way no place is clear of words; untick the box to cut amid them.";

let open = null;
watch("told", ({ text, isError }) => { if (isError && open) open.error.textContent = text; });
onColours(() => open?.recolour());

export function openTrim(key) {
  const clip = desk.view.clips.find((each) => each.key === key);
  if (!clip) return;
  open = new Trim(desk.film, clip, limitsOf(desk.film, desk.view.clips, clip));
  open.show();
}

class Trim {
  constructor(film, clip, limits) {
    Object.assign(this, { film, clip, limits });
    this.shown = "start"; // the edge whose picture is shown
    this.asked = 0;
    this.colours = null;
    this.span = surroundings(film, clip, limits);
    this.preview = new Preview(clip.shots[0]);
    this.sheets = new Sheets(film.sheets, () => this.redraw());
    this.snap = el("input", { type: "checkbox", id: "trim-snap", checked: true });
    this.handles = new Handles({ film, span: this.span, limits, range: [clip.start, clip.end], isSnapping: () => this.snap.checked },
      (edge, isStuck) => this.moved(edge, isStuck));
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.area = el("div", { class: "trim-area" }, this.canvas, this.handles.area);
    this.area.style.height = `${TRIM_HEIGHT}px`;
    this.length = el("p", { class: "trim-length" });
    this.words = el("p", { class: "trim-words", "aria-live": "polite" });
    this.error = el("p", { class: "error", role: "alert" });
    this.dialog = this.makeDialog();
    this.watching = new ResizeObserver(() => this.redraw());
  }

  makeDialog() {
    const made = el("dialog", { class: "wide trim", "aria-labelledby": "trim-title" },
      el("header", { class: "row" }, el("h2", { id: "trim-title", text: `Trim ${this.clip.key}` }),
        button("Cancel", () => made.close(), { class: "quiet" })),
      this.preview.made, this.area, this.length, this.words,
      el("label", { class: "tick", for: "trim-snap" }, this.snap, el("span", { text: "Keep out of what is said (hold Alt to cut freely)" })),
      el("p", { class: "faint", text: "Arrow keys move an edge by a frame, with Shift by ten." }),
      this.error,
      el("div", { class: "row trim-acts" }, button("Apply", () => this.apply(), { class: "main" }),
        button("Play it", () => this.preview.play(...this.handles.range)),
        button("Back to the planner's edges", () => this.giveBack(), { class: "quiet", hidden: !this.clip.is_trimmed })));
    made.addEventListener("close", () => this.close());
    return made;
  }

  show() {
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.watching.observe(this.area);
    this.handles.focus();
  }

  close() {
    open = null;
    this.preview.close();
    this.watching.disconnect();
    this.dialog.remove();
  }

  moved(edge, isStuck) {
    this.shown = edge;
    this.words.textContent = isStuck ? STUCK : amidWords(this.film, this.handles.range);
    this.redraw();
  }

  recolour() {
    this.colours = null;
    this.redraw();
  }

  redraw() {
    this.asked ||= requestAnimationFrame(() => { this.asked = 0; this.draw(); });
  }

  draw() {
    if (!this.dialog.open) return;
    const { film, sheets, span, limits, clip, handles: { range } } = this;
    this.colours ??= coloursOf(this.area);
    drawTrim(this.canvas, { film, sheets, span, limits, range, colours: this.colours, width: this.area.clientWidth });
    const now = `${moment(range[0], 2)} to ${moment(range[1], 2)}, ${lasting(range[1] - range[0])}`;
    this.length.textContent = `${now} (was ${lasting(clip.end - clip.start)})`;
    // Amid the first frame, or the last one, which lies just before the end.
    this.preview.show(this.shown === "start" ? range[0] + 0.4 / film.frame_rate : range[1] - 0.6 / film.frame_rate);
  }

  async apply() {
    this.error.textContent = "";
    if (await trim(this.clip.key, ...this.handles.range)) this.dialog.close();
  }

  async giveBack() {
    this.error.textContent = "";
    if (await untrim(this.clip.key)) this.dialog.close();
  }
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
