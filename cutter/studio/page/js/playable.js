// Finds out whether the browser can show the film, and has another copy made where it cannot; says
// how far that is. Knows nothing about the cut.

import { get, post, Refused } from "./api.js";
import { watch } from "./desk.js";
import { button, clock, el } from "./elements.js";

const PATIENCE = 12000; // milliseconds in which the first picture has to come
const GONE = 2; // MediaError.MEDIA_ERR_NETWORK

// on: { open(source), slides() }
export function setUpPlayable(film, on) {
  const bar = el("progress", { max: 1, "aria-label": "Making a copy that plays" });
  const text = el("p", { role: "status" });
  const again = button("Try again", () => ask(), { hidden: true });
  const element = el("div", { class: "playable", hidden: true }, text, bar, again);
  let [source, timer, isAsked] = [film.source, 0, false];

  function begin() {
    const cannot = source.type && document.createElement("video").canPlayType(source.type) === "";
    if (source.playable === "no" || cannot) return ask();
    clearTimeout(timer);
    if (source.playable !== "yes") timer = setTimeout(() => ask(), PATIENCE);
    on.open(source);
  }

  function loaded(video) {
    if (isAsked) return;
    if (video.videoWidth === 0) return ask();
    clearTimeout(timer);
    element.hidden = true;
  }

  function failed(error) {
    if (isAsked || source.address === "/proxy") return tellProblem("The copy of the film does not play here either; try another browser.");
    if (error?.code === GONE) return tellProblem("The film could not be read: is its file still there? Then reload the page.");
    ask();
  }

  async function ask() {
    clearTimeout(timer);
    if (isAsked) return;
    isAsked = true;
    again.hidden = true;
    on.slides();
    told("This browser cannot show the film as it is. A copy that plays is being made; until then its pictures stand in.", null);
    try {
      await post("/api/proxy");
      for (const job of await get("/api/jobs")) follow(job);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      tellProblem(error.message);
    }
  }

  function told(line, share) {
    element.hidden = false;
    element.classList.remove("error");
    if (text.textContent !== line) text.textContent = line;
    bar.hidden = false;
    if (share === null) bar.removeAttribute("value");
    else bar.value = share;
  }

  function tellProblem(line) {
    isAsked = false;
    element.hidden = false;
    element.classList.add("error");
    text.textContent = line;
    bar.hidden = true;
    again.hidden = false;
  }

  function follow(job) {
    if (job.work !== "proxy" || !isAsked) return;
    if (job.state === "failed") tellProblem(job.error);
    else if (job.state === "cancelled") tellProblem("Making the copy was cancelled.");
    else if (job.state !== "done") {
      const left = job.left === null ? "" : ` (${clock(job.left)} left)`;
      told(`A copy that this browser can show is being made${left}; until then the film's pictures stand in.`, job.share);
    }
  }

  watch("job", follow);
  watch("proxy", (told) => {
    source = told;
    isAsked = false;
    element.hidden = true;
    begin();
  });
  return { element, begin, loaded, failed };
}
