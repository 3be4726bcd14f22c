// Puts clips in another order by dragging: with the mouse anywhere on a clip, by touch at its grip.

const BEGIN = 6; // pixels before it is a drag and no click
const EDGE = 48; // pixels from an edge in which the list or the page scrolls
const SPEED = 14; // pixels for each frame, at the very edge

// `move(key, before)` is asked for when a clip is let go at another place.
export function setUpDrag(list, move) {
  let drag = null;

  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest(".clip");
    const isGrip = Boolean(event.target.closest(".clip-grip"));
    if (!row || event.button !== 0 || event.target.closest(".clip-tools")) return;
    if (event.pointerType !== "mouse" && !isGrip) return;
    drag = { row, pointer: event.pointerId, x: event.clientX, y: event.clientY, ghost: null, before: undefined, frame: 0 };
    addEventListener("pointermove", onMove);
    addEventListener("pointerup", onUp);
    addEventListener("pointercancel", end);
    addEventListener("keydown", onKey, true);
  });
  // A picture in a button would be dragged by the browser itself.
  list.addEventListener("dragstart", (event) => event.preventDefault());

  function onMove(event) {
    if (event.pointerId !== drag.pointer) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.ghost && Math.hypot(dx, dy) < BEGIN) return;
    if (!drag.ghost) lift();
    event.preventDefault();
    drag.at = { x: event.clientX, y: event.clientY };
    drag.ghost.style.transform = `translate(${dx}px, ${dy}px)`;
    mark();
    drag.frame ||= requestAnimationFrame(scroll);
  }

  function lift() {
    const { row } = drag;
    const { left, top, width } = row.getBoundingClientRect();
    drag.ghost = row.cloneNode(true);
    drag.ghost.classList.add("is-lifted");
    drag.ghost.setAttribute("aria-hidden", "true");
    drag.ghost.inert = true;
    Object.assign(drag.ghost.style, { left: `${left}px`, top: `${top}px`, width: `${width}px` });
    document.body.append(drag.ghost);
    row.classList.add("is-away");
  }

  // Shows between which clips it would lie.
  function mark() {
    for (const row of list.children) row.classList.remove("drop-before", "drop-after");
    const { row, isAfter } = nearest(drag.at);
    row.classList.add(isAfter ? "drop-after" : "drop-before");
    drag.before = isAfter ? (row.nextElementSibling?.dataset.key ?? null) : row.dataset.key;
  }

  function nearest({ x, y }) {
    let best = null;
    for (const row of list.children) {
      const box = row.getBoundingClientRect();
      const dx = Math.max(box.left - x, 0, x - box.right);
      const dy = Math.max(box.top - y, 0, y - box.bottom);
      // Rows of the list come first: beside the last clip of a row is behind it.
      const far = dx + 3 * dy;
      if (!best || far < best.far) best = { row, far, isAfter: x > (box.left + box.right) / 2 };
    }
    return best;
  }

  function scroll() {
    drag.frame = 0;
    const box = list.getBoundingClientRect();
    const { x, y } = drag.at;
    const [byX, byY] = [push(x, box.left, box.right), push(y, box.top, box.bottom)];
    const byPage = push(y, 0, document.documentElement.clientHeight);
    if (!byX && !byY && !byPage) return;
    list.scrollBy(byX, byY);
    scrollBy(0, byPage);
    mark();
    drag.frame = requestAnimationFrame(scroll);
  }

  function onUp(event) {
    if (event.pointerId !== drag.pointer) return;
    const { row, ghost, before } = drag;
    const key = row.dataset.key;
    const isElsewhere = ghost && before !== key && before !== (row.nextElementSibling?.dataset.key ?? null);
    if (ghost) swallowClick();
    end();
    if (isElsewhere) move(key, before);
  }

  function onKey(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end();
  }

  function end() {
    cancelAnimationFrame(drag.frame);
    drag.ghost?.remove();
    drag.row.classList.remove("is-away");
    for (const row of list.children) row.classList.remove("drop-before", "drop-after");
    drag = null;
    removeEventListener("pointermove", onMove);
    removeEventListener("pointerup", onUp);
    removeEventListener("pointercancel", end);
    removeEventListener("keydown", onKey, true);
  }
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
