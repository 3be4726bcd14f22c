// The picture's frame: its shape, the shots' pictures while no video shows, cards with titles, dips
// to black, and the line that says what is waited for. Knows nothing about how it is played.

import { el } from "./elements.js";

const PATIENCE = 300; // milliseconds before waiting is told

export class Frame {
  constructor(film) {
    this.film = film;
    this.still = el("img", { class: "still", alt: "" });
    this.videos = el("div", { class: "videos" });
    this.dip = el("div", { class: "dip", hidden: true });
    this.card = el("div", { class: "card", hidden: true });
    this.words = el("p", { class: "words" });
    this.waits = el("p", { class: "waits", role: "status" });
    this.element = el("div", { class: "frame" },
      this.videos, this.still, this.dip, this.card, this.words, this.waits);
    this.shape = el("p", { class: "faint shape", hidden: true });
    this.waitingSince = null;
  }

  // Takes the shape that the view asks for: `9:16`, or the film's own.
  take(view) {
    const asked = /^(\d+):(\d+)$/.exec(view.wish?.aspect?.settled ?? "");
    this.aspect = asked ? Number(asked[1]) / Number(asked[2]) : this.film.width / this.film.height;
    this.element.style.setProperty("--aspect", String(this.aspect || 16 / 9));
    const isOther = Math.abs(this.aspect / (this.film.width / this.film.height) - 1) > 0.01;
    this.shape.hidden = !isOther;
    this.shape.textContent = `Shape ${view.wish?.aspect?.settled}: the whole picture is shown here; how each clip is cropped is settled when the cut is rendered.`;
  }

  // Shows a shot's picture over the videos, or nothing where null.
  showStill(shot) {
    this.still.hidden = shot === null;
    if (shot === null || this.still.dataset.shot === String(shot)) return;
    this.still.dataset.shot = String(shot);
    this.still.src = `/picture/${shot}.jpg`;
  }

  // Follows what is played: the segment, where in it, and whether something is waited for.
  follow(segment, before, source, isWaiting) {
    const isCard = segment?.kind === "title";
    this.card.hidden = !isCard;
    if (isCard) this.card.textContent = segment.text;
    const dark = Math.max(dipAt(segment, source - segment?.end), dipAt(before, source - segment?.start));
    this.dip.hidden = dark <= 0;
    this.dip.style.opacity = dark;
    this.tellWaiting(isWaiting);
  }

  tellWaiting(isWaiting) {
    if (!isWaiting) this.waitingSince = null;
    else this.waitingSince ??= performance.now();
    const isLong = isWaiting && performance.now() - this.waitingSince > PATIENCE;
    const text = isLong ? "Waiting for the next picture …" : "";
    if (this.waits.textContent !== text) this.waits.textContent = text;
  }

  sayWords(lines) {
    const text = lines.join("\n");
    if (this.words.textContent !== text) this.words.textContent = text;
  }
}

// How black it is, 0 to 1, so many seconds from the joint.
function dipAt(segment, far) {
  if (segment?.over?.kind !== "dip") return 0;
  return 1 - Math.abs(far) / (segment.over.duration / 2);
}
