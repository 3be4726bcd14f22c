// Shows the picture of the film at a time, for a clip's edge; where the browser cannot show the
// film, the shot's stored picture stands in.

import { desk, watch } from "./desk.js";
import { el } from "./elements.js";

let source = null; // the film, or the copy that was made of it
watch("film", (film) => { source ??= film.source; });
watch("proxy", (told) => { source = told; });

export function makePreview(shot) {
  const video = el("video", { class: "trim-video", preload: "auto", playsinline: true, tabindex: "-1", "aria-hidden": "true" });
  const still = el("img", { class: "trim-video", alt: "", src: `/picture/${shot}.jpg` });
  const made = el("div", { class: "trim-preview" }, still, video);
  let wanted = null;
  let until = null;
  video.muted = true;
  video.hidden = true;
  video.addEventListener("loadeddata", () => { video.hidden = video.videoWidth === 0; });
  video.addEventListener("error", () => { video.hidden = true; });
  video.addEventListener("seeked", () => {
    if (wanted !== null) go();
  });
  video.addEventListener("timeupdate", () => {
    if (until !== null && video.currentTime >= until) video.pause();
  });
  const held = source ?? desk.film.source;
  if (held.playable !== "no") video.src = held.address;

  function go() {
    const time = wanted;
    wanted = null;
    video.currentTime = time;
  }

  return {
    made,
    // The frame that begins nearest before `time`. Of many places asked for quickly the last counts.
    show(time) {
      until = null;
      video.pause();
      wanted = time + held.offset;
      if (!video.seeking) go();
    },
    // Plays a span, with its sound.
    play(start, end) {
      video.muted = false;
      video.currentTime = start + held.offset;
      until = end + held.offset;
      video.play().catch(() => {});
    },
    // Lets go of the film.
    close() {
      video.pause();
      video.removeAttribute("src");
      video.load();
    },
  };
}
