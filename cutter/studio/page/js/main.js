// Opens the page: waits until the film is there, then sets up the parts. Each part is a module with
// one function that fills its place in the page and watches the store.

import { get, listen, Refused } from "./api.js";
import { desk, isComing, show, tell } from "./desk.js";
import { setUpBar } from "./bar.js";
import { setUpCut } from "./cut.js";
import { setUpPanels } from "./panels.js";
import { setUpPlayer } from "./player.js";
import { setUpStanding } from "./standing.js";
import { setUpStrip } from "./strip.js";

let isOpen = false;

async function open() {
  const standing = await get("/api/standing");
  tell("standing", standing);
  if (standing.stage !== "ready" || isOpen) return;
  isOpen = true;
  const [film, view] = await Promise.all([get("/api/film"), get("/api/view")]);
  desk.film = film;
  document.getElementById("film-name").textContent = film.name;
  document.title = `${film.name} – cutter studio`;
  document.getElementById("desk").hidden = false;
  setUpBar(document.getElementById("bar"));
  setUpPlayer(document.getElementById("player"));
  setUpStrip(document.getElementById("strip"));
  setUpCut(document.getElementById("cut"));
  setUpPanels(document.getElementById("panels"));
  await show(view);
}

async function tryToOpen() {
  try {
    await open();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    isOpen = desk.film !== null; // what was refused may be asked for again
    tell(error.status === 0 ? "gone" : "standing", { stage: "failed", error: error.message });
  }
}

// Whoever asked for nothing is not told that there is no answer; that the server is gone is told.
const quietly = (asked) => asked.catch((error) => { if (!(error instanceof Refused)) throw error; });

setUpStanding(document.getElementById("standing"), document.getElementById("told"));
listen({
  standing: tryToOpen,
  job: (job) => tell("job", job),
  proxy: (source) => tell("proxy", source),
  // Another page changed something; what this one did it has in its answer.
  view: ({ step }) => isOpen && !isComing() && step > (desk.view?.step ?? -1) && quietly(get("/api/view").then(show)),
  bye: () => tell("gone"),
  gone: () => tell("gone"),
  back: () => tell("back"),
});
tryToOpen();
