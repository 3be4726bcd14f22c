"""Further tracks of a file that is written: sounds and subtitles with their names, and chapters.

Knows nothing about pictures, and nothing about which packet is written first.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from cutter.errors import RenderError
from cutter.media.languages import three_letters
from cutter.render.encoded import opened_again, packets_of
from cutter.render.subtitles import MILLISECONDS, one_at_a_time, samples, timed_text
from cutter.timeline.place import nearest

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from av.container import OutputContainer
    from av.container.core import Chapter
    from av.packet import Packet
    from av.stream import Stream

    from cutter.timeline.captions import Captions
    from cutter.timeline.chapters import Passage

    Timed = Iterator[tuple[Fraction, Packet[Any]]]

MATROSKA: Final = "matroska"
"""FFmpeg's name of the one container that is no kind of MP4."""
CHAPTER_TICKS: Final = 1_000_000
"""A second of chapters' times."""
TIMED_TEXT_TICKS: Final = 100_000
"""A second of timed text. FFmpeg's muxer takes words for ended too early where another track's
clock is finer than theirs; 48 kHz is the finest but for pictures at 120000/1001. A longer gap than
2**31 ticks (6 h) could not be told."""
STYLES: Final = (
    b"[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\n"
    b"Format: Name, Fontname, Fontsize, PrimaryColour, BackColour, Alignment\n"
    b"Style: Default,Arial,16,&H00FFFFFF,&HFF000000,2\n\n[Events]\n"
    b"Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)
"""How words look where a file has to say so: white on nothing, below in the middle. The font is the
one that FFmpeg takes for no font at all, so that it names none where it turns them into SubRip."""
_QUICKTIME: Final = {
    "deu": "ger",
    "nld": "dut",
    "ell": "gre",
    "isl": "ice",
    "zho": "chi",
    "gle": "iri",
    "swe": "sve",
    "sqi": "alb",
}
"""QuickTime numbers languages; FFmpeg knows some of them by their older codes."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound track that is encoded already."""

    path: Path
    """Its sound begins with the first picture."""
    language: str = ""
    title: str = ""


def add_sounds(
    sounds: Sequence[Sound], out: OutputContainer, stack: contextlib.ExitStack
) -> list[Timed]:
    """Add sound streams; return the packets of each as they are, with the times to write them at.

    Of several the first is the one that players take.

    Raises:
        RenderError: a file cannot be read, or holds no sound.
    """
    from av.stream import Disposition

    tracks = []
    for number, sound in enumerate(sounds):
        stream, packets = _add_sound(sound, out, stack)
        tracks.append(packets)
        if len(sounds) > 1:
            stream.disposition = Disposition(0) if number else Disposition.default
    return tracks


def _add_sound(
    sound: Sound, out: OutputContainer, stack: contextlib.ExitStack
) -> tuple[Stream, Timed]:
    container = stack.enter_context(opened_again(sound.path))
    if not container.streams.audio:
        raise RenderError(f"{sound.path}: holds no sound")
    source = container.streams.audio[0]
    stream = out.add_stream_from_template(source)
    _name(stream, sound.language, sound.title, out.format.name)

    def packets() -> Timed:
        for packet in packets_of(sound.path, container, source):
            if packet.dts is None or packet.time_base is None:
                continue
            packet.stream = stream
            yield packet.dts * packet.time_base, packet

    return stream, packets()


def add_captions(captions: Sequence[Captions], out: OutputContainer) -> list[Timed]:
    """Add subtitle streams; return the packets of each, with the times to write them at."""
    return [_add_captions(track, out) for track in captions]


def _add_captions(track: Captions, out: OutputContainer) -> Timed:
    form = out.format.name
    stream = out.add_stream("subrip" if form == MATROSKA else "mov_text")
    stream.codec_context.subtitle_header = STYLES
    shown, unit = packed(track, form)
    stream.time_base = unit
    _name(stream, track.language, track.title, form)

    def packets() -> Timed:
        from av.packet import Packet

        for start, end, data in shown:
            packet = Packet(data)
            packet.stream, packet.time_base = stream, unit
            packet.pts = packet.dts = start
            packet.duration = end - start
            yield start * unit, packet

    return packets()


def packed(track: Captions, form: str) -> tuple[list[tuple[int, int, bytes]], Fraction]:
    """Return a track's words as a container of that form holds them.

    Returns:
        Start, end and data of each packet, and the tick in seconds that they are told in. In
        Matroska words may overlap; timed text has one sample after the other.
    """
    if form == MATROSKA:
        shown = samples(track.cues, MILLISECONDS)
        return [(start, end, text.encode()) for start, end, text in shown], Fraction(1, 1000)
    shown = list(one_at_a_time(samples(track.cues, TIMED_TEXT_TICKS)))
    unit = Fraction(1, TIMED_TEXT_TICKS)
    return [(start, end, timed_text(text)) for start, end, text in shown], unit


def add_chapters(
    chapters: Sequence[Passage], sounds: Sequence[Sound], out: OutputContainer
) -> None:
    """Tell a file its chapters.

    Raises:
        RenderError: a sound cannot be read.
    """
    # Matroska has no time before 0, so FFmpeg lays everything but the chapters later where the
    # encoder's run-in would lie there.
    late = max(map(_run_in, sounds), default=0) if out.format.name == MATROSKA else 0
    told: list[Chapter] = []
    for number, chapter in enumerate(chapters, start=1):
        told.append(
            {
                "id": number,
                "start": nearest((chapter.span.start + late) * CHAPTER_TICKS),
                "end": nearest((chapter.span.end + late) * CHAPTER_TICKS),
                "time_base": Fraction(1, CHAPTER_TICKS),
                "metadata": {"title": chapter.title},
            }
        )
    out.set_chapters(told)


def _run_in(sound: Sound) -> Fraction:
    """Return for how long an encoded sound runs before it is to be heard, in seconds."""
    with opened_again(sound.path) as container:
        for packet in packets_of(sound.path, container, container.streams.audio[0]):
            if packet.pts is not None and packet.time_base is not None:
                return max(Fraction(0), -packet.pts * packet.time_base)
    return Fraction(0)


def _name(stream: Stream, language: str, title: str, form: str) -> None:
    """Say a track's language and title where they are known."""
    if language:
        stream.metadata["language"] = language_in(form, language)
    if title:
        stream.metadata["title"] = title
        if form != MATROSKA:
            # What players show of an MP4's track.
            stream.metadata["handler_name"] = title


def language_in(form: str, language: str) -> str:
    """Return a language's code as FFmpeg's muxer of that name takes it."""
    code = three_letters(language)
    return _QUICKTIME.get(code, code) if form == "mov" else code
