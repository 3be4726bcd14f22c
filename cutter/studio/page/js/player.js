// Plays the cut from the film by its edit list.

export function setUpPlayer(place) {
  place.replaceChildren();
}
