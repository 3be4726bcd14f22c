// Which slot of a deck is for which segment of a playlist: the one that shows, one that still trails,
// and those that wait for what comes. Knows nothing about when the picture changes.

const AHEAD = 12; // segments that are looked through for clips to come

export class Reserve {
  constructor(deck) {
    this.deck = deck;
    this.playlist = { segments: [], duration: 0 };
    this.index = 0;
    this.front = null; // the slot that shows
    this.tail = null; // one that is still heard, or fades, behind its out point
    this.pending = null; // a jump on its way: { slot, index, source }
    this.isSlides = false; // no video can be had: all segments run by the clock
  }

  get segment() {
    return this.playlist.segments[this.index];
  }

  runsByClock(segment) {
    return this.isSlides || segment.kind === "title";
  }

  // The slot of the next clip; none where that plays on in the same slot.
  coming() {
    const next = this.playlist.segments[this.index + 1];
    return next && !this.runsByClock(next) && !next.isContinued ? this.deck.holding(next) : undefined;
  }

  // Gives the slots the segments of another playlist, where those are the same to them.
  hand() {
    const own = this.pending ? this.pending.slot : this.front;
    if (this.pending) this.pending.index = this.index;
    for (const slot of this.deck.slots) {
      if (slot === own || slot === this.tail || !slot.held) continue;
      const { key, entry } = slot.held;
      const same = this.playlist.segments.find((segment) => segment.key === key && segment.entry === entry);
      if (!same || (slot.isMoving && same !== this.playlist.segments[this.index + 1])) this.free(slot);
      else slot.held = same;
    }
    if (own && !this.runsByClock(this.segment)) own.held = this.segment;
  }

  drop() {
    if (this.tail) this.leave(this.tail);
    this.tail = null;
  }

  // Stops a slot that has just been covered; it is free when that is on the screen.
  leave(slot) {
    this.free(slot);
    slot.isLeaving = true;
    this.deck.whenShown(() => {
      slot.isLeaving = false;
      this.prepare();
    });
  }

  free(slot) {
    slot.stop();
    slot.held = null;
  }

  spare() {
    const { slots } = this.deck;
    const others = slots.filter((slot) => slot !== this.front);
    return others.find((slot) => !slot.held && !slot.isLeaving) ?? others.find((slot) => !slot.isLeaving) ?? others[0];
  }

  // Sends idle slots to the entries of the clips that come.
  prepare() {
    if (this.isSlides || this.pending) return;
    const coming = this.playlist.segments
      .slice(this.index + 1, this.index + AHEAD)
      .filter((segment) => segment.kind === "clip" && !segment.isContinued);
    const room = this.deck.slots.filter((slot) => slot !== this.front && slot !== this.tail && !slot.isLeaving);
    const needed = coming.slice(0, room.length);
    for (const slot of room) {
      const wanted = needed.find((segment) => slot.isAimed && slot.isReady && slot.goal === segment.entry);
      if (needed.includes(slot.held)) continue;
      slot.held = wanted && !this.deck.holding(wanted) ? wanted : null;
    }
    for (const segment of needed) {
      if (this.deck.holding(segment)) continue;
      const slot = room.find(({ held }) => held === null);
      if (!slot) return;
      slot.held = segment;
      slot.seek(segment.entry);
    }
  }
}
