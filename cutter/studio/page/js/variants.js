// Four cuts of the same wish side by side, to pick one of.

import { get, Refused } from "./api.js";
import { change, say } from "./desk.js";
import { button, clock, el } from "./elements.js";
import { thumb } from "./thumbs.js";

const SHOWN = 12; // thumbnails of a variant

export async function openVariants() {
  const body = el("div", { class: "variants", "aria-live": "polite" }, el("p", { class: "loading", text: "Planning four variants …" }));
  const dialog = el("dialog", { class: "wide", "aria-labelledby": "variants-title" },
    el("header", { class: "row" }, el("h2", { id: "variants-title", text: "Four variants" }),
      button("Close", () => dialog.close())),
    el("p", { class: "faint", text: "The same taste and wish; each shows other shots. Picking one can be undone." }), body);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  try {
    const found = await get("/api/variants");
    body.replaceChildren(...found.map((variant, number) => card(variant, number, dialog)));
    if (!found.length) body.append(el("p", { class: "empty", text: "The film has too few shots for another cut." }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    body.replaceChildren(el("p", { class: "error", text: error.message }));
  }
}

function card(variant, number, dialog) {
  const shots = variant.clips.map((clip) => clip.shots[0]);
  const told = number === 0 ? "the best by taste" : `worth ${Math.round(100 * variant.worth)} % of it`;
  const shared = variant.shared > 0 ? `, shares ${Math.round(100 * variant.shared)} % with another` : "";
  const words = variant.is_picked ? "This is the cut" : "Pick this one";
  const pick = button(words, async () => {
    if (await change({ do: "pick", variant: number })) {
      say(`Variant ${number + 1} is the cut now.`);
      dialog.close();
    }
  }, { class: variant.is_picked ? "" : "main", "aria-label": `${words}: variant ${number + 1}`, disabled: variant.is_picked });
  return el("article", { class: "variant", "aria-label": `Variant ${number + 1}` },
    el("h3", { text: `Variant ${number + 1}` }),
    el("p", { class: "faint", text: `${shots.length} clips, ${clock(variant.duration)}; ${told}${shared}` }),
    el("div", { class: "thumbs" }, ...shots.slice(0, SHOWN).map((shot) => thumb(shot, 128))),
    shots.length > SHOWN ? el("p", { class: "faint", text: `and ${shots.length - SHOWN} more` }) : null,
    pick);
}
