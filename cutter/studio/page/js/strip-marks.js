// What holds of each shot, from a view: in the cut, locked, kept out, liked. Draws nothing.

// Returns arrays with one entry for each shot; `clipsOf` gives the clips of a shot, in playing
// order, each with its place in the cut.
export function marksOf(view) {
  const shots = view.scores.length;
  const flags = () => new Uint8Array(shots);
  const marks = {
    scores: view.scores,
    verdicts: view.verdicts,
    matches: view.matches,
    clips: view.clips,
    chosen: flags(),
    locked: flags(),
    banned: flags(),
    liked: flags(),
    disliked: flags(),
    highest: Math.max(0.001, ...span(view.scores, Math.max)),
    lowest: Math.min(0, ...span(view.scores, Math.min)),
    clipsOf: new Map(),
  };
  view.clips.forEach((clip, place) => {
    for (const shot of clip.shots) {
      marks.chosen[shot] = 1;
      if (clip.is_locked) marks.locked[shot] = 1;
      if (!marks.clipsOf.has(shot)) marks.clipsOf.set(shot, []);
      marks.clipsOf.get(shot).push({ clip, place });
    }
  });
  for (const shot of view.bans) marks.banned[shot] = 1;
  for (const shot of view.likes) marks.liked[shot] = 1;
  for (const shot of view.dislikes) marks.disliked[shot] = 1;
  return marks;
}

// A spread of many thousand arguments is refused by some browsers.
const span = (values, best) => (values.length ? [values.reduce((had, value) => best(had, value))] : []);

// Returns the shot at a time: the last one that begins at or before it.
export function shotAt(starts, time) {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

// Returns the next shot of the cut behind or before one, in the film's order; the same if there
// is none.
export function nextChosen(marks, shot, step) {
  for (let at = shot + step; at >= 0 && at < marks.chosen.length; at += step) {
    if (marks.chosen[at]) return at;
  }
  return shot;
}
