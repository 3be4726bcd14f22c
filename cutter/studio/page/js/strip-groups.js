// Which shots get a picture on the strip: shots too narrow for one share a place.

// Returns [{first, last}], every shot in one of them, each at least `room` pixels wide but for
// what is left over before a wide shot or at the film's end. They depend on the scale alone, so
// that they stay as they are while the strip is scrolled.
export function groupsOf(film, perSecond, room) {
  const groups = [];
  let first = 0;
  const shots = film.starts.length;
  for (let shot = 0; shot < shots; shot += 1) {
    const isWide = (film.ends[shot] - film.starts[shot]) * perSecond >= room;
    if (isWide && shot > first) {
      groups.push({ first, last: shot - 1 });
      first = shot;
    }
    if ((film.ends[shot] - film.starts[first]) * perSecond >= room || shot === shots - 1) {
      groups.push({ first, last: shot });
      first = shot + 1;
    }
  }
  return groups;
}

// Returns the shot that stands for a group: the best of those in the cut, or else of all.
export function faceOf(group, marks) {
  let best = group.first;
  for (let shot = group.first + 1; shot <= group.last; shot += 1) {
    const ahead = marks.chosen[shot] - marks.chosen[best];
    if (ahead > 0 || (ahead === 0 && marks.scores[shot] > marks.scores[best])) best = shot;
  }
  return best;
}
