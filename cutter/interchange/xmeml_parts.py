"""Links, transitions and titles of an xmeml document. Knows nothing about films."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.interchange.markup import node
from cutter.interchange.xmeml_media import add_rate

if TYPE_CHECKING:
    from fractions import Fraction
    from xml.etree.ElementTree import Element

    from cutter.interchange.events import Join


def add_link(item: Element, other: str, kind: str, track: int | None, index: int) -> None:
    """Link an item to another, or to itself, as the form asks for.

    Args:
        item: the one that gets the link.
        other: id of the other.
        kind: `video` or `audio`.
        track: number of the other's track among those of its kind, from 1; None leaves it out.
        index: which item of its track it is, from 1.
    """
    link = node(item, "link")
    node(link, "linkclipref", text=other)
    node(link, "mediatype", text=kind)
    if track is not None:
        node(link, "trackindex", text=track)
    node(link, "clipindex", text=index)


def add_transition(track: Element, joint: int, join: Join, kind: str) -> None:
    """Append the transition at a joint: a dissolve over it, or a dip as two fades that meet."""
    half = join.count // 2
    if join.kind == "dissolve":
        _transition(track, joint - half, joint + half, "center", kind)
        return
    _transition(track, joint - half, joint, "end-black", kind)
    _transition(track, joint, joint + half, "start-black", kind)


def _transition(track: Element, start: int, end: int, alignment: str, kind: str) -> None:
    made = node(track, "transitionitem")
    node(made, "start", text=start)
    node(made, "end", text=end)
    node(made, "alignment", text=alignment)
    effect = node(made, "effect")
    if kind == "audio":
        node(effect, "name", text="Cross Fade (+3dB)")
        node(effect, "effectid", text="KGAudioTransCrossFade3dB")
    else:
        node(effect, "name", text="Cross Dissolve")
        node(effect, "effectid", text="Cross Dissolve")
        node(effect, "effectcategory", text="Dissolve")
    node(effect, "effecttype", text="transition")
    node(effect, "mediatype", text=kind)
    if kind == "video":
        node(effect, "wipecode", text=0)
        node(effect, "wipeaccuracy", text=100)
        node(effect, "startratio", text=0)
        node(effect, "endratio", text=1)
        node(effect, "reverse", text="FALSE")


def add_title(track: Element, text: str, at: tuple[int, int], rate: Fraction, name: str) -> None:
    """Append a card: Final Cut Pro's own text generator, white in the middle, on black.

    Args:
        track: where to.
        text: the words.
        at: first frame of the cut, and how many.
        rate: the cut's.
        name: the item's id.
    """
    first, count = at
    item = node(track, "generatoritem", {"id": name})
    node(item, "name", text="Text")
    node(item, "enabled", text="TRUE")
    node(item, "duration", text=count)
    add_rate(item, rate)
    node(item, "start", text=first)
    node(item, "end", text=first + count)
    node(item, "in", text=0)
    node(item, "out", text=count)
    node(item, "alphatype", text="black")
    effect = node(item, "effect")
    node(effect, "name", text="Text")
    node(effect, "effectid", text="Text")
    node(effect, "effectcategory", text="Text")
    node(effect, "effecttype", text="generator")
    node(effect, "mediatype", text="video")
    for key, label, value in (
        ("str", "Text", text),
        ("fontname", "Font", "Helvetica"),
        ("fontsize", "Size", "48"),
        ("fontalign", "Alignment", "2"),
    ):
        parameter = node(effect, "parameter")
        node(parameter, "parameterid", text=key)
        node(parameter, "name", text=label)
        node(parameter, "value", text=value)
    of = node(item, "sourcetrack")
    node(of, "mediatype", text="video")
