// Undo, redo and save. What they would do is told in words.

import { command, say, watch } from "./desk.js";
import { button } from "./elements.js";

export function setUpBar(place) {
  const undo = button("Undo", () => command("undo"), { class: "quiet" });
  const redo = button("Redo", () => command("redo"), { class: "quiet" });
  const save = button("Save taste", saveTaste, { class: "main" });
  place.replaceChildren(undo, redo, save);

  async function saveTaste() {
    save.setAttribute("aria-busy", "true");
    const view = await command("save");
    save.removeAttribute("aria-busy");
    if (view) say(view.profile ? `Saved into ${view.profile}'s profile.` : "Saved.");
  }

  watch("view", (view) => {
    offer(undo, "Undo", view.undo);
    offer(redo, "Redo", view.redo);
    save.disabled = view.is_saved;
    save.title = view.is_saved
      ? "The profile's file holds all that you changed of the taste."
      : "Nothing is written into the profile until you save.";
    save.textContent = view.is_saved ? "Taste saved" : "Save taste";
  });
}

function offer(made, word, what) {
  made.disabled = !what;
  made.title = what ? `${word}: ${what}` : `Nothing to ${word.toLowerCase()}`;
  made.setAttribute("aria-label", what ? `${word}: ${what}` : word);
}
