// Finishing: render and export in the background, with progress, and the files that came of it.

import { get, post, Refused, remove } from "./api.js";
import { say, watch } from "./desk.js";
import { button, clock, el, keyed } from "./elements.js";

const WORK = { render: "Rendering", export: "Exporting", proxy: "Making a copy that plays here", analyze: "Analysing" };

export function setUpFinish(place) {
  const list = el("ul", { class: "jobs", "aria-label": "Work and finished files" });
  const empty = el("p", { class: "empty", text: "Nothing rendered yet. The cut is rendered as it stands; you can go on meanwhile." });
  const formats = el("fieldset", { class: "formats" }, el("legend", { text: "Export for another editor" }));
  const hand = button("Export", sendOff);
  place.append(
    el("h2", { class: "out-of-sight", text: "Finish" }),
    button("Render the cut", () => begin({ work: "render" }), { class: "main" }),
    // Above the forms: what was begun, and what came of it, stands where it was asked for.
    empty, list, formats);

  let jobs = [];
  const draw = () => {
    empty.hidden = jobs.length > 0;
    keyed(list, jobs, (job) => job.id, makeJob, updateJob);
  };
  const load = () => quietly(async () => { jobs = await get("/api/jobs"); draw(); });
  watch("job", (job) => {
    const at = jobs.findIndex((each) => each.id === job.id);
    if (at < 0) jobs.unshift(job);
    else jobs[at] = job;
    draw();
    if (job.state === "done" && job.work === "render") say(`${job.files[0]?.name ?? "The cut"} is finished.`);
    if (job.state === "failed") say(job.error, true);
  });
  watch("back", load);
  load();
  quietly(async () => {
    const told = await get("/api/formats");
    formats.append(...told.map(({ name, words }) =>
      el("label", { class: "row" }, el("input", { type: "checkbox", value: name }), el("span", { text: words }))), hand);
  });

  function sendOff() {
    const chosen = [...formats.querySelectorAll("input:checked")].map((box) => box.value);
    if (!chosen.length) { say("Choose at least one form to export.", true); return; }
    begin({ work: "export", formats: chosen });
  }
}

async function begin(asked) {
  await quietly(async () => { await post("/api/jobs", asked); });
}

async function quietly(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(error.message, true);
  }
}

function makeJob(job) {
  const head = el("div", { class: "row" }, el("strong", { class: "work" }), el("span", { class: "faint state" }));
  const bar = el("progress", { max: 1, "aria-label": WORK[job.work] });
  const stop = button("Cancel", () => quietly(() => remove(`/api/jobs/${job.id}`)), { class: "quiet cancel" });
  return el("li", { class: "job" }, head, el("div", { class: "row going" }, bar, stop), el("p", { class: "error" }), el("ul", { class: "files" }));
}

function updateJob(row, job) {
  const isGoing = job.state === "waiting" || job.state === "running";
  row.dataset.state = job.state;
  row.querySelector(".work").textContent = WORK[job.work];
  const left = job.left === null || !isGoing ? "" : `, ${clock(job.left)} left`;
  row.querySelector(".state").textContent = job.state === "running" ? `${job.stage}${left}` : job.state;
  row.querySelector(".going").hidden = !isGoing;
  const bar = row.querySelector("progress");
  if (job.share === null) bar.removeAttribute("value");
  else bar.value = job.share;
  row.querySelector(".error").textContent = job.error;
  keyed(row.querySelector(".files"), job.files, (file) => file.address, makeFile, () => {});
}

function makeFile(file) {
  const size = file.bytes > 1e6 ? `${(file.bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(file.bytes / 1e3)} kB`;
  const save = el("a", { href: `${file.address}?download`, download: file.name, text: `Download ${file.name}` });
  const row = el("li", {}, el("div", { class: "row" }, save, el("span", { class: "faint", text: size })));
  if (file.type.startsWith("video/")) {
    row.prepend(el("video", { controls: true, preload: "metadata", src: file.address, "aria-label": `The finished file ${file.name}` }));
  }
  return row;
}
