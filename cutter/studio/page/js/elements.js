// Makes elements of the page. Text goes in as text: nothing that is told becomes markup.

export function el(tag, options = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") made.textContent = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (name === "value") made.value = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const button = (text, act, options = {}) =>
  el("button", { type: "button", text, on: { click: act }, ...options });

// `1:05` or `1:02:05`, for people.
export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export const signed = (amount, places = 1) =>
  `${amount < 0 ? "−" : "+"}${Math.abs(amount).toFixed(places)}`;

// Keeps rows of a list by key: those that stay keep their elements, and with them the focus.
export function keyed(place, items, keyOf, make, update) {
  const had = new Map([...place.children].map((row) => [row.dataset.key, row]));
  const rows = items.map((item) => {
    const key = keyOf(item);
    const row = had.get(key) ?? make(item);
    row.dataset.key = key;
    update(row, item);
    return row;
  });
  for (const row of had.values()) if (!rows.includes(row)) row.remove();
  rows.forEach((row, index) => {
    if (place.children[index] !== row) place.insertBefore(row, place.children[index] ?? null);
  });
}
