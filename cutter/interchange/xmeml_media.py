"""The films of an xmeml document, and the clips that are cut from them.

A film whose rate the form has no word for is counted in frames of the cut instead. Knows nothing
about tracks.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.interchange.events import Frames, file_name, one_line, source_start
from cutter.interchange.markup import node
from cutter.interchange.sounding import channels_of
from cutter.interchange.timecode import is_drop, takes_drop, timebase, timecode
from cutter.interchange.uri import file_uri
from cutter.timeline.place import nearest

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from cutter.interchange.events import Event, Join
    from cutter.schema import EditDecisionList

_SLOWED: Final = Fraction(1000, 1001)


def is_told(rate: Fraction) -> bool:
    """Whether the form has a word for a rate: whole ones, and those of NTSC."""
    return rate in (timebase(rate), timebase(rate) * _SLOWED)


def add_rate(parent: Element, rate: Fraction) -> None:
    """Write a rate: 24000/1001 is 24, slowed as NTSC is."""
    made = node(parent, "rate")
    node(made, "timebase", text=timebase(rate))
    node(made, "ntsc", text="FALSE" if rate.denominator == 1 else "TRUE")


def add_timecode(parent: Element, rate: Fraction, first: int, *, drop: bool) -> None:
    """Write the timecode of a first frame."""
    made = node(parent, "timecode")
    add_rate(made, rate)
    node(made, "string", text=timecode(first, rate, drop=drop))
    node(made, "frame", text=first)
    node(made, "displayformat", text="DF" if drop else "NDF")


class Films:
    """The films of one document: each is described where it is first used, and named after that."""

    def __init__(self, edl: EditDecisionList) -> None:
        """Describe none yet."""
        self._edl = edl
        self._described: set[int] = set()

    def rate(self, source: int) -> Fraction:
        """Return the rate that a film's frames are counted at."""
        own = self._edl.sources[source].frame_rate
        return own if is_told(own) else self._edl.output.frame_rate

    def material(self, event: Event, *, heard: bool = False) -> Frames:
        """Return what of its film a clip shows, or is heard of it."""
        own = event.heard_material if heard else event.material
        source = self._edl.sources[event.source]
        if is_told(source.frame_rate):
            return own
        ratio = self._edl.output.frame_rate / source.frame_rate
        count = (event.heard_record if heard else event.record).count
        return Frames(nearest(own.first * ratio), count)

    def clipitem(
        self,
        track: Element,
        event: Event,
        name: str,
        *,
        joins: tuple[Join | None, Join | None],
        heard: bool = False,
    ) -> Element:
        """Append a clip, up to and with its film.

        Args:
            track: where to.
            event: the clip.
            name: its id.
            joins: transitions into it and out of it: what touches one begins or ends at -1, and
                its `in` and `out` take in what the transition shows.
            heard: whether it is the clip's sound.
        """
        rate = self.rate(event.source)
        used = self.material(event, heard=heard)
        record = event.heard_record if heard else event.record
        into, out_of = joins
        ratio = rate / self._edl.output.frame_rate
        lead, trail = (
            nearest(join.count // 2 * ratio) if join and join.kind == "dissolve" else 0
            for join in joins
        )
        item = node(track, "clipitem", {"id": name})
        node(item, "masterclipid", text=f"masterclip-{event.source + 1}")
        node(item, "name", text=event.name)
        node(item, "enabled", text="TRUE")
        node(item, "duration", text=self._length(event.source))
        add_rate(item, rate)
        node(item, "start", text=-1 if into else record.first)
        node(item, "end", text=-1 if out_of else record.end)
        node(item, "in", text=max(0, used.first - lead))
        node(item, "out", text=used.end + trail)
        self._film(item, event.source)
        return item

    def _length(self, source: int) -> int:
        film = self._edl.sources[source]
        return max(1, nearest(film.duration * self.rate(source)))

    def _film(self, item: Element, source: int) -> None:
        made = node(item, "file", {"id": f"file-{source + 1}"})
        if source in self._described:
            return
        self._described.add(source)
        film, rate = self._edl.sources[source], self.rate(source)
        node(made, "name", text=one_line(file_name(film)))
        node(made, "pathurl", text=file_uri(film.path, "localhost"))
        add_rate(made, rate)
        node(made, "duration", text=self._length(source))
        drop = is_drop(film.timecode) and takes_drop(rate)
        first = source_start(film) if is_told(film.frame_rate) else 0
        add_timecode(made, rate, first, drop=drop)
        media = node(made, "media")
        picture = node(media, "video")
        node(picture, "duration", text=self._length(source))
        add_characteristics(picture, rate, film.width, film.height)
        if channels := channels_of(self._edl, source):
            add_sound_of(media, film.sample_rate or self._edl.output.sample_rate, channels)


def add_characteristics(parent: Element, rate: Fraction, width: int, height: int) -> None:
    """Write what a picture is like; a size of 0 is not known, and left out."""
    made = node(parent, "samplecharacteristics")
    add_rate(made, rate)
    if width and height:
        node(made, "width", text=width)
        node(made, "height", text=height)
    node(made, "anamorphic", text="FALSE")
    node(made, "pixelaspectratio", text="square")
    node(made, "fielddominance", text="none")


def add_sound_of(media: Element, sample_rate: int, channels: int) -> None:
    """Write what a file's sound is like."""
    sound = node(media, "audio")
    made = node(sound, "samplecharacteristics")
    node(made, "depth", text=16)
    node(made, "samplerate", text=sample_rate)
    node(sound, "channelcount", text=channels)
