"""Reads an OpenTimelineIO timeline: ours back exactly, and what other programs made of it.

Knows nothing about how films are found.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cutter.errors import InputError
from cutter.interchange.conform import NOTED, conformed, known_rate, on_frame
from cutter.interchange.events import Join, source_start
from cutter.interchange.formats import Export
from cutter.interchange.otio import CLIP_KEY, PLAN_KEY, timeline_of
from cutter.interchange.otio_text import seconds, timeline_in, told, told_plainly
from cutter.interchange.plan import absolute_path, plan_from_json
from cutter.interchange.plan_read import moved
from cutter.interchange.reading import NamedFilm
from cutter.interchange.tracks import Shown, Tracks
from cutter.interchange.uri import path_of
from cutter.timeline.place import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import opentimelineio as otio

    from cutter.schema import EditDecisionList, Source

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{32}")


def films(text: str, path: Path) -> tuple[NamedFilm, ...]:
    """Return the films that a timeline names; those of its plan, if it holds one, come first.

    Raises:
        InputError: the text is no timeline.
    """
    with told_plainly(path):
        return _Opened(text, path).films


def read(text: str, path: Path, found: Sequence[Source]) -> EditDecisionList:
    """Return the timeline's cut: the plan that it holds if nothing was changed since.

    Raises:
        InputError: the text is no timeline, or one that asks for what its films do not hold.
    """
    with told_plainly(path):
        return _Opened(text, path).cut(found)


def plan_in(text: str, path: Path) -> EditDecisionList | None:
    """Return the plan that a timeline came from; None where it holds none.

    Raises:
        InputError: the text is no timeline, or its plan is none.
    """
    with told_plainly(path):
        return _Opened(text, path).plan


class _Opened:
    """A timeline, its plan, and its films."""

    def __init__(self, text: str, path: Path) -> None:
        self._path = path
        self._timeline = timeline_in(text, path)
        self.plan = self._own_plan()
        named = (
            [NamedFilm((s.path,), s.fingerprint) for s in self.plan.sources] if self.plan else []
        )
        self._places: dict[str, int] = {}
        pictures = [c for track in self._timeline.video_tracks() for c in track.find_clips()]
        for clip in pictures:
            place = self._film(clip, named)
            if place is None:
                continue
            url = clip.media_reference.target_url
            where = self._absolute(url)
            self._places[url] = place
            if place == len(named):
                print_ = told(clip.media_reference).get("fingerprint", "")
                known = print_ if _FINGERPRINT.fullmatch(str(print_)) else ""
                named.append(NamedFilm((where,), known))
            elif where not in named[place].paths:
                named[place] = NamedFilm((*named[place].paths, where), named[place].fingerprint)
        self.films = tuple(named)
        if not self.films:
            raise InputError(f"{path}: names no film; nothing to render", path)

    def cut(self, found: Sequence[Source]) -> EditDecisionList:
        """Return the cut of the films as they were found."""
        if self.plan is None:
            return conformed(self._tracks(self._timeline, found), found, self._path)
        own = len(self.plan.sources)
        plan = moved(self.plan, found[:own])
        sources = (*plan.sources, *found[own:])
        tracks = self._tracks(self._timeline, sources)
        unchanged = timeline_of(plan, Export(self._path.parent, ""))
        if tracks == self._tracks(unchanged, sources):
            return plan
        return conformed(tracks, sources, self._path, plan)

    def _own_plan(self) -> EditDecisionList | None:
        text = told(self._timeline).get(PLAN_KEY)
        return plan_from_json(text, self._path) if isinstance(text, str) else None

    def _absolute(self, url: str) -> str:
        where = path_of(url)
        # Two slashes name another machine, which is not asked for anything.
        if where is None or where.startswith("//") or "\0" in where:
            raise InputError(f"{self._path}: {url[:80]!r}: not a file on this machine", self._path)
        return absolute_path(where, self._path)

    def _film(self, clip: otio.schema.Clip, named: Sequence[NamedFilm]) -> int | None:
        """Return which film a clip shows; as many as there are for a new one, None for none."""
        import opentimelineio as otio

        reference = clip.media_reference
        if not isinstance(reference, otio.schema.ExternalReference) or not reference.target_url:
            return None
        if told(clip).get("music"):
            return None
        url = reference.target_url
        if url in self._places:
            return self._places[url]
        own = told(reference).get("fingerprint")
        where = self._absolute(url)
        for place, film in enumerate(named):
            if (own and own == film.fingerprint) or where in film.paths:
                return place
        # A program that drops what it does not know keeps at least the name.
        names = [film.paths[0].rpartition("/")[2] for film in named[: self._planned()]]
        name = where.rpartition("/")[2]
        return names.index(name) if not own and names.count(name) == 1 else len(named)

    def _planned(self) -> int:
        return len(self.plan.sources) if self.plan else 0

    def _tracks(self, timeline: otio.schema.Timeline, found: Sequence[Source]) -> Tracks:
        """Return what is on a timeline, in its own frames."""
        import opentimelineio as otio

        rate = self._rate(timeline)
        pictures: list[Shown] = []
        joins: dict[int, Join] = {}
        at, gaps = Fraction(0), 0
        for item in self._picture_track(timeline):
            if isinstance(item, otio.schema.Transition):
                half = min(
                    seconds(item.in_offset, self._path), seconds(item.out_offset, self._path)
                )
                kind = "dip" if told(item).get("kind") == "dip" else "dissolve"
                joins[len(pictures) - 1] = Join(kind, 2 * nearest(half * rate))
                continue
            end = at + seconds(item.duration(), self._path)
            shown = self._shown(item, at, end, rate, found)
            if shown is not None:
                pictures.append(shown)
            elif pictures and nearest(end * rate) > nearest(at * rate):
                gaps += 1
            at = end
        sounds = [
            shown
            for track in timeline.audio_tracks()
            if track.enabled
            for shown in self._sounds(track, rate, found)
        ]
        joins.pop(-1, None)
        titled = self.plan is not None and any(t.place == "end" for t in self.plan.titles)
        closed = gaps - titled
        notes = (f"{NOTED}gaps closed: {closed}.",) if closed > 0 else ()
        return Tracks(rate, tuple(pictures), tuple(sounds), joins, notes)

    def _rate(self, timeline: otio.schema.Timeline) -> Fraction:
        start = timeline.global_start_time
        try:
            if start is not None and start.rate > 1:
                return known_rate(start.rate)
            first = next(iter(timeline.find_clips()))
            return known_rate(first.duration().rate)
        except (ValueError, StopIteration) as error:
            raise InputError(f"{self._path}: no frame rate: {error}", self._path) from error

    def _picture_track(self, timeline: otio.schema.Timeline) -> Sequence[Any]:
        """Return the items of the picture; of several tracks what is seen from above."""
        import opentimelineio as otio

        tracks = [
            track
            for track in timeline.video_tracks()
            if track.enabled and any(True for _ in track.find_clips())
        ]
        if len(tracks) > 1:
            try:
                return list(otio.algorithms.flatten_stack(tracks))
            except (otio.exceptions.OTIOError, ValueError, RuntimeError) as error:
                raise InputError(
                    f"{self._path}: several picture tracks that cannot be made one; "
                    "flatten them where they were made",
                    self._path,
                ) from error
        return list(tracks[0]) if tracks else []

    def _sounds(
        self, track: otio.schema.Track, rate: Fraction, found: Sequence[Source]
    ) -> Iterator[Shown]:
        import opentimelineio as otio

        at = Fraction(0)
        for item in track:
            if isinstance(item, otio.schema.Transition):
                continue
            end = at + seconds(item.duration(), self._path)
            if shown := self._shown(item, at, end, rate, found):
                yield shown
            at = end

    def _shown(
        self,
        item: Any,  # noqa: ANN401
        at: Fraction,
        end: Fraction,
        rate: Fraction,
        found: Sequence[Source],
    ) -> Shown | None:
        """Return what of a film an item shows from `at` to `end`; None where there is no film."""
        import opentimelineio as otio

        if isinstance(item, otio.schema.Stack | otio.schema.Track):
            raise InputError(
                f"{self._path}: holds a timeline inside a timeline; flatten it where it was made",
                self._path,
            )
        first, last = nearest(at * rate), nearest(end * rate)
        if not isinstance(item, otio.schema.Clip) or not item.enabled or last <= first:
            return None
        if any(isinstance(effect, otio.schema.TimeEffect) for effect in item.effects):
            raise InputError(
                f"{self._path}: {item.name!r} changes its speed, which a cut cannot", self._path
            )
        place = self._film(item, self.films)
        if place is None or place >= len(self.films):
            return None
        start = self._start(item, found[place])
        hint = told(item).get(CLIP_KEY)
        known = isinstance(hint, int) and self.plan is not None and 0 <= hint < len(self.plan.clips)
        return Shown(place, start, first, last - first, hint if known else None)

    def _start(self, clip: otio.schema.Clip, film: Source) -> Fraction:
        """Return what of its film a clip begins with, in seconds on the film's clock."""
        reference = clip.media_reference
        span = clip.source_range or reference.available_range
        if span is None:
            return Fraction(0)
        start = seconds(span.start_time, self._path)
        zero = source_start(film) / film.frame_rate
        given = reference.available_range
        if not told(reference) and start < zero:
            zero = Fraction(0)
        if not told(reference) and not zero and given is not None:
            begin = seconds(given.start_time, self._path)
            zero = begin if start >= begin else zero
        return on_frame(start - zero, film.frame_rate)
