"""What is measured of a shot is what the fields of `Signals` say, black bars left out."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest

from cutter.analysis.loudness import SoundMeter
from cutter.analysis.signals import Lettered, SignalMeter, picture_of, signals_of
from cutter.analysis.small import halved
from cutter.schema import Shot, Signals
from tests.analysis.made import RATE, Picture, drifting, plain, shot_of, texture


def measured(
    frames: Sequence[Picture],
    shots: Sequence[Shot] = (),
    keyframes: Sequence[Lettered] = (),
    rate: int = RATE,
) -> tuple[Signals, ...]:
    meter = SignalMeter()
    for number, frame in enumerate(frames):
        meter.take(Fraction(number, rate), halved(np.ascontiguousarray(frame[..., ::-1])))
    shots = shots or [shot_of(0, Fraction(len(frames), rate))]
    rows = meter.gathered().until(shots[-1].span.end)
    sound = SoundMeter().finish()
    return tuple(
        signals_of(
            shot,
            picture_of(shot, rows),
            sound,
            [look for look in keyframes if look.shot == shot.index],
        )
        for shot in shots
    )


def one(frames: Sequence[Picture]) -> Signals:
    (signals,) = measured(frames)
    return signals


def coloured(red: int, green: int, blue: int) -> Picture:
    frame = plain(0)
    frame[:] = (red, green, blue)
    return frame


def boxed(frame: Picture, rows: int = 18, columns: int = 0) -> Picture:
    """Return the picture between black bars, with the noise that compression leaves there."""
    out = np.full((frame.shape[0] + 2 * rows, frame.shape[1] + 2 * columns, 3), 4, dtype=np.uint8)
    out[rows : rows + frame.shape[0], columns : columns + frame.shape[1]] = frame
    return out


def test_black_is_black_and_has_nothing_else() -> None:
    black = one([plain(0)] * 24)
    assert black == Signals(0, 0, 0, 0, 0, 0, 0, 0, 0, -70, 0, 1, 0)


def test_white_is_bright_and_has_no_colour_and_no_contrast() -> None:
    white = one([plain(255)] * 24)
    assert (white.brightness, white.black) == (1, 0)
    assert (white.contrast, white.colourfulness, white.saturation, white.motion) == (0, 0, 0, 0)


def test_black_and_white_halves_have_full_contrast() -> None:
    halves = plain(0)
    halves[:, :128] = 255
    signals = one([halves] * 24)
    assert signals.contrast == pytest.approx(1, abs=0.01)
    assert signals.brightness == pytest.approx(0.5, abs=0.01)
    assert signals.black == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("colour", "hue"),
    [((255, 0, 0), 0), ((255, 255, 0), 60), ((0, 255, 0), 120), ((0, 0, 255), 240)],
    ids=["red", "yellow", "green", "blue"],
)
def test_hue_is_an_angle_and_pure_colours_are_saturated(
    colour: tuple[int, int, int], hue: float
) -> None:
    signals = one([coloured(*colour)] * 24)
    assert (signals.hue - hue + 180) % 360 - 180 == pytest.approx(0, abs=0.5)
    assert signals.saturation == pytest.approx(1, abs=0.01)
    assert signals.colourfulness > 0.5


def test_reds_on_both_sides_of_zero_are_red_together() -> None:
    halves = coloured(255, 0, 60)
    halves[:, :128] = (255, 60, 0)
    assert min(one([halves] * 24).hue, 360 - one([halves] * 24).hue) < 2


def test_colourfulness_is_that_of_the_paper() -> None:
    frame = texture(4, 128, 72)
    red, green, blue = (frame[..., k].astype(float) for k in range(3))
    rg, yb = red - green, (red + green) / 2 - blue
    expected = np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean())
    assert one([frame] * 24).colourfulness == pytest.approx(expected / 100, abs=1e-3)


def test_motion_is_the_change_of_light_in_a_second() -> None:
    levels = [plain(40 + k) for k in range(48)]
    assert one(levels).motion == pytest.approx(RATE / 255, rel=0.02)
    assert one([texture(1)] * 48).motion == 0
    assert one(drifting(texture(1), 48, 4)).motion > one(drifting(texture(1), 48)).motion > 0.1


def test_motion_does_not_depend_on_the_frame_rate() -> None:
    slow = [plain(20 + 4 * k) for k in range(36)]
    fast = [plain(20 + k) for k in range(144)]
    (one_rate,), (other,) = measured(slow, rate=12), measured(fast, rate=48)
    assert one_rate.motion == pytest.approx(other.motion, rel=0.03)


def test_the_change_at_a_cut_is_no_motion() -> None:
    frames = [plain(0)] * 24 + [plain(255)] * 24
    shots = [shot_of(0, 1), shot_of(1, 2, 1)]
    assert [signals.motion for signals in measured(frames, shots)] == [0, 0]


def test_each_shot_is_measured_by_itself() -> None:
    frames = [plain(255)] * 24 + [coloured(255, 0, 0)] * 24
    white, red = measured(frames, [shot_of(0, 1), shot_of(1, 2, 1)])
    assert (white.brightness, white.saturation) == (1, 0)
    assert (red.brightness < 0.4, red.saturation) == (True, 1)


def test_blurred_is_less_sharp() -> None:
    coarse, fine = texture(1, grain=36), texture(1, grain=6)
    assert one([coarse] * 24).sharpness < one([fine] * 24).sharpness - 0.05


@pytest.mark.parametrize("columns", [0, 40], ids=["letterbox", "window"])
def test_bars_change_neither_light_nor_colour(columns: int) -> None:
    frame = texture(7)
    bare, within = one([frame] * 24), one([boxed(frame, columns=columns)] * 24)
    for name in ("brightness", "colourfulness", "saturation", "contrast"):
        assert getattr(within, name) == pytest.approx(getattr(bare, name), abs=0.04), name
    assert abs(within.hue - bare.hue) < 4
    assert within.black < 0.05


def test_what_is_black_on_one_side_alone_is_no_bar() -> None:
    frame = plain(200)
    frame[:, 200:] = 0
    assert one([frame] * 24).black == pytest.approx(56 / 256, abs=0.01)


def test_a_dark_film_is_not_taken_for_bars() -> None:
    dark = plain(2)
    dark[70:74, 120:136] = 60
    assert one([dark] * 24).black > 0.9


def test_faces_and_lettering_are_those_of_the_shot_s_keyframes() -> None:
    keys = [Lettered(0, 1, 0.1, 0.2), Lettered(0, 2, 0.3, 0.4), Lettered(1, 5, 0.9, 0.9)]
    first, second = measured([plain(90)] * 48, [shot_of(0, 1), shot_of(1, 2, 1)], keys)
    assert (first.faces, first.face_share, first.text) == (1.5, 0.3, 0.3)
    assert (second.faces, second.face_share, second.text) == (5, 0.9, 0.9)


def test_a_shot_shorter_than_the_step_is_measured_all_the_same() -> None:
    frames = [plain(255)] * 4
    shots = [shot_of(0, Fraction(3, 24)), shot_of(Fraction(3, 24), Fraction(4, 24), 1)]
    assert [signals.brightness for signals in measured(frames, shots)] == [1, 1]
