// The panels beside the player, one shown at a time: taste, the cut as a whole, history, files.

import { desk, watch } from "./desk.js";
import { button, el } from "./elements.js";
import { setUpFinish } from "./finish.js";
import { setUpHistory } from "./history.js";
import { setUpTaste } from "./taste.js";
import { plainly } from "./plainly.js";
import { openVariants } from "./variants.js";
import { setUpWish } from "./wish.js";

const PANELS = [
  ["taste", "Taste", setUpTaste],
  ["wish", "Cut", setUpWish],
  ["history", "History", setUpHistory],
  ["finish", "Finish", setUpFinish],
];

export function setUpPanels(place) {
  const list = el("div", { class: "tabs", role: "tablist", "aria-label": "Panels" });
  const panels = PANELS.map(([name, title, setUp]) => {
    const tab = button(title, () => choose(name), {
      role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, class: "tab",
    });
    const panel = el("div", {
      role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, class: "panel", tabindex: "0",
    });
    list.append(tab);
    setUp(panel);
    return { name, tab, panel };
  });
  list.addEventListener("keydown", (event) => {
    const at = panels.findIndex(({ tab }) => tab === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: panels.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = panels[(to + panels.length) % panels.length];
    choose(next.name);
    next.tab.focus();
  });

  function choose(name) {
    for (const each of panels) {
      const isChosen = each.name === name;
      each.panel.hidden = !isChosen;
      each.tab.setAttribute("aria-selected", String(isChosen));
      each.tab.tabIndex = isChosen ? 0 : -1;
      if (isChosen) each.panel.dispatchEvent(new Event("shown"));
    }
  }

  place.replaceChildren(list, ...panels.map(({ panel }) => panel), summary());
  choose("taste");
}

// What the cut comes to, in a line that is always there.
function summary() {
  const told = el("p", { class: "faint" });
  const notes = el("ul", { class: "notes" });
  const made = el("div", { class: "summary" }, told, notes, button("Four variants …", openVariants));
  watch("view", (view) => {
    const shots = desk.film.starts.length;
    const clips = view.clips.length === 1 ? "1 clip" : `${view.clips.length} clips`;
    told.textContent =
      `${clips} from ${shots} shots, ${view.duration.toFixed(1)} s of ${view.budget.toFixed(1)} s` +
      // The first plan opens the film as well.
      (view.undo || view.redo ? `; planned in ${Math.round(view.planned_ms)} ms` : "");
    notes.replaceChildren(...view.notes.map((note) => el("li", { text: plainly(note) })));
  });
  return made;
}
