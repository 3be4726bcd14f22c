"""Readers of editors' XML timelines, written from the forms' descriptions and not from our writers.

FCPXML: Apple's reference and its DTD. xmeml: Apple's reference of the Final Cut Pro XML Interchange
Format 5. MLT: the MLT XML document type and Kdenlive's page on its own form of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

Element = ElementTree.Element


@dataclass(frozen=True)
class Used:
    """A piece of a film on a timeline, in whole frames; `out` and `end` are behind the last."""

    path: str
    first: int
    """Of the film, from its first frame, at the film's rate."""
    end: int
    at: int
    """Of the timeline, from its first frame."""
    until: int
    name: str = ""


def tree(text: str) -> Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own text


def path_in(uri: str) -> str:
    """Return the path of a file URI, which must hold nothing that a URI may not."""
    assert uri.isascii(), uri
    assert not set(uri) & set(' "<>\\^`{|}#?'), uri
    parts = urlsplit(uri)
    assert parts.scheme == "file", uri
    assert parts.netloc in ("", "localhost"), uri
    return unquote(parts.path)


# FCPXML ----------------------------------------------------------------------------------------


def seconds(text: str) -> Fraction:
    """Return a rational time, `a/bs` or `as`, a 64-bit over a 32-bit number."""
    assert text.endswith("s"), text
    parts = [int(part) for part in text[:-1].split("/")]
    value = Fraction(*parts)
    assert abs(parts[0]) < 2**63
    assert len(parts) == 1 or parts[1] < 2**31
    return value


def whole(time: Fraction, frame: Fraction) -> int:
    count = time / frame
    assert count.denominator == 1, f"{time} is no multiple of {frame}"
    return count.numerator


@dataclass(frozen=True)
class Storyline:
    """What the main storyline of an FCPXML project says."""

    pictures: tuple[Used, ...]
    sounds: tuple[Used, ...]
    joins: tuple[tuple[str, int, int], ...]
    """Name, first frame and count."""
    start: Fraction
    frame: Fraction


def read_fcpxml(text: str) -> Storyline:
    """Return the storyline, all of whose times must be whole frames of what they count in."""
    top = tree(text)
    frames = {f.attrib["id"]: seconds(f.attrib["frameDuration"]) for f in top.iter("format")}
    assets = {a.attrib["id"]: a for a in top.iter("asset")}
    sequence = top.find("library/event/project/sequence")
    assert sequence is not None
    frame, zero = frames[sequence.attrib["format"]], seconds(sequence.attrib["tcStart"])
    pictures, sounds, joins, at = [], [], [], zero
    for item in sequence.iterfind("spine/*"):
        offset, length = seconds(item.attrib["offset"]), seconds(item.attrib["duration"])
        first, count = whole(offset - zero, frame), whole(length, frame)
        if item.tag == "transition":
            joins.append((item.attrib["name"], first, count))
            continue
        assert offset == at, "items of a storyline follow each other without gap"
        at += length
        if item.tag != "asset-clip":
            continue
        asset = assets[item.attrib["ref"]]
        own, begin = frames[asset.attrib["format"]], seconds(asset.attrib["start"])
        path = path_in(asset.find("media-rep").attrib["src"])  # type: ignore[union-attr]
        into = whole(seconds(item.attrib["start"]) - begin, own)
        passed = nearest(length / own)
        assert into >= 0
        assert into + passed <= whole(seconds(asset.attrib["duration"]), own)
        pictures.append(Used(path, into, into + passed, first, first + count, item.attrib["name"]))
        if item.get("srcEnable", "all") == "all":
            heard = whole(seconds(item.get("audioStart", item.attrib["start"])) - begin, own)
            long = seconds(item.get("audioDuration", item.attrib["duration"]))
            # The sound keeps to its picture, so what it begins earlier in the film it begins
            # earlier in the cut.
            lead = nearest((heard - into) * own / frame)
            sounds.append(
                Used(
                    path,
                    heard,
                    heard + nearest(long / own),
                    first + lead,
                    first + lead + whole(long, frame),
                )
            )
    assert at - zero == seconds(sequence.attrib["duration"])
    return Storyline(tuple(pictures), tuple(sounds), tuple(joins), zero, frame)


def nearest(value: Fraction) -> int:
    return (value + Fraction(1, 2)).__floor__()


# xmeml -----------------------------------------------------------------------------------------


def rate_of(element: Element) -> Fraction:
    base = int(element.findtext("rate/timebase", ""))
    return (
        Fraction(base * 1000, 1001) if element.findtext("rate/ntsc") == "TRUE" else Fraction(base)
    )


@dataclass(frozen=True)
class Sequence:
    """What an xmeml sequence says."""

    rate: Fraction
    start: tuple[str, str]
    """Timecode of the first frame, and how it is shown: `DF` or `NDF`."""
    video: tuple[tuple[Used, ...], ...]
    audio: tuple[tuple[Used, ...], ...]
    joins: tuple[tuple[str, int, int], ...]
    """Alignment, first frame and end."""
    files: dict[str, Element]
    items: dict[str, Element]


def read_xmeml(text: str) -> Sequence:
    """Return the sequence, its clips resolved where a transition holds their edge."""
    top = tree(text)
    assert top.attrib["version"] == "5"
    sequence = top.find("sequence")
    assert sequence is not None
    files = {f.attrib["id"]: f for f in top.iter("file") if len(f)}
    for each in top.iter("file"):
        assert each.attrib["id"] in files
    items = {e.attrib["id"]: e for e in top.iter("clipitem")}
    assert len(items) == len(list(top.iter("clipitem"))), "ids are used once"
    kinds = {}
    for kind in ("video", "audio"):
        tracks = sequence.findall(f"media/{kind}/track")
        kinds[kind] = tuple(_track(track, files, rate_of(sequence)) for track in tracks)
    joins = tuple(
        (e.findtext("alignment", ""), int(e.findtext("start", "")), int(e.findtext("end", "")))
        for e in sequence.iterfind("media/video/track/transitionitem")
    )
    shown = sequence.findtext("timecode/displayformat", "")
    start = sequence.findtext("timecode/string", ""), shown
    return Sequence(rate_of(sequence), start, kinds["video"], kinds["audio"], joins, files, items)


def _track(track: Element, files: dict[str, Element], rate: Fraction) -> tuple[Used, ...]:
    found = []
    children = [e for e in track if e.tag in ("clipitem", "transitionitem", "generatoritem")]
    for number, item in enumerate(children):
        if item.tag != "clipitem":
            continue
        own = rate_of(item)
        first, end = int(item.findtext("in", "")), int(item.findtext("out", ""))
        at, until = int(item.findtext("start", "")), int(item.findtext("end", ""))
        if at == -1:
            at, over = _cut(children[number - 1], before=True)
            first += nearest(over * own / rate)
        if until == -1:
            until, over = _cut(children[number + 1], before=False)
            end -= nearest(over * own / rate)
        file = files[item.find("file").attrib["id"]]  # type: ignore[union-attr]
        assert rate_of(file) == own
        path = path_in(file.findtext("pathurl", ""))
        found.append(Used(path, first, end, at, until, item.findtext("name", "")))
    return tuple(found)


def _cut(transition: Element, *, before: bool) -> tuple[int, int]:
    """Return where a transition's cut lies, and how far it reaches over it into a clip."""
    assert transition.tag == "transitionitem"
    start, end = (int(transition.findtext(tag, "")) for tag in ("start", "end"))
    alignment = transition.findtext("alignment")
    cut = {"center": (start + end) // 2, "start-black": start, "end-black": end}[alignment or ""]
    return cut, cut - start if before else end - cut


# MLT -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layer:
    """Frames of a file that lie on a track: `count` of them from `first`, at `at` of the cut."""

    path: str
    first: int
    count: int
    at: int


@dataclass(frozen=True)
class Tracks:
    """What an MLT document plays."""

    rate: Fraction
    length: int
    pictures: tuple[Layer, ...]
    sounds: tuple[Layer, ...]


def read_mlt(text: str) -> Tracks:
    """Return what the last tractor plays; every `in`, `out` and `length` is in whole frames."""
    top = tree(text)
    profile = top.find("profile")
    assert profile is not None
    rate = Fraction(int(profile.attrib["frame_rate_num"]), int(profile.attrib["frame_rate_den"]))
    named: dict[str, Element] = {}
    for element in top:
        if element.tag in ("producer", "playlist", "tractor"):
            for used in element.iter():
                # What is named must stand before what names it.
                assert used.get("producer") is None or used.attrib["producer"] in named
            assert element.attrib["id"] not in named
            named[element.attrib["id"]] = element
    main = top.findall("tractor")[-1]
    pictures: list[Layer] = []
    sounds: list[Layer] = []
    for track in main.iterfind("track"):
        hide = frozenset({track.get("hide", "")})
        for layer, hidden in _layers(named, track.attrib["producer"], 0, None, hide):
            if not hidden & {"video", "both"}:
                pictures.append(layer)
            if not hidden & {"audio", "both"}:
                sounds.append(layer)
    length = int(main.attrib["out"]) - int(main.attrib["in"]) + 1
    return Tracks(rate, length, tuple(pictures), tuple(sounds))


def _layers(
    named: dict[str, Element],
    name: str,
    at: int,
    used: tuple[int, int] | None,
    hidden: frozenset[str],
) -> list[tuple[Layer, frozenset[str]]]:
    """Return what a producer plays from `at` on, with what is hidden of each."""
    element = named[name]
    if element.tag == "producer":
        told = {p.attrib["name"]: p.text or "" for p in element.iterfind("property")}
        if not told["mlt_service"].startswith("avformat"):
            return []
        assert used is not None
        assert 0 <= used[0] <= used[1] < int(told["length"])
        none = set()
        none |= {"audio"} if told.get("audio_index") == "-1" or "set.test_audio" in told else set()
        none |= {"video"} if told.get("video_index") == "-1" or "set.test_image" in told else set()
        layer = Layer(told["resource"], used[0], used[1] - used[0] + 1, at)
        return [(layer, hidden | none)]
    found = []
    if element.tag == "tractor":
        assert used is None or used[0] == 0, "a mix is used from its beginning"
        for track in element.iterfind("track"):
            own = (
                (int(track.attrib["in"]), int(track.attrib["out"]))
                if "in" in track.attrib
                else None
            )
            more = hidden | {track.get("hide", "")}
            found += _layers(named, track.attrib["producer"], at, own, more)
        return found
    for entry in element:
        if entry.tag == "blank":
            at += int(entry.attrib["length"])
        elif entry.tag == "entry":
            span = int(entry.attrib["in"]), int(entry.attrib["out"])
            found += _layers(named, entry.attrib["producer"], at, span, hidden)
            at += span[1] - span[0] + 1
    return found


def played(layers: tuple[Layer, ...], frame: int) -> set[tuple[str, int]]:
    """Return what is played at a frame of the cut: paths, and frames of them."""
    return {
        (layer.path, layer.first + frame - layer.at)
        for layer in layers
        if layer.at <= frame < layer.at + layer.count
    }
