"""Reads FCPXML: ours back exactly, and what other programs made of it.

The storyline is the cut. Of what is connected to it, sound that is in step with a picture is that
picture's; other pictures are left out, and said. Knows nothing about how films are found.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from cutter.errors import InputError
from cutter.interchange import fcpxml
from cutter.interchange.conform import conformed, known_rate, on_frame
from cutter.interchange.events import Join
from cutter.interchange.fcpxml_items import Assets, Piece, chosen, connected, words
from cutter.interchange.fcpxml_keep import CLIP, MUSIC, PLAN, SOURCE, kept, kept_number
from cutter.interchange.formats import Export
from cutter.interchange.markup import parse
from cutter.interchange.plan import absolute_path, plan_from_json
from cutter.interchange.plan_read import moved
from cutter.interchange.reading import NamedFilm
from cutter.interchange.tracks import Shown, Tracks
from cutter.interchange.uri import path_of
from cutter.schema import Title
from cutter.timeline.place import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from cutter.schema import EditDecisionList, Source


def films(text: str, path: Path) -> tuple[NamedFilm, ...]:
    """Return the films that a timeline names; those of its plan, if it holds one, come first.

    Raises:
        InputError: the text is no timeline.
    """
    return _Opened(text, path).films


def read(text: str, path: Path, found: Sequence[Source]) -> EditDecisionList:
    """Return the timeline's cut: the plan that it holds if nothing was changed since.

    Raises:
        InputError: the text is no timeline, or one that asks for what its films do not hold.
    """
    opened = _Opened(text, path)
    plan = opened.plan
    if plan is None:
        said = opened.said(found)
        return dataclasses.replace(conformed(said.tracks, found, path), titles=_titles(said))
    own = len(plan.sources)
    plan = moved(plan, found[:own])
    sources = (*plan.sources, *found[own:])
    said = opened.said(sources)
    unchanged = fcpxml.write(plan, Export(path.parent, ""))
    written = _Opened(unchanged, path).said(sources)
    if said == written:
        return plan
    cut = conformed(said.tracks, sources, path, plan)
    return dataclasses.replace(
        cut,
        titles=plan.titles if said.cards == written.cards else _titles(said),
        music=cut.music if said.has_music else None,
    )


def plan_in(text: str, path: Path) -> EditDecisionList | None:
    """Return the plan that a timeline came from; None where it holds none.

    Raises:
        InputError: the text is no timeline, or its plan is none.
    """
    return _Opened(text, path).plan


@dataclass(frozen=True, slots=True)
class _Said:
    """What a timeline says."""

    tracks: Tracks
    cards: Mapping[Literal["start", "end"], tuple[str, int]]
    """Words and frames of the titles at the ends."""
    has_music: bool


def _titles(said: _Said) -> tuple[Title, ...]:
    return tuple(
        Title(text, count / said.tracks.rate, place)
        for place, (text, count) in said.cards.items()
        if text.strip() and count > 0
    )


class _Opened:
    """A document, its plan, and its films."""

    def __init__(self, text: str, path: Path) -> None:
        self._path = path
        top = parse(text, path)
        sequence = next(top.iter("sequence"), None) if top.tag == "fcpxml" else None
        project = next(top.iter("project"), None)
        sequence = project.find("sequence") if project is not None else sequence
        spine = sequence.find("spine") if sequence is not None else None
        if sequence is None or spine is None:
            raise InputError(f"{path}: holds no project; export a project as FCPXML", path)
        self._spine, self._assets = spine, Assets(top, path)
        self._start = self._assets.time(sequence, "tcStart")
        self._rate = self._rate_of(sequence)
        told = kept(sequence, PLAN)
        self.plan = None if told is None else plan_from_json(told, path)
        self._places: dict[str, int] = {}
        self.films = self._named()
        if not self.films:
            raise InputError(f"{path}: names no film; nothing to render", path)

    def said(self, found: Sequence[Source]) -> _Said:
        """Return what the timeline says, its films as they were found."""
        pictures: list[Shown] = []
        sounds: list[Shown] = []
        joins: dict[int, Join] = {}
        cards: dict[Literal["start", "end"], tuple[str, int]] = {}
        at, gaps, others, has_music = Fraction(0), 0, 0, False
        joined = None
        for item in self._spine:
            if item.tag == "transition":
                joined = item
                continue
            element = chosen(item)
            length = self._assets.length(element)
            shown = self._shown(self._assets.picture(element, at), element, found)
            if shown is not None:
                if joined is not None and pictures and pictures[-1].end == shown.first:
                    joint = self._assets.time(item, "offset", self._start + at)
                    joins[len(pictures) - 1] = self._join(joined, joint)
                if "end" in cards:
                    gaps += 1
                    del cards["end"]
                pictures.append(shown)
            elif element.tag == "title":
                count = nearest((at + length) * self._rate) - nearest(at * self._rate)
                cards["end" if pictures else "start"] = (words(element), count)
            elif pictures:
                gaps += 1
            heard = self._shown(self._assets.sound(element, at), element, found)
            sounds += [heard] if heard is not None else []
            for each in connected(element):
                where = at + self._assets.time(each, "offset") - self._assets.clock(element)
                if self._is_music(each):
                    has_music = True
                    continue
                under = self._shown(self._assets.sound(each, where), each, found)
                sounds += [under] if under is not None else []
                others += self._assets.picture(each, where) is not None or each.tag == "title"
            joined, at = None, at + length
        notes = [f"Gaps of the timeline were closed: {gaps}."] if gaps else []
        notes += [f"Clips connected to others were left out: {others}."] if others else []
        tracks = Tracks(self._rate, tuple(pictures), tuple(sounds), joins, tuple(notes))
        return _Said(tracks, cards, has_music)

    def _rate_of(self, sequence: Element) -> Fraction:
        rate = self._assets.rates.get(sequence.get("format", ""))
        try:
            if rate is None:
                raise ValueError("its format has no frameDuration")
            return known_rate(rate)
        except ValueError as error:
            raise InputError(f"{self._path}: no frame rate: {error}", self._path) from error

    def _named(self) -> tuple[NamedFilm, ...]:
        """Return the films, those of the plan first; note which asset is which of them."""
        named = (
            [NamedFilm((s.path,), s.fingerprint) for s in self.plan.sources] if self.plan else []
        )
        planned = len(named)
        used = {
            piece.asset
            for item in self._spine
            for element in (chosen(item), *connected(item))
            for piece in (self._assets.picture(element, Fraction(0)),)
            if piece is not None
        }
        for key, asset in self._assets.assets.items():
            if key not in used:
                continue
            where = self._path_of(asset)
            place = self._film(asset, where, named, planned)
            self._places[key] = place
            if place == len(named):
                named.append(NamedFilm((where,)))
            elif where not in named[place].paths:
                named[place] = NamedFilm((*named[place].paths, where), named[place].fingerprint)
        return tuple(named)

    def _film(self, asset: Element, where: str, named: list[NamedFilm], planned: int) -> int:
        """Return which film an asset is; as many as there are for a new one."""
        own = kept_number(asset, SOURCE)
        name = where.rpartition("/")[2]
        names = [film.paths[0].rpartition("/")[2] for film in named[:planned]]
        if own is not None and own < planned and names[own] == name:
            return own
        for place, film in enumerate(named):
            if where in film.paths:
                return place
        # A program that drops what it does not know keeps at least the name.
        return names.index(name) if names.count(name) == 1 else len(named)

    def _path_of(self, asset: Element) -> str:
        media = asset.find("media-rep")
        uri = asset.get("src", "") if media is None else media.get("src", "")
        where = path_of(uri) if uri else None
        if where is None:
            raise InputError(f"{self._path}: {uri[:80]!r}: not a file on this machine", self._path)
        return absolute_path(where, self._path)

    def _is_music(self, element: Element) -> bool:
        """Whether a connected element is the plan's bed of music."""
        if self.plan is None or self.plan.music is None:
            return False
        asset = self._assets.assets.get(element.get("ref", ""))
        if kept(element, MUSIC) is not None:
            return True
        name = self.plan.music.path.rpartition("/")[2]
        return asset is not None and self._path_of(asset).rpartition("/")[2] == name

    def _shown(
        self, piece: Piece | None, element: Element, found: Sequence[Source]
    ) -> Shown | None:
        """Return a piece in frames of the timeline; None where it is of no film."""
        place = self._places.get(piece.asset) if piece is not None else None
        if piece is None or place is None:
            return None
        first = nearest(piece.at * self._rate)
        count = nearest((piece.at + piece.length) * self._rate) - first
        if count < 1:
            return None
        start = on_frame(piece.begin, found[place].frame_rate)
        hint = kept_number(element, CLIP)
        known = self.plan is not None and hint is not None and hint < len(self.plan.clips)
        return Shown(place, start, first, count, hint if known else None)

    def _join(self, transition: Element, joint: Fraction) -> Join:
        """Return a transition as far as it lies evenly over the joint, on the timeline's clock."""
        length = self._assets.time(transition, "duration")
        begin = self._assets.time(transition, "offset", joint - length / 2)
        reach = min(joint - begin, begin + length - joint)
        name = transition.get("name", "").lower()
        kind = "dip" if "fade to color" in name or "dip" in name else "dissolve"
        return Join(kind, 2 * max(0, nearest(reach * self._rate)))
