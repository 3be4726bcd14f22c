"""Decoding alone, cutter's pass over a film, and PySceneDetect's."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

Work = Callable[[], dict[str, Any]]


def decode(film: str) -> Work:
    """Decode picture and default sound with PyAV and frame threads, and drop the frames."""
    import av

    def work() -> dict[str, Any]:
        with av.open(film) as container:
            streams = [container.streams.video[0], *container.streams.audio[:1]]
            streams[0].codec_context.thread_type = "AUTO"
            return {
                "frames": sum(1 for packet in container.demux(streams) for _ in packet.decode())
            }

    return work


def watch(film: str, speed: str = "full", transitions: bool = True) -> Work:
    """Watch a film with all signals on: shots, dissolves, keyframes, faces, loudness."""
    import av  # noqa: F401 - imported here, so that imports are not timed
    import cv2  # noqa: F401
    import scenedetect.detectors  # noqa: F401

    from cutter.analysis import film as watching
    from cutter.analysis.settings import DetectorSettings
    from cutter.media.source import open_source
    from cutter.progress import SILENT

    settings: dict[str, Any] = {"transitions": transitions}
    if speed != "full":
        settings["speed"] = speed
    detector = DetectorSettings(**settings)
    media = open_source(Path(film))

    def work() -> dict[str, Any]:
        record = watching.watch(media, detector=detector, progress=SILENT)
        rate = record.media.frame_rate
        return {
            "boundaries": [
                [b.kind, str(b.start * rate), str(b.end * rate)] for b in record.boundaries
            ],
            "keyframes": len(record.keyframes),
            "warnings": list(record.warnings),
        }

    return work


def scenedetect(film: str, settings: str = "default") -> Work:
    """Run PySceneDetect's AdaptiveDetector through its API, pictures alone.

    Args:
        film: the film.
        settings: `default` for its own, `ours` for those that cutter uses by default.
    """
    from scenedetect import AdaptiveDetector, detect

    from cutter.analysis.settings import DetectorSettings
    from cutter.media.source import open_source

    rate = open_source(Path(film)).frame_rate

    def work() -> dict[str, Any]:
        detector = AdaptiveDetector()
        if settings == "ours":
            ours = DetectorSettings()
            detector = AdaptiveDetector(
                adaptive_threshold=ours.effective_threshold,
                window_width=ours.window,
                min_scene_len=max(1, round(ours.min_shot * rate)),
            )
        scenes = detect(film, detector)
        return {"boundaries": [["cut", *[str(_frame(start, rate))] * 2] for start, _ in scenes[1:]]}

    return work


def _frame(time: Any, rate: Fraction) -> Fraction:  # noqa: ANN401 - PySceneDetect's time code
    """Return the number of the frame at a time of PySceneDetect's, counted from its seconds."""
    return Fraction(round(Fraction(time.seconds) * rate))
