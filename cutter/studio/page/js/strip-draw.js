// Draws the film on a canvas: ruler, pictures, marks, the clips of the cut. Only what is in sight.

import { clock } from "./elements.js";
import { drawCurves } from "./strip-curves.js";
import { faceOf } from "./strip-groups.js";
import { pathOf } from "./strip-icons.js";
import { shotAt } from "./strip-marks.js";
import { rulerStep } from "./strip-scale.js";
import { worth } from "./strip-words.js";

// Top and height of each row, in pixels.
export const ROWS = { ruler: [0, 18], picture: [20, 56], marks: [79, 14], clips: [96, 15], curves: [116, 72] };
export const HEIGHT = 190;
export const PICTURE = 100; // pixels wide
const SIGN = 12;

// `scene` holds film, scale, marks, sheets, groups, curves and colours.
export function drawStrip(context, scene) {
  const { film, scale } = scene;
  context.clearRect(0, 0, scale.width, HEIGHT);
  const first = shotAt(film.starts, scale.from);
  const last = shotAt(film.starts, scale.to);
  const seen = { first, last };
  drawRuler(context, scene);
  drawPictures(context, scene, seen);
  drawSigns(context, scene, seen);
  drawCurves(context, scene, seen, ROWS.curves);
  drawClips(context, scene);
}

function drawRuler(context, { scale, colours }) {
  const [top, height] = ROWS.ruler;
  const step = rulerStep(scale.perSecond);
  context.font = colours.small;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.fillStyle = colours.faint;
  context.beginPath();
  for (let tick = Math.floor(scale.from / step); tick * step <= scale.to; tick += 1) {
    const x = Math.round(scale.x(tick * step)) + 0.5;
    context.moveTo(x, top + 4);
    context.lineTo(x, top + height);
    const time = tick * step;
    context.fillText(step < 1 ? `${clock(Math.floor(time + 1e-6))}.${Math.round(time * 10) % 10}` : clock(time), x + 4, top + 9);
  }
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.stroke();
}

function drawPictures(context, { film, scale, marks, sheets, groups, colours }, seen) {
  const [top, height] = ROWS.picture;
  sheets.forget();
  for (let at = groupAt(groups, seen.first); at < groups.length && groups[at].first <= seen.last; at += 1) {
    const group = groups[at];
    const left = scale.x(film.starts[group.first]);
    const width = scale.x(film.ends[group.last]) - left;
    const shot = faceOf(group, marks);
    context.fillStyle = colours.ground;
    context.fillRect(left, top, width - 1, height);
    const wide = Math.min(width - 1, PICTURE);
    // At its own place, if the group has room for it there.
    const begin = Math.max(left, Math.min(scale.x(film.starts[shot]), left + width - 1 - wide));
    const picture = sheets.picture(shot);
    if (picture) drawPicture(context, picture, begin, top, wide, height, marks.chosen[shot] ? 1 : 0.5);
    if (marks.chosen[shot]) {
      context.strokeStyle = colours.accent;
      context.lineWidth = 2;
      context.strokeRect(begin + 1, top + 1, Math.max(1, wide - 2), height - 2);
    }
    if (group.first === group.last && width > PICTURE + 60) {
      context.fillStyle = colours.faint;
      context.font = colours.small;
      context.fillText(`#${shot + 1}`, begin + PICTURE + 6, top + 12);
      context.fillText(worth(marks.scores[shot]), begin + PICTURE + 6, top + 28);
    }
  }
}

// The middle of a picture as wide as there is room.
function drawPicture(context, picture, left, top, width, height, alpha) {
  if (width <= 0) return;
  const wide = Math.min(picture.width, (width / height) * picture.height);
  context.globalAlpha = alpha;
  context.drawImage(picture.image, picture.x + (picture.width - wide) / 2, picture.y, wide, picture.height, left, top, width, height);
  context.globalAlpha = 1;
}

// The group of a shot: the last one that begins at or before it.
function groupAt(groups, shot) {
  let [low, high] = [0, groups.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (groups[middle].first <= shot) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

const SIGNS = [["locked", "lock", "ink"], ["banned", "ban", "bad"], ["liked", "like", "good"], ["disliked", "dislike", "bad"]];

function drawSigns(context, { film, scale, marks, colours }, { first, last }) {
  const [top, height] = ROWS.marks;
  let free = -Infinity;
  for (let shot = first; shot <= last; shot += 1) {
    const signs = SIGNS.filter(([name]) => marks[name][shot]);
    if (!signs.length) continue;
    const left = scale.x(film.starts[shot]);
    const width = scale.x(film.ends[shot]) - left;
    if (marks.banned[shot] && width > 3) hatch(context, left, ROWS.picture[0], width, ROWS.picture[1], colours.bad);
    const room = signs.length * (SIGN + 2);
    const begin = width > room ? left + 2 : left + width / 2 - room / 2;
    if (begin < free) {
      // No room for its signs: a point says that there is something.
      context.fillStyle = colours.faint;
      context.fillRect(left + width / 2 - 1, top + height - 2, 2, 2);
      continue;
    }
    signs.forEach(([, sign, colour], at) => drawSign(context, sign, begin + at * (SIGN + 2), top, colours[colour]));
    free = begin + room;
  }
}

function drawSign(context, name, x, y, colour) {
  context.save();
  context.translate(x, y);
  context.scale(SIGN / 16, SIGN / 16);
  context.lineWidth = 1.9;
  context.lineCap = "round";
  context.strokeStyle = colour;
  context.stroke(pathOf(name));
  if (name === "like") {
    context.fillStyle = colour;
    context.fill(pathOf(name));
  }
  context.restore();
}

export function hatch(context, left, top, width, height, colour) {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.beginPath();
  for (let x = left - height; x < left + width; x += 7) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.stroke();
  context.restore();
}

// The clips, where they lie in the film, with their place in the cut where there is room for it.
function drawClips(context, { scale, marks, colours }) {
  const [top, height] = ROWS.clips;
  context.fillStyle = colours.ground;
  context.fillRect(Math.max(0, scale.x(0)), top, Math.min(scale.width, scale.length), height);
  context.textAlign = "center";
  marks.clips.forEach((clip, place) => {
    const left = scale.x(clip.start);
    const width = Math.max(2, scale.x(clip.end) - left);
    if (left > scale.width || left + width < 0) return;
    context.fillStyle = colours.accent;
    context.fillRect(left, top, width > 4 ? width - 1 : width, height);
    if (width < 14) return;
    context.fillStyle = colours.accentInk;
    context.font = colours.strong;
    context.fillText(String(place + 1), left + width / 2, top + height / 2 + 1, width - 2);
  });
  context.textAlign = "left";
}
