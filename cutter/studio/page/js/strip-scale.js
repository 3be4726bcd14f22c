// Where a time lies on the strip and back: pixels for a second, and how far it is scrolled.

const CLOSEST = 240; // pixels for a second: a frame is some 8 pixels wide

export class Scale {
  constructor(duration) {
    this.duration = Math.max(duration, 0.001);
    this.width = 1; // of what is seen, in pixels
    this.perSecond = 1;
    this.left = 0; // pixels of the strip that lie left of what is seen
    this.isWhole = true;
  }

  get widest() {
    return Math.max(CLOSEST, this.least);
  }

  get least() {
    return this.width / this.duration;
  }

  get length() {
    return this.duration * this.perSecond;
  }

  x(time) {
    return time * this.perSecond - this.left;
  }

  time(x) {
    return Math.min(this.duration, Math.max(0, (x + this.left) / this.perSecond));
  }

  get from() {
    return this.time(0);
  }

  get to() {
    return this.time(this.width);
  }

  resize(width) {
    this.width = Math.max(1, width);
    if (this.isWhole || this.perSecond < this.least) this.perSecond = this.least;
    this.scroll(this.left);
  }

  scroll(left) {
    this.left = Math.min(Math.max(0, left), Math.max(0, this.length - this.width));
  }

  // The time at `x` stays where it is.
  zoom(factor, x = this.width / 2) {
    const held = this.time(x);
    this.perSecond = Math.min(this.widest, Math.max(this.least, this.perSecond * factor));
    this.isWhole = this.perSecond <= this.least * 1.0001;
    this.scroll(held * this.perSecond - x);
  }

  // A span is brought into sight, with some room around where there is any.
  reach(start, end) {
    const room = Math.min(80, this.width / 6);
    const [first, last] = [start * this.perSecond, end * this.perSecond];
    if (first - room < this.left || last - first > this.width - 2 * room) this.scroll(first - room);
    else if (last + room > this.left + this.width) this.scroll(last + room - this.width);
  }
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

// Returns the seconds between two marks of the ruler, at least `room` pixels apart.
export const rulerStep = (perSecond, room = 72) =>
  STEPS.find((step) => step * perSecond >= room) ?? STEPS.at(-1);
