// A shot's thumbnail as an element, cut from the sheets on which many lie.

import { desk } from "./desk.js";
import { el } from "./elements.js";

export function thumb(shot, width = 96) {
  const { address, width: wide, height: high, columns, rows } = desk.film.sheets;
  const perSheet = columns * rows;
  const place = shot % perSheet;
  const scale = width / wide;
  const made = el("span", { class: "thumb", "aria-hidden": "true" });
  const sheets = desk.film.starts.length;
  const onSheet = Math.min(perSheet, sheets - Math.floor(shot / perSheet) * perSheet);
  const style = made.style;
  style.width = `${width}px`;
  style.height = `${high * scale}px`;
  style.backgroundImage = `url("${address.replace("{}", Math.floor(shot / perSheet))}")`;
  style.backgroundSize = `${wide * columns * scale}px ${high * Math.ceil(onSheet / columns) * scale}px`;
  style.backgroundPosition = `${-(place % columns) * width}px ${-Math.floor(place / columns) * high * scale}px`;
  return made;
}
