// Keys of the player, and the list of them. They do nothing while a field has the focus.

import { button, el } from "./elements.js";

const LIST = [
  ["Space, K", "play or pause"], ["← →", "five seconds back, on"], ["Shift ← →", "one frame back, on"],
  ["↑ ↓", "previous, next clip"], ["J", "a second back"], ["L", "play; again: faster"], ["Home, End", "begin, end of the cut"],
  ["+ or G", "like the shot"], ["- or B", "dislike the shot"], ["M", "mute"], ["C", "subtitles"], ["F", "full screen"],
  ["Ctrl Z, Ctrl Shift Z", "undo, redo"], ["?", "this list"],
];

// act: what the player does, by name; isOwn(element): a field whose keys are the player's all the same.
export function setUpKeys(act, isOwn) {
  const list = el("dialog", { class: "keys", "aria-label": "Keys" },
    el("header", { class: "row" }, el("h2", { text: "Keys" }), button("Close", () => list.close(), { class: "quiet" })),
    el("dl", {}, ...LIST.flatMap(([key, what]) => [el("dt", { text: key }), el("dd", { text: what })])));
  document.body.append(list);
  const plain = {
    " ": act.toggle, k: act.toggle, ArrowLeft: () => act.skip(-5), ArrowRight: () => act.skip(5),
    ArrowUp: () => act.clip(-1), ArrowDown: () => act.clip(1), j: () => act.skip(-1), l: act.faster,
    Home: () => act.seek(0), End: act.end, "+": act.like, g: act.like, "-": act.dislike, b: act.dislike,
    m: act.mute, c: act.words, f: act.full, "?": () => list.showModal(),
  };
  const shifted = { ...plain, ArrowLeft: () => act.step(-1), ArrowRight: () => act.step(1) };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isTaken(event, isOwn, isCommand)) return;
    const doIt = isCommand ? { z: event.shiftKey ? act.redo : act.undo, y: act.redo }[key] : (event.shiftKey ? shifted : plain)[key];
    if (!doIt) return;
    event.preventDefault();
    doIt();
  });
  return () => list.showModal();
}

// Whether the key belongs to what has the focus.
function isTaken(event, isOwn, isCommand) {
  const at = event.target;
  if (!(at instanceof Element) || isOwn(at)) return false;
  if (document.querySelector("dialog[open]")) return true;
  // A slider, a box and a choice have nothing of their own to undo.
  if (isCommand) return at.isContentEditable || Boolean(at.closest("input[type=text], textarea"));
  if (at.isContentEditable || at.closest("input, select, textarea, [role=slider], [role=tab]")) return true;
  return event.key === " " && Boolean(at.closest("button, a, summary, [role=button], [role=option]"));
}
