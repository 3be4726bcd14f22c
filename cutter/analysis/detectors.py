"""PySceneDetect's detectors by name. Knows nothing about times, dissolves or files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cutter.analysis.settings import DetectorSettings


def make_detector(settings: DetectorSettings, min_frames: int) -> Any:  # noqa: ANN401 - untyped
    """Return one of PySceneDetect's detectors; None for none.

    Args:
        settings: which one, and how sensitive.
        min_frames: shortest shot, in frames.
    """
    from scenedetect import detectors

    threshold = settings.effective_threshold
    if settings.name == "adaptive":
        return _quick(detectors.AdaptiveDetector)(
            adaptive_threshold=threshold, window_width=settings.window, min_scene_len=min_frames
        )
    if settings.name == "content":
        return _quick(detectors.ContentDetector)(threshold=threshold, min_scene_len=min_frames)
    if settings.name == "histogram":
        return detectors.HistogramDetector(threshold=threshold, min_scene_len=min_frames)
    if settings.name == "hash":
        return detectors.HashDetector(threshold=threshold, min_scene_len=min_frames)
    return None


def _quick(detector: Any) -> Any:  # noqa: ANN401 - PySceneDetect has no types
    """Return a detector's class with its frame score worked out by OpenCV instead of numpy.

    The score is the same but for the last bits, and takes a third of the time: sums of whole
    numbers, weighted in the same order. Were the method named otherwise in another version, the
    detector would fall back to its own.
    """
    import cv2
    import numpy as np

    class Quick(detector):  # type: ignore[misc]
        _before: NDArray[np.uint8] | None = None

        def _calculate_frame_score(self, timecode: object, frame_img: NDArray[np.uint8]) -> float:
            """Return the mean change of hue, saturation and value since the frame before."""
            colours = np.asarray(cv2.cvtColor(frame_img, cv2.COLOR_BGR2HSV), dtype=np.uint8)
            before, self._before = self._before, colours
            if before is None:
                return 0.0
            count = float(colours.shape[0] * colours.shape[1])
            sums = cv2.sumElems(cv2.absdiff(colours, before))
            hue, saturation, value, _ = (part / count for part in sums)
            weights = self._weights
            changes = zip((hue, saturation, value, 0.0), weights, strict=True)
            score: float = sum(c * w for c, w in changes) / sum(abs(w) for w in weights)
            return score

    return Quick
