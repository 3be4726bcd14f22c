"""The audio tracks of an xmeml document.

A track of the form is one channel. A stereo track is a pair that Premiere Pro takes together by
attributes of its own, which others pass over: they see two mono tracks, linked. Films of more than
two channels get one mono track for each. Knows nothing about the picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cutter.interchange.events import one_line
from cutter.interchange.markup import node
from cutter.interchange.sounding import RAMP, STEREO, channels_of, ducking, is_crossfaded, lanes
from cutter.interchange.uri import file_uri
from cutter.interchange.xmeml_media import add_rate, add_sound_of
from cutter.interchange.xmeml_parts import add_link, add_transition
from cutter.timeline.place import frame_count, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from cutter.interchange.events import Event
    from cutter.interchange.xmeml_media import Films
    from cutter.schema import EditDecisionList

LOUDEST: Final = 3.98109
"""What an audio level goes up to in this form: +12 dB."""


class Places:
    """Where every clip lies: which tracks, and which item of theirs it is."""

    def __init__(self, edl: EditDecisionList, made: tuple[Event, ...]) -> None:
        """Find the tracks of all clips."""
        self.channels = [channels_of(edl, event.source) for event in made]
        self.width = max(self.channels, default=0)
        """Tracks that one clip's sound may need."""
        self.lanes = lanes(made) if self.width else (0,) * len(made)
        counts: dict[int, int] = {}
        self.items: list[int] = []
        """For every clip, which item of its sound tracks it is, from 1."""
        for lane, channels in zip(self.lanes, self.channels, strict=True):
            counts[lane] = counts.get(lane, 0) + (1 if channels else 0)
            self.items.append(counts[lane])

    def links(self, item: Element, number: int) -> None:
        """Link a clip's picture and all channels of its sound to each other."""
        add_link(item, picture_id(number), "video", 1, number + 1)
        for channel in range(self.channels[number]):
            track = self.lanes[number] * self.width + channel + 1
            add_link(item, sound_id(number, channel), "audio", track, self.items[number])


def picture_id(number: int) -> str:
    """Return the id of a clip's picture."""
    return f"clipitem-{number + 1}"


def sound_id(number: int, channel: int) -> str:
    """Return the id of one channel of a clip's sound."""
    return f"clipitem-{number + 1}-audio-{channel + 1}"


def add_sound(
    audio: Element,
    edl: EditDecisionList,
    made: tuple[Event, ...],
    films: Films,
    places: Places,
) -> None:
    """Write all tracks of sound: those of the clips, then the music's."""
    node(audio, "numOutputChannels", text=STEREO)
    made_as = node(node(audio, "format"), "samplecharacteristics")
    node(made_as, "depth", text=16)
    node(made_as, "samplerate", text=edl.output.sample_rate)
    outputs = node(audio, "outputs")
    for index in (1, 2):
        group = node(outputs, "group")
        node(group, "index", text=index)
        node(group, "numchannels", text=1)
        node(group, "downmix", text=0)
        node(node(group, "channel"), "index", text=index)
    for lane in range(max(places.lanes) + 1 if places.width else 0):
        for channel in range(places.width):
            track = _track(audio, channel, places.width)
            _fill(track, made, films, places, (lane, channel))
            _close(track, channel)
    if edl.music is not None:
        _music(audio, edl)


def _track(audio: Element, channel: int, width: int) -> Element:
    is_pair = width == STEREO
    return node(
        audio,
        "track",
        {
            "currentExplodedTrackIndex": channel if is_pair else 0,
            "totalExplodedTrackCount": STEREO if is_pair else 1,
            "premiereTrackType": "Stereo" if is_pair else "Mono",
        },
    )


def _close(track: Element, channel: int) -> None:
    node(track, "enabled", text="TRUE")
    node(track, "locked", text="FALSE")
    node(track, "outputchannelindex", text=channel % STEREO + 1)


def _fill(
    track: Element,
    made: tuple[Event, ...],
    films: Films,
    places: Places,
    where: tuple[int, int],
) -> None:
    """Write one channel of all clips of one lane, with the crossfades between them."""
    lane, channel = where
    for number, event in enumerate(made):
        if places.lanes[number] != lane or channel >= places.channels[number]:
            continue
        before, behind = _neighbours(made, places, number, channel)
        joins = event.before if before else None, event.after if behind else None
        name = sound_id(number, channel)
        item = films.clipitem(track, event, name, joins=joins, heard=True)
        kind = "stereo" if places.channels[number] == STEREO else "mono"
        item.set("premiereChannelType", kind)
        of = node(item, "sourcetrack")
        node(of, "mediatype", text="audio")
        node(of, "trackindex", text=channel + 1)
        places.links(item, number)
        if joins[1] is not None:
            add_transition(track, event.heard_record.end, joins[1], "audio")


def _neighbours(
    made: Sequence[Event], places: Places, number: int, channel: int
) -> tuple[bool, bool]:
    """Return whether a clip's sound goes over from the one before, and into the one behind."""

    def goes_over(one: int, other: int) -> bool:
        return (
            one >= 0
            and other < len(made)
            and is_crossfaded(made[one], made[other])
            and min(places.channels[one], places.channels[other]) > channel
        )

    return goes_over(number - 1, number), goes_over(number, number + 1)


def _music(audio: Element, edl: EditDecisionList) -> None:
    """Write the bed on a pair of tracks of its own."""
    music, rate, total = edl.music, edl.output.frame_rate, frame_count(edl)
    if music is None:
        return
    begin = nearest(music.start * rate)
    name = one_line(music.path.rsplit("/", 1)[-1])
    for channel in range(STEREO):
        track = _track(audio, channel, STEREO)
        item = node(track, "clipitem", {"id": f"music-{channel + 1}"})
        item.set("premiereChannelType", "stereo")
        node(item, "name", text=name)
        node(item, "enabled", text="TRUE")
        node(item, "duration", text=begin + total)
        add_rate(item, rate)
        node(item, "start", text=0)
        node(item, "end", text=total)
        node(item, "in", text=begin)
        node(item, "out", text=begin + total)
        file = node(item, "file", {"id": "file-music"})
        if channel == 0:
            node(file, "name", text=name)
            node(file, "pathurl", text=file_uri(music.path, "localhost"))
            add_rate(file, rate)
            node(file, "duration", text=begin + total)
            add_sound_of(node(file, "media"), edl.output.sample_rate, STEREO)
        of = node(item, "sourcetrack")
        node(of, "mediatype", text="audio")
        node(of, "trackindex", text=channel + 1)
        _levels(item, ducking(edl, RAMP), begin)
        for other in range(STEREO):
            add_link(item, f"music-{other + 1}", "audio", None, 1)
        _close(track, channel)


def _levels(item: Element, points: list[tuple[int, float]], begin: int) -> None:
    effect = node(node(item, "filter"), "effect")
    node(effect, "name", text="Audio Levels")
    node(effect, "effectid", text="audiolevels")
    node(effect, "effectcategory", text="audiolevels")
    node(effect, "effecttype", text="audiolevels")
    node(effect, "mediatype", text="audio")
    level = node(effect, "parameter")
    node(level, "parameterid", text="level")
    node(level, "name", text="Level")
    node(level, "valuemin", text=0)
    node(level, "valuemax", text=LOUDEST)
    gains = [(frame, min(LOUDEST, 10 ** (gain / 20))) for frame, gain in points]
    node(level, "value", text=f"{gains[0][1]:.6f}")
    for frame, gain in gains if len(gains) > 1 else []:
        key = node(level, "keyframe")
        node(key, "when", text=begin + frame)
        node(key, "value", text=f"{gain:.6f}")
