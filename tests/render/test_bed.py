"""Music lies under a whole cut: as loud as asked for, lower under speech, gone at the end."""

import dataclasses
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cutter import ffmpeg
from cutter.errors import InputError, OutputRefused, RenderError, SourceChanged
from cutter.media.sound import pcm
from cutter.media.source import fingerprint, open_source
from cutter.progress import SILENT, Progress
from cutter.render.bed import BREATH, RISES, SINKS, Bed, knots, lay_bed
from cutter.render.choose import make_renderer
from cutter.render.renderer import Pictures
from cutter.render.sound import encode_sound
from cutter.render.write import write_cut
from cutter.schema import EditDecisionList, Media, Music, TimeRange, Title
from tests.render.films import cut_of
from tests.render.sounds import RATE, Sound, as_ffmpeg_says, babble, film_with, tone, write_wave

SPEECH = (TimeRange(Fraction(4), Fraction(6)), TimeRange(Fraction(7), Fraction(8)))


def music_of(path: Path, **changed: object) -> Music:
    music = Music(path.as_posix(), fingerprint(path), level=-6.0, ducked=-18.0)
    return dataclasses.replace(music, **changed)  # type: ignore[arg-type]


def power(samples: np.ndarray, start: float, end: float) -> float:
    """Return the power of a stretch, in decibels."""
    inside = samples[round(start * RATE) : round(end * RATE)].astype(np.float64)
    return float(10 * np.log10(np.square(inside).mean() + 1e-20))


def bed_of(folder: Path, sound: Sound, seconds: int, music: dict[str, object]) -> np.ndarray:
    path = write_wave(folder / "music.wav", sound)
    bed = lay_bed(
        music_of(path, **music), folder / "bed.pcm", seconds * RATE, RATE, reference=-23.0
    )
    return bed.read(0, seconds * RATE)


class Unused:
    """A renderer that notes whether it was asked."""

    name = "unused"
    is_asked = False

    def picture(
        self, edl: EditDecisionList, films: Sequence[Media], work: Path, progress: Progress
    ) -> Pictures:
        self.is_asked = True
        raise RenderError("not to be asked")


@pytest.fixture
def talk(tmp_path: Path) -> Media:
    return film_with(tmp_path, "talk", babble(13, 0.1))


@pytest.fixture
def still(tmp_path: Path) -> Media:
    """Return a film without sound."""
    path = tmp_path / "still.mov"
    ffmpeg.run(["-f", "lavfi", "-i", "color=gray:s=64x48:r=25:d=13", "-c:v", "mjpeg", str(path)])
    return open_source(path)


def under(edl: EditDecisionList, music: Music) -> EditDecisionList:
    output = dataclasses.replace(edl.output, has_sound=True)
    return dataclasses.replace(edl, music=music, output=output)


def test_the_bed_is_as_far_below_the_programme_as_asked_for(tmp_path: Path) -> None:
    heard = bed_of(tmp_path, tone(1000, 14), 12, {"level": -6.0, "ducked": -18.0})
    write_wave(tmp_path / "found.wav", heard[RATE : 9 * RATE])
    assert as_ffmpeg_says(tmp_path / "found.wav")[0] == pytest.approx(-23 - 6, abs=0.2)


def test_the_bed_is_ducked_under_speech_and_comes_back(tmp_path: Path) -> None:
    heard = bed_of(tmp_path, tone(1000, 14), 12, {"speech": SPEECH})
    free, spoken = power(heard, 1, 3.7), power(heard, 4, 6)
    assert spoken - free == pytest.approx(-12, abs=0.1)
    # Between two who speak one after the other it stays down.
    assert power(heard, 6.2, 6.8) - free == pytest.approx(-12, abs=0.1)
    assert power(heard, 8.6, 9.3) - free == pytest.approx(0, abs=0.1)


def test_the_bed_sinks_and_rises_along_smooth_ramps(tmp_path: Path) -> None:
    heard = bed_of(tmp_path, tone(1000, 14), 12, {"speech": SPEECH})
    frames = np.square(heard[:, 0].astype(np.float64)).reshape(-1, 480).mean(axis=1)
    level = 10 * np.log10(frames + 1e-20)
    steps = np.diff(level[100:900])
    assert np.abs(steps).max() < 1.2  # dB in 10 ms; 12 dB at once would be a step
    moving = np.flatnonzero(np.abs(steps) > 0.02) / 100 + 1
    assert moving.min() >= 4 - float(SINKS) - 0.02
    assert moving.max() <= 8 + float(RISES) + 0.02
    middle = power(heard, 4 - float(SINKS) / 2 - 0.005, 4 - float(SINKS) / 2 + 0.005)
    assert middle - power(heard, 1, 3) == pytest.approx(-6, abs=0.5)


def test_spans_of_speech_that_lie_near_are_one() -> None:
    near = [TimeRange(Fraction(2), Fraction(3)), TimeRange(3 + BREATH / 2, Fraction(5))]
    assert len(knots(near)[0]) == 4
    far = [TimeRange(Fraction(2), Fraction(3)), TimeRange(3 + BREATH, Fraction(6))]
    times, downs = knots(far)
    assert len(times) == 8
    assert times == sorted(times)
    assert downs == [0, 1, 1, 0, 0, 1, 1, 0]


def test_speech_at_the_very_beginning_finds_the_bed_down() -> None:
    times, downs = knots([TimeRange(Fraction(0), Fraction(1))])
    assert np.interp(0.0, times, downs) == 1
    assert np.interp(5.0, times, downs) == 0
    assert knots([]) == ([0.0], [0.0])


def test_the_bed_fades_at_the_end_and_begins_without_a_knock(tmp_path: Path) -> None:
    heard = bed_of(tmp_path, tone(1000, 14), 12, {})
    free = power(heard, 2, 8)
    assert np.abs(heard[0]).max() < 1e-3
    assert np.abs(heard[-1]).max() < 1e-5
    assert power(heard, 9.3, 9.4) == pytest.approx(free, abs=0.1)
    levels = [power(heard, 9.5 + n / 4, 9.75 + n / 4) for n in range(10)]
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] < free - 30


def test_music_that_is_too_short_is_played_again_without_a_hole_or_a_step(tmp_path: Path) -> None:
    noise = np.random.default_rng(4).standard_normal(4 * RATE) * 0.1
    heard = bed_of(tmp_path, noise, 12, {"start": Fraction(1)})
    levels = [power(heard, n / 4, n / 4 + 0.25) for n in range(3, 37)]
    assert max(levels) - min(levels) < 1
    first = heard[RATE : 2 * RATE, 0]
    assert np.corrcoef(first, noise[2 * RATE : 3 * RATE])[0, 1] > 0.999
    # The second time it begins at its beginning, before the first time is over.
    again = heard[3 * RATE : 4 * RATE, 0]
    assert np.corrcoef(again, noise[RATE : 2 * RATE])[0, 1] > 0.999


def test_music_lies_under_titles_too_and_the_whole_is_levelled(talk: Media, tmp_path: Path) -> None:
    path = write_wave(tmp_path / "music.wav", tone(1000, 14, 0.6))
    edl = cut_of([talk], [(0, Fraction(1), Fraction(4)), (0, Fraction(6), Fraction(8))])
    titles = (Title("The film", Fraction(2), "start"),)
    edl = dataclasses.replace(under(edl, music_of(path)), loudness=-16.0, titles=titles)
    encode_sound(edl, [talk], tmp_path / "sound.m4a", SILENT)
    loudness, peak = as_ffmpeg_says(tmp_path / "sound.m4a")
    assert abs(loudness + 16) <= 0.5
    assert peak <= -1
    heard = _decoded(tmp_path / "sound.m4a")
    assert abs(len(heard) - 7 * RATE) <= 1024
    assert power(heard, 0.5, 1.9) > -40


def test_a_film_without_sound_gets_the_music_alone(still: Media, tmp_path: Path) -> None:
    path = write_wave(tmp_path / "music.wav", tone(1000, 14, 0.25))
    music = music_of(path, speech=SPEECH)
    edl = under(cut_of([still], [(0, Fraction(1), Fraction(13))]), music)
    target = tmp_path / "cut.mp4"
    write_cut(edl, [still], target, renderer=make_renderer("ffmpeg", device="cpu"))
    heard = _decoded(target)
    assert power(heard, 1, 3.7) == pytest.approx(power(tone(1000, 1, 0.25), 0, 1), abs=0.3)
    assert power(heard, 4, 6) - power(heard, 1, 3.7) == pytest.approx(-12, abs=0.3)
    assert power(heard, 8.6, 9.3) == pytest.approx(power(heard, 1, 3.7), abs=0.1)
    assert not list(tmp_path.glob("*.pcm"))


def test_speech_and_music_together_do_not_clip(tmp_path: Path) -> None:
    loud = film_with(tmp_path, "loud", np.clip(babble(13, 3.0), -0.99, 0.99))
    path = write_wave(tmp_path / "music.wav", np.sign(tone(200, 14)) * 0.9)
    edl = under(cut_of([loud], [(0, Fraction(1), Fraction(7))]), music_of(path, level=0.0))
    encode_sound(edl, [loud], tmp_path / "sound.m4a", SILENT)
    assert as_ffmpeg_says(tmp_path / "sound.m4a")[1] <= 0


def test_other_music_than_planned_is_refused_before_anything_is_made(
    talk: Media, tmp_path: Path
) -> None:
    path = write_wave(tmp_path / "music.wav", tone(500, 3))
    edl = under(cut_of([talk], [(0, Fraction(1), Fraction(4))]), music_of(path))
    write_wave(path, tone(600, 3))
    renderer = Unused()
    with pytest.raises(SourceChanged, match=r"music\.wav: is not the music"):
        write_cut(edl, [talk], tmp_path / "cut.mp4", renderer=renderer)
    assert not renderer.is_asked


def test_the_music_is_never_written_over(talk: Media, tmp_path: Path) -> None:
    path = tmp_path / "music.mp4"
    ffmpeg.run(["-f", "lavfi", "-i", "sine=d=3", "-y", str(path)])
    before = path.read_bytes()
    edl = under(cut_of([talk], [(0, Fraction(1), Fraction(4))]), music_of(path))
    with pytest.raises(OutputRefused):
        write_cut(edl, [talk], path, overwrite=True, renderer=make_renderer("ffmpeg", device="cpu"))
    assert path.read_bytes() == before


def test_music_that_is_over_before_it_begins_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"this music is over before 5 s"):
        bed_of(tmp_path, tone(1000, 3), 4, {"start": Fraction(5)})


def test_a_bed_in_pieces_is_the_bed_as_a_whole(tmp_path: Path) -> None:
    path = write_wave(tmp_path / "music.wav", babble(3))
    music = music_of(path, speech=SPEECH)
    bed: Bed = lay_bed(music, tmp_path / "bed.pcm", 9 * RATE, RATE, reference=-20.0)
    pieces = [bed.read(first, first + RATE) for first in range(0, 9 * RATE, RATE)]
    assert np.abs(np.concatenate(pieces) - bed.read(0, 9 * RATE)).max() < 1e-6


def _decoded(path: Path) -> np.ndarray:
    """Return the left channel of a file's sound."""
    import av

    with av.open(str(path)) as container:
        parts = [frame.to_ndarray() for frame in container.decode(audio=0)]
    left: np.ndarray = np.concatenate(parts, axis=1)[0]
    return left


def test_the_music_does_not_move_the_films_sound(talk: Media, tmp_path: Path) -> None:
    path = write_wave(tmp_path / "music.wav", tone(6000, 9, 0.05))
    edl = cut_of([talk], [(0, Fraction(1), Fraction(4)), (0, Fraction(6), Fraction(9))])
    encode_sound(under(edl, music_of(path, level=-20.0)), [talk], tmp_path / "sound.m4a", SILENT)
    heard = _decoded(tmp_path / "sound.m4a")
    want = pcm(talk, TimeRange(Fraction(7), Fraction(8)))[:, 0]
    there = heard[4 * RATE - 100 : 5 * RATE + 100]
    fits = np.correlate(there, want, "valid")
    assert int(fits.argmax()) == 100
