// Draws a clip's surroundings magnified: the shots, where words are said, and what is kept.

import { fitted } from "./strip-colours.js";
import { hatch } from "./strip-draw.js";
import { shotAt } from "./strip-marks.js";
import { rulerStep } from "./strip-scale.js";
import { moment } from "./strip-words.js";

export const TRIM_HEIGHT = 132;
const SHOTS = [18, 54];
const GUARDS = [80, 40];

// `scene` holds film, sheets, colours, span ([from, to] in seconds), width, range and limits.
export function drawTrim(canvas, scene) {
  const { width, span, range, limits, colours } = scene;
  const context = fitted(canvas, width, TRIM_HEIGHT);
  const x = (time) => ((time - span[0]) / (span[1] - span[0])) * width;
  context.clearRect(0, 0, width, TRIM_HEIGHT);
  drawTimes(context, scene, x);
  drawShots(context, scene, x);
  drawGuards(context, scene, x);
  // What cannot be used is covered; what is kept is framed.
  context.fillStyle = colours.card;
  context.globalAlpha = 0.72;
  context.fillRect(0, SHOTS[0], Math.max(0, x(limits.low)), TRIM_HEIGHT);
  context.fillRect(x(limits.high), SHOTS[0], Math.max(0, width - x(limits.high)), TRIM_HEIGHT);
  context.globalAlpha = 0.45;
  context.fillRect(x(limits.low), SHOTS[0], Math.max(0, x(range[0]) - x(limits.low)), SHOTS[1]);
  context.fillRect(x(range[1]), SHOTS[0], Math.max(0, x(limits.high) - x(range[1])), SHOTS[1]);
  context.globalAlpha = 1;
  context.strokeStyle = colours.faint;
  context.setLineDash([4, 4]);
  context.lineWidth = 1;
  for (const limit of [limits.low, limits.high]) line(context, Math.round(x(limit)) + 0.5, SHOTS[0], TRIM_HEIGHT);
  context.setLineDash([]);
  context.strokeStyle = colours.accent;
  context.lineWidth = 3;
  context.strokeRect(x(range[0]), SHOTS[0] + 1, x(range[1]) - x(range[0]), SHOTS[1] - 2);
}

function drawTimes(context, { span, width, colours }, x) {
  const step = rulerStep(width / (span[1] - span[0]), 90);
  context.font = colours.small;
  context.textBaseline = "middle";
  context.fillStyle = colours.faint;
  for (let tick = Math.ceil(span[0] / step); tick * step <= span[1]; tick += 1) {
    context.fillText(moment(tick * step), x(tick * step) + 3, 9);
    context.fillRect(Math.round(x(tick * step)), 3, 1, 13);
  }
}

function drawShots(context, { film, sheets, span, colours }, x) {
  const [top, height] = SHOTS;
  for (let shot = shotAt(film.starts, span[0]); shot < film.starts.length && film.starts[shot] < span[1]; shot += 1) {
    const [left, right] = [x(film.starts[shot]), x(film.ends[shot])];
    context.fillStyle = colours.ground;
    context.fillRect(left, top, right - left - 2, height);
    const picture = sheets.picture(shot);
    context.save();
    context.beginPath();
    context.rect(left, top, right - left - 2, height);
    context.clip();
    if (picture) {
      const wide = (picture.width / picture.height) * height;
      for (let at = Math.max(left, left + Math.floor(-left / wide) * wide); at < Math.min(right, x(span[1])); at += wide) {
        context.drawImage(picture.image, picture.x, picture.y, picture.width, picture.height, at, top, wide, height);
      }
    }
    context.restore();
  }
}

function drawGuards(context, { film, span, colours }, x) {
  const [top, height] = GUARDS;
  for (const [start, end] of film.guards) {
    if (end < span[0] || start > span[1]) continue;
    const [left, right] = [Math.max(-8, x(start)), Math.min(x(span[1]) + 8, x(end))];
    hatch(context, left, top, right - left, height, colours.line);
    context.strokeStyle = colours.faint;
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, right - left - 1, height - 1);
  }
  context.font = colours.small;
  for (const cue of film.cues) {
    if (cue.end < span[0] || cue.start > span[1]) continue;
    const [left, right] = [Math.max(0, x(cue.start)), Math.min(x(span[1]), x(cue.end))];
    const text = fitting(context, cue.text, right - left - 8);
    if (!text) continue;
    context.fillStyle = colours.card;
    context.fillRect(left + 2, top + 11, context.measureText(text).width + 6, 18);
    context.fillStyle = colours.ink;
    context.fillText(text, left + 5, top + 21);
  }
}

// As much of a text as there is room for.
function fitting(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  let end = text.length;
  while (end > 3 && context.measureText(`${text.slice(0, end)}…`).width > room) end -= 1;
  return end > 3 ? `${text.slice(0, end).trimEnd()}…` : "";
}

function line(context, x, top, bottom) {
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, bottom);
  context.stroke();
}
