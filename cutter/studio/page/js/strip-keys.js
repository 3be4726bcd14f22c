// What keys do on the strip: one shot is current, and can be played, kept, kept out and judged.

import { command, desk, tell } from "./desk.js";
import { ban, keep, playShot, react } from "./strip-acts.js";
import { nextChosen } from "./strip-marks.js";

const FAR = 10; // shots
const CLOSER = 1.6;

export const KEYS_TOLD =
  "Arrow keys go from shot to shot, with Control to the next one of the cut. Enter plays, k keeps, x keeps out, " +
  "t trims, + or g likes, - or b dislikes, z and Shift+z zoom, 0 shows the whole film.";

// `strip` tells marks, and can go(shot), zoom(factor) and trim(shot).
export function shotKeys(event, strip) {
  if (event.altKey || event.metaKey) return;
  const shot = desk.selected ?? 0;
  const to = goal(event, shot, strip.marks);
  const doIt = to !== undefined ? () => strip.go(to) : event.ctrlKey ? undone(event) : acts(event, shot, strip);
  if (!doIt) return;
  doIt();
  event.preventDefault();
  event.stopPropagation();
}

// The shot that a key goes to; undefined for other keys.
function goal(event, shot, marks) {
  const last = desk.film.starts.length - 1;
  const to = {
    ArrowRight: event.ctrlKey ? nextChosen(marks, shot, 1) : shot + 1,
    ArrowLeft: event.ctrlKey ? nextChosen(marks, shot, -1) : shot - 1,
    ArrowUp: shot + 1,
    ArrowDown: shot - 1,
    PageUp: shot + FAR,
    PageDown: shot - FAR,
    Home: 0,
    End: last,
  }[event.key];
  return to === undefined ? undefined : Math.min(last, Math.max(0, to));
}

function undone(event) {
  const key = event.key.toLowerCase();
  return { z: () => command(event.shiftKey ? "redo" : "undo"), y: () => command("redo") }[key];
}

function acts(event, shot, strip) {
  const like = () => react(shot, "like");
  const dislike = () => react(shot, "dislike");
  const all = {
    Enter: () => playShot(shot), " ": () => tell("play", { toggle: true }),
    k: () => keep(shot), x: () => ban(shot), t: () => strip.trim(shot),
    "+": like, "=": like, g: like, "-": dislike, b: dislike,
    z: () => strip.zoom(CLOSER), Z: () => strip.zoom(1 / CLOSER), 0: () => strip.zoom(0),
  };
  return Object.hasOwn(all, event.key) ? all[event.key] : undefined;
}
