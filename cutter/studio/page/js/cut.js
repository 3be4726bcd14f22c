// The clips of the cut in playing order, to be played from, put in another order, kept and trimmed.

import { desk, watch } from "./desk.js";
import { button, clock, el, keyed } from "./elements.js";
import { makeClip, updateClip } from "./cut-clip.js";
import { setUpDrag } from "./cut-drag.js";
import { giveOrderBack, move, playClip } from "./strip-acts.js";
import { openTrim } from "./trim.js";

const LONG = 40; // clips from which only those in sight are laid out

export function setUpCut(place) {
  const told = el("p", { class: "faint" });
  const byHand = el("p", { class: "by-hand", hidden: true }, el("span", { text: "The order is yours." }),
    button("Back to the planner's order", giveOrderBack, { class: "quiet" }));
  const list = el("ol", { class: "clips", "aria-label": "Clips in playing order", "aria-describedby": "clips-keys" });
  const empty = el("div", { class: "empty", hidden: true });
  const keysTold = el("p", { id: "clips-keys", class: "out-of-sight",
    text: "Arrow keys go from clip to clip. Alt with an arrow key moves a clip earlier or later." });
  place.replaceChildren(el("div", { class: "strip-head" }, el("h2", { text: "The cut" }), told, byHand), empty, list, keysTold);

  let current = null; // key of the clip that is the tab stop
  const acts = { play: playClip, trim: openTrim, step: moveBy };

  watch("view", (view) => {
    if (!view.clips.some((clip) => clip.key === current)) current = view.clips[0]?.key ?? null;
    list.classList.toggle("is-long", view.clips.length > LONG);
    const held = document.activeElement?.closest?.(".clip") ? document.activeElement : null;
    keyed(list, view.clips, (clip) => clip.key, (clip) => makeClip(clip, acts), (row, clip) =>
      updateClip(row, clip, { place: view.clips.indexOf(clip), count: view.clips.length, isCurrent: clip.key === current }));
    // A row that is put elsewhere loses the focus.
    if (held?.isConnected && document.activeElement !== held) held.focus();
    told.textContent = `${view.clips.length === 1 ? "1 clip" : `${view.clips.length} clips`}, ${clock(view.duration)}`;
    byHand.hidden = !view.is_moved;
    tellEmpty(empty, view);
  });
  watch("playing", ({ clip }) => {
    for (const row of list.children) {
      const isPlaying = row.dataset.key === clip;
      if (row.classList.contains("is-playing") !== isPlaying) {
        row.classList.toggle("is-playing", isPlaying);
        if (isPlaying) row.setAttribute("aria-current", "true");
        else row.removeAttribute("aria-current");
      }
    }
  });

  list.addEventListener("focusin", (event) => {
    const row = event.target.closest(".clip");
    if (row && row.dataset.key !== current) setCurrent(row.dataset.key);
  });
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest(".clip");
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!row || event.ctrlKey || event.metaKey) return;
    if (step && event.altKey) moveBy(row.dataset.key, step);
    else if (step) goTo([...list.children].indexOf(row) + step);
    else if (event.key === "Home") goTo(0);
    else if (event.key === "End") goTo(list.children.length - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  setUpDrag(list, move);

  function setCurrent(key) {
    current = key;
    for (const row of list.children) {
      const tabIndex = row.dataset.key === key ? 0 : -1;
      for (const each of row.querySelectorAll("button")) each.tabIndex = tabIndex;
    }
  }

  function goTo(index) {
    const row = list.children[Math.min(list.children.length - 1, Math.max(0, index))];
    row?.querySelector(".clip-play").focus();
  }

  function moveBy(key, step) {
    const { clips } = desk.view;
    const at = clips.findIndex((clip) => clip.key === key);
    const to = at + step;
    if (at < 0 || to < 0 || to >= clips.length) return null;
    return move(key, (step < 0 ? clips[to] : clips[to + 1])?.key ?? null);
  }
}

// What to do where nothing is in the cut.
function tellEmpty(place, view) {
  place.hidden = view.clips.length > 0;
  if (!place.hidden) {
    const isMatched = view.matches.some(Boolean);
    place.textContent = isMatched
      ? "No clip fits into the cut. Give it more length in the panel “Cut”, or allow shots again that you kept out."
      : "Nothing in this film matches the taste. Add a preference in other words in the panel “Taste”, or take a shot from the strip above.";
  }
}
