"""Groups of options turned into the values that the pipeline takes. Does no work of its own."""

import dataclasses
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cutter.cli.dressing import Dressing
from cutter.cli.groups import Common, Cutting, Limits, Looking, Wanted

if TYPE_CHECKING:
    from cutter.media.policy import MediaPolicy
    from cutter.pipeline import Look, Wish
    from cutter.progress import Progress


def progress_of(common: Common) -> "Progress":
    """Return the progress that the common options ask for."""
    from cutter.progress import make_progress

    return make_progress(common.progress, quiet=common.quiet)


def policy_of(limits: Limits) -> "MediaPolicy":
    """Return the most that a film may be and may cost."""
    from cutter.media.policy import MediaPolicy

    return MediaPolicy(
        most_bytes=round(_limit(limits.max_gb, "--max-gb") * 10**9),
        most_pixels=round(_limit(limits.max_megapixels, "--max-megapixels") * 10**6),
        longest=_limit(limits.max_hours, "--max-hours") * 3600,
        most_streams=round(_limit(limits.max_streams, "--max-streams")),
        patience=float(_limit(limits.max_wait, "--max-wait") * 3600),
    )


def _limit(value: float, option: str) -> Fraction:
    from cutter.errors import UsageError

    # False for NaN as well.
    if not 1e-6 <= value < 1e9:
        raise UsageError(f"{option} {value:g}: must be a number above zero")
    return Fraction(str(value))


def plain_look_of(common: Common) -> "Look":
    """Return how the model is to be opened, where no film is looked at."""
    from cutter.pipeline import Look

    return Look(
        model=common.model,
        sentences=common.sentences,
        device=common.device,
        precision=common.precision,
        runtime=common.runtime,
        offline=common.offline,
        cache=common.cache,
    )


def look_of(common: Common, looking: Looking, limits: Limits) -> "Look":
    """Return how films are to be looked at."""
    from cutter.analysis.settings import DetectorSettings
    from cutter.errors import UsageError
    from cutter.pipeline import Look
    from cutter.times import positive_seconds

    if looking.fast and looking.draft:
        raise UsageError("--fast and --draft: name one of them")
    return Look(
        model=common.model,
        sentences=common.sentences,
        device=common.device,
        precision=common.precision,
        runtime=common.runtime,
        offline=common.offline,
        cache=common.cache,
        detector=DetectorSettings(
            name=looking.detector,
            threshold=looking.threshold,
            min_shot=positive_seconds(looking.min_shot, "--min-shot"),
            speed="draft" if looking.draft else "fast" if looking.fast else "full",
        ),
        subtitles=looking.subtitles,
        language=looking.subtitle_lang,
        audio=looking.audio,
        policy=policy_of(limits),
    )


def wish_of(
    cutting: Cutting, wanted: Wanted | None = None, dressing: Dressing | None = None
) -> "Wish":
    """Return what the cut shall be like; nonsense is refused here, before any work."""
    from cutter.pipeline import Wish
    from cutter.pipeline.denied import read_denied

    asked = _fields(cutting)
    for name in ("deny_words", "fps", "must", "never"):
        del asked[name]
    if wanted is not None:
        asked |= _fields(wanted)
        del asked["profile"]
    if dressing is not None:
        asked |= _fields(dressing)
        if dressing.burn_in is not None and dressing.burn_in.lower() == "any":
            asked["burn_in"] = ""
    return Wish(
        **asked,
        frame_rate=cutting.fps,
        must=tuple(cutting.must or ()),
        never=tuple(cutting.never or ()),
        denied=read_denied(cutting.deny_words) if cutting.deny_words is not None else (),
    )


def _fields(group: Cutting | Wanted | Dressing) -> dict[str, Any]:
    """Return what a group's options say, by name."""
    return {field.name: getattr(group, field.name) for field in dataclasses.fields(group)}
