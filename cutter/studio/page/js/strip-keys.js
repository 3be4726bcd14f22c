// What keys do on the strip: one shot is current, and can be played, kept, kept out and judged.

import { command, desk, tell } from "./desk.js";
import { ban, keep, playShot, react } from "./strip-acts.js";
import { nextChosen } from "./strip-marks.js";

const FAR = 10; // shots
const CLOSER = 1.6;

export const KEYS_TOLD =
  "Arrow keys go from shot to shot, with Control to the next one of the cut. Enter plays, k keeps, x keeps out, " +
  "t trims, + or g likes, - or b dislikes, z and Shift+z zoom, 0 shows the whole film.";

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
  } else {
    const doIt = event.ctrlKey ? undone(event) : acts(event, shot, { zoom, openTrim });
    if (!doIt) return;
    doIt();
  }
  event.preventDefault();
  event.stopPropagation();
}

function undone(event) {
  const key = event.key.toLowerCase();
  return { z: () => command(event.shiftKey ? "redo" : "undo"), y: () => command("redo") }[key];
}

function acts(event, shot, { zoom, openTrim }) {
  const like = () => react(shot, "like");
  const dislike = () => react(shot, "dislike");
  const all = new Map(Object.entries({
    Enter: () => playShot(shot), " ": () => tell("play", { toggle: true }),
    k: () => keep(shot), x: () => ban(shot), t: () => openTrim(shot),
    "+": like, "=": like, g: like, "-": dislike, b: dislike,
    z: () => zoom(CLOSER), Z: () => zoom(1 / CLOSER), 0: () => zoom(0),
  }));
  return all.get(event.key);
}
