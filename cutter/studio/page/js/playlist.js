// The cut in playing order, from a view, and where a moment of it lies in the film and back. Pure:
// knows nothing about video elements. Times are seconds; "time" is the cut's, "source" the film's.

const SAME = 0.001; // seconds: two times that near are one

// Returns { segments, duration, isShot }; a segment is a clip or a title:
//   kind "clip" | "title", key, shot, at (its first moment in the cut), start, end (of the film),
//   soundStart, soundEnd, entry (where playing has to begin for its sound or its dissolve),
//   exit (where it is neither seen nor heard any more), isContinued (it goes on where the segment
//   before it ended), goesOn (the next one is continued), over (transition into the next, or null).
export function playlistOf(view) {
  const titles = view.titles ?? [];
  const segments = [
    ...titles.filter(({ place }) => place === "start").map(cardOf),
    ...view.clips.map((clip, index) => segmentOf(clip, index)),
    ...titles.filter(({ place }) => place === "end").map(cardOf),
  ];
  for (const { after, kind, duration } of view.transitions ?? []) {
    const segment = segments.find(({ index }) => index === after);
    if (segment) segment.over = { kind, duration };
  }
  return laid(segments, false);
}

// One shot from the film, for itself.
export function shotAlone(film, shot) {
  const [start, end] = [film.starts[shot], film.ends[shot]];
  const clip = { key: null, shots: [shot], start, end, sound_start: start, sound_end: end };
  return laid([segmentOf(clip, 0)], true);
}

function segmentOf(clip, index) {
  return {
    kind: "clip", index, key: clip.key, shot: clip.shots[0], shots: clip.shots, start: clip.start, end: clip.end,
    soundStart: clip.sound_start, soundEnd: clip.sound_end, over: null,
  };
}

function cardOf({ text, duration }) {
  return { kind: "title", index: -1, key: null, shot: null, text, start: 0, end: duration, over: null };
}

function laid(segments, isShot) {
  let time = 0;
  segments.forEach((segment, place) => {
    segment.at = time;
    time += segment.end - segment.start;
    const next = segments[place + 1];
    segment.goesOn = Boolean(next) && follows(segment, next);
    if (segment.goesOn) segment.over = null;
    if (segment.over && next?.kind !== "clip") segment.over = null;
    if (next) next.isContinued = segment.goesOn;
  });
  segments.forEach((segment, place) => {
    segment.isContinued ??= false;
    if (segment.kind === "title") return;
    const into = halfDissolve(segments[place - 1]);
    const out = halfDissolve(segment);
    segment.entry = Math.max(0, Math.min(segment.start - into, segment.isContinued ? segment.start : segment.soundStart));
    segment.exit = Math.max(segment.end + out, segment.goesOn ? segment.end : segment.soundEnd);
  });
  return { segments, duration: time, isShot };
}

const halfDissolve = (segment) => (segment?.over?.kind === "dissolve" ? segment.over.duration / 2 : 0);

function follows(segment, next) {
  return (
    segment.kind === "clip" && next.kind === "clip" && Math.abs(next.start - segment.end) < SAME &&
    Math.abs(next.soundStart - segment.soundEnd) < SAME
  );
}

// Where a moment of the cut lies: { index, source }; the end belongs to the last segment.
export function placeAt(playlist, time) {
  const { segments } = playlist;
  let index = segments.length - 1;
  while (index > 0 && segments[index].at > time + 1e-9) index -= 1;
  const segment = segments[index];
  if (!segment) return { index: 0, source: 0 };
  const source = segment.start + Math.max(0, time - segment.at);
  return { index, source: Math.min(source, segment.end) };
}

// The moment of the cut at which a segment shows a moment of the film.
export function timeOf(playlist, index, source) {
  const segment = playlist.segments[index];
  return segment ? segment.at + Math.min(Math.max(source, segment.start), segment.end) - segment.start : 0;
}

// Where another playlist shows what is being watched, or what lies nearest to it in the film:
// { index, source, isSame }; same: the moment itself is in it. Null where there is nothing to show.
export function nearest(playlist, key, source) {
  let best = null;
  playlist.segments.forEach((segment, index) => {
    if (segment.kind !== "clip") return;
    const held = Math.min(Math.max(source, segment.start), segment.end);
    const far = Math.abs(held - source);
    const isSame = far === 0 && source < segment.end;
    const rank = isSame ? (segment.key === key ? -2 : -1) : far + (segment.key === key ? 0 : SAME);
    if (best === null || rank < best.rank) best = { index, source: isSame ? source : segment.start, isSame, rank };
  });
  return best;
}

// The shot that is seen at a moment of the film.
export function shotAt(film, source) {
  let [low, high] = [0, film.starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (film.starts[middle] <= source + SAME) low = middle;
    else high = middle - 1;
  }
  return low;
}

// Words that are said at a moment of the film.
export function cuesAt(cues, source) {
  return cues.filter(({ start, end }) => start <= source && source < end).map(({ text }) => text);
}

// How loud a segment is at a moment of the film, 0 to 1, with ramps of so many seconds at its edges.
export function gainOf(segment, source, fade) {
  const into = segment.isContinued ? 1 : (source - segment.soundStart) / fade + 0.5;
  const out = segment.goesOn ? 1 : (segment.soundEnd - source) / fade + 0.5;
  return Math.min(1, Math.max(0, Math.min(into, out)));
}

// How far the dissolve out of a segment has gone, 0 to 1.
export function goneOf(segment, source) {
  return Math.min(1, Math.max(0, (source - segment.end) / segment.over.duration + 0.5));
}
