// The page's colours for a canvas, read again when light turns dark.

const NAMES = { ink: "--ink", faint: "--faint", line: "--line", ground: "--ground", card: "--card",
  accent: "--accent", accentInk: "--accent-ink", good: "--good", bad: "--bad" };
const CURVES = 8;

export function coloursOf(place) {
  const style = getComputedStyle(place);
  const read = (name) => style.getPropertyValue(name).trim();
  const colours = Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [key, read(name)]));
  colours.curves = Array.from({ length: CURVES }, (_, number) => read(`--curve-${number}`));
  colours.small = `11px ${style.fontFamily}`;
  colours.strong = `600 11px ${style.fontFamily}`;
  return colours;
}

export function onColours(act) {
  for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]) {
    matchMedia(query).addEventListener("change", act);
  }
}

// Fits a canvas to its place and the screen's pixels; returns what to draw with, in CSS pixels.
export function fitted(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
