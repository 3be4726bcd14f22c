// The card of one shot: its picture, why it is worth what it is, and what can be done with it.

import { desk, watch } from "./desk.js";
import { clock, el, signed } from "./elements.js";
import { ban, clipOf, keep, playShot, react } from "./strip-acts.js";
import { signButton } from "./strip-icons.js";
import { forgetAsked, reasonsOf } from "./strip-reasons.js";
import { lasting, numberOf, verdictWords, worth } from "./strip-words.js";

const MOST_REASONS = 6;
const MOST_SAID = 3;

export function makeCard(marksNow, openTrim) {
  let shot = null;
  const picture = el("img", { class: "card-picture", alt: "", decoding: "async" });
  const title = el("h3", {});
  const when = el("p", { class: "faint" });
  const verdict = el("p", { class: "verdict" });
  const reasons = el("ul", { class: "reasons", "aria-label": "Reasons" });
  const said = el("ul", { class: "said", "aria-label": "What is said" });
  const act = (work) => () => shot !== null && work(shot);
  const buttons = {
    play: signButton("play", "Play", act(playShot), {}, true),
    like: signButton("like", "Like", act((at) => react(at, "like")), { "aria-pressed": "false" }, true),
    dislike: signButton("dislike", "Dislike", act((at) => react(at, "dislike")), { "aria-pressed": "false" }, true),
    keep: signButton("lock", "Lock", act(keep), {}, true),
    ban: signButton("ban", "Keep out", act(ban), {}, true),
    trim: signButton("trim", "Trim", act((at) => clipOf(at) && openTrim(clipOf(at).key)), {}, true),
  };
  const made = el("section", { class: "shot-card", "aria-label": "The shot", hidden: true },
    el("div", { class: "card-side" }, picture),
    el("div", { class: "card-main" }, el("div", { class: "card-head" }, title, when), verdict, reasons, said,
      el("div", { class: "card-acts" }, ...Object.values(buttons))));

  function fill() {
    const { film, view } = desk;
    const marks = marksNow();
    title.textContent = `${numberOf(shot)} · ${worth(marks.scores[shot])}`;
    when.textContent = `${clock(film.starts[shot])} to ${clock(film.ends[shot])}, ${lasting(film.ends[shot] - film.starts[shot])}`;
    const places = (marks.clipsOf.get(shot) ?? []).map(({ place }) => place + 1);
    const words = places.length ? `in the cut: clip ${places.join(" and ")} of ${view.clips.length}` : verdictWords(marks.verdicts[shot]);
    verdict.textContent = words[0].toUpperCase() + words.slice(1) + (marks.locked[shot] ? ", locked" : "");
    verdict.classList.toggle("is-in", places.length > 0);
    buttons.like.setAttribute("aria-pressed", String(Boolean(marks.liked[shot])));
    buttons.dislike.setAttribute("aria-pressed", String(Boolean(marks.disliked[shot])));
    rename(buttons.keep, places.length ? (marks.locked[shot] ? "Unlock" : "Lock") : "Take");
    rename(buttons.ban, marks.banned[shot] ? "Allow" : "Keep out");
    buttons.trim.disabled = !places.length;
  }

  function tellReasons(told) {
    reasons.replaceChildren();
    said.replaceChildren();
    if (!told) return;
    const largest = [...told.reasons].sort((one, other) => Math.abs(other.amount) - Math.abs(one.amount));
    const top = Math.abs(largest[0]?.amount ?? 1) || 1;
    reasons.append(...largest.slice(0, MOST_REASONS).map((reason) => reasonRow(reason, top)));
    if (!largest.length) reasons.append(el("li", { class: "faint", text: "No reason either way." }));
    said.append(...told.said.slice(0, MOST_SAID).map((text) => el("li", { text: `“${text}”` })));
    if (told.said.length > MOST_SAID) said.append(el("li", { class: "faint", text: `and ${told.said.length - MOST_SAID} more lines` }));
  }

  function show(next) {
    const isNew = next !== shot || made.hidden;
    shot = next;
    made.hidden = false;
    fill();
    if (isNew) {
      picture.removeAttribute("src");
      reasons.replaceChildren(el("li", { class: "faint", text: "…" }));
      said.replaceChildren();
    }
    ask(shot);
  }

  function ask(asked) {
    reasonsOf(asked, (told) => {
      if (asked !== shot) return;
      const address = `/picture/${asked}.jpg`;
      if (picture.getAttribute("src") !== address) picture.src = address;
      tellReasons(told);
    });
  }

  function hide() {
    forgetAsked();
    made.hidden = true;
  }

  watch("view", () => { if (!made.hidden && shot !== null) show(shot); });
  return { made, show, hide, get shot() { return made.hidden ? null : shot; } };
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
