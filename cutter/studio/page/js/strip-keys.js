// What keys do on the strip: one shot is current, and can be played, kept, kept out and judged.

import { desk } from "./desk.js";
import { ban, keep, playShot, react } from "./strip-acts.js";
import { nextChosen } from "./strip-marks.js";

const FAR = 10;

export const KEYS_TOLD =
  "Arrow keys go from shot to shot, with Control to the next one of the cut. Enter plays, k keeps, x keeps out, " +
  "t trims, + likes, - dislikes, z and Shift+z zoom, 0 shows the whole film.";

// `marks()` tells what holds of the shots, `zoom(factor)` changes the scale; 0 shows all.
export function shotKeys(event, { marks, go, zoom, openTrim }) {
  const shot = desk.selected ?? 0;
  const last = desk.film.starts.length - 1;
  if (event.altKey || event.metaKey) return;
  const to = {
    ArrowRight: event.ctrlKey ? nextChosen(marks(), shot, 1) : shot + 1,
    ArrowLeft: event.ctrlKey ? nextChosen(marks(), shot, -1) : shot - 1,
    ArrowUp: shot + 1,
    ArrowDown: shot - 1,
    PageUp: shot + FAR,
    PageDown: shot - FAR,
    Home: 0,
    End: last,
  }[event.key];
  if (to !== undefined) {
    go(Math.min(last, Math.max(0, to)));
  } else if (!event.ctrlKey && act(event, shot, { zoom, openTrim })) {
    // done
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

function act(event, shot, { zoom, openTrim }) {
  const acts = {
    Enter: () => playShot(shot),
    k: () => keep(shot),
    x: () => ban(shot),
    t: () => openTrim(shot),
    "+": () => react(shot, "like"),
    "=": () => react(shot, "like"),
    "-": () => react(shot, "dislike"),
    z: () => zoom(1.6),
    Z: () => zoom(1 / 1.6),
    0: () => zoom(0),
  };
  const key = event.key === "z" && event.shiftKey ? "Z" : event.key;
  if (!Object.hasOwn(acts, key)) return false;
  acts[key]();
  return true;
}
