// The cut as a whole: its length, order, kind, shape and pace.

import { change, watch } from "./desk.js";
import { el } from "./elements.js";

const WORDS = {
  budget: ["Length", "90s, 1:30 or 15%"],
  fill: ["Fill", ""],
  order: ["Order", ""],
  kind: ["Kind", ""],
  aspect: ["Shape", "9:16, 1:1, 16:9"],
  pace: ["Pace", ""],
  min_clip: ["Shortest clip", "1.2s"],
};
const USUAL = { budget: ["30s", "60s", "90s", "3:00", "15%"], aspect: ["16:9", "9:16", "1:1", "4:5"] };

export function setUpWish(place) {
  const rows = new Map();
  const sequence = el("p", { class: "faint" });
  watch("view", (view) => {
    for (const [name, told] of Object.entries(view.wish)) {
      if (!rows.has(name)) {
        rows.set(name, row(name, told));
        place.insertBefore(rows.get(name).made, sequence);
      }
      rows.get(name).update(told);
    }
  });
  place.append(el("h2", { class: "out-of-sight", text: "The cut as a whole" }), sequence);
}

function row(name, told) {
  const [title, example] = WORDS[name] ?? [name, ""];
  const id = `wish-${name}`;
  const field = told.choices.length
    ? el("select", { id }, el("option", { value: "", text: "" }), ...told.choices.map((each) => el("option", { value: each, text: each })))
    : el("input", { type: "text", id, placeholder: example, autocomplete: "off", "aria-describedby": `${id}-now`, list: USUAL[name] && `${id}-usual` });
  const now = el("span", { class: "faint", id: `${id}-now` });
  field.addEventListener("change", async () => {
    const value = field.value.trim() || null;
    const view = await change({ do: "wish", name, value });
    // Refused: what holds is shown again.
    if (!view) update(last, true);
  });
  let last = told;

  function update(next, isRefused = false) {
    last = next;
    if (next.choices.length) field.options[0].textContent = next.value === null ? `${next.settled} (not chosen here)` : "not chosen here";
    if (document.activeElement !== field || next.choices.length || isRefused) field.value = next.value ?? "";
    now.textContent = next.choices.length ? "" : `now ${next.settled}`;
  }
  const made = el("div", { class: "field" }, el("label", { for: id, text: title }), field, now,
    USUAL[name] ? el("datalist", { id: `${id}-usual` }, ...USUAL[name].map((value) => el("option", { value }))) : null);
  return { made, update };
}
