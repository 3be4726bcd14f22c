// Where the edges of a clip may lie: within what its shots show cleanly, clear of other clips, on
// whole frames, and, unless somebody says otherwise, not amid what is said. Pure.

const BRIEFEST = 0.5; // seconds of the shortest clip, as the planner has it

// Returns {low, high, least}: the earliest start, the latest end, and the shortest length.
export function limitsOf(film, clips, clip) {
  const [first, last] = [clip.shots[0], clip.shots.at(-1)];
  let low = Math.min(film.clean_starts[first], clip.start);
  let high = Math.max(film.clean_ends[last], clip.end);
  for (const other of clips) {
    if (other.key === clip.key) continue;
    if (other.end <= clip.start + 1e-6) low = Math.max(low, other.end);
    if (other.start >= clip.end - 1e-6) high = Math.min(high, other.start);
  }
  return { low, high, least: Math.min(BRIEFEST, clip.end - clip.start) };
}

// The guard that a time lies within; on its edges it does not.
export const guardAt = (guards, time) => guards.find(([start, end]) => time > start + 1e-6 && time < end - 1e-6) ?? null;

// Returns where an edge comes to lie that somebody puts at a time.
//   by: the way it moves; -1, 0 or 1. Out of a guard it goes on that way.
//   reach: seconds within which it is drawn to a guard's edge.
export function snapped(time, guards, { by = 0, reach = 0, rate }) {
  const within = guardAt(guards, time);
  if (within) {
    const [start, end] = within;
    const isLater = by > 0 || (by === 0 && end - time < time - start);
    return onFrame(isLater ? end : start, rate, isLater ? 1 : -1);
  }
  for (const [start, end] of guards) {
    if (Math.abs(time - start) <= reach) return onFrame(start, rate, -1);
    if (Math.abs(time - end) <= reach) return onFrame(end, rate, 1);
  }
  return onFrame(time, rate);
}

// The frame at a time, or the one outside of it.
export function onFrame(time, rate, outwards = 0) {
  const frame = time * rate;
  if (outwards > 0) return Math.ceil(frame - 1e-4) / rate;
  if (outwards < 0) return Math.floor(frame + 1e-4) / rate;
  return Math.round(frame) / rate;
}

// Returns [start, end] with one edge put elsewhere, both kept within the limits.
export function moved([start, end], edge, time, { low, high, least }) {
  if (edge === "start") return [Math.max(low, Math.min(time, end - least)), end];
  return [start, Math.min(high, Math.max(time, start + least))];
}

// Returns the range with one edge snapped to a place clear of words; null where that way is none.
export function movedClear(range, edge, time, limits, guards, how) {
  const wanted = snapped(time, guards, how);
  const next = moved(range, edge, wanted, limits);
  const [at, outer] = edge === "start" ? [next[0], limits.low] : [next[1], limits.high];
  // At the end of its shot a clip may end amid words: their sound goes on below the next picture.
  const isClear = at === wanted || at === outer || !guardAt(guards, at);
  return isClear ? next : null;
}
