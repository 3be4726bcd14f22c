// Like and dislike of the shot that is shown, and what was learnt of it, for some seconds.

import { button, el, signed } from "./elements.js";

const STAYS = 8000; // milliseconds

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
      view = next;
      if (isNew) {
        clearTimeout(timer);
        learnt.textContent = next.learnt.map(({ label, amount }) => `${signed(amount)} ${label}`).join(", ");
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
