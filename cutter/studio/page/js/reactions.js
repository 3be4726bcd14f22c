// Like and dislike of the shot that is shown, and what was learnt of it, for some seconds.

import { button, el, signed } from "./elements.js";

const STAYS = 8000; // milliseconds
const MOST = 4; // changes that are told; a reaction may move many a little

export function setUpReactions(act) {
  const like = button("Like", () => act.like(), { class: "like", "aria-pressed": "false" });
  const dislike = button("Dislike", () => act.dislike(), { class: "dislike", "aria-pressed": "false" });
  const learnt = el("p", { class: "learnt", role: "status" });
  let [view, shown, timer] = [null, null, 0];

  function draw() {
    if (!view) return;
    mark(like, "Like", view.likes);
    mark(dislike, "Dislike", view.dislikes);
  }

  function mark(made, word, shots) {
    made.disabled = shown === null;
    made.setAttribute("aria-pressed", String(shown !== null && shots.includes(shown)));
    made.setAttribute("aria-label", shown === null ? word : `${word} shot #${shown + 1}`);
  }

  return {
    element: el("div", { class: "reactions" }, learnt, like, dislike),
    take: (next) => {
      const isNew = view !== null && (next.step !== view.step || next.redo !== view.redo);
      const told = isNew ? toldOf(view, next) : null;
      view = next;
      if (told !== null) {
        clearTimeout(timer);
        learnt.textContent = told;
        timer = setTimeout(() => learnt.replaceChildren(), STAYS);
      }
      draw();
    },
    follow: ({ shot }) => {
      if (shot === shown) return;
      shown = shot;
      draw();
    },
  };
}

// What a change of the view taught, in words; empty where it was no reaction.
function toldOf(before, after) {
  const [liked, disliked] = ["likes", "dislikes"].map((name) => after[name].find((shot) => !before[name].includes(shot)));
  const done = liked !== undefined ? `Liked shot #${liked + 1}` : disliked !== undefined ? `Disliked shot #${disliked + 1}` : "";
  const most = [...after.learnt].sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount)).slice(0, MOST);
  const changes = most.map(({ label, amount }) => `${signed(amount, Number.isInteger(amount) ? 0 : 1)} ${label}`).join(", ");
  return [done, changes].filter(Boolean).join(": ");
}
