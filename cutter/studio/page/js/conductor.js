// Plays a playlist on a deck: starts each clip in time, changes the picture at the joints, mixes the
// sound across them. Knows nothing about buttons and the page.

import { gainOf, goneOf, nearest, placeAt, timeOf } from "./playlist.js";
import { Reserve } from "./reserve.js";

// Seconds before an out point that the picture changes. Measured in Chromium on a film of numbered
// frames: a frame is on the screen up to two refreshes before the element tells its time.
const EARLY = { least: 0.036, most: 0.06 };
const CALMING = 0.98; // of the longest wait between two looks is left at the next one
const FADE = 0.03; // seconds of the ramp of sound at a joint
const LATE = { first: 0.03, most: 0.06 }; // seconds between play() and moving; more might show too late a frame
const SOON = 1; // seconds before a joint in which it is made ready
const LOG = 500; // joints that are kept

export class Conductor extends Reserve {
  // on: { moved(), joint(entry), refused(error) }
  constructor(deck, on) {
    super(deck);
    this.on = on;
    this.still = 0; // where a segment is that runs by the clock: a title, a slide
    this.isPlaying = false;
    this.isWaiting = false;
    this.isAtEnd = false;
    this.latency = LATE.first;
    this.gap = 0;
    this.covered = null; // the slot that was laid below the front, for the next joint
    this.log = [];
  }

  get source() {
    if (!this.segment) return 0;
    if (this.isAtEnd) return this.segment.end;
    if (this.pending) return this.pending.source;
    if (this.runsByClock(this.segment) || !this.front) return this.still;
    return Math.min(Math.max(this.front.time, this.segment.start), this.segment.end);
  }

  get time() {
    return timeOf(this.playlist, this.index, this.source);
  }

  // What of the film is heard now; null where nothing is.
  get heard() {
    if (!this.segment || this.segment.kind === "title") return null;
    for (const slot of [this.tail, this.front, this.coming()]) {
      if (slot?.isMoving && slot.time >= slot.held.soundStart && slot.time < slot.held.soundEnd) return slot.time;
    }
    return this.source;
  }

  // Takes another playlist; what is watched goes on where it is in it too.
  take(playlist) {
    const [had, source] = [this.segment, this.source];
    this.playlist = playlist;
    if (!playlist.segments.length) return this.clear();
    const found = had?.kind === "clip" ? nearest(playlist, had.key, source) : null;
    if (!found?.isSame) return this.jump(found?.index ?? 0, found?.source ?? playlist.segments[0].start);
    this.index = found.index;
    this.isAtEnd = false;
    this.hand();
    this.prepare();
    this.on.moved();
  }

  clear() {
    this.pause();
    this.index = 0;
    this.pending = null;
    this.on.moved();
  }

  seek(time) {
    const { index, source } = placeAt(this.playlist, time);
    this.jump(index, source);
  }

  jump(index, wanted) {
    const segment = this.playlist.segments[index];
    if (!segment) return;
    const source = Math.max(segment.start, Math.min(wanted, segment.end - this.deck.frame));
    const same = index === this.index && this.front?.held === segment;
    this.index = index;
    this.isAtEnd = false;
    this.wait(false);
    this.drop();
    this.still = source;
    for (const slot of this.deck.slots) if (slot.isMoving && slot !== this.front) this.free(slot);
    if (this.runsByClock(segment)) return this.standStill();
    const waits = this.deck.holding(segment);
    if (!same && waits?.isReady && waits.isAimed && Math.abs(segment.start - source) < 1e-6 && segment.entry === segment.start) {
      this.pending = { slot: waits, index, source };
      return this.settle(waits);
    }
    const slot = same ? this.front : (this.pending?.slot ?? this.spare());
    this.pending = { slot, index, source };
    this.front?.stop();
    if (this.front && slot !== this.front) this.deck.lay([this.front, slot]);
    slot.held = segment;
    slot.seek(source);
    this.on.moved();
  }

  // A jump to a title or slide: no element moves.
  standStill() {
    this.pending = null;
    this.front?.stop();
    if (this.isPlaying) this.last = performance.now();
    this.prepare();
    this.on.moved();
  }

  // A slot's frame stands where it was sent.
  settle(slot) {
    if (this.pending?.slot !== slot) return;
    const { index } = this.pending;
    this.pending = null;
    this.index = index;
    if (this.front !== slot && this.front) this.leave(this.front);
    this.front = slot;
    this.covered = null;
    this.deck.lay([slot]);
    if (this.isPlaying) slot.start();
    this.prepare();
    this.on.moved();
  }

  play() {
    if (!this.segment || this.isPlaying) return;
    if (this.isAtEnd) this.jump(0, this.playlist.segments[0].start);
    this.isPlaying = true;
    this.last = performance.now();
    if (!this.pending && this.front && !this.runsByClock(this.segment)) {
      Object.assign(this.front, { isMoving: true, isAimed: false });
    }
    for (const slot of this.deck.slots) {
      // One that waits at its out point for the next clip goes on waiting.
      if (slot.isMoving && !(slot === this.front && this.left() <= this.early)) slot.resume();
    }
    this.mix();
    this.on.moved();
  }

  pause() {
    this.isPlaying = false;
    this.wait(false);
    this.deck.hold();
    this.on.moved();
  }

  // To be called at every refresh of the screen while it plays.
  tick() {
    if (!this.isPlaying || this.pending || !this.segment) return;
    const now = performance.now();
    if (this.runsByClock(this.segment)) {
      this.still = Math.min(this.still + ((now - this.last) / 1000) * this.deck.rate, this.segment.end);
    }
    this.gap = Math.max((now - this.last) / 1000, this.gap * CALMING);
    this.last = now;
    this.learnLatency();
    const left = this.left();
    this.lead(left);
    this.cover(left);
    // Once it waits at an out point it waits there, though the page may be quicker again by now.
    if (this.isWaiting || left <= this.early) this.goOver(left);
    if (this.tail?.element.ended || this.tail?.time >= this.tail?.held.exit + FADE / 2) this.endTail();
    this.mix();
    this.on.moved();
    this.lookAgain();
  }

  // The screen may be refreshed too late for the out point: a timer looks in between.
  lookAgain() {
    clearTimeout(this.timer);
    const left = this.left() - this.early;
    if (this.isPlaying && left > 0 && left < 0.03) this.timer = setTimeout(() => this.tick(), left * 1000);
  }

  // Seconds on the wall before an out point that the picture changes: so long as until the next look,
  // or a frame behind it would show.
  get early() {
    if (this.front?.vanishing) return EARLY.least;
    return Math.min(EARLY.most, Math.max(EARLY.least, this.gap));
  }

  // Seconds on the wall until the out point.
  left() {
    if (this.front?.element.ended && !this.runsByClock(this.segment)) return 0;
    return (this.segment.end - this.source) / this.deck.rate;
  }

  // Starts the next clip before its joint: for its sound, its dissolve, and because play() takes time.
  lead(left) {
    const slot = this.coming();
    if (!slot?.isReady || slot.isMoving) return;
    const ahead = (slot.held.start - slot.held.entry) / this.deck.rate;
    if (left > ahead + this.latency) return;
    slot.start();
    if (this.front && !this.front.vanishing && !this.tail) this.deck.lay([this.front, slot]);
  }

  // Has the picture change at the joint, where the next clip stands at its first frame already.
  cover(left) {
    const slot = this.coming();
    if (!slot?.isReady || left > SOON || this.runsByClock(this.segment) || this.segment.over?.kind === "dissolve") return;
    if (this.tail || this.isWaiting) return;
    if (!this.front.vanishing && slot !== this.covered) this.deck.lay([this.front, slot]);
    this.covered = slot;
    if (slot.held.entry === slot.held.start) this.front.vanish(left - 0.9 * EARLY.least);
  }

  learnLatency() {
    for (const slot of this.deck.slots) {
      const late = slot.isMoving ? slot.lateness() : null;
      if (late !== null) this.latency = Math.min(LATE.most, Math.max(0, 0.7 * this.latency + 0.3 * late));
    }
  }

  goOver(left) {
    const next = this.playlist.segments[this.index + 1];
    if (!next) return this.finish();
    if (this.runsByClock(next)) return this.enterStill(next);
    if (next.isContinued) {
      this.index += 1;
      this.front.held = next;
      this.note(next, this.front, left, true);
      return this.prepare();
    }
    const slot = this.deck.holding(next);
    // A slot that leads is behind its in point for a moment yet: the last frame stands so long.
    if (!slot?.isReady || (slot.time < next.start - 0.001 && !slot.element.ended)) {
      if (!this.isWaiting && !this.runsByClock(this.segment)) this.front?.element.pause();
      this.wait(true);
      return;
    }
    this.enter(next, slot, left);
  }

  enter(next, slot, left) {
    const old = this.front;
    const hasTail = !this.runsByClock(this.segment) && old?.held && old.held.exit > old.held.end + 0.001;
    const isHeldUp = this.isWaiting;
    this.drop();
    this.index += 1;
    this.note(next, slot, left, false);
    this.wait(false);
    this.front = slot;
    this.covered = null;
    if (!slot.isMoving) slot.start();
    if (hasTail && isHeldUp) old.resume();
    if (hasTail) this.tail = old;
    else if (old && old !== slot) this.leave(old);
    this.deck.lay(hasTail && old.held.over?.kind === "dissolve" ? [old, slot] : [slot]);
    this.prepare();
  }

  enterStill(next) {
    if (this.front && !this.runsByClock(this.segment)) this.front.stop();
    this.index += 1;
    this.still = next.start;
    this.wait(false);
    this.prepare();
  }

  finish() {
    this.isAtEnd = true;
    this.pause();
    this.front?.stop();
    // The page may have been late: the last frame is to stand, not one behind it.
    if (this.front?.shown > this.segment.end - 0.001) this.front.goTo(this.segment.end - this.deck.frame);
  }

  // Writes down what is shown at a joint: what of the film was wanted, and what stands there.
  note(next, slot, left, isContinued) {
    const at = performance.now();
    const waited = this.isWaiting ? at - this.since : 0;
    const entry = { clip: next.key, index: this.index, wanted: next.start, got: slot.shown, left, isContinued, waited, at };
    if (this.log.push(entry) > LOG) this.log.shift();
    this.on.joint(entry);
  }

  wait(isWaiting) {
    if (isWaiting && !this.isWaiting) this.since = performance.now();
    this.isWaiting = isWaiting;
  }

  endTail() {
    this.drop();
    this.deck.lay([this.front]);
    this.prepare();
  }

  // Sets how loud each slot is, and how far a dissolve has gone, from where each of them is.
  mix() {
    for (const slot of this.deck.slots) if (slot.held && slot.isMoving) slot.mix(gainOf(slot.held, slot.time, FADE));
    const top = this.tail?.held.over?.kind === "dissolve" ? this.tail : this.front;
    const isOver = top?.held?.over?.kind === "dissolve" && (top === this.tail || this.coming()?.isMoving);
    if (isOver) top.element.style.opacity = 1 - goneOf(top.held, top.time);
  }
}
