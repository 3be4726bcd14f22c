// Sets up the player: the cut plays from the film by its edit list, nothing is rendered. Brings the
// store, the deck and the buttons together.

import { Conductor } from "./conductor.js";
import { Deck } from "./deck.js";
import { change, command, desk, say, tell, watch } from "./desk.js";
import { clock, el } from "./elements.js";
import { Frame } from "./frame.js";
import { setUpKeys } from "./keys.js";
import { setUpPlayable } from "./playable.js";
import { cuesAt, playlistOf, shotAlone, shotAt } from "./playlist.js";
import { setUpReactions } from "./reactions.js";
import { setUpTransport } from "./transport.js";

const TELL = 100; // milliseconds between two tellings of where it plays

export function setUpPlayer(place) {
  const player = new Player(place, desk.film);
  window.cutterPlayer = {
    log: player.conductor.log, // the joints so far: { clip, wanted, got, … }
    state: () => player.state(),
    isReady: () => Boolean(player.conductor.front?.isReady && !player.conductor.pending),
  };
}

class Player {
  constructor(place, film) {
    this.place = place;
    this.film = film;
    this.hasWords = true;
    this.cut = null; // where the cut stood when a single shot was played
    this.told = 0;
    this.frame = new Frame(film);
    this.deck = new Deck(this.frame.videos, film, {
      ready: (slot) => this.conductor.settle(slot),
      error: (error) => this.playable.failed(error),
      loaded: (element) => this.playable.loaded(element),
      refused: (error) => this.refused(error),
      beat: () => this.conductor.tick(),
    });
    this.conductor = new Conductor(this.deck, {
      moved: () => this.moved(),
      joint: (entry) => place.dispatchEvent(new CustomEvent("joint", { detail: entry, bubbles: true })),
    });
    this.act = this.acts();
    this.transport = setUpTransport(this.act);
    this.reactions = setUpReactions(this.act);
    this.playable = setUpPlayable(film, {
      open: (source) => this.open(source),
      slides: () => this.slides(),
    });
    const line = el("p", { class: "faint at", id: "player-at" });
    this.line = line;
    place.replaceChildren(el("h2", { class: "out-of-sight", text: "Player" }), this.frame.element, this.frame.shape,
      this.playable.element, this.transport.element, el("div", { class: "below" }, line, this.reactions.element));
    const showKeys = setUpKeys(this.act, (element) => element === this.transport.bar);
    this.reactions.element.append(el("button", { type: "button", class: "quiet", text: "Keys", on: { click: showKeys } }));
    watch("view", (view) => this.view(view));
    watch("play", (wish) => this.wish(wish));
    this.frame.element.addEventListener("click", () => this.act.toggle());
    this.playable.begin();
  }

  acts() {
    const { conductor, deck } = this;
    return {
      toggle: () => (conductor.isPlaying ? this.pause() : this.play()),
      seek: (time) => this.inCut(() => conductor.seek(time)),
      skip: (seconds) => conductor.seek(Math.min(Math.max(0, conductor.time + seconds), conductor.playlist.duration)),
      step: (frames) => this.step(frames),
      clip: (by) => this.inCut(() => this.nextClip(by)),
      end: () => this.inCut(() => conductor.seek(conductor.playlist.duration)),
      faster: () => this.faster(),
      speed: (rate) => this.set(() => deck.setRate(rate)),
      volume: (volume) => this.set(() => Object.assign(deck, { volume, isMuted: false })),
      mute: () => this.set(() => Object.assign(deck, { isMuted: !deck.isMuted })),
      words: () => this.set(() => (this.hasWords = !this.hasWords)),
      full: () => (document.fullscreenElement ? document.exitFullscreen() : this.place.requestFullscreen().catch(() => {})),
      like: () => this.react("like"),
      dislike: () => this.react("dislike"),
      undo: () => command("undo"),
      redo: () => command("redo"),
    };
  }

  set(change) {
    change();
    this.conductor.mix();
    this.moved();
  }

  view(view) {
    this.frame.take(view);
    this.reactions.take(view);
    const playlist = playlistOf(view);
    if (this.conductor.playlist.isShot) {
      if (this.cut) this.cut.playlist = playlist;
      return this.moved();
    }
    this.transport.take(playlist);
    this.conductor.take(playlist);
  }

  wish({ shot, clip, time, toggle }) {
    const { conductor } = this;
    if (toggle) return this.act.toggle();
    if (shot !== undefined && clip === undefined) return this.alone(shot);
    this.inCut(() => {
      if (time !== undefined) return conductor.seek(time);
      const index = conductor.playlist.segments.findIndex(({ key }) => key === clip);
      if (index >= 0) conductor.jump(index, conductor.playlist.segments[index].start);
    });
    this.play();
  }

  alone(shot) {
    const { conductor } = this;
    this.cut ??= { playlist: conductor.playlist, time: conductor.time };
    conductor.pause();
    conductor.playlist = shotAlone(this.film, shot);
    this.transport.take(conductor.playlist);
    conductor.jump(0, this.film.starts[shot]);
    this.play();
  }

  // Goes back to the cut from a shot that was played for itself, then does the rest.
  inCut(rest = () => {}) {
    const { conductor, cut } = this;
    if (cut) {
      this.cut = null;
      conductor.playlist = cut.playlist;
      this.transport.take(cut.playlist);
      conductor.seek(Math.min(cut.time, cut.playlist.duration));
    }
    rest();
  }

  play() {
    if (this.cut && this.conductor.isAtEnd) this.inCut();
    this.conductor.play();
    this.run();
  }

  pause() {
    this.conductor.pause();
  }

  run() {
    if (this.isRunning) return;
    this.isRunning = true;
    const look = () => {
      this.conductor.tick();
      this.isRunning = this.conductor.isPlaying;
      if (this.isRunning) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  nextClip(by) {
    const { conductor } = this;
    const { segments } = conductor.playlist;
    const isInside = by < 0 && conductor.segment && conductor.source - conductor.segment.start > 1;
    const index = Math.min(Math.max(0, conductor.index + (isInside ? 0 : by)), segments.length - 1);
    if (segments[index]) conductor.jump(index, segments[index].start);
  }

  step(frames) {
    this.pause();
    this.act.skip(frames / this.film.frame_rate);
  }

  faster() {
    if (this.conductor.isPlaying) this.act.speed(this.deck.rate >= 2 ? 1 : this.deck.rate >= 1.5 ? 2 : 1.5);
    else this.play();
  }

  open(source) {
    const { conductor, deck } = this;
    const [index, at] = [conductor.index, conductor.source];
    conductor.isSlides = false;
    conductor.front = conductor.tail = conductor.pending = null;
    deck.open(source);
    conductor.jump(index, at);
  }

  slides() {
    this.conductor.isSlides = true;
    this.conductor.pending = null;
    this.moved();
  }

  refused(error) {
    this.pause();
    if (error.name === "NotAllowedError") say("The browser waits for you: press play once more.");
    else this.playable.failed(error);
  }

  get shot() {
    const { segment, source } = this.conductor;
    if (segment?.kind !== "clip") return null;
    if (segment.shots.length === 1) return segment.shot;
    const found = shotAt(this.film, source);
    return segment.shots.includes(found) ? found : segment.shot;
  }

  react(what) {
    const [shot, { segment }] = [this.shot, this.conductor];
    if (shot === null) return;
    const [start, end] = [Math.max(segment.start, this.film.starts[shot]), Math.min(segment.end, this.film.ends[shot])];
    const part = segment.key === null || end <= start ? {} : { start, end };
    change({ do: what, shot, ...part });
  }

  state() {
    const { conductor, deck } = this;
    const { segment, playlist } = conductor;
    return {
      time: conductor.time, source: conductor.source, clip: segment?.key ?? null, shot: this.shot, isPlaying: conductor.isPlaying,
      isShot: Boolean(playlist.isShot), duration: playlist.duration, told: this.where(), volume: deck.volume, speed: deck.rate,
      isMuted: deck.isMuted, hasWords: this.hasWords, canHaveWords: this.film.cues.length > 0, heard: conductor.heard,
    };
  }

  where() {
    const { conductor } = this;
    const { segment, playlist } = conductor;
    if (!segment) return "The cut is empty: allow more shots, or a longer budget.";
    if (segment.kind === "title") return `title, ${clock(conductor.time)}`;
    if (playlist.isShot) return `shot #${this.shot + 1} by itself, from ${clock(segment.start)} of the film`;
    const clips = playlist.segments.filter(({ kind }) => kind === "clip");
    return `clip ${clips.indexOf(segment) + 1} of ${clips.length}, shot #${this.shot + 1}, ${clock(conductor.source)} of the film`;
  }

  // Shows where it is, at once; tells the other parts some ten times a second.
  moved() {
    const { conductor } = this;
    const { segment } = conductor;
    const hasPicture = conductor.front && !conductor.isSlides;
    this.frame.showStill(hasPicture ? null : this.shot);
    this.frame.follow(segment, conductor.playlist.segments[conductor.index - 1], conductor.source,
      (conductor.isWaiting || conductor.pending !== null) && !conductor.isSlides);
    const now = performance.now();
    const isSame = conductor.isPlaying === this.wasPlaying && conductor.index === this.wasAt;
    if (isSame && now - this.told < TELL && conductor.isPlaying) return;
    [this.told, this.wasPlaying, this.wasAt] = [now, conductor.isPlaying, conductor.index];
    const state = this.state();
    this.frame.sayWords(this.hasWords && segment && state.heard !== null ? cuesAt(this.film.cues, state.heard) : []);
    this.transport.follow(state);
    this.reactions.follow(state);
    if (this.line.textContent !== state.told) this.line.textContent = state.told;
    const { time, source, clip, shot, isPlaying } = state;
    tell("playing", { time, source, clip, shot, isPlaying });
  }
}
