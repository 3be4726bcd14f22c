"""The streams of an opened file turned into the picture to show and lists of tracks."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cutter.errors import NotAMovie, NoVideoStream, UsageError
from cutter.media.languages import language_code
from cutter.schema import AudioTrack, SubtitleTrack

if TYPE_CHECKING:
    from pathlib import Path

    from av.container import InputContainer
    from av.stream import Stream
    from av.video.stream import VideoStream

    from cutter.schema import Media

TEXT_CODECS = frozenset({"mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text"})
"""FFmpeg's names of subtitle codecs whose cues are words."""


def choose_video(path: Path, container: InputContainer) -> VideoStream:
    """Return the picture stream that a player would show.

    Of the streams that are no cover pictures: one marked as default before the others, then the
    one with the most pixels, then the first.

    Raises:
        NoVideoStream: the file has none.
        NotAMovie: its codec is unknown.
    """
    from av.stream import Disposition

    hidden = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
    shown = [stream for stream in container.streams.video if not stream.disposition & hidden]
    if not shown:
        what = "a cover picture" if container.streams.video else "sound"
        raise NoVideoStream(
            f"{path}: the file holds {what} but no moving picture; cutter needs a film", path
        )
    known = [stream for stream in shown if stream.codec_context is not None]
    if not known:
        raise NotAMovie(f"{path}: its picture is coded in a way that FFmpeg does not know", path)
    return max(known, key=lambda s: (_is_default(s), s.width * s.height, -s.index))


def audio_tracks(container: InputContainer) -> tuple[AudioTrack, ...]:
    """Return the sound tracks that can be decoded, in file order."""
    return tuple(
        AudioTrack(
            index=stream.index,
            codec=stream.codec_context.name,
            language=_language(stream),
            title=_title(stream),
            channels=stream.codec_context.channels,
            sample_rate=stream.codec_context.sample_rate,
            is_default=_is_default(stream),
        )
        for stream in container.streams.audio
        if stream.codec_context is not None and stream.codec_context.sample_rate > 0
    )


def subtitle_tracks(container: InputContainer) -> tuple[SubtitleTrack, ...]:
    """Return the subtitle tracks, in file order."""
    tracks = []
    for stream in container.streams.subtitles:
        codec = stream.codec_context.name if stream.codec_context is not None else "unknown"
        tracks.append(
            SubtitleTrack(
                index=stream.index,
                codec=codec,
                language=_language(stream),
                title=_title(stream),
                is_default=_is_default(stream),
                is_text=codec in TEXT_CODECS,
            )
        )
    return tuple(tracks)


def default_audio(media: Media) -> AudioTrack | None:
    """Return the sound track that is heard unless another is asked for.

    The first of those marked as default, as players take it: where all are marked, as MP4 does
    with all that are enabled, makers still put the main one first, and more channels or bits may
    as well be a commentary. Only a copy for slow lines is passed over: one in the same language
    with half the sample rate, or less, of another with as many channels.
    """
    marked = [track for track in media.audio if track.is_default] or list(media.audio)
    if not marked:
        return None
    first = marked[0]
    better = [
        track
        for track in marked
        if track.language == first.language
        and track.channels >= first.channels
        and track.sample_rate >= 2 * first.sample_rate
    ]
    return max(better, key=lambda track: (track.sample_rate, -track.index), default=first)


def with_audio(media: Media, wanted: str | int) -> Media:
    """Return a film of which another sound track is heard: it becomes the only default one.

    Args:
        media: as `open_source` describes it.
        wanted: a language (`en`, `eng`, `English`), or a track's number among the sound tracks,
            counted from 1, as a text; the stream's index in the file, as a number.

    Raises:
        UsageError: the film has no such sound track.
    """
    for number, track in enumerate(media.audio, start=1):
        if isinstance(wanted, int):
            is_meant = track.index == wanted
        elif wanted.isdecimal():
            is_meant = number == int(wanted)
        else:
            is_meant = language_code(wanted) == language_code(track.language or "-")
        if is_meant:
            tracks = tuple(
                dataclasses.replace(other, is_default=other.index == track.index)
                for other in media.audio
            )
            return dataclasses.replace(media, audio=tracks)
    there = f"it has {audio_list(media)}" if media.audio else "it has no sound"
    raise UsageError(f"--audio {wanted}: {media.path.name} has no such sound track; {there}")


def audio_list(media: Media) -> str:
    """Return the sound tracks for people: `1 (eng, aac, heard), 2 (fra, Commentary, aac)`."""
    heard = default_audio(media)
    told = []
    for number, track in enumerate(media.audio, start=1):
        words = [track.language, track.title, track.codec, "heard" if track == heard else ""]
        told.append(f"{number} ({', '.join(word for word in words if word)})")
    return ", ".join(told)


def _is_default(stream: Stream) -> bool:
    """Whether the file marks the stream as the one to play."""
    from av.stream import Disposition

    return bool(stream.disposition & Disposition.default)


def _language(stream: Stream) -> str:
    """Return the stream's language code; an empty string where it is not known."""
    language = stream.metadata.get("language", "")
    return "" if language in ("und", "unk") else language


def _title(stream: Stream) -> str:
    """Return the stream's title, which FFmpeg calls a name where it comes from an MP4."""
    return stream.metadata.get("title", "") or stream.metadata.get("name", "")
