// Every shot of the film along a timeline: what it shows, what it is worth, and whether it is in
// the cut. One of them is current, for the keyboard and for screen readers.

import { desk, select, watch } from "./desk.js";
import { el } from "./elements.js";
import { clipOf, playClip, playShot } from "./strip-acts.js";
import { makeCard } from "./strip-card.js";
import { ROWS } from "./strip-draw.js";
import { signButton } from "./strip-icons.js";
import { KEYS_TOLD, shotKeys } from "./strip-keys.js";
import { setUpLegend } from "./strip-legend.js";
import { marksOf, shotAt } from "./strip-marks.js";
import { setUpNews } from "./strip-news.js";
import { makePane } from "./strip-pane.js";
import { setUpPointer } from "./strip-pointer.js";
import { shotWords } from "./strip-words.js";
import { openTrim } from "./trim.js";

const CLOSER = 1.6;
const LEFT_ALONE = 3000; // milliseconds after scrolling by hand before the strip follows again

export function setUpStrip(place) {
  const { film } = desk;
  let marks = null;
  let legend = null;
  const pane = makePane(film, () => marks && { marks, curves: legend.curves(), isTotal: legend.isTotal });
  const { box } = pane;
  const card = makeCard(() => marks, openTrim);
  const head = el("div", { class: "strip-head" }, el("h2", { text: "The film" }));
  const zooms = el("div", { class: "zooms", role: "group", "aria-label": "Zoom of the strip" },
    signButton("wider", "Show more of the film", () => pane.zoom(1 / CLOSER)),
    signButton("closer", "Show shots larger", () => pane.zoom(CLOSER)),
    el("button", { type: "button", class: "quiet", text: "Whole film", on: { click: () => pane.zoom(0) } }));
  const keysTold = el("p", { id: "strip-keys", class: "out-of-sight", text: KEYS_TOLD });
  place.replaceChildren(head, el("div", { class: "film" }, box, card.made), keysTold);
  setUpNews(head, pane);
  head.append(zooms);
  legend = setUpLegend(place, pane.redraw);

  describe(box, film);
  const go = (shot) => { select(shot); pane.reach(film.starts[shot], film.ends[shot]); };
  const trimShot = (shot) => clipOf(shot) && openTrim(clipOf(shot).key);
  box.addEventListener("keydown", (event) => shotKeys(event, { marks: () => marks, go, zoom: pane.zoom, openTrim: trimShot }));
  box.addEventListener("focus", () => {
    if (desk.selected === null) select(0);
    if (box.matches(":focus-visible")) showCard(desk.selected);
  });
  const pointer = setUpPointer(pane, card, {
    showCurrent: () => showCard(desk.selected),
    shotAt: (x) => shotAt(film.starts, pane.scale.time(x)),
    click(x, y) {
      const time = pane.scale.time(x);
      const shot = shotAt(film.starts, time);
      select(shot);
      const clip = y >= ROWS.clips[0] && y < ROWS.curves[0] && marks.clips.find(({ start, end }) => start <= time && time < end);
      if (clip) playClip(clip.key);
      else playShot(shot);
    },
  });

  watch("view", (view) => {
    marks = marksOf(view);
    tellCurrent();
    pane.redraw();
  });
  watch("selected", (shot) => {
    pane.showShot(shot);
    tellCurrent();
    if (box.matches(":focus-visible") || isNarrow.matches || card.shot !== null) showCard(shot);
  });
  follow(pane, box);

  function showCard(shot) {
    card.show(shot);
    pointer.standAtShot(shot);
  }

  function tellCurrent() {
    const shot = desk.selected ?? 0;
    box.setAttribute("aria-valuenow", String(shot + 1));
    if (marks) box.setAttribute("aria-valuetext", shotWords(film, marks, shot));
  }
}

// On a narrow page the card stands below the strip, and holds the shot that was last chosen.
const isNarrow = matchMedia("(max-width: 900px), (hover: none)");

function describe(box, film) {
  const told = {
    role: "slider", tabindex: "0", "aria-label": "Shots of the film", "aria-orientation": "horizontal", "aria-valuemin": "1",
    "aria-valuemax": String(film.starts.length), "aria-valuenow": "1", "aria-describedby": "strip-keys",
  };
  for (const [name, value] of Object.entries(told)) box.setAttribute(name, value);
}

// The playhead, and the strip after it while it plays, unless somebody looks around.
function follow(pane, box) {
  let touched = -Infinity;
  for (const event of ["wheel", "pointerdown", "keydown"]) {
    box.addEventListener(event, () => { touched = performance.now(); }, { passive: true });
  }
  // `time` is the cut's; where that lies in the film is `source`.
  watch("playing", ({ source, isPlaying }) => {
    if (source === undefined) return;
    const time = source;
    pane.showTime(time);
    const isOut = time < pane.scale.from || time > pane.scale.to;
    if (isPlaying && isOut && !box.matches(":hover") && performance.now() - touched > LEFT_ALONE) pane.reach(time, time);
  });
}
