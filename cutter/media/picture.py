"""One decoded frame turned into arrays. Knows nothing about files and streams."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.media import planes
from cutter.media.colour import SPACES, is_rgb, matrix_of
from cutter.media.orientation import is_mirrored, turned

if TYPE_CHECKING:
    import numpy as np
    from av.filter.graph import Graph
    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter
    from numpy.typing import NDArray

    from cutter.schema import Media

    Picture = NDArray[np.uint8]


class Darkroom:
    """Turns the frames of one film into arrays; keeps its scalers between frames.

    Not to be shared between threads.
    """

    def __init__(self, media: Media) -> None:
        """Scalers are made at first use."""
        self._media = media
        self._reads_709 = matrix_of(media) == "bt709" and not is_rgb(media)
        self._scalers: dict[str, VideoReformatter] = {}
        self._matrices: dict[str, NDArray[np.float32] | None] = {}
        self._fields: tuple[Graph, tuple[int, int, str]] | None = None

    def small(self, frame: VideoFrame, width: int, height: int) -> Picture:
        """Return (height, width, 3) uint8 BGR as decoded: neither turned nor deinterlaced."""
        if planes.can_split(frame):
            matrix = self._matrix(SPACES.get(frame.colorspace))
            if matrix is not None:
                return planes.small(frame, width, height, matrix)
        return self._scaled(frame, width, height, "bgr24", "small")

    def upright(self, frame: VideoFrame, short_side: int) -> Picture:
        """Return (h, w, 3) uint8 RGB, upright, square pixels, averaged down to a short side."""
        wide, high = self._media.display_width, self._media.display_height
        share = Fraction(short_side, min(wide, high))
        return self.shown(frame, max(1, round(wide * share)), max(1, round(high * share)), "area")

    def shown(self, frame: VideoFrame, width: int, height: int, kind: str = "sharp") -> Picture:
        """Return (height, width, 3) uint8 RGB, upright; `kind` is `sharp` or `area`."""
        if frame.interlaced_frame:
            frame = self._one_field(frame)
        rotation = self._media.rotation
        if rotation in (90, 270):
            width, height = height, width
        mirrored = is_mirrored(frame)
        picture = self._scaled(frame, width, height, "rgb24", kind)
        return turned(picture, rotation, mirrored=mirrored)

    def _scaled(
        self, frame: VideoFrame, width: int, height: int, pixels: str, kind: str
    ) -> Picture:
        import numpy as np
        from av.video.reformatter import Colorspace, Interpolation, VideoReformatter

        ways = {
            "small": Interpolation.FAST_BILINEAR,
            "area": Interpolation.AREA,
            # Bit for bit what ffmpeg's own scaler does by default; more flags change the colours.
            "sharp": Interpolation.BICUBIC,
        }
        scaler = self._scalers.get(kind)
        if scaler is None:
            scaler = self._scalers[kind] = VideoReformatter()
        # The scaler takes what has no tag for BT.601, whatever its size.
        is_assumed = self._reads_709 and frame.colorspace not in SPACES
        done = scaler.reformat(
            frame,
            width,
            height,
            pixels,
            src_colorspace=Colorspace.ITU709 if is_assumed else None,
            interpolation=ways[kind],
            threads=1,
        )
        array: Picture = np.ascontiguousarray(done.to_ndarray())
        return array

    def _matrix(self, said: str | None) -> NDArray[np.float32] | None:
        """Return the matrix of a frame's colours to BGR, as FFmpeg's scaler would read them."""
        space = said or ("bt709" if self._reads_709 else "smpte170m")
        if space not in self._matrices:
            self._matrices[space] = planes.to_bgr(space)
        return self._matrices[space]

    def _one_field(self, frame: VideoFrame) -> VideoFrame:
        """Return the frame's upper field, half as high.

        Both fields were filmed at different moments; woven together they comb what moves.
        """
        from av.filter.graph import Graph

        shape = (frame.width, frame.height, frame.format.name)
        if self._fields is None or self._fields[1] != shape:
            graph = Graph()
            source = graph.add_buffer(
                width=frame.width,
                height=frame.height,
                format=frame.format,
                time_base=frame.time_base or Fraction(1, 90_000),
            )
            field = graph.add("field", "top")
            sink = graph.add("buffersink")
            source.link_to(field)
            field.link_to(sink)
            graph.configure()
            self._fields = graph, shape
        graph = self._fields[0]
        graph.vpush(frame)
        return graph.vpull()


class PictureFrame:
    """One shown frame of a film."""

    __slots__ = ("_darkroom", "_frame", "end", "is_corrupt", "time")

    def __init__(
        self, frame: VideoFrame, darkroom: Darkroom, time: Fraction, end: Fraction
    ) -> None:
        """Keep the decoded frame; arrays are made when asked for."""
        self._frame = frame
        self._darkroom = darkroom
        self.time = time
        """When it begins to be shown, on our clock, in seconds."""
        self.end = end
        """When the next one begins."""
        self.is_corrupt: bool = frame.is_corrupt
        """Whether the decoder had to guess parts of it."""

    def small(self, width: int = 256, height: int = 144) -> Picture:
        """Return (height, width, 3) uint8 BGR, contiguous, quickly: for detectors and signals.

        The picture is as decoded: not turned, and stretched to the size asked for.
        """
        return self._darkroom.small(self._frame, width, height)

    def upright(self, short_side: int = 224) -> Picture:
        """Return (h, w, 3) uint8 RGB whose shorter side is `short_side`: for eyes and people.

        Upright, with square pixels, one field of an interlaced frame, averaged down.
        """
        return self._darkroom.upright(self._frame, short_side)
