// What is told of shots and clips in words, the same everywhere in the page.

import { clock } from "./elements.js";

const WHY_NOT = {
  banned: "kept out by hand",
  "denied words": "not in the cut: words that you never want are said in it",
  spoiler: "not in the cut: it would tell too much",
  never: "not in the cut: it shows what you never want",
  "no match": "not in the cut: nothing in it was asked for",
  "too short": "not in the cut: too short for a clip",
  credits: "not in the cut: it shows credits",
  logo: "not in the cut: it shows a logo",
  black: "not in the cut: it is black",
  "below the cut": "not in the cut: other shots are worth more",
};

export const numberOf = (shot) => `#${shot + 1}`;

export const worth = (score) => `${score < 0 ? "−" : ""}${Math.abs(score).toFixed(2)}`;

// `0:52.3`, for places within a shot.
export function moment(seconds, places = 1) {
  const tick = 10 ** places;
  const whole = Math.max(0, Math.round(seconds * tick));
  return `${clock(Math.floor(whole / tick))}.${String(whole % tick).padStart(places, "0")}`;
}

export const lasting = (seconds) => `${seconds.toFixed(1)} s`;

// Whether a shot is in the cut, and if not, why.
export function verdictWords(verdict) {
  if (verdict === "chosen") return "chosen";
  if (verdict.startsWith("near-duplicate of")) return `not in the cut: nearly the same as ${verdict.slice(18)}`;
  return WHY_NOT[verdict] ?? `not in the cut: ${verdict}`;
}

// `shot 14, 0:52 to 0:57, score 0.84, chosen, locked`.
export function shotWords(film, marks, shot) {
  const parts = [
    `shot ${shot + 1}`,
    `${clock(film.starts[shot])} to ${clock(film.ends[shot])}`,
    `score ${worth(marks.scores[shot])}`,
    verdictWords(marks.verdicts[shot]),
  ];
  if (marks.locked[shot]) parts.push("locked");
  if (marks.banned[shot] && marks.verdicts[shot] !== "banned") parts.push("kept out by hand");
  if (marks.liked[shot]) parts.push("liked");
  if (marks.disliked[shot]) parts.push("disliked");
  return parts.join(", ");
}

export function shotsWords(shots, most = 6) {
  const named = shots.slice(0, most).map(numberOf).join(", ");
  return shots.length > most ? `${named} and ${shots.length - most} more` : named;
}
