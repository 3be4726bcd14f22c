"""A film made anew for browsers that cannot play it: its proxy, frame for frame on its own clock.

A proxy is a render of the whole film as one clip, so that it is as exact as any cut: its frame at a
time is the film's, and so is its sound. It belongs to the film and knows no viewer.
"""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.errors import OutputRefused
from cutter.files import proxies
from cutter.progress import SILENT

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.pipeline.looking import Look
    from cutter.progress import Progress
    from cutter.schema import EditDecisionList, Media, Output

VERSION: Final = 1
"""Of the form; raised when proxies are made otherwise, so that older ones are not played."""
WIDTH, HEIGHT = 1280, 720
"""The most that its picture has, in pixels."""
CRF: Final = 24
PRESET: Final = "veryfast"
KEYFRAMES: Final = 1
"""Most seconds from one iframe to the next: as far as a player decodes in vain when it seeks."""


def proxy_file(media: Media, cache: Path | None) -> Path:
    """Return where the proxy of a film, with the sound that is heard of it, lies or would lie."""
    from cutter.media.tracks import default_audio

    track = default_audio(media)
    heard = "silent" if track is None else f"a{track.index}"
    return proxies(cache) / f"{media.fingerprint}-{heard}-v{VERSION}.mp4"


def make_proxy(
    film: Path, *, look: Look, device: str = "auto", progress: Progress = SILENT
) -> Path:
    """Make the proxy of a film, unless it is there already.

    Args:
        film: the film.
        look: names the sound track that is heard, the policy and the folder of the store.
        device: that encodes.
        progress: where stages are shown.

    Returns:
        The proxy: H.264 of 8 bits and 4:2:0, upright, at most 1280x720, stereo AAC, its time 0 the
        film's first frame; a film of variable rate at its nominal one.

    Raises:
        InputError: the file is no film, or is not read to its end.
        RenderError: it cannot be made, or there is no room for it.
    """
    from cutter.pipeline.looking import known_media
    from cutter.render.choose import make_renderer
    from cutter.render.write import write_cut

    media = known_media(film, look)
    target = proxy_file(media, look.cache)
    if target.is_file():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputRefused(f"{target.parent}: cannot be made ({error.strerror})") from error
    renderer = make_renderer("ffmpeg", device=device, progress=progress, keyframes=KEYFRAMES)
    # Another studio of the same film may have made it meanwhile.
    return write_cut(
        whole_film(media), [media], target, renderer=renderer, overwrite=True, progress=progress
    )


def whole_film(media: Media) -> EditDecisionList:
    """Return the cut that shows a film from its first frame to its last."""
    from cutter.pipeline.choosing import source_of
    from cutter.schema import Clip, EditDecisionList, TimeRange

    span = TimeRange(Fraction(0), media.end)
    return EditDecisionList(
        # Words and chapters are none of a proxy's business.
        sources=(dataclasses.replace(source_of(media), chapters=()),),
        clips=(Clip(0, (0,), span, span, 0.0, ()),),
        output=_output(media),
        profile="",
        model="",
        budget=media.end,
        order="film",
        gap=0.0,
    )


def _output(media: Media) -> Output:
    from cutter.schema import Output

    scale = min(
        Fraction(1), Fraction(WIDTH, media.display_width), Fraction(HEIGHT, media.display_height)
    )
    width, height = media.display_width, media.display_height
    if scale < 1:
        width, height = round(width * scale), round(height * scale)
    return Output(
        width=max(2, width - width % 2),
        height=max(2, height - height % 2),
        frame_rate=media.frame_rate,
        crf=CRF,
        preset=PRESET,
        has_sound=bool(media.audio),
        carries_subtitles=False,
    )
