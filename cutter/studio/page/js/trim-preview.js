// Shows the picture of the film at a time, for a clip's edge; where the browser cannot show the
// film, the shot's stored picture stands in.

import { desk, watch } from "./desk.js";
import { el } from "./elements.js";

let copy = null; // of the film, that the browser can show
watch("proxy", (told) => { copy = told; });

export class Preview {
  constructor(shot) {
    this.source = copy ?? desk.film.source;
    this.video = el("video", { class: "trim-video", preload: "auto", playsinline: true, tabindex: "-1", "aria-hidden": "true", hidden: true });
    this.made = el("div", { class: "trim-preview" },
      el("img", { class: "trim-video", alt: "", src: `/picture/${shot}.jpg` }), this.video);
    this.wanted = null; // where to go once it has come where it goes
    this.until = null;
    this.video.addEventListener("loadeddata", () => { this.video.hidden = this.video.videoWidth === 0; });
    this.video.addEventListener("error", () => { this.video.hidden = true; });
    this.video.addEventListener("seeked", () => { if (this.wanted !== null) this.go(); });
    this.video.addEventListener("timeupdate", () => {
      if (this.until !== null && this.video.currentTime >= this.until) this.video.pause();
    });
    if (this.source.playable !== "no") this.video.src = this.source.address;
  }

  go() {
    this.video.currentTime = this.wanted;
    this.wanted = null;
  }

  // Shows the frame at a time. Of many asked for quickly the last one counts.
  show(time) {
    this.until = null;
    this.video.pause();
    this.wanted = time + this.source.offset;
    if (!this.video.seeking) this.go();
  }

  // Plays a span, with its sound.
  play(start, end) {
    this.wanted = null;
    this.video.currentTime = start + this.source.offset;
    this.until = end + this.source.offset;
    this.video.play().catch(() => {});
  }

  // Lets go of the film.
  close() {
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
  }
}
