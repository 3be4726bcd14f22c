// The clips of the cut in playing order.

export function setUpCut(place) {
  place.replaceChildren();
}
