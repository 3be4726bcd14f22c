// Which curves are drawn, in words: a box to tick for the score and for each preference.

import { watch, desk } from "./desk.js";
import { el, keyed } from "./elements.js";
import { DASHES } from "./strip-curves.js";

const SHOWN = 3; // curves that are drawn until somebody chooses: the weightiest

export function setUpLegend(place, redraw) {
  const chosen = new Map(); // by key, what the viewer ticked
  let isTotal = true;
  const list = el("ul", { class: "legend", "aria-label": "Curves along the film" });
  const total = box("score", (isOn) => { isTotal = isOn; redraw(); });
  total.querySelector("input").checked = true;
  total.prepend(el("span", { class: "total-swatch", "aria-hidden": "true" }));
  place.append(el("div", { class: "legend-row" }, total, list));

  const weightiest = () => new Set(
    [...(desk.view?.wants ?? [])].filter((want) => hasCurve(want.key))
      .sort((one, other) => other.weight - one.weight).slice(0, SHOWN).map((want) => want.key));
  const hasCurve = (key) => desk.curves.some((curve) => curve.key === key);
  const isOn = (key, first) => chosen.get(key) ?? first.has(key);

  function update() {
    const first = weightiest();
    keyed(list, (desk.view?.wants ?? []).filter((want) => hasCurve(want.key)), (want) => want.key,
      (want) => {
        const row = el("li", {}, box(want.label, (isTicked) => { chosen.set(want.key, isTicked); redraw(); }));
        row.firstChild.prepend(swatch(want.colour));
        return row;
      },
      (row, want) => {
        row.querySelector("input").checked = isOn(want.key, first);
        const told = want.role === "dislike" || want.role === "never" ? `${want.label} (${want.role})` : want.label;
        row.querySelector(".tick-words").textContent = told;
      });
  }
  watch("view", update);
  watch("curves", () => { update(); redraw(); });

  return {
    get isTotal() { return isTotal; },
    // What is to be drawn: [{values, colour}].
    curves() {
      const first = weightiest();
      const wants = new Map((desk.view?.wants ?? []).map((want) => [want.key, want]));
      return desk.curves.filter((curve) => wants.has(curve.key) && isOn(curve.key, first))
        .map((curve) => ({ values: curve.values, colour: wants.get(curve.key).colour }));
    },
  };
}

function box(label, act) {
  const input = el("input", { type: "checkbox" });
  input.addEventListener("change", () => act(input.checked));
  return el("label", { class: "tick" }, input, el("span", { class: "tick-words", text: label }));
}

const SVG = "http://www.w3.org/2000/svg";

// A piece of the curve, in its colour and its dashes.
function swatch(colour) {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("class", "swatch");
  drawn.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "line");
  for (const [name, value] of Object.entries({ x1: 0, x2: 26, y1: 5, y2: 5, "stroke-width": 2.5 })) line.setAttribute(name, value);
  line.setAttribute("stroke-dasharray", DASHES[colour % DASHES.length].join(" "));
  line.style.stroke = `var(--curve-${colour % 8})`;
  drawn.append(line);
  return drawn;
}
