// Draws along the film what each shot is worth, and how well it matches each preference.

// Pixels: shots narrower than that are drawn together, as the highest of them. Curves, which lie
// over each other, are drawn in wider steps than the score.
const COLUMN = { total: 2, curve: 7 };

// Dashes beside colours, so that curves can be told apart without seeing colour.
export const DASHES = [[], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [12, 3], [2, 5], [6, 2, 2, 2, 2, 2]];

export function drawCurves(context, scene, seen, [top, height]) {
  const { scale, marks, curves, isTotal, colours } = scene;
  const zero = top + (height * marks.highest) / (marks.highest - marks.lowest);
  if (isTotal) drawTotal(context, scene, seen, [top, height, zero]);
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, Math.round(zero) + 0.5);
  context.lineTo(Math.min(scale.width, scale.length), Math.round(zero) + 0.5);
  context.stroke();
  for (const curve of curves) {
    context.beginPath();
    let isBegun = false;
    for (const [left, right, value] of columns(scene, seen, curve.values, COLUMN.curve)) {
      const y = zero - Math.min(1, value) * (zero - top - 2);
      if (isBegun) context.lineTo(left, y);
      else context.moveTo(left, y);
      isBegun = true;
      context.lineTo(right, y);
    }
    context.strokeStyle = colours.curves[curve.colour % colours.curves.length];
    context.setLineDash(DASHES[curve.colour % DASHES.length]);
    context.lineWidth = 1.5;
    context.stroke();
  }
  context.setLineDash([]);
}

// The score as an area around zero; stronger below what is in the cut.
function drawTotal(context, scene, seen, [top, height, zero]) {
  const { marks, colours } = scene;
  const unit = height / (marks.highest - marks.lowest);
  for (const isChosen of [0, 1]) {
    context.fillStyle = isChosen ? colours.accent : colours.faint;
    context.globalAlpha = isChosen ? 0.5 : 0.22;
    for (const [left, right, value] of columns(scene, seen, marks.scores, COLUMN.total, (shot) => marks.chosen[shot] === isChosen)) {
      const y = zero - value * unit;
      context.fillRect(left, Math.min(y, zero), Math.max(0.7, right - left), Math.max(1, Math.abs(zero - y)));
    }
  }
  context.globalAlpha = 1;
}

// Yields [left, right, value] from left to right; narrow shots are taken together.
function* columns({ film, scale }, { first, last }, values, least, isMeant = () => true) {
  let had = null;
  for (let shot = first; shot <= last; shot += 1) {
    if (!isMeant(shot)) continue;
    const left = scale.x(film.starts[shot]);
    const right = scale.x(film.ends[shot]);
    if (had && right - had[0] < least) {
      had[1] = right;
      had[2] = Math.max(had[2], values[shot]);
      continue;
    }
    if (had) yield had;
    had = [left, right, values[shot]];
  }
  if (had) yield had;
}
