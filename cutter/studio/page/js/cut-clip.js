// One clip of the list: its picture, which plays it, and what can be done with it.

import { clock, el } from "./elements.js";
import { ban, keepClip } from "./strip-acts.js";
import { setSign, signButton } from "./strip-icons.js";
import { lasting, worth } from "./strip-words.js";
import { thumb } from "./thumbs.js";

const WIDE = 144; // pixels of the picture

const clips = new WeakMap(); // row to its clip as it was told last

// acts: { play(key), trim(key), step(key, by) }
export function makeClip(first, acts) {
  const row = el("li", { class: "clip" });
  const clip = () => clips.get(row);
  clips.set(row, first);
  const play = el("button", { type: "button", class: "clip-play", on: { click: () => acts.play(clip().key) } },
    el("span", { class: "clip-picture" }), el("span", { class: "clip-place", "aria-hidden": "true" }));
  const told = el("p", { class: "clip-told" }, el("strong", {}), el("span", { class: "faint" }));
  const tools = el("div", { class: "clip-tools" },
    signButton("earlier", "", () => acts.step(clip().key, -1), { "data-act": "earlier" }),
    signButton("lock", "", () => keepClip(clip()), { "data-act": "lock" }),
    signButton("trim", "", () => acts.trim(clip().key), { "data-act": "trim" }),
    signButton("ban", "", () => ban(clip().shots[0]), { "data-act": "ban" }),
    signButton("later", "", () => acts.step(clip().key, 1), { "data-act": "later" }));
  const grip = signButton("grip", "", null, { class: "clip-grip", tabindex: "-1", "aria-hidden": "true", title: "Drag to another place" });
  row.append(play, el("div", { class: "clip-line" }, told, grip), tools);
  return row;
}

export function updateClip(row, clip, { place, count, isCurrent }) {
  clips.set(row, clip);
  const shot = clip.shots[0];
  const length = lasting(clip.end - clip.start);
  const marks = [clip.is_locked ? "locked" : "", clip.is_trimmed ? "trimmed" : ""].filter(Boolean);
  const picture = row.querySelector(".clip-picture");
  if (picture.dataset.shot !== String(shot)) picture.replaceChildren(thumb(shot, WIDE));
  picture.dataset.shot = shot;
  row.querySelector(".clip-place").textContent = place + 1;
  row.querySelector("strong").textContent = clip.key;
  row.querySelector(".clip-told span").textContent = [clock(clip.start), length, worth(clip.score)].join(" · ");
  row.querySelector(".clip-play").setAttribute("aria-label",
    [`Play clip ${place + 1} of ${count}: ${clip.key}`, `${clock(clip.start)} to ${clock(clip.end)}`, length, `score ${worth(clip.score)}`, ...marks].join(", "));
  row.classList.toggle("is-locked", clip.is_locked);
  row.classList.toggle("is-trimmed", clip.is_trimmed);
  const tool = (act) => row.querySelector(`[data-act="${act}"]`);
  setSign(tool("lock"), clip.is_locked ? "lock" : "unlock", clip.is_locked ? `Unlock ${clip.key}` : `Lock ${clip.key}`);
  tool("lock").setAttribute("aria-pressed", String(clip.is_locked));
  setSign(tool("trim"), "trim", `Trim ${clip.key}`);
  setSign(tool("ban"), "ban", `Keep ${clip.key} out`);
  setSign(tool("earlier"), "earlier", `Move ${clip.key} earlier`);
  setSign(tool("later"), "later", `Move ${clip.key} later`);
  // Greyed out rather than disabled: a disabled button would lose the focus at the list's end.
  tool("earlier").setAttribute("aria-disabled", String(place === 0));
  tool("later").setAttribute("aria-disabled", String(place === count - 1));
  for (const each of row.querySelectorAll("button:not(.clip-grip)")) each.tabIndex = isCurrent ? 0 : -1;
}
