// The taste at hand: a slider for every preference and signal, and a place to add a phrase.

import { change, watch } from "./desk.js";
import { button, el, keyed } from "./elements.js";

const GROUPS = [
  ["like", "Likes"],
  ["dislike", "Dislikes"],
  ["must", "Must be in"],
  ["never", "Never"],
];
const WHERE = { any: "", picture: "in the picture", dialogue: "in what is said" };
const TOP = 3; // of a slider, unless the weight is more already

export function setUpTaste(place) {
  const lists = new Map();
  const empty = el("p", { class: "empty", text: "No preference yet. Add one in your own words, or like a shot while you watch." });
  place.append(adding(), empty);
  for (const [role, title] of GROUPS) {
    const list = el("ul", { class: "wants", "aria-label": title });
    const group = el("section", { class: "group" }, el("h3", { text: title }), list);
    lists.set(role, { group, list });
    place.append(group);
  }
  const learnt = el("ul", { class: "wants", "aria-label": "Learnt" });
  const learntGroup = el("section", { class: "group" }, el("h3", { text: "Learnt from reactions" }), learnt);
  const signals = el("ul", { class: "wants", "aria-label": "Signals" });
  const signalGroup = el("details", { class: "group" }, el("summary", { text: "Signals: more of it, or less" }), signals);
  place.append(learntGroup, signalGroup);

  watch("view", (view) => {
    const own = view.wants.filter((want) => !want.is_learnt);
    for (const [role, { group, list }] of lists) {
      const wants = own.filter((want) => want.role === role);
      group.hidden = !wants.length;
      keyed(list, wants, (want) => want.key, makeWant, updateWant);
    }
    const told = view.wants.filter((want) => want.is_learnt);
    learntGroup.hidden = !told.length;
    keyed(learnt, told, (want) => want.key, makeLearnt, updateLearnt);
    keyed(signals, view.signals, (signal) => signal.name, makeSignal, updateSignal);
    empty.hidden = view.wants.length > 0;
  });
}

function adding() {
  const text = el("input", { type: "text", id: "add-text", maxlength: 200, autocomplete: "off", placeholder: "a storm at sea" });
  const choice = (id, label, options) =>
    el("select", { id, "aria-label": label }, ...options.map(([value, words]) => el("option", { value, text: words })));
  const role = choice("add-role", "What it is", [["like", "like"], ["dislike", "dislike"], ["must", "must be in"], ["never", "never"]]);
  const where = choice("add-where", "Where to look for it", [["any", "anywhere"], ["picture", "picture"], ["dialogue", "what is said"]]);
  const send = el("button", { type: "submit", text: "Add", class: "main" });
  const form = el("form", { class: "adding" },
    el("label", { for: "add-text", text: "Add a preference in words" }), text,
    el("div", { class: "row" }, role, where, send));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) { text.focus(); return; }
    form.setAttribute("aria-busy", "true");
    send.textContent = "Reading …";
    const view = await change({ do: "add", text: words, role: role.value, where: where.value });
    form.removeAttribute("aria-busy");
    send.textContent = "Add";
    if (view) text.value = "";
  });
  return form;
}

function makeWant(want) {
  const label = el("span", { class: "label", id: `label-${want.key}` });
  const where = el("span", { class: "faint" });
  const reset = button("", () => change({ do: "weigh", want: want.key, weight: Number(reset.dataset.weight) }), { class: "reset" });
  const drop = button("×", () => change({ do: "drop", want: want.key }), { class: "drop", "aria-label": `Take out: ${want.label}` });
  const top = el("div", { class: "row" }, el("span", { class: "dot" }), label, where, reset, drop);
  const row = el("li", { class: "want" }, top);
  row.append(slider({
    min: 0, max: Math.max(TOP, want.weight), step: 0.05, labelled: `label-${want.key}`,
    move: (weight, gesture) => change({ do: "weigh", want: want.key, weight, gesture }),
  }));
  return row;
}

function updateWant(row, want) {
  row.querySelector(".label").textContent = want.label;
  row.querySelector(".faint").textContent = WHERE[want.where];
  row.querySelector(".dot").style.background = `var(--curve-${want.colour % 8})`;
  row.classList.toggle("is-off", want.weight === 0);
  const reset = row.querySelector(".reset");
  const isChanged = want.written !== null && Math.abs(want.written - want.weight) > 1e-9;
  reset.hidden = !isChanged;
  if (isChanged) {
    reset.dataset.weight = want.written;
    reset.textContent = `back to ${want.written.toFixed(2)}`;
    reset.setAttribute("aria-label", `${want.label}: back to ${want.written.toFixed(2)}, as written`);
  }
  setSlider(row, want.weight);
}

function makeSignal(signal) {
  const id = `signal-${signal.name}`;
  const row = el("li", { class: "want" }, el("div", { class: "row" }, el("span", { class: "label", id, text: signal.label })));
  row.append(slider({
    min: -3, max: 3, step: 0.1, labelled: id,
    move: (weight, gesture) => change({ do: "signal", name: signal.name, weight, gesture }),
  }));
  return row;
}

const updateSignal = (row, signal) => setSlider(row, signal.weight);

const makeLearnt = () => el("li", { class: "learnt row" }, el("span", { class: "label" }), el("output", {}));

function updateLearnt(row, want) {
  row.querySelector(".label").textContent = want.label;
  row.querySelector("output").textContent = `${want.role === "dislike" ? "−" : "+"}${want.weight.toFixed(2)}`;
}

const PAUSE = 800; // milliseconds without a move after which the next one is another gesture
let gestures = 0;

// A slider whose movement is one gesture from the first move until it is let go: of keys, until
// they rest. A key that is held down tells of a change at each of its moves.
function slider({ min, max, step, labelled, move }) {
  const range = el("input", { type: "range", min, max, step, "aria-labelledby": labelled });
  const output = el("output", {});
  let gesture = "";
  let timer = 0;
  let unanswered = 0;
  const rest = () => { gesture = ""; };
  const release = () => {
    if (gesture || unanswered) return;
    delete range.dataset.held;
    put(range, output, Number(range.dataset.told));
  };
  range.addEventListener("pointerdown", rest);
  range.addEventListener("blur", rest);
  range.addEventListener("input", async () => {
    clearTimeout(timer);
    gesture ||= `slider-${Date.now()}-${(gestures += 1)}`;
    range.dataset.held = "yes";
    output.textContent = Number(range.value).toFixed(2);
    unanswered += 1;
    await move(Number(range.value), gesture);
    unanswered -= 1;
    release();
  });
  range.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { rest(); release(); }, PAUSE);
  });
  return el("div", { class: "slide" }, range, output);
}

function setSlider(row, value) {
  const range = row.querySelector("input[type=range]");
  range.dataset.told = value;
  // What is being dragged stays under the finger.
  if (!range.dataset.held) put(range, row.querySelector("output"), value);
}

function put(range, output, value) {
  if (value > Number(range.max)) range.max = value;
  range.value = value;
  output.textContent = value.toFixed(2);
}
