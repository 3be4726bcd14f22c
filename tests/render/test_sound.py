"""The sound of a cut is the films' own, to the sample, without steps at the edges."""

import dataclasses
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from cutter import ffmpeg
from cutter.media.source import open_source
from cutter.progress import SILENT
from cutter.render import sound
from cutter.render.sound import FADE, Voice, blocks, encode_sound, envelope, voices
from cutter.schema import EditDecisionList, Media, TimeRange, Transition
from tests.render.conftest import GetFilm
from tests.render.films import RATE, Kind, cut_of, noise

WAVE = Kind("wave", ".mov", video=("-c:v", "mjpeg"), audio=("-c:a", "pcm_s16le"))
FADED = int(FADE * RATE)


@pytest.fixture
def media(film: GetFilm) -> Media:
    """Return a film whose sound is the noise itself, uncompressed."""
    return film(WAVE)[0]


def heard(edl: EditDecisionList, media: Media) -> np.ndarray:
    return np.concatenate(list(blocks(edl, [media])))


def test_every_sample_between_the_fades_is_the_films_own(media: Media) -> None:
    spans = [(0, Fraction(n, 25), Fraction(n + k, 25)) for n, k in ((100, 7), (3, 26), (60, 13))]
    mixed = heard(cut_of([media], spans), media)
    assert mixed.shape == (46 * RATE // 25, 2)
    original = noise(8 * RATE)
    at = 0
    for _, start, end in spans:
        length, first = int((end - start) * RATE), int(start * RATE)
        inner = mixed[at + FADED : at + length - FADED]
        want = original[first + FADED : first + length - FADED]
        assert np.abs(inner - want[:, None]).max() < 1e-3
        at += length


def test_edges_are_faded_to_nothing_without_a_step(media: Media) -> None:
    mixed = heard(
        cut_of([media], [(0, Fraction(1), Fraction(2)), (0, Fraction(4), Fraction(5))]), media
    )
    for edge in (0, RATE - 1, RATE, 2 * RATE - 1):
        assert np.abs(mixed[edge]).max() < 1e-4
    gain = envelope(Voice(media, 0, RATE, Fraction(0)), 0, RATE, RATE)[:, 0]
    assert gain[FADED : RATE - FADED].min() == 1
    assert np.abs(np.diff(gain)).max() < 0.01
    assert np.allclose(gain, gain[::-1])
    assert gain[FADED // 2] == pytest.approx(0.5, abs=0.01)


def test_clips_that_go_on_are_one_sound(media: Media) -> None:
    whole = heard(cut_of([media], [(0, Fraction(1), Fraction(3))]), media)
    parts = heard(
        cut_of([media], [(0, Fraction(1), Fraction(2)), (0, Fraction(2), Fraction(3))]), media
    )
    assert np.abs(whole - parts).max() < 1e-6


def test_long_clips_are_read_in_blocks_that_change_nothing(
    media: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    edl = cut_of([media], [(0, Fraction(1), Fraction(6))])
    whole = heard(edl, media)
    monkeypatch.setattr(sound, "BLOCK_SECONDS", 1)
    lengths = [len(block) for block in blocks(edl, [media])]
    assert max(lengths) == RATE
    assert np.abs(heard(edl, media) - whole).max() < 1e-6


def test_many_clips_of_odd_lengths_do_not_drift(media: Media) -> None:
    rate = Fraction(30000, 1001)
    spans = [(0, Fraction(k, 10), Fraction(k, 10) + 7 / rate) for k in range(40)]
    edl = cut_of([media], spans, rate=rate)
    placed = voices(edl, [media])
    for number, voice in enumerate(placed):
        assert abs(voice.first - 7 * number / rate * RATE) <= Fraction(1, 2)
        assert voice.start == spans[number][1]
    assert len(heard(edl, media)) == round(280 / rate * RATE)


def test_sound_may_lead_and_trail_its_picture(media: Media) -> None:
    edl = cut_of([media], [(0, Fraction(1), Fraction(2)), (0, Fraction(5), Fraction(6))])
    early = TimeRange(Fraction(9, 2), Fraction(6))
    first, second = edl.clips
    edl = dataclasses.replace(edl, clips=(first, dataclasses.replace(second, audio_range=early)))
    mixed = heard(edl, media)
    original = noise(8 * RATE)
    assert len(mixed) == 2 * RATE
    half = RATE // 2
    both = original[RATE + half + FADED : 2 * RATE - FADED]
    both = both + original[4 * RATE + half + FADED : 5 * RATE - FADED]
    assert np.abs(mixed[half + FADED : RATE - FADED, 0] - both).max() < 1e-3
    alone = original[5 * RATE : 6 * RATE - FADED]
    assert np.abs(mixed[RATE : 2 * RATE - FADED, 0] - alone).max() < 1e-3


def test_sound_that_would_begin_before_the_cut_is_cut_off(media: Media) -> None:
    edl = cut_of([media], [(0, Fraction(1), Fraction(2))])
    early = TimeRange(Fraction(1, 2), Fraction(5, 2))
    edl = dataclasses.replace(edl, clips=(dataclasses.replace(edl.clips[0], audio_range=early),))
    mixed = heard(edl, media)
    assert len(mixed) == RATE
    want = noise(8 * RATE)[RATE + FADED : 2 * RATE - FADED]
    assert np.abs(mixed[FADED : RATE - FADED, 0] - want).max() < 1e-3


def test_a_film_without_sound_is_silent_among_others(film: GetFilm, media: Media) -> None:
    silent, _ = film(Kind("silent", audio=None))
    edl = cut_of([media, silent], [(0, Fraction(1), Fraction(2)), (1, Fraction(1), Fraction(2))])
    mixed = np.concatenate(list(blocks(edl, [media, silent])))
    assert np.abs(mixed[:RATE]).max() > 0.1
    assert not mixed[RATE:].any()


def test_the_encoded_sound_begins_and_ends_where_it_should(media: Media, tmp_path: Path) -> None:
    import av

    edl = cut_of([media], [(0, Fraction(1), Fraction(3)), (0, Fraction(0), Fraction(1))])
    target = tmp_path / "sound.m4a"
    encode_sound(edl, [media], target, SILENT)
    with av.open(str(target)) as container:
        parts = [frame.to_ndarray() for frame in container.decode(audio=0)]
    decoded = np.concatenate(parts, axis=1)[0]
    assert abs(len(decoded) - 3 * RATE) <= 1024
    want = heard(edl, media)[:, 0]
    around = slice(RATE // 2, RATE // 2 + 20_000)
    shifts = range(-40, 41)
    fits = [
        float(np.dot(decoded[RATE // 2 + s : RATE // 2 + s + 20_000], want[around])) for s in shifts
    ]
    assert shifts[int(np.argmax(fits))] == 0


def test_sound_is_encoded_at_the_rate_that_is_asked_for(media: Media, tmp_path: Path) -> None:
    edl = cut_of([media], [(0, Fraction(1), Fraction(3))])
    edl = dataclasses.replace(edl, output=dataclasses.replace(edl.output, sample_rate=44_100))
    assert sum(len(block) for block in blocks(edl, [media])) == 88_200
    assert open_source(media.path).audio[0].sample_rate == RATE


def joined(media: Media, kind: Literal["dissolve", "dip"], *, length: int = 1) -> EditDecisionList:
    """Return two clips of two seconds with a transition of a second between them."""
    edl = cut_of([media], [(0, Fraction(1), Fraction(3)), (0, Fraction(5), Fraction(7))])
    return dataclasses.replace(edl, transitions=(Transition(0, kind, Fraction(length)),))


def test_a_dissolve_crosses_the_sounds_over_from_the_handles(media: Media) -> None:
    mixed = heard(joined(media, "dissolve"), media)[:, 0]
    original = noise(8 * RATE)
    assert len(mixed) == 4 * RATE
    begin, end = 3 * RATE // 2, 5 * RATE // 2
    away = (np.arange(RATE) + 0.5) / RATE
    # What the first film sounds like behind its out point, and the second before its in point.
    leaving = original[5 * RATE // 2 : 7 * RATE // 2] * np.cos(np.pi / 2 * away)
    coming = original[9 * RATE // 2 : 11 * RATE // 2] * np.sin(np.pi / 2 * away)
    assert np.abs(mixed[begin:end] - (leaving + coming)).max() < 1e-3
    assert np.abs(mixed[RATE:begin] - original[2 * RATE : 5 * RATE // 2]).max() < 1e-3
    after = original[11 * RATE // 2 : 6 * RATE]
    assert np.abs(mixed[end : 3 * RATE] - after).max() < 1e-3


def test_a_dissolve_is_as_loud_in_its_middle_as_around_it(media: Media) -> None:
    mixed = heard(joined(media, "dissolve"), media)[:, 0].astype(np.float64)
    powers = np.square(mixed[RATE // 2 : 7 * RATE // 2]).reshape(-1, RATE // 5).mean(axis=1)
    levels = 10 * np.log10(powers)
    assert levels.max() - levels.min() < 1


def test_a_dip_lets_both_sounds_sink_to_nothing_at_the_joint(media: Media) -> None:
    mixed = heard(joined(media, "dip"), media)[:, 0]
    original = noise(8 * RATE)
    joint, half = 2 * RATE, RATE // 2
    assert np.abs(mixed[joint - 20 : joint + 20]).max() < 1e-4
    away = (np.arange(half) + 0.5) / half
    gain = 0.5 - 0.5 * np.cos(np.pi * away)
    coming = original[5 * RATE : 5 * RATE + half] * gain
    assert np.abs(mixed[joint : joint + half] - coming).max() < 1e-3
    leaving = original[3 * RATE - half : 3 * RATE] * gain[::-1]
    assert np.abs(mixed[joint - half : joint] - leaving).max() < 1e-3


def test_a_dip_between_clips_that_go_on_is_heard(media: Media) -> None:
    edl = cut_of([media], [(0, Fraction(1), Fraction(3)), (0, Fraction(3), Fraction(5))])
    edl = dataclasses.replace(edl, transitions=(Transition(0, "dip", Fraction(1)),))
    mixed = heard(edl, media)
    assert np.abs(mixed[2 * RATE - 20 : 2 * RATE + 20]).max() < 1e-4


def test_sound_that_leads_its_picture_does_not_wait_for_the_dissolve(media: Media) -> None:
    edl = joined(media, "dissolve")
    first, second = edl.clips
    early = dataclasses.replace(second, audio_range=TimeRange(Fraction(9, 2), Fraction(7)))
    straight = dataclasses.replace(edl, clips=(first, early), transitions=())
    dissolved = dataclasses.replace(edl, clips=(first, early))
    leading = [voices(each, [media])[1] for each in (straight, dissolved)]
    assert leading[0] == leading[1]
    assert leading[0].first == 3 * RATE // 2


def test_a_dissolve_without_sound_before_the_films_beginning_begins_late(media: Media) -> None:
    edl = cut_of([media], [(0, Fraction(4), Fraction(6)), (0, Fraction(0), Fraction(2))])
    edl = dataclasses.replace(edl, transitions=(Transition(0, "dissolve", Fraction(1)),))
    second = voices(edl, [media])[1]
    assert second.start == 0
    assert second.first == 2 * RATE
    assert len(heard(edl, media)) == 4 * RATE


def test_what_is_no_number_is_silent(tmp_path: Path) -> None:
    wild = np.full((2 * RATE, 2), 0.1, "<f4")
    wild[RATE // 2 : RATE] = np.nan
    path = tmp_path / "wild.mov"
    grey = ["-f", "lavfi", "-i", "color=gray:s=64x48:r=25:d=2"]
    floats = ["-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "pipe:0", "-c:a", "pcm_f32le"]
    ffmpeg.run([*grey, *floats, "-c:v", "mjpeg", "-y", str(path)], feed=[wild.tobytes()])
    film = open_source(path)
    edl = cut_of([film], [(0, Fraction(0), Fraction(2))])
    mixed = heard(edl, film)
    assert np.isfinite(mixed).all()
    assert np.abs(mixed[RATE + 100 : 2 * RATE - FADED] - 0.1).max() < 1e-3
    encode_sound(edl, [film], tmp_path / "sound.m4a", SILENT)
