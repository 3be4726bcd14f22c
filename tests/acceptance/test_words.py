"""Fifty spoken lines whose words' times are known: none is cut, in the plan or in the sound."""

import dataclasses
import itertools
import random
import wave
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cutter.analysis.film import watch
from cutter.analysis.loudness import SoundMeter
from cutter.analysis.settings import DetectorSettings
from cutter.analysis.speech import SpeechFinder
from cutter.edit.budget import parse_budget
from cutter.edit.choice import ScoredFilm
from cutter.edit.compose import CUTS_WORDS, compose
from cutter.edit.request import CutRequest
from cutter.media.source import open_source
from cutter.progress import SILENT
from cutter.render.sound import blocks
from cutter.schema import Clip, EditDecisionList, FilmRecord, Output, Score, Source, TimeRange
from tests.acceptance.conftest import PlanFor
from tests.analysis.made import Picture, texture, write_film
from tests.edit.films import Take, make_film
from tests.edit.words import assert_no_word_is_cut
from tests.spoken import RATE, Talk, talk

Samples = NDArray[np.float32]

PACES, ORDERS = ("calm", "even", "brisk"), ("film", "score", "arc")


@pytest.fixture(scope="module", params=[1, 2])
def said(request: pytest.FixtureRequest) -> Talk:
    """Return fifty lines."""
    return talk(50, seed=request.param, bed=0.02 if request.param == 2 else 0.0)


@pytest.fixture(scope="module")
def found(said: Talk) -> tuple[TimeRange, ...]:
    """Return the speech that is found in the sound alone."""
    finder = SpeechFinder()
    meter = SoundMeter(finder)
    samples = said.stereo()
    for at in range(0, len(samples), RATE):
        meter.take(Fraction(at, RATE), samples[at : at + RATE])
    return finder.finish(said.seconds, meter.finish())


def in_shots(
    said: Talk, *, cues: bool, speech: tuple[TimeRange, ...], rate: Fraction, seed: int
) -> ScoredFilm:
    """Return a film of this talk whose shots change anywhere, amid words too."""
    chance = random.Random(seed)
    takes, left = [], said.seconds
    while left > 0:
        seconds = min(left, Fraction(chance.randint(20, 160), 25))
        looks = chance.choice([None, chance.randint(0, 9)])
        takes.append(Take(seconds, chance.random() + 0.2, chance.random() < 0.8, looks=looks))
        left -= seconds
    lines = zip(said.lines, said.texts, strict=True)
    spoken = [(float(line.start), float(line.end), text) for line, text in lines]
    return make_film(takes, rate=rate, cues=spoken if cues else (), speech=speech, seed=seed)


@pytest.mark.parametrize("heard_by", ["cues", "sound", "both"])
@pytest.mark.parametrize("may_split", [True, False])
def test_no_sound_edge_lies_amid_a_word_of_fifty_lines(
    said: Talk, found: tuple[TimeRange, ...], heard_by: str, may_split: bool
) -> None:
    splits = joints = 0
    for number, (pace, order) in enumerate(itertools.product(PACES, ORDERS)):
        budget = ("20s", "70s")[number % 2]
        rate = (Fraction(25), Fraction(24000, 1001))[number // 2 % 2]
        film = in_shots(
            said,
            cues=heard_by != "sound",
            speech=found if heard_by != "cues" else (),
            rate=rate,
            seed=number,
        )
        asked = CutRequest(
            parse_budget(budget),
            rate,
            pace=pace,  # type: ignore[arg-type]
            order=order,  # type: ignore[arg-type]
            fill=number % 3 == 0,
            split_edits=may_split,
        )
        choice = compose([film], asked)
        assert choice.duration <= choice.budget
        assert CUTS_WORDS not in choice.notes
        words = said.words if heard_by == "sound" else (*said.words, *said.lines)
        # Cues are told in floats; what lies within a nanosecond is the same.
        assert_no_word_is_cut(choice.clips, [_shrunk(words)], may_split=may_split)
        splits += sum(clip.audio_range != clip.source_range for clip in choice.clips)
        joints += sum(len(clip.shots) > 1 for clip in choice.clips)
    assert joints and (splits or not may_split)


def _shrunk(words: tuple[TimeRange, ...]) -> tuple[TimeRange, ...]:
    nano = Fraction(1, 10**9)
    return tuple(TimeRange(word.start + nano, word.end - nano) for word in words)


@pytest.mark.parametrize("may_split", [True, False])
def test_no_cue_of_the_sample_film_is_cut(
    plan_for: PlanFor, truth: dict[str, Any], may_split: bool
) -> None:
    lines = tuple(
        TimeRange(Fraction(str(cue["start"])), Fraction(str(cue["end"]))) for cue in truth["cues"]
    )
    assert len(lines) == 16
    splits = 0
    for name in ("alice", "bob", "wild", "listener"):
        films = plan_for(name).films
        (record,) = (film.analysis.film for film in films)
        for line in lines:
            assert any(line.intersection(span) for span in record.speech), line
        for silenced in (False, True):
            if silenced:
                films = tuple(_without_cues(film) for film in films)
            for budget, pace, order in (("15s", "brisk", "film"), ("30s", "even", "arc")):
                asked = CutRequest(
                    parse_budget(budget),
                    Fraction(24),
                    fill=True,
                    pace=pace,  # type: ignore[arg-type]
                    order=order,  # type: ignore[arg-type]
                    split_edits=may_split,
                )
                choice = compose(films, asked)
                assert choice.duration <= choice.budget and CUTS_WORDS not in choice.notes
                assert_no_word_is_cut(choice.clips, [lines], may_split=may_split)
                splits += sum(clip.audio_range != clip.source_range for clip in choice.clips)
    assert splits or not may_split


def _without_cues(film: ScoredFilm) -> ScoredFilm:
    record = dataclasses.replace(film.analysis.film, cues=(), cue_terms=())
    return ScoredFilm(dataclasses.replace(film.analysis, film=record), film.scores)


def test_words_are_whole_in_the_sound_of_a_cut(tmp_path: Path) -> None:
    said = talk(10, seed=4, longest=6, pause=(0.4, 1.2))
    film = _film_of(said, tmp_path)
    record = watch(open_source(film), detector=DetectorSettings(), progress=SILENT)
    assert len(record.shots) > 6
    bare = in_shots(said, cues=False, speech=record.speech, rate=Fraction(24), seed=0)
    chance = random.Random(3)
    scores = tuple(
        Score(shot.index, chance.random() + 0.1, (), shot.clean.middle, is_match=True)
        for shot in record.shots
    )
    looks = np.eye(len(record.shots), dtype=np.float32)[[k.shot for k in record.keyframes]]
    analysis = dataclasses.replace(bare.analysis, film=record, image_vectors=looks)
    scored = ScoredFilm(analysis, scores)
    choice = compose([scored], CutRequest(parse_budget("8s"), Fraction(24), pace="brisk"))
    assert any(clip.audio_range != clip.source_range for clip in choice.clips)
    heard = _sound_of(choice.clips, record)
    at, whole = Fraction(0), 0
    for clip in choice.clips:
        shift = at - clip.source_range.start
        at += clip.source_range.duration
        for word in said.words:
            if word.intersection(clip.audio_range) is None:
                continue
            first, count = round(word.start * RATE), round(word.duration * RATE)
            there = heard[round((word.start + shift) * RATE) :][:count]
            spoken = said.sound[first : first + count]
            assert np.abs(there - spoken).max() < 0.02 * np.abs(spoken).max()
            whole += 1
    assert whole >= 6


def _film_of(said: Talk, folder: Path) -> Path:
    """Write a film of this talk, with cuts every second or so."""
    chance = random.Random(1)
    frames: list[Picture] = []
    while len(frames) < said.seconds * 24:
        frames += [texture(len(frames))] * chance.randint(24, 60)
    sound = folder / "talk.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((said.sound * 32767).astype("<i2").tobytes())
    return write_film(folder / "talk.mov", frames, sound=sound)


def _sound_of(clips: tuple[Clip, ...], record: FilmRecord) -> Samples:
    """Return the left channel of a cut."""
    media = record.media
    edl = EditDecisionList(
        sources=(Source(media.path.as_posix(), media.fingerprint, media.end, media.frame_rate),),
        clips=clips,
        output=Output(256, 144, media.frame_rate),
        profile="",
        model="",
        budget=Fraction(8),
        order="film",
        gap=0.0,
    )
    return np.concatenate(list(blocks(edl, [media])))[:, 0]
