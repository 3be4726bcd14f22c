// What was done and said so far, the newest first; what is not saved yet is marked.

import { get, Refused } from "./api.js";
import { watch } from "./desk.js";
import { el } from "./elements.js";

export function setUpHistory(place) {
  const list = el("ol", { class: "history" });
  const empty = el("p", { class: "empty", text: "Nothing yet. Like or dislike what you see while watching; it is learnt at once, and kept when you save." });
  place.append(el("h2", { class: "out-of-sight", text: "History" }), empty, list);

  async function refresh() {
    if (place.hidden) return;
    try {
      const entries = await get("/api/history");
      empty.hidden = entries.length > 0;
      list.replaceChildren(...entries.map(line));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      empty.hidden = false;
      empty.textContent = error.message;
    }
  }
  place.addEventListener("shown", refresh);
  watch("view", refresh);
}

function line(entry) {
  const when = entry.when ? el("time", { datetime: entry.when, text: new Date(entry.when).toLocaleString() }) : null;
  return el("li", { class: entry.is_pending ? "is-pending" : "" },
    el("span", { text: entry.what }),
    el("span", { class: "faint" }, entry.is_pending ? "not saved yet" : when ?? ""));
}
