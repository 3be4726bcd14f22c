// Buttons and seek bar of the player. They ask the player, and show what it tells.

import { el, clock } from "./elements.js";

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
const ICONS = {
  play: "M7 4v16l13-8z", pause: "M6 4h4v16H6zM14 4h4v16h-4z", before: "M5 4h3v16H5zM20 4v16L9 12z",
  next: "M16 4h3v16h-3zM4 4v16l11-8z", back: "M14 5v14l-9-7zM16 5h3v14h-3z", on: "M10 5v14l9-7zM5 5h3v14H5z",
  sound: "M3 9v6h4l5 5V4L7 9zM15 8q3 4 0 8l1.5 1.2q4-5.2 0-10.4z", silent: "M3 9v6h4l5 5V4L7 9zM15 9l1.4-1.4 5 7L20 16z",
  words: "M3 5h18v14H3zM6 12v2h5v-2zM13 12v2h5v-2z", full: "M4 4h7v2H6v5H4zM20 20h-7v-2h5v-5h2z",
};

// act: what the player does, by name; returns { element, follow(state), take(playlist) }.
export function setUpTransport(act) {
  const play = icon("play", "Play", () => act.toggle(), "main");
  const bar = el("input", { type: "range", min: 0, max: 1, step: "any", value: 0, "aria-label": "Place in the cut", class: "seek" });
  const joints = el("div", { class: "joints", "aria-hidden": "true" });
  const time = el("span", { class: "time" });
  const volume = el("input", { type: "range", min: 0, max: 1, step: 0.05, value: 1, "aria-label": "Volume", class: "volume" });
  const mute = icon("sound", "Mute", () => act.mute());
  const words = icon("words", "Subtitles", () => act.words());
  const speed = el("select", { "aria-label": "Speed" },
    ...SPEEDS.map((each) => el("option", { value: each, text: `${each}×` })));
  speed.value = "1";
  speed.addEventListener("change", () => act.speed(Number(speed.value)));
  volume.addEventListener("input", () => act.volume(Number(volume.value)));
  bar.addEventListener("input", () => act.seek(Number(bar.value)));
  const element = el("div", { class: "transport" },
    el("div", { class: "seeking" }, joints, bar),
    el("div", { class: "buttons", role: "group", "aria-label": "Playing" },
      icon("before", "Previous clip", () => act.clip(-1)), icon("back", "One frame back", () => act.step(-1)), play,
      icon("on", "One frame on", () => act.step(1)), icon("next", "Next clip", () => act.clip(1)), time,
      el("span", { class: "room" }), mute, volume, words, speed,
      icon("full", "Full screen", () => act.full())));

  return {
    element,
    bar,
    take: (playlist) => {
      bar.max = String(playlist.duration || 1);
      joints.replaceChildren(...playlist.segments.slice(1).map((segment) => {
        const joint = el("span", { class: segment.isContinued ? "joint faint-joint" : "joint" });
        joint.style.left = `${(100 * segment.at) / playlist.duration}%`;
        return joint;
      }));
    },
    follow: (state) => {
      draw(play, state.isPlaying ? "pause" : "play", state.isPlaying ? "Pause" : "Play");
      bar.value = String(state.time);
      bar.style.setProperty("--done", `${(100 * state.time) / (state.duration || 1)}%`);
      bar.setAttribute("aria-valuetext", state.told);
      time.textContent = `${clock(state.time)} / ${clock(state.duration)}`;
      draw(mute, state.isMuted ? "silent" : "sound", state.isMuted ? "Unmute" : "Mute");
      words.setAttribute("aria-pressed", String(state.hasWords));
      words.hidden = !state.canHaveWords;
      if (Number(volume.value) !== state.volume) volume.value = String(state.volume);
      if (Number(speed.value) !== state.speed) speed.value = String(state.speed);
    },
  };
}

function icon(name, label, press, kind = "quiet") {
  const made = el("button", { type: "button", class: `icon ${kind}`, on: { click: press } });
  draw(made, name, label);
  return made;
}

function draw(made, name, label) {
  if (made.dataset.icon === name) return;
  made.dataset.icon = name;
  made.setAttribute("aria-label", label);
  made.title = label;
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  path.setAttribute("fill-rule", "evenodd");
  picture.append(path);
  made.replaceChildren(picture);
}
