// Taste, the cut as a whole, variants, history, finished files.

export function setUpPanels(place) {
  place.replaceChildren();
}
