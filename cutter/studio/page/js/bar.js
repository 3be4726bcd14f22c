// Undo, redo, save.

export function setUpBar(place) {
  place.replaceChildren();
}
