"""What the elements of an FCPXML storyline say, whichever program wrote them.

Times are exact seconds. A clip has a clock of its own, which for an asset is the asset's timecode;
`start` is where it begins on that clock. Knows nothing about plans.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.errors import InputError
from cutter.times import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from xml.etree.ElementTree import Element

LONGEST: Final = 10**7
"""Seconds; some hundred days."""
NESTED: Final = ("ref-clip", "mc-clip")
_TIME: Final = re.compile(r"(-?\d{1,19}(?:\.\d{1,12})?)(?:/(\d{1,10}))?s?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an asset, as an element shows it or lets it be heard."""

    asset: str
    """Id of the asset."""
    begin: Fraction
    """Where in the asset, counted from the asset's first frame."""
    at: Fraction
    """Where on the timeline, counted from its first frame."""
    length: Fraction


class Assets:
    """The resources of a document, and what elements use of them."""

    def __init__(self, top: Element, path: Path) -> None:
        """Take the resources of a document; `path` is for messages."""
        self._path = path
        self.assets: Mapping[str, Element] = {
            each.get("id", ""): each for each in top.iterfind("resources/asset")
        }
        self.rates: Mapping[str, Fraction] = {
            each.get("id", ""): 1 / frame
            for each in top.iterfind("resources/format")
            if (frame := self.time(each, "frameDuration")) > 0
        }

    def time(self, element: Element, name: str, otherwise: Fraction = Fraction(0)) -> Fraction:
        """Return a time that an element says, or else.

        Raises:
            InputError: it says no time.
        """
        text = element.get(name)
        if text is None:
            return otherwise
        match = _TIME.fullmatch(text.strip())
        if match is None or (match[2] and not int(match[2])):
            raise InputError(
                f"{self._path}: {element.tag} {name}={quoted(text)}: not a time", self._path
            )
        value = Fraction(match[1]) / int(match[2] or 1)
        if abs(value) > LONGEST:
            raise InputError(
                f"{self._path}: {element.tag} {name}={quoted(text)}: too long", self._path
            )
        return value

    def length(self, element: Element) -> Fraction:
        """Return how long an element is on the timeline; without a word, as long as its asset."""
        asset = self.assets.get(element.get("ref", ""))
        whole = self.time(asset, "duration") if asset is not None else Fraction(0)
        return self.time(element, "duration", whole)

    def clock(self, element: Element) -> Fraction:
        """Return where an element begins on its own clock."""
        asset = self.assets.get(element.get("ref", ""))
        return self.time(element, "start", self._zero(asset))

    def picture(self, element: Element, at: Fraction) -> Piece | None:
        """Return what an element of the storyline shows of an asset, if anything.

        Raises:
            InputError: it plays at another speed, or is a timeline inside the timeline.
        """
        element = chosen(element)
        if element.get("enabled") == "0" or element.get("srcEnable") == "audio":
            return None
        inner = self._inner(element, ("video", "asset-clip"))
        if inner is None or self._asset(inner).get("hasVideo", "1") == "0":
            return None
        return self._piece(element, inner, self.clock(element), at, self.length(element))

    def sound(self, element: Element, at: Fraction) -> Piece | None:
        """Return what is heard with an element, if anything; its edges may be its own.

        Raises:
            InputError: it plays at another speed, or is a timeline inside the timeline.
        """
        element = chosen(element)
        if element.get("enabled") == "0" or element.get("srcEnable") == "video":
            return None
        inner = self._inner(element, ("audio", "asset-clip"))
        if inner is None or self._asset(inner).get("hasAudio", "0") != "1":
            return None
        begin = self.clock(element)
        heard = self.time(element, "audioStart", begin)
        length = self.time(element, "audioDuration", self.length(element))
        return self._piece(element, inner, heard, at + heard - begin, length)

    def _asset(self, element: Element) -> Element:
        return self.assets[element.get("ref", "")]

    def _zero(self, asset: Element | None) -> Fraction:
        return self.time(asset, "start") if asset is not None else Fraction(0)

    def _inner(self, element: Element, tags: tuple[str, ...]) -> Element | None:
        """Return what of an element names an asset: itself, or what lies in it."""
        if element.tag in NESTED:
            raise InputError(
                f"{self._path}: {quoted(element.get('name', element.tag))} is a timeline inside "
                "the timeline; break it apart where it was made",
                self._path,
            )
        if element.find("timeMap") is not None:
            raise InputError(
                f"{self._path}: {quoted(element.get('name', element.tag))} changes its speed, "
                "which a cut cannot",
                self._path,
            )
        inside: tuple[Element, ...] = (element,)
        if element.tag in ("clip", "sync-clip"):
            inside = tuple(each for each in element.iter() if each is not element)
        for each in inside:
            if each.tag in (*tags, "video") and each.get("ref") in self.assets:
                # A clip's sound may lie in the element of its picture.
                return each
        return None

    def _piece(
        self, element: Element, inner: Element, clock: Fraction, at: Fraction, length: Fraction
    ) -> Piece:
        zero = self._zero(self._asset(inner))
        if inner is not element:
            clock += self.clock(inner) - self.time(inner, "offset")
        # Some programs leave an asset's timecode out of what they say of its clips.
        begin = clock - zero if clock >= zero else clock
        return Piece(inner.get("ref", ""), begin, at, length)


def chosen(element: Element) -> Element:
    """Return the element itself, or the one that is picked of an audition: its first."""
    return element[0] if element.tag == "audition" and len(element) else element


def connected(element: Element) -> Iterator[Element]:
    """Yield what is anchored to an element, above or below the storyline."""
    for each in element:
        if each.get("lane", "0") != "0":
            yield each


def words(title: Element) -> str:
    """Return what a title says."""
    return "".join("".join(each.itertext()) for each in title.iterfind("text/text-style"))
