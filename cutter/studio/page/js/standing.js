// Says how far the studio is: opening, failed, gone; and one line about what just happened.

import { watch } from "./desk.js";
import { clock, el } from "./elements.js";

const LONG = 12000; // milliseconds that an error stays
const SHORT = 5000;

export function setUpStanding(place, told) {
  let command = "cutter studio";
  let isGone = false;

  watch("standing", (standing) => {
    command = standing.command || command;
    const whose = document.getElementById("whose");
    whose.textContent = standing.profile ? `for ${standing.profile}` : "nobody's taste: the film's own best shots";
    if (standing.film) document.getElementById("film-name").textContent = standing.film;
    if (standing.stage === "ready") place.replaceChildren();
    if (standing.stage === "opening") place.replaceChildren(opening(standing));
    if (standing.stage === "failed") place.replaceChildren(failed(standing, command));
  });
  watch("job", (job) => {
    const bar = place.querySelector("progress");
    if (job.work !== "analyze" || !bar) return;
    if (job.share === null) bar.removeAttribute("value");
    else bar.value = job.share;
    const left = job.left === null ? "" : `, ${clock(job.left)} left`;
    place.querySelector(".stage").textContent = `${job.stage}${left}`;
  });
  watch("gone", () => {
    if (isGone) return;
    isGone = true;
    place.replaceChildren(gone(command));
    document.getElementById("desk").inert = true;
    document.getElementById("bar").inert = true;
  });
  watch("back", () => {
    if (!isGone) return;
    // A server that ended and came back has another token; this one only slept.
    location.reload();
  });

  // What was refused is past once something else is done.
  watch("view", () => told.classList.contains("error") && told.replaceChildren());
  let timer = 0;
  watch("told", ({ text, isError }) => {
    told.textContent = text;
    told.classList.toggle("error", Boolean(isError));
    clearTimeout(timer);
    timer = setTimeout(() => told.replaceChildren(), isError ? LONG : SHORT);
  });
}

function opening(standing) {
  return el("div", { class: "state" },
    el("h2", { text: `Looking at ${standing.film}` }),
    el("p", { text: "Its shots are found, looked at and listened to. That is done once; the next time the film opens at once." }),
    el("progress", { max: 1, "aria-label": "Looking at the film" }),
    el("p", { class: "faint stage" }));
}

function failed(standing, command) {
  return el("div", { class: "state" },
    el("h2", { text: "The film could not be opened" }),
    el("p", { class: "error", text: standing.error }),
    el("p", { text: "When that is put right, run again:" }),
    el("code", { text: command }));
}

function gone(command) {
  return el("div", { class: "state" },
    el("h2", { text: "The studio's server has ended" }),
    el("p", { text: "Nothing is lost: the cut is as you left it. To go on, run:" }),
    el("code", { text: command }));
}
