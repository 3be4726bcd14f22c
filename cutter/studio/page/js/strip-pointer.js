// What a mouse or a finger does on the strip: a peek while it passes, a card where it stays, a
// click to play, and ctrl with the wheel to zoom.

import { desk } from "./desk.js";
import { el } from "./elements.js";
import { moment, numberOf } from "./strip-words.js";
import { thumb } from "./thumbs.js";

const STAY = 120; // milliseconds in which the pointer rests
const LEAVE = 220; // milliseconds to get from the strip to the card
const PEEK = 112; // pixels of its picture

export class Pointer {
  // `strip` gives shotAt(x), and can click(x, y) and showCard(shot).
  constructor(pane, card, strip) {
    this.pane = pane;
    this.box = pane.box;
    this.card = card;
    this.strip = strip;
    this.peek = el("div", { class: "peek", hidden: true, "aria-hidden": "true" });
    this.box.parentElement.append(this.peek);
    this.peeked = null;
    this.resting = 0;
    this.leaving = 0;
    this.box.addEventListener("pointermove", (event) => this.moved(event));
    this.box.addEventListener("click", (event) => this.strip.click(this.x(event), this.y(event)));
    this.box.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
    for (const made of [this.box, card.made]) {
      made.addEventListener("pointerleave", () => this.left());
      made.addEventListener("focusout", () => this.left());
      made.addEventListener("keydown", (event) => this.escaped(event));
    }
  }

  x(event) {
    return event.clientX - this.box.getBoundingClientRect().left;
  }

  y(event) {
    return event.clientY - this.box.getBoundingClientRect().top;
  }

  moved(event) {
    if (event.pointerType !== "mouse") return;
    const x = this.x(event);
    clearTimeout(this.leaving);
    clearTimeout(this.resting);
    this.showPeek(x);
    this.resting = setTimeout(() => {
      this.hidePeek();
      this.card.show(this.strip.shotAt(x));
      this.standAt(x);
    }, STAY);
  }

  left() {
    clearTimeout(this.resting);
    clearTimeout(this.leaving);
    this.hidePeek();
    this.leaving = setTimeout(() => {
      if (this.card.made.matches(":hover, :focus-within") || this.box.matches(":hover")) return;
      // Whoever goes by keys keeps the card of the current shot.
      if (this.box.matches(":focus-visible") && desk.selected !== null) this.strip.showCard(desk.selected);
      else this.card.hide();
    }, LEAVE);
  }

  escaped(event) {
    if (event.key !== "Escape" || this.card.shot === null) return;
    event.stopPropagation();
    this.box.focus();
    this.card.hide();
    clearTimeout(this.leaving);
  }

  wheeled(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.hidePeek();
    this.pane.zoom(Math.exp(-event.deltaY * 0.0035), this.x(event));
  }

  showPeek(x) {
    const { scale } = this.pane;
    const shot = this.strip.shotAt(x);
    if (this.peeked !== shot) this.peek.replaceChildren(thumb(shot, PEEK), el("span", {}));
    this.peek.lastChild.textContent = `${numberOf(shot)} · ${moment(scale.time(x))}`;
    this.peeked = shot;
    this.peek.hidden = false;
    const left = Math.min(Math.max(x, PEEK / 2), scale.width - PEEK / 2);
    this.peek.style.transform = `translate(calc(${left}px - 50%), 0)`;
  }

  hidePeek() {
    this.peek.hidden = true;
    this.peeked = null;
  }

  // The card stands below what it is about, or above where there is no room below.
  standAt(x) {
    const { made } = this.card;
    const { top, bottom } = this.box.getBoundingClientRect();
    const below = document.documentElement.clientHeight - bottom;
    made.classList.toggle("is-above", below < made.offsetHeight && top > below);
    const most = Math.max(0, this.box.clientWidth - made.offsetWidth);
    made.style.setProperty("--left", `${Math.round(Math.min(Math.max(0, x - made.offsetWidth / 2), most))}px`);
  }
}
