// Puts clips in another order by dragging: with the mouse anywhere on a clip, by touch at its grip.

const BEGIN = 6; // pixels before it is a drag and no click
const EDGE = 48; // pixels from an edge in which the list or the page scrolls
const SPEED = 14; // pixels for each frame, at the very edge
const MARKS = ["drop-before", "drop-after"];

// `move(key, before)` is asked for when a clip is let go at another place.
export function setUpDrag(list, move) {
  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest(".clip");
    if (!row || event.button !== 0 || event.target.closest(".clip-tools")) return;
    if (event.pointerType !== "mouse" && !event.target.closest(".clip-grip")) return;
    new Drag(list, row, event, move);
  });
  // A picture in a button would be dragged by the browser itself.
  list.addEventListener("dragstart", (event) => event.preventDefault());
}

class Drag {
  constructor(list, row, event, move) {
    Object.assign(this, { list, row, move });
    this.pointer = event.pointerId;
    this.from = { x: event.clientX, y: event.clientY };
    this.at = this.from;
    this.ghost = null; // the clip in the hand, once it is lifted
    this.before = undefined; // key of the clip it would come before; null: last
    this.frame = 0;
    this.ending = new AbortController();
    const { signal } = this.ending;
    addEventListener("pointermove", (moved) => this.moved(moved), { signal });
    addEventListener("pointerup", (moved) => moved.pointerId === this.pointer && this.drop(), { signal });
    addEventListener("pointercancel", () => this.end(), { signal });
    addEventListener("keydown", (key) => this.key(key), { signal, capture: true });
  }

  moved(event) {
    if (event.pointerId !== this.pointer) return;
    const [dx, dy] = [event.clientX - this.from.x, event.clientY - this.from.y];
    if (!this.ghost && Math.hypot(dx, dy) < BEGIN) return;
    if (!this.ghost) this.lift();
    event.preventDefault();
    this.at = { x: event.clientX, y: event.clientY };
    this.ghost.style.transform = `translate(${dx}px, ${dy}px)`;
    this.mark();
    this.frame ||= requestAnimationFrame(() => this.scroll());
  }

  lift() {
    const { left, top, width } = this.row.getBoundingClientRect();
    this.ghost = this.row.cloneNode(true);
    this.ghost.classList.add("is-lifted");
    this.ghost.setAttribute("aria-hidden", "true");
    this.ghost.inert = true;
    Object.assign(this.ghost.style, { left: `${left}px`, top: `${top}px`, width: `${width}px` });
    document.body.append(this.ghost);
    this.row.classList.add("is-away");
  }

  // Shows between which clips it would lie.
  mark() {
    this.unmark();
    const { row, isAfter } = nearest(this.list, this.at);
    row.classList.add(MARKS[Number(isAfter)]);
    this.before = isAfter ? keyBehind(row) : row.dataset.key;
  }

  unmark() {
    for (const row of this.list.children) row.classList.remove(...MARKS);
  }

  scroll() {
    this.frame = 0;
    const box = this.list.getBoundingClientRect();
    const { x, y } = this.at;
    const [byX, byY] = [push(x, box.left, box.right), push(y, box.top, box.bottom)];
    const byPage = push(y, 0, document.documentElement.clientHeight);
    if (!byX && !byY && !byPage) return;
    this.list.scrollBy(byX, byY);
    scrollBy(0, byPage);
    this.mark();
    this.frame = requestAnimationFrame(() => this.scroll());
  }

  drop() {
    const { row, ghost, before } = this;
    const isElsewhere = ghost && before !== row.dataset.key && before !== keyBehind(row);
    if (ghost) swallowClick();
    this.end();
    if (isElsewhere) this.move(row.dataset.key, before);
  }

  key(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.end();
  }

  end() {
    this.ending.abort();
    cancelAnimationFrame(this.frame);
    this.ghost?.remove();
    this.row.classList.remove("is-away");
    this.unmark();
  }
}

const keyBehind = (row) => row.nextElementSibling?.dataset.key ?? null;

// The clip that a place is nearest to, and on which side of its middle.
function nearest(list, { x, y }) {
  let best = null;
  for (const row of list.children) {
    const box = row.getBoundingClientRect();
    const dx = Math.max(box.left - x, 0, x - box.right);
    const dy = Math.max(box.top - y, 0, y - box.bottom);
    // Beside the last clip of a line is behind it, not before one of the next line.
    const far = dx + 3 * dy;
    if (!best || far < best.far) best = { row, far, isAfter: x > (box.left + box.right) / 2 };
  }
  return best;
}

// How far to scroll for a pointer near an edge.
function push(at, low, high) {
  if (at < low + EDGE) return -SPEED * Math.min(1, (low + EDGE - at) / EDGE);
  if (at > high - EDGE) return SPEED * Math.min(1, (at - high + EDGE) / EDGE);
  return 0;
}

// Letting go is no click on what lies there.
function swallowClick() {
  const stop = (event) => { event.stopPropagation(); event.preventDefault(); };
  addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", stop, { capture: true }), 50);
}
