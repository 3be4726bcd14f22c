"""The tracks of a Kdenlive project: what lies where, and the mixes between neighbours.

A track is a pair of playlists, so that neighbours overlap where one goes over into the other. Knows
nothing about the bin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter.interchange.events import Frames
from cutter.interchange.markup import node
from cutter.interchange.mlt_parts import (
    add_crop,
    add_fade,
    add_gain,
    add_mix,
    half,
    heard,
    prop,
    shown,
    span,
)
from cutter.interchange.sounding import RAMP, channels_of, ducking, is_crossfaded, lanes

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from cutter.interchange.events import Event
    from cutter.schema import EditDecisionList

MUSIC: Final = "music"
FIRST_ID: Final = 2
"""Of a clip in the bin; those before are its folders'."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something on a track."""

    producer: str
    bin_id: int
    at: int
    """Frame of the cut where it begins, without what a mix adds to it."""
    used: Frames
    """Of its producer, without what a mix adds to it."""
    into: int = 0
    """Frames that a mix with the item before adds in front: half of its length."""
    out_of: int = 0
    """The same behind."""
    rise: int = 0
    """Frames of a fade from black."""
    fall: int = 0
    crop: Event | None = None
    """Whose picture it is, where it may be cropped."""


def sounds_of(edl: EditDecisionList, made: tuple[Event, ...]) -> list[list[Item]]:
    """Return the sounds of every track of theirs, the first track first."""
    if not edl.output.has_sound:
        return []
    taken = lanes(made)
    tracks: list[list[Item]] = [[] for _ in range(max(taken) + 1)]
    for number, event in enumerate(made):
        if not channels_of(edl, event.source):
            continue
        lead = number > 0 and is_mixed(edl, made[number - 1], event)
        trail = number + 1 < len(made) and is_mixed(edl, event, made[number + 1])
        tracks[taken[number]].append(
            Item(
                f"film{event.source + 1}_audio",
                FIRST_ID + event.source,
                event.heard_record.first,
                heard(edl, event),
                into=half(event.before, "dissolve") if lead else 0,
                out_of=half(event.after, "dissolve") if trail else 0,
            )
        )
    return tracks


def is_mixed(edl: EditDecisionList, one: Event, other: Event) -> bool:
    """Whether two neighbours are both heard, and go over into each other."""
    return is_crossfaded(one, other) and all(channels_of(edl, each.source) for each in (one, other))


def pictures(
    edl: EditDecisionList, made: tuple[Event, ...], titles: list[tuple[str, int, int]]
) -> list[Item]:
    """Return what is seen, cards among it, in playing order."""
    items = [
        Item(
            f"film{event.source + 1}_video",
            FIRST_ID + event.source,
            event.record.first,
            shown(edl, event),
            into=half(event.before, "dissolve"),
            out_of=half(event.after, "dissolve"),
            rise=half(event.before, "dip"),
            fall=half(event.after, "dip"),
            crop=event if edl.reframe else None,
        )
        for event in made
    ]
    items += [
        Item(f"title{number + 1}", title_id(edl, number), at, Frames(0, count))
        for number, (_, at, count) in enumerate(titles)
    ]
    return sorted(items, key=lambda item: item.at)


def add_track(
    top: Element, edl: EditDecisionList, items: list[Item], kind: str, number: int
) -> None:
    """Write a track: its two playlists, and the mixes between neighbours on both.

    Args:
        top: where to.
        edl: the cut.
        items: what lies on it, in order.
        kind: `audio` or `video`.
        number: of the track, from 0 for the lowest.
    """
    names = f"playlist{2 * number}", f"playlist{2 * number + 1}"
    lists = [node(top, "playlist", {"id": name}) for name in names]
    if kind == "audio":
        for playlist in lists:
            prop(playlist, "kdenlive:audio_track", 1)
    ends, side = [0, 0], 0
    mixes: list[tuple[int, int, bool]] = []
    for item in items:
        side = 1 - side if item.into else 0
        begin = item.at - item.into
        if item.into:
            mixes.append((begin, 2 * item.into, side == 0))
        if begin > ends[side]:
            node(lists[side], "blank", {"length": begin - ends[side]})
        _entry(edl, lists[side], item)
        ends[side] = item.at + item.used.count + item.out_of
    tractor = node(
        top,
        "tractor",
        {"id": f"tractor{number}", **span(Frames(0, max(1, *ends)))},
    )
    if kind == "audio":
        prop(tractor, "kdenlive:audio_track", 1)
    prop(tractor, "kdenlive:trackheight", 67)
    prop(tractor, "kdenlive:timeline_active", 1)
    prop(tractor, "kdenlive:collapsed", 0)
    hidden = "video" if kind == "audio" else "audio"
    for name in names:
        node(tractor, "track", {"hide": hidden, "producer": name})
    for begin, count, reverse in mixes:
        # Kdenlive counts the frame behind a mix as its last.
        used = Frames(begin, count + 1)
        service = "mix" if kind == "audio" else "luma"
        mix = add_mix(tractor, used, service, reverse=reverse)
        prop(mix, "kdenlive_id", service)
        prop(mix, "kdenlive:mixcut", count // 2)


def _entry(edl: EditDecisionList, playlist: Element, item: Item) -> None:
    used = Frames(max(0, item.used.first - item.into), item.used.count + item.into + item.out_of)
    entry = node(playlist, "entry", {"producer": item.producer, **span(used)})
    prop(entry, "kdenlive:id", item.bin_id)
    if item.crop is not None:
        add_crop(entry, edl, item.crop)
    if item.rise:
        made = add_fade(entry, Frames(item.used.first, item.rise), rises=True)
        prop(made, "kdenlive_id", "fade_from_black")
    if item.fall:
        made = add_fade(entry, Frames(item.used.end - item.fall, item.fall), rises=False)
        prop(made, "kdenlive_id", "fade_to_black")
    if item.producer == MUSIC:
        add_gain(entry, ducking(edl, RAMP), item.used.first)


def title_id(edl: EditDecisionList, number: int) -> int:
    """Return the id of a card in the bin."""
    return FIRST_ID + len(edl.sources) + number
