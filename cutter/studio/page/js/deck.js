// A few <video> elements on top of each other: one shows, the others wait at places of the film that
// are needed next, their picture decoded. Knows the film's clock, and nothing about the cut.

import { el } from "./elements.js";

const COUNT = 3; // the one that shows, and two clips ahead: half a second is short for a seek
const AIM = 0.3; // of a frame: so far behind a boundary, a seek is surely in the frame behind it
const PAINTED = 150; // milliseconds to wait for the browser to say that a frame is on screen
const MOVED = 0.1; // seconds: browsers step on a little before they truly run
const COVERING = 0.999; // opacity; browsers draw nothing of a video below an opaque one
const DRIFT = 12; // milliseconds that a clip may run beside the time at which it was to vanish
const COOLING = 100; // milliseconds until a picture that was covered is surely off the screen
const ENOUGH = 2; // HTMLMediaElement.HAVE_CURRENT_DATA

class Slot {
  constructor(deck) {
    this.deck = deck;
    this.element = el("video", {
      preload: "auto", playsinline: true, tabindex: "-1", "aria-hidden": "true", disablepictureinpicture: true,
    });
    this.held = null; // what of the cut it is for
    this.isAimed = false; // it was sent there, and has not moved since
    this.isReady = false; // it shows the frame that it was sent to
    this.isMoving = false; // it plays, or will when the cut goes on
    this.ask = 0;
    this.element.addEventListener("seeked", () => this.seeked());
    this.element.addEventListener("loadedmetadata", () => {
      deck.setClock(this.element.duration);
      this.goTo(this.goal);
    });
    this.element.addEventListener("error", () => deck.on.error(this.element.error));
    this.element.addEventListener("loadeddata", () => deck.on.loaded(this.element));
    this.element.addEventListener("timeupdate", () => this.isMoving && deck.on.beat());
  }

  // Where it is in the film: where it was sent, until it moves.
  get time() {
    return this.isAimed ? this.goal : this.shown;
  }

  get shown() {
    return this.element.currentTime - this.deck.offset;
  }

  // Sends it to a moment of the film; deck.on.ready tells when its frame stands there.
  seek(source) {
    this.stop();
    this.goal = source;
    this.isAimed = true;
    this.isReady = false;
    this.ask += 1;
    if (this.element.readyState > 0) this.goTo(source);
  }

  goTo(source) {
    if (source === undefined) return;
    const last = Math.max(0, this.element.duration - this.deck.frame / 2);
    this.element.currentTime = Math.min(source + this.deck.frame * AIM + this.deck.offset, last);
  }

  seeked() {
    if (this.isReady || this.element.seeking || this.element.readyState < ENOUGH) return;
    const ask = this.ask;
    const done = () => {
      if (ask !== this.ask || this.isReady) return;
      this.isReady = true;
      this.deck.on.ready(this);
    };
    this.element.requestVideoFrameCallback?.(done);
    setTimeout(done, this.element.requestVideoFrameCallback ? PAINTED : 0);
  }

  start() {
    this.isMoving = true;
    this.isAimed = false;
    this.begun = { at: performance.now(), time: this.element.currentTime };
    this.resume();
  }

  resume() {
    this.element.playbackRate = this.deck.rate;
    this.element.play().catch((error) => {
      if (error.name !== "AbortError" && this.isMoving) this.deck.on.refused(error);
    });
  }

  stop() {
    this.isMoving = false;
    this.stay();
    this.element.pause();
  }

  // Lets what lies beneath be seen in so many seconds of the wall's clock, even if the page is too
  // busy then to do it: the browser's compositor does.
  vanish(seconds) {
    const due = performance.now() + seconds * 1000;
    if (this.vanishing && Math.abs(due - this.due) < DRIFT) return;
    this.stay();
    this.due = due;
    // In one step: a frame between the two pictures would be a third one.
    const timing = { delay: seconds * 1000, duration: 1, easing: "steps(1, end)", fill: "forwards" };
    this.vanishing = this.element.animate([{ opacity: COVERING }, { opacity: 0 }], timing);
  }

  stay() {
    this.vanishing?.cancel();
    this.vanishing = null;
  }

  // How loud it is beside the others, 0 to 1.
  mix(gain) {
    const volume = Math.min(1, Math.max(0, gain)) * this.deck.volume;
    if (Math.abs(this.element.volume - volume) > 0.004) this.element.volume = volume;
    if (this.element.muted !== this.deck.isMuted) this.element.muted = this.deck.isMuted;
  }

  // How long it took to begin, in seconds of the clock on the wall; null until that is known.
  lateness() {
    if (!this.begun) return null;
    const moved = this.element.currentTime - this.begun.time;
    if (moved < MOVED) return null;
    const late = (performance.now() - this.begun.at) / 1000 - moved / this.deck.rate;
    this.begun = null;
    return late;
  }
}

export class Deck {
  // on: { ready(slot), error(mediaError), loaded(element), refused(error), beat() }
  constructor(place, film, on) {
    this.on = on;
    this.frame = 1 / film.frame_rate;
    this.filmEnd = film.duration;
    this.offset = 0;
    this.rate = 1;
    this.volume = 1;
    this.isMuted = false;
    this.slots = Array.from({ length: COUNT }, () => new Slot(this));
    place.append(...this.slots.map(({ element }) => element));
  }

  open(source) {
    this.source = source;
    this.offset = source.offset;
    for (const slot of this.slots) {
      slot.held = null;
      slot.isReady = false;
      slot.stop();
      slot.element.src = source.address;
    }
  }

  // Some browsers count from the file's beginning, whatever its own clock says then; the length that
  // they tell is shorter by that.
  setClock(duration) {
    const { offset, start } = this.source;
    const end = this.filmEnd + offset;
    const isShort = start > this.frame && Math.abs(duration - (end - start)) < Math.abs(duration - end);
    this.offset = isShort ? offset - start : offset;
  }

  holding(segment) {
    return this.slots.find(({ held }) => held === segment);
  }

  setRate(rate) {
    this.rate = rate;
    for (const { element } of this.slots) element.playbackRate = rate;
  }

  // Lays them from the top: the first covers the second, and so on; the rest lie under all. What is
  // to be seen next has to lie second before: it is drawn then, and comes without a black frame.
  lay(slots) {
    this.slots.forEach((slot) => {
      const depth = slots.indexOf(slot);
      slot.element.style.zIndex = depth < 0 ? 0 : slots.length - depth;
      slot.element.style.opacity = depth === 0 && slots.length > 1 ? COVERING : 1;
      slot.element.classList.toggle("shows", depth === 0);
    });
  }

  hold() {
    for (const slot of this.slots) {
      slot.element.pause();
      slot.stay();
    }
  }

  // Waits until the screen shows what was laid last; a slot sent elsewhere before would be seen there.
  whenShown(then) {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(then, COOLING)));
  }
}
