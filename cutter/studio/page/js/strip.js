// Every shot of the film along a timeline.

export function setUpStrip(place) {
  place.replaceChildren();
}
