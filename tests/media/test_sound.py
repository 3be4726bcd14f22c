"""Sound lies where it is heard, to the sample."""

from fractions import Fraction

import numpy as np
import pytest

from cutter.errors import UsageError
from cutter.media.decode import SoundBlock, read
from cutter.media.sound import listening, pcm
from cutter.media.source import open_source
from cutter.schema import TimeRange
from tests.films import real_film
from tests.media.conftest import Film, clicks_in

SPANS = [
    TimeRange(Fraction(start), Fraction(end))
    for start, end in (("0", "2"), ("3.1", "4.1"), ("7.33", "9.33"), ("9.9", "10.9"))
]
SPANS.append(TimeRange(8 + Fraction(1001, 24_000), Fraction(10)))


@pytest.mark.parametrize("rate", [44_100, 48_000])
@pytest.mark.parametrize(
    ("name", "tolerance"),
    [
        ("pcm.mov", 1),
        ("pcm.mkv", 1),
        ("aac.mp4", 1),
        ("aac.mkv", 24),
        ("aac.ts", 2),
        ("opus.mkv", 24),
        ("vorbis.mkv", 24),
    ],
)
def test_clicks_land_on_their_sample_wherever_a_span_begins(
    film: Film, rate: int, name: str, tolerance: int
) -> None:
    media = open_source(film(f"{rate}-{name}"))
    for span in SPANS:
        samples = pcm(media, span)
        assert samples.shape == (round(span.duration * 48_000), 2)
        assert samples.dtype == np.float32
        away = clicks_in(samples, span.start)
        assert away
        assert max(map(abs, away)) <= tolerance


@pytest.mark.parametrize("name", ["pcm.mov", "pcm.mkv", "aac.mp4", "aac.mkv", "aac.ts"])
def test_spans_listened_to_in_any_order_are_what_each_is_alone(film: Film, name: str) -> None:
    media = open_source(film(f"48000-{name}"))
    with listening(media) as listener:
        for span in [*reversed(SPANS), *SPANS]:
            assert np.abs(listener.pcm(span) - pcm(media, span)).max() < 1e-4


@pytest.mark.parametrize("name", ["48000-pcm.mov", "48000-aac.mp4", "48000-aac.mkv"])
def test_a_span_is_a_piece_of_the_whole_pass(film: Film, name: str) -> None:
    media = open_source(film(name))
    whole = np.zeros((13 * 48_000, 2), np.float32)
    for block in read(media):
        if isinstance(block, SoundBlock):
            at = round(block.time * 48_000)
            whole[at : at + len(block.samples)] = block.samples
    for span in SPANS[:-1]:
        at = round(span.start * 48_000)
        samples = pcm(media, span)
        assert np.abs(whole[at : at + len(samples)] - samples).max() < 1e-3


@pytest.mark.parametrize("name", ["late-sound.mov", "late-picture.mkv"])
def test_late_tracks_stay_late(film: Film, name: str) -> None:
    media = open_source(film(name))
    shift = Fraction(3, 10) if name == "late-picture.mkv" else Fraction(0)
    samples = pcm(media, TimeRange(Fraction(0), Fraction(3)))
    assert max(map(abs, clicks_in(samples, shift))) <= 1
    if name == "late-sound.mov":
        assert np.abs(samples[:23_900]).max() == 0


@pytest.mark.parametrize("name", ["delayed.mp4", "offset.ts", "negative.mkv"])
def test_a_displaced_clock_displaces_no_sound(film: Film, name: str) -> None:
    media = open_source(film(name))
    samples = pcm(media, TimeRange(Fraction(1), Fraction(3)))
    away = clicks_in(samples, Fraction(1))
    # Copying into these containers without an edit list keeps or drops the encoder's priming.
    assert max(away) - min(away) <= 1
    assert max(map(abs, away)) <= 1024 + 48


def test_mono_is_as_loud_on_both_sides_and_surround_is_folded(film: Film) -> None:
    mono = pcm(open_source(film("48000-pcm.mov")), TimeRange(Fraction(0), Fraction(1)))
    assert np.array_equal(mono[:, 0], mono[:, 1])
    assert float(np.abs(mono).max()) == pytest.approx(30_000 / 32_768, abs=1e-4)
    folded = pcm(open_source(film("surround.mkv")), TimeRange(Fraction(1), Fraction(2)))
    assert float(np.abs(folded[:, 0]).max()) > 0.05
    assert float(np.abs(folded[:, 1]).max()) < 0.001


def test_the_default_track_is_heard_unless_another_is_asked_for(film: Film) -> None:
    media = open_source(film("two-sounds.mkv"))
    span = TimeRange(Fraction(1), Fraction(2))

    def pitch(track: int | None) -> int:
        samples = pcm(media, span, track=track)
        return int(np.abs(np.fft.rfft(samples[:, 0])).argmax())

    assert pitch(None) == 880
    assert pitch(media.audio[0].index) == 440
    with pytest.raises(UsageError, match="no sound track"):
        pcm(media, span, track=0)


def test_silence_where_there_is_no_sound(film: Film) -> None:
    samples = pcm(open_source(film("plain.mp4")), TimeRange(Fraction(0), Fraction(1, 3)))
    assert samples.shape == (16_000, 2)
    assert not samples.any()
    media = open_source(film("sound.mp4"))
    beyond = pcm(media, TimeRange(Fraction("3.9"), Fraction(9)))
    assert not beyond[48_000:].any()
    assert not pcm(media, TimeRange(Fraction(100), Fraction(101))).any()


def test_another_sample_rate_may_be_asked_for(film: Film) -> None:
    media = open_source(film("48000-pcm.mov"))
    samples = pcm(media, TimeRange(Fraction("6.25"), Fraction(7)), sample_rate=16_000)
    assert samples.shape == (12_000, 2)
    assert abs(int(np.abs(samples[2000:6000, 0]).argmax()) + 2000 - 4000) <= 1


def test_neighbouring_spans_of_a_real_film_join_without_a_seam() -> None:
    media = open_source(real_film("takes_frog.mp4"))
    cut = Fraction(6) + Fraction(7, 30)
    before = pcm(media, TimeRange(cut - 1, cut))
    after = pcm(media, TimeRange(cut, cut + 1))
    both = pcm(media, TimeRange(cut - 1, cut + 1))
    assert np.abs(both - np.concatenate([before, after])).max() < 0.02
