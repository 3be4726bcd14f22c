// Says how far the studio is: opening, failed, gone; and one line about what just happened.

import { watch } from "./desk.js";

export function setUpStanding(place, told) {
  let command = "cutter studio";
  watch("standing", (standing) => {
    command = standing.command || command;
    document.getElementById("whose").textContent = standing.profile ? `for ${standing.profile}` : "";
    const words = { opening: `Opening ${standing.film} …`, failed: standing.error, ready: "" };
    place.textContent = words[standing.stage];
  });
  watch("gone", () => {
    place.textContent = `The studio's server has ended. Nothing is lost; to go on, run: ${command}`;
  });
  let timer = 0;
  watch("told", ({ text, isError }) => {
    told.textContent = text;
    told.classList.toggle("error", Boolean(isError));
    clearTimeout(timer);
    timer = setTimeout(() => told.replaceChildren(), isError ? 12000 : 5000);
  });
}
