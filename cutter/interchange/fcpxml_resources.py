"""What an FCPXML document names before its timeline: formats, films, effects.

Knows nothing about the timeline.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.interchange.events import file_name, source_frames, source_start
from cutter.interchange.fcpxml_keep import SOURCE, keep
from cutter.interchange.markup import node
from cutter.interchange.sounding import STEREO, channels_of
from cutter.interchange.uri import file_uri

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from cutter.schema import EditDecisionList

_SIZES: Final = {(1280, 720): "720p", (1920, 1080): "1080p", (3840, 2160): "3840x2160p"}
_RATES: Final = {
    Fraction(24000, 1001): "2398",
    Fraction(24): "24",
    Fraction(25): "25",
    Fraction(30000, 1001): "2997",
    Fraction(30): "30",
    Fraction(50): "50",
    Fraction(60000, 1001): "5994",
    Fraction(60): "60",
}
"""Final Cut Pro's own names of formats, where it has one; any other is told by its numbers."""
DISSOLVE: Final = ("Cross Dissolve", "FxPlug:4731E73A-8DAC-4113-9A30-AE85B1761265")
DIP: Final = ("Fade To Color", "FxPlug:F779C565-486D-4633-8035-0374B4DB8F5C")
CROSSFADE: Final = ("Audio Crossfade", "FFAudioTransition")
TITLE: Final = (
    "Basic Title",
    ".../Titles.localized/Bumper:Opener.localized/Basic Title.localized/Basic Title.moti",
)
"""Names and identifiers of Final Cut Pro's own effects, as its documents hold them."""


@dataclass(frozen=True, slots=True)
class Resources:
    """The identifiers that the timeline refers to."""

    sequence: str
    """Format of the sequence."""
    formats: tuple[str, ...]
    """For every source, its format."""
    assets: tuple[str, ...]
    """For every source, its film."""
    music: str = "a-music"
    title: str = "fx-title"
    dissolve: tuple[str, str] = ("fx-dissolve", DISSOLVE[0])
    dip: tuple[str, str] = ("fx-dip", DIP[0])
    crossfade: tuple[str, str] = ("fx-crossfade", CROSSFADE[0])


def time(frames: int, rate: Fraction) -> str:
    """Return frames as a rational of seconds: `1001/24000s`; whole seconds as `5s`.

    The denominator is always the rate's numerator, so that what it is a multiple of can be seen.
    """
    ticks = frames * rate.denominator
    if ticks % rate.numerator == 0:
        return f"{ticks // rate.numerator}s"
    return f"{ticks}/{rate.numerator}s"


def resources(top: Element, edl: EditDecisionList) -> Resources:
    """Write the resources of a cut and return what they are called."""
    made = node(top, "resources")
    out = edl.output
    ids: dict[tuple[Fraction, int, int], str] = {}

    def format_of(rate: Fraction, width: int, height: int) -> str:
        key = rate, width, height
        if key not in ids:
            ids[key] = f"r{len(ids) + 1}"
            size, speed = _SIZES.get((width, height)), _RATES.get(rate)
            node(
                made,
                "format",
                {
                    "id": ids[key],
                    "name": f"FFVideoFormat{size}{speed}" if size and speed else None,
                    "frameDuration": time(1, rate),
                    "width": width or None,
                    "height": height or None,
                },
            )
        return ids[key]

    sequence = format_of(out.frame_rate, out.width, out.height)
    formats = tuple(format_of(s.frame_rate, s.width, s.height) for s in edl.sources)
    assets = []
    for number in range(len(edl.sources)):
        assets.append(f"a{number + 1}")
        asset = _asset(made, edl, number, (assets[-1], formats[number]))
        keep(asset, SOURCE, number)
    named = Resources(sequence, formats, tuple(assets))
    _effects(made, edl, named)
    return named


def _asset(made: Element, edl: EditDecisionList, number: int, ids: tuple[str, str]) -> Element:
    """Write a film: all of it, so that each clip has for handles what the film has."""
    source = edl.sources[number]
    rate, channels = source.frame_rate, channels_of(edl, number)
    sound: dict[str, object] = {"hasAudio": "1", "audioSources": "1", "audioChannels": channels}
    sound["audioRate"] = source.sample_rate or edl.output.sample_rate
    asset = node(
        made,
        "asset",
        {
            "id": ids[0],
            "name": file_name(source),
            "start": time(source_start(source), rate),
            "duration": time(source_frames(source), rate),
            "hasVideo": "1",
            "format": ids[1],
            **(sound if channels else {}),
        },
    )
    node(asset, "media-rep", {"kind": "original-media", "src": file_uri(source.path)})
    return asset


def _effects(made: Element, edl: EditDecisionList, named: Resources) -> None:
    """Write the music and the effects that are used."""
    if edl.music is not None:
        asset = node(
            made,
            "asset",
            {
                "id": named.music,
                "name": edl.music.path.rsplit("/", 1)[-1],
                "start": "0s",
                "hasAudio": "1",
                "audioSources": "1",
                "audioChannels": STEREO,
                "audioRate": edl.output.sample_rate,
            },
        )
        node(asset, "media-rep", {"kind": "original-media", "src": file_uri(edl.music.path)})
    kinds = {transition.kind for transition in edl.transitions}
    effects = [(named.title, TITLE, bool(edl.titles))]
    effects += [(named.dissolve[0], DISSOLVE, "dissolve" in kinds)]
    effects += [(named.dip[0], DIP, "dip" in kinds)]
    effects += [(named.crossfade[0], CROSSFADE, "dissolve" in kinds)]
    for name, (title, uid), is_used in effects:
        if is_used:
            node(made, "effect", {"id": name, "name": title, "uid": uid})
