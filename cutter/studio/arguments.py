"""How a session looks at its film, as the options of the commands that look at it so.

Every option is named, so that what a `cutter.toml` says makes no difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fractions import Fraction

    from cutter.media.policy import MediaPolicy
    from cutter.pipeline import Look

_TICKS: Final = 10**9
"""Of a second: as fine as a length can be written."""


def looking_arguments(look: Look) -> tuple[str, ...]:
    """Return the options with which `cutter analyze` looks at a film in a given way."""
    detector = look.detector
    told = {
        "--model": look.model,
        "--sentences": look.sentences,
        "--device": look.device,
        "--precision": look.precision,
        "--runtime": look.runtime,
        "--cache": None if look.cache is None else str(look.cache.absolute()),
        "--detector": detector.name,
        "--threshold": None if detector.threshold is None else repr(detector.threshold),
        "--min-shot": _seconds(detector.min_shot),
        "--subtitles": None if look.subtitles is None else str(look.subtitles.absolute()),
        "--subtitle-lang": look.language,
        "--audio": look.audio,
    }
    flags = {
        "--offline": look.offline,
        "--fast": detector.speed == "fast",
        "--draft": detector.speed == "draft",
    }
    return (
        *(f"{name}={value}" for name, value in told.items() if value is not None),
        *(name for name, is_set in flags.items() if is_set),
        *limiting_arguments(look.policy),
    )


def limiting_arguments(policy: MediaPolicy) -> tuple[str, ...]:
    """Return the options that say the most that a film may be and may cost."""
    told = {
        "--max-gb": policy.most_bytes / 1e9,
        "--max-megapixels": policy.most_pixels / 1e6,
        "--max-hours": float(policy.longest) / 3600,
        "--max-streams": policy.most_streams,
        "--max-wait": policy.patience / 3600,
    }
    return tuple(f"{name}={value!r}" for name, value in told.items())


def _seconds(seconds: Fraction) -> str:
    whole, part = divmod(round(seconds * _TICKS), _TICKS)
    return f"{whole}.{part:09d}"
