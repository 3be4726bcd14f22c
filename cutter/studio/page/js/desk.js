// The one store of the page: the film, the cut as it stands, and where the viewer is in both.
// Parts of the page watch it and ask it to change things; they never talk to each other.
//
// Topics: "standing", "view" (any change of the cut), "curves", "job", "proxy" (another source),
// "told" (a line for the person, {text, isError}), "gone", "back", "selected" (a shot), and what
// the player says:
// "playing" ({time, clip, isPlaying}), "play" (a wish: {clip} | {shot} | {time} | {toggle: true}).

import { get, post, Refused } from "./api.js";

const watchers = new Map();

export const desk = {
  film: null,
  view: null,
  curves: [], // as of view.curves
  selected: null, // index of the shot that the viewer is at in the strip
};

export function watch(topic, watcher) {
  if (!watchers.has(topic)) watchers.set(topic, new Set());
  watchers.get(topic).add(watcher);
  return () => watchers.get(topic).delete(watcher);
}

export function tell(topic, value) {
  for (const watcher of watchers.get(topic) ?? []) watcher(value);
}

export function say(text, isError = false) {
  tell("told", { text, isError });
}

export function select(shot) {
  desk.selected = shot;
  tell("selected", shot);
}

// Takes a view that came from the server; a late one is dropped, and one that stands already.
export async function show(view) {
  if (desk.view && view.step <= desk.view.step) return;
  const had = desk.view?.curves;
  desk.view = view;
  tell("view", view);
  if (view.curves && view.curves !== had) {
    desk.curves = await get("/api/curves");
    tell("curves", desk.curves);
  }
}

// One change at a time goes to the server; of those that wait, the last one of a gesture wins.
const waiting = [];
let isBusy = false;

export function change(action) {
  return new Promise((done, failed) => {
    const last = waiting.at(-1);
    if (action.gesture && last?.action.gesture === action.gesture) {
      last.done(null);
      waiting.pop();
    }
    waiting.push({ action, done, failed });
    if (!isBusy) work();
  });
}

async function work() {
  isBusy = true;
  while (waiting.length) {
    const { action, done, failed } = waiting.shift();
    // A fault in showing one answer does not stop those that wait.
    await answered(post("/api/do", action)).then(done, failed);
  }
  isBusy = false;
}

// Undo, redo and save: what is asked for by name.
export const command = (name, body) => answered(post(`/api/${name}`, body));

// Whether an answer with a newer view is on its way.
let coming = 0;
export const isComing = () => coming > 0;

async function answered(asked) {
  coming += 1;
  try {
    const view = await asked.finally(() => { coming -= 1; });
    await show(view);
    return view;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 0) tell("gone");
    say(error.message, true);
    return null;
  }
}
