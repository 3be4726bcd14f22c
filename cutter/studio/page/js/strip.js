// Every shot of the film along a timeline: what it shows, what it is worth, and whether it is in
// the cut. One of them is current, for the keyboard and for screen readers.

import { desk, select, watch } from "./desk.js";
import { el } from "./elements.js";
import { clipOf, playClip, playShot } from "./strip-acts.js";
import { Card } from "./strip-card.js";
import { ROWS } from "./strip-draw.js";
import { signButton } from "./strip-icons.js";
import { KEYS_TOLD, shotKeys } from "./strip-keys.js";
import { setUpLegend } from "./strip-legend.js";
import { marksOf, shotAt } from "./strip-marks.js";
import { setUpNews } from "./strip-news.js";
import { Pane } from "./strip-pane.js";
import { Pointer } from "./strip-pointer.js";
import { shotWords } from "./strip-words.js";
import { openTrim } from "./trim.js";

const CLOSER = 1.6;
const LEFT_ALONE = 3000; // milliseconds after scrolling by hand before the strip follows again

// On a narrow page the card stands below the strip, and holds the shot that was last chosen.
const isNarrow = matchMedia("(max-width: 900px), (hover: none)");

export function setUpStrip(place) {
  new Strip(place, desk.film);
}

class Strip {
  constructor(place, film) {
    this.film = film;
    this.marks = null; // until the cut is told
    this.pane = new Pane(film, () => this.marks && { marks: this.marks, curves: this.legend.curves(), isTotal: this.legend.isTotal });
    this.box = this.pane.box;
    this.card = new Card(() => this.marks, openTrim);
    const head = el("div", { class: "strip-head" }, el("h2", { text: "The film" }));
    place.replaceChildren(head, el("div", { class: "film" }, this.box, this.card.made),
      el("p", { id: "strip-keys", class: "out-of-sight", text: KEYS_TOLD }));
    setUpNews(head, this.pane);
    head.append(this.zooms());
    this.legend = setUpLegend(place, () => this.pane.redraw());
    describe(this.box, film);
    this.pointer = new Pointer(this.pane, this.card, this);
    this.box.addEventListener("keydown", (event) => shotKeys(event, this));
    this.box.addEventListener("focus", () => this.focused());
    watch("view", (view) => this.take(view));
    watch("selected", (shot) => this.selected(shot));
    follow(this.pane);
  }

  zooms() {
    return el("div", { class: "zooms", role: "group", "aria-label": "Zoom of the strip" },
      signButton("wider", "Show more of the film", () => this.zoom(1 / CLOSER)),
      signButton("closer", "Show shots larger", () => this.zoom(CLOSER)),
      el("button", { type: "button", class: "quiet", text: "Whole film", on: { click: () => this.zoom(0) } }));
  }

  take(view) {
    this.marks = marksOf(view);
    this.tellCurrent();
    this.pane.redraw();
  }

  focused() {
    if (desk.selected === null) select(0);
    if (this.box.matches(":focus-visible")) this.showCard(desk.selected);
  }

  selected(shot) {
    this.pane.showShot(shot);
    this.tellCurrent();
    if (this.box.matches(":focus-visible") || isNarrow.matches || this.card.shot !== null) this.showCard(shot);
  }

  // Makes a shot current, in sight.
  go(shot) {
    select(shot);
    this.pane.reach(this.film.starts[shot], this.film.ends[shot]);
  }

  // Around the current shot, if it is in sight.
  zoom(factor) {
    const { scale } = this.pane;
    const x = desk.selected === null ? -1 : this.middleOf(desk.selected);
    this.pane.zoom(factor, x >= 0 && x <= scale.width ? x : scale.width / 2);
  }

  trim(shot) {
    const clip = clipOf(shot);
    if (clip) openTrim(clip.key);
  }

  // A click: on a clip of the cut it plays from there, elsewhere the shot by itself.
  click(x, y) {
    const time = this.pane.scale.time(x);
    const shot = shotAt(this.film.starts, time);
    select(shot);
    const isAtClips = y >= ROWS.clips[0] && y < ROWS.curves[0];
    const clip = isAtClips && this.marks.clips.find(({ start, end }) => start <= time && time < end);
    if (clip) playClip(clip.key);
    else playShot(shot);
  }

  shotAt(x) {
    return shotAt(this.film.starts, this.pane.scale.time(x));
  }

  middleOf(shot) {
    return this.pane.scale.x((this.film.starts[shot] + this.film.ends[shot]) / 2);
  }

  showCard(shot) {
    this.card.show(shot);
    this.pointer.standAt(this.middleOf(shot));
  }

  tellCurrent() {
    const shot = desk.selected ?? 0;
    this.box.setAttribute("aria-valuenow", String(shot + 1));
    if (this.marks) this.box.setAttribute("aria-valuetext", shotWords(this.film, this.marks, shot));
  }
}

function describe(box, film) {
  const told = {
    role: "slider", tabindex: "0", "aria-label": "Shots of the film", "aria-orientation": "horizontal", "aria-valuemin": "1",
    "aria-valuemax": String(film.starts.length), "aria-valuenow": "1", "aria-describedby": "strip-keys",
  };
  for (const [name, value] of Object.entries(told)) box.setAttribute(name, value);
}

// The playhead, and the strip after it while it plays, unless somebody looks around.
function follow(pane) {
  const { box, scale } = pane;
  let touched = -Infinity;
  for (const event of ["wheel", "pointerdown", "keydown"]) {
    box.addEventListener(event, () => { touched = performance.now(); }, { passive: true });
  }
  // Its `time` is the cut's; where that lies in the film is `source`.
  watch("playing", ({ source, isPlaying }) => {
    if (source === undefined) return;
    pane.showTime(source);
    const isOut = source < scale.from || source > scale.to;
    const isLeftAlone = !box.matches(":hover") && performance.now() - touched > LEFT_ALONE;
    if (isPlaying && isOut && isLeftAlone) pane.reach(source, source);
  });
}
