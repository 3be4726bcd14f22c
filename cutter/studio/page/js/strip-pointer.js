// What a mouse or a finger does on the strip: a peek while it passes, a card where it stays, a
// click to play, and ctrl with the wheel to zoom.

import { desk } from "./desk.js";
import { el } from "./elements.js";
import { moment, numberOf } from "./strip-words.js";
import { thumb } from "./thumbs.js";

const STAY = 120; // milliseconds in which the pointer rests
const LEAVE = 220; // milliseconds to get from the strip to the card

export function setUpPointer(pane, card, { shotAt, click, showCurrent }) {
  const { box, scale } = pane;
  const peek = el("div", { class: "peek", hidden: true, "aria-hidden": "true" });
  box.parentElement.append(peek);
  let [resting, leaving] = [0, 0];
  let peeked = null;

  const xOf = (event) => event.clientX - box.getBoundingClientRect().left;
  const yOf = (event) => event.clientY - box.getBoundingClientRect().top;

  box.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse") return;
    clearTimeout(leaving);
    const x = xOf(event);
    showPeek(x);
    clearTimeout(resting);
    resting = setTimeout(() => {
      hidePeek();
      card.show(shotAt(x));
      standAt(x);
    }, STAY);
  });
  const leave = () => {
    clearTimeout(resting);
    hidePeek();
    clearTimeout(leaving);
    leaving = setTimeout(() => {
      if (card.made.matches(":hover, :focus-within") || box.matches(":hover")) return;
      // Whoever goes by keys keeps the card of the current shot.
      if (box.matches(":focus-visible") && desk.selected !== null) showCurrent();
      else card.hide();
    }, LEAVE);
  };
  box.addEventListener("pointerleave", leave);
  card.made.addEventListener("pointerleave", leave);
  for (const made of [box, card.made]) {
    made.addEventListener("focusout", leave);
    made.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || card.shot === null) return;
      event.stopPropagation();
      box.focus();
      card.hide();
      clearTimeout(leaving);
    });
  }
  box.addEventListener("click", (event) => click(xOf(event), yOf(event)));
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    hidePeek();
    pane.zoom(Math.exp(-event.deltaY * 0.0035), xOf(event));
  }, { passive: false });

  function showPeek(x) {
    const shot = shotAt(x);
    if (peeked !== shot) {
      peek.replaceChildren(thumb(shot, 112), el("span", { text: `${numberOf(shot)} · ${moment(scale.time(x))}` }));
      peeked = shot;
    }
    peek.hidden = false;
    const left = Math.min(Math.max(x, 60), scale.width - 60);
    peek.style.transform = `translate(calc(${left}px - 50%), 0)`;
  }

  function hidePeek() {
    peek.hidden = true;
    peeked = null;
  }

  // The card stands below what it is about, or above where there is no room below.
  function standAt(x) {
    const { top, bottom } = box.getBoundingClientRect();
    const below = document.documentElement.clientHeight - bottom;
    card.made.classList.toggle("is-above", below < card.made.offsetHeight && top > below);
    const room = box.clientWidth - card.made.offsetWidth;
    card.made.style.setProperty("--left", `${Math.round(Math.min(Math.max(0, x - card.made.offsetWidth / 2), Math.max(0, room)))}px`);
  }

  return { standAtShot: (shot) => standAt(scale.x((desk.film.starts[shot] + desk.film.ends[shot]) / 2)) };
}
