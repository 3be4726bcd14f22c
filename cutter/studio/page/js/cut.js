// The clips of the cut in playing order, to be played from, put in another order, kept and trimmed.

import { desk, watch } from "./desk.js";
import { button, clock, el, keyed } from "./elements.js";
import { makeClip, updateClip } from "./cut-clip.js";
import { setUpDrag } from "./cut-drag.js";
import { giveOrderBack, move, playClip } from "./strip-acts.js";
import { openTrim } from "./trim.js";

const LONG = 40; // clips from which only those in sight are laid out
const KEYS_TOLD = "Arrow keys go from clip to clip. Alt with an arrow key moves a clip earlier or later.";
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function setUpCut(place) {
  new Cut(place);
}

class Cut {
  constructor(place) {
    this.current = null; // key of the clip that is the tab stop
    this.told = el("p", { class: "faint" });
    this.byHand = el("p", { class: "by-hand", hidden: true }, el("span", { text: "The order is yours." }),
      button("Back to the planner's order", giveOrderBack, { class: "quiet" }));
    this.list = el("ol", { class: "clips", "aria-label": "Clips in playing order", "aria-describedby": "clips-keys" });
    this.empty = el("p", { class: "empty", hidden: true });
    place.replaceChildren(el("div", { class: "strip-head" }, el("h2", { text: "The cut" }), this.told, this.byHand),
      this.empty, this.list, el("p", { id: "clips-keys", class: "out-of-sight", text: KEYS_TOLD }));
    this.list.addEventListener("focusin", (event) => this.focused(event.target.closest(".clip")));
    this.list.addEventListener("keydown", (event) => this.key(event));
    setUpDrag(this.list, move);
    watch("view", (view) => this.take(view));
    watch("playing", ({ clip }) => this.follow(clip));
  }

  take(view) {
    const { clips } = view;
    if (!clips.some((clip) => clip.key === this.current)) this.current = clips[0]?.key ?? null;
    this.list.classList.toggle("is-long", clips.length > LONG);
    const held = this.list.contains(document.activeElement) ? document.activeElement : null;
    const places = new Map(clips.map((clip, place) => [clip.key, place]));
    const acts = { play: playClip, trim: openTrim, step: (key, by) => this.step(key, by) };
    keyed(this.list, clips, (clip) => clip.key, (clip) => makeClip(clip, acts), (row, clip) =>
      updateClip(row, clip, { place: places.get(clip.key), count: clips.length, isCurrent: clip.key === this.current }));
    this.refocus(held);
    this.told.textContent = `${clips.length === 1 ? "1 clip" : `${clips.length} clips`}, ${clock(view.duration)}`;
    this.byHand.hidden = !view.is_moved;
    this.empty.hidden = clips.length > 0;
    if (!clips.length) this.empty.textContent = emptyWords(view);
  }

  // A row that was put elsewhere, or is gone, has lost the focus.
  refocus(held) {
    if (!held || document.activeElement === held) return;
    if (held.isConnected) held.focus();
    else this.list.querySelector(`[data-key="${CSS.escape(this.current ?? "")}"] .clip-play`)?.focus();
  }

  follow(key) {
    for (const row of this.list.children) {
      const isPlaying = row.dataset.key === key;
      if (row.classList.contains("is-playing") === isPlaying) continue;
      row.classList.toggle("is-playing", isPlaying);
      if (isPlaying) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  // The clip with the focus is the one that Tab comes back to, and whose buttons it reaches.
  focused(clip) {
    if (!clip || clip.dataset.key === this.current) return;
    this.current = clip.dataset.key;
    for (const row of this.list.children) {
      const tabIndex = row === clip ? 0 : -1;
      for (const each of row.querySelectorAll("button:not(.clip-grip)")) each.tabIndex = tabIndex;
    }
  }

  key(event) {
    const row = event.target.closest(".clip");
    if (!row || event.ctrlKey || event.metaKey) return;
    const step = STEPS[event.key];
    const at = [...this.list.children].indexOf(row);
    if (step && event.altKey) this.step(row.dataset.key, step);
    else if (step) this.goTo(at + step);
    else if (event.key === "Home") this.goTo(0);
    else if (event.key === "End") this.goTo(this.list.children.length - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  goTo(index) {
    const row = this.list.children[Math.min(this.list.children.length - 1, Math.max(0, index))];
    row?.querySelector(".clip-play").focus();
  }

  // Moves a clip earlier or later by one place.
  step(key, by) {
    const { clips } = desk.view;
    const at = clips.findIndex((clip) => clip.key === key);
    const to = at + by;
    if (at < 0 || to < 0 || to >= clips.length) return;
    move(key, (by < 0 ? clips[to] : clips[to + 1])?.key ?? null);
  }
}

// What to do where nothing is in the cut.
function emptyWords(view) {
  return view.matches.some(Boolean)
    ? "No clip fits into the cut. Give it more length in the panel “Cut”, or allow shots again that you kept out."
    : "Nothing in this film matches the taste. Add a preference in other words in the panel “Taste”, or take a shot from the strip above.";
}
