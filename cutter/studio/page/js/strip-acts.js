// What may be done to a shot or a clip, asked of the store and told in words. Draws nothing.

import { change, desk, say, tell } from "./desk.js";
import { numberOf } from "./strip-words.js";

async function did(action, words) {
  const view = await change(action);
  if (view) say(words);
  return view;
}

export const playShot = (shot) => tell("play", { shot });
export const playClip = (key) => tell("play", { clip: key });

export const clipOf = (shot) => desk.view.clips.find((clip) => clip.shots.includes(shot)) ?? null;

// Locks the shot's clip, lets it go, or brings the shot in.
export function keep(shot) {
  const clip = clipOf(shot);
  if (clip) return keepClip(clip);
  return did({ do: "take", shot }, `${numberOf(shot)} is in the cut now, and stays.`);
}

export function keepClip(clip) {
  return clip.is_locked
    ? did({ do: "unlock", clip: clip.key }, `${clip.key} is no longer locked.`)
    : did({ do: "lock", clip: clip.key }, `${clip.key} is locked: it stays as it is.`);
}

export function ban(shot) {
  return desk.view.bans.includes(shot)
    ? did({ do: "allow", shot }, `${numberOf(shot)} is allowed again.`)
    : did({ do: "ban", shot }, `${numberOf(shot)} is kept out.`);
}

export function react(shot, kind) {
  const isOn = (kind === "like" ? desk.view.likes : desk.view.dislikes).includes(shot);
  const words = isOn ? `${numberOf(shot)}: ${kind} taken back.` : `${numberOf(shot)} ${kind}d.`;
  return did({ do: kind, shot }, words);
}

// Puts a clip before another; null puts it last.
export async function move(key, before) {
  const view = await change({ do: "move", clip: key, before });
  if (!view) return null;
  const place = view.clips.findIndex((clip) => clip.key === key);
  if (place >= 0) say(`${key} is clip ${place + 1} of ${view.clips.length} now.`);
  return view;
}

export const giveOrderBack = () => did({ do: "unmove" }, "The clips are in the planner's order again.");

export const trim = (key, start, end) => did({ do: "trim", clip: key, start, end }, `${key} is trimmed, and stays as it is.`);
export const untrim = (key) => did({ do: "untrim", clip: key }, `${key} has the planner's edges again.`);
