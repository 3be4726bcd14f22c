// The card of one shot: its picture, why it is worth what it is, and what can be done with it.

import { desk, watch } from "./desk.js";
import { clock, el, signed } from "./elements.js";
import { ban, clipOf, keep, playShot, react } from "./strip-acts.js";
import { signButton } from "./strip-icons.js";
import { forgetAsked, reasonsOf } from "./strip-reasons.js";
import { lasting, numberOf, verdictWords, worth } from "./strip-words.js";

const MOST_REASONS = 6;
const MOST_SAID = 3;

export class Card {
  // `marksNow()` tells what holds of the shots, `openTrim(key)` opens a clip for trimming.
  constructor(marksNow, openTrim) {
    this.marksNow = marksNow;
    this.of = null;
    this.picture = el("img", { class: "card-picture", alt: "", decoding: "async" });
    this.title = el("h3", {});
    this.when = el("p", { class: "faint" });
    this.verdict = el("p", { class: "verdict" });
    this.reasons = el("ul", { class: "reasons", "aria-label": "Reasons" });
    this.said = el("ul", { class: "said", "aria-label": "What is said" });
    this.buttons = this.makeButtons(openTrim);
    this.made = el("section", { class: "shot-card", "aria-label": "The shot", hidden: true },
      el("div", { class: "card-side" }, this.picture),
      el("div", { class: "card-main" }, el("div", { class: "card-head" }, this.title, this.when), this.verdict, this.reasons, this.said,
        el("div", { class: "card-acts" }, ...Object.values(this.buttons))));
    watch("view", () => { if (this.shot !== null) this.show(this.shot); });
  }

  // The shot that it shows; null where it shows none.
  get shot() {
    return this.made.hidden ? null : this.of;
  }

  makeButtons(openTrim) {
    const sign = (name, words, act, options = {}) => signButton(name, words, () => act(this.of), options, true);
    const judging = { "aria-pressed": "false" };
    return {
      play: sign("play", "Play", playShot),
      like: sign("like", "Like", (shot) => react(shot, "like"), judging),
      dislike: sign("dislike", "Dislike", (shot) => react(shot, "dislike"), judging),
      keep: sign("lock", "Lock", keep),
      ban: sign("ban", "Keep out", ban),
      trim: sign("trim", "Trim", (shot) => clipOf(shot) && openTrim(clipOf(shot).key)),
    };
  }

  show(shot) {
    const isNew = shot !== this.shot;
    this.of = shot;
    this.made.hidden = false;
    this.fill();
    if (isNew) {
      this.picture.removeAttribute("src");
      this.reasons.replaceChildren(el("li", { class: "faint", text: "…" }));
      this.said.replaceChildren();
    }
    reasonsOf(shot, (told) => { if (shot === this.of) this.tell(told); });
  }

  hide() {
    forgetAsked();
    this.made.hidden = true;
  }

  // What is known without asking.
  fill() {
    const { film } = desk;
    const [shot, marks, { buttons }] = [this.of, this.marksNow(), this];
    this.title.textContent = `${numberOf(shot)} · ${worth(marks.scores[shot])}`;
    this.when.textContent = `${clock(film.starts[shot])} to ${clock(film.ends[shot])}, ${lasting(film.ends[shot] - film.starts[shot])}`;
    const places = (marks.clipsOf.get(shot) ?? []).map(({ place }) => place + 1);
    const words = places.length ? `in the cut: clip ${places.join(" and ")} of ${marks.clips.length}` : verdictWords(marks.verdicts[shot]);
    this.verdict.textContent = words[0].toUpperCase() + words.slice(1) + (marks.locked[shot] ? ", locked" : "");
    this.verdict.classList.toggle("is-in", places.length > 0);
    buttons.like.setAttribute("aria-pressed", String(Boolean(marks.liked[shot])));
    buttons.dislike.setAttribute("aria-pressed", String(Boolean(marks.disliked[shot])));
    rename(buttons.keep, places.length ? (marks.locked[shot] ? "Unlock" : "Lock") : "Take");
    rename(buttons.ban, marks.banned[shot] ? "Allow" : "Keep out");
    buttons.trim.disabled = !places.length;
  }

  // What the server says; null where it says nothing.
  tell(told) {
    const address = `/picture/${this.of}.jpg`;
    if (this.picture.getAttribute("src") !== address) this.picture.src = address;
    const largest = [...(told?.reasons ?? [])].sort((one, other) => Math.abs(other.amount) - Math.abs(one.amount));
    const top = Math.abs(largest[0]?.amount ?? 0) || 1;
    this.reasons.replaceChildren(...largest.slice(0, MOST_REASONS).map((reason) => reasonRow(reason, top)));
    if (told && !largest.length) this.reasons.append(el("li", { class: "faint", text: "No reason either way." }));
    const said = told?.said ?? [];
    this.said.replaceChildren(...said.slice(0, MOST_SAID).map((text) => el("li", { text: `“${text}”` })));
    if (said.length > MOST_SAID) this.said.append(el("li", { class: "faint", text: `and ${said.length - MOST_SAID} more lines` }));
  }
}

function rename(made, words) {
  made.querySelector("span").textContent = words;
}

function reasonRow(reason, top) {
  const bar = el("span", { class: `reason-bar ${reason.amount < 0 ? "is-against" : ""}`, "aria-hidden": "true" });
  bar.style.setProperty("--share", Math.min(1, Math.abs(reason.amount) / top).toFixed(3));
  return el("li", { title: reason.detail }, el("span", { class: "reason-label", text: reason.label }), bar,
    el("output", { text: signed(reason.amount, 2) }));
}
