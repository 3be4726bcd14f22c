"""On the sample film a sentence model hears what is said in other words, and sees nothing."""

import dataclasses
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cutter import Look, Wish, analyze
from cutter.pipeline import open_look, plan
from cutter.pipeline.learning import learn
from cutter.pipeline.tasting import phrase_folder, taste_of
from cutter.profile.read import read_profile
from cutter.schema import Event, EventKind, Place
from tests.faults.command import command
from tests.films import PROFILES, ROOT, SAMPLE, SAMPLE_CLIP
from tests.sentence_model import minilm_folder

MEANT = {"rising seawater": 3, "urban nightlife": 15, "burning wood": 16}
"""Phrases, and the line of the sample film (counted from 1) that says them in other words."""


@pytest.fixture(scope="module")
def reading(look: Look) -> Look:
    """Return the sample CLIP's way of looking, with a sentence model beside it."""
    return dataclasses.replace(look, sentences=str(minilm_folder()))


def of_phrases(folder: Path, *phrases: str) -> Path:
    path = folder / "listener.json"
    likes = [{"text": phrase, "in": "dialogue"} for phrase in phrases]
    path.write_text(json.dumps({"version": 1, "likes": likes}))
    return path


def test_the_store_keeps_every_byte_that_the_eyes_made(look: Look, reading: Look) -> None:
    assert look.cache is not None
    plain = analyze(SAMPLE, look=look)
    before = {path: path.read_bytes() for path in look.cache.rglob("*.safetensors")}
    both = analyze(SAMPLE, look=reading)
    assert {path: path.read_bytes() for path in before} == before
    assert both.film == plain.film
    assert both.image_vectors.tobytes() == plain.image_vectors.tobytes()
    assert both.null_vectors.tobytes() == plain.null_vectors.tobytes()
    assert both.cue_vectors.shape == (16, 384)
    assert both.reader.startswith("sentences/")
    again = analyze(SAMPLE, look=look)
    assert again.cue_vectors.tobytes() == plain.cue_vectors.tobytes()


def test_what_is_said_in_other_words_is_found_and_the_reason_says_so(
    reading: Look, look: Look, tmp_path: Path
) -> None:
    profile = of_phrases(tmp_path, *MEANT)
    found, unread = (plan([SAMPLE], profile, look=each) for each in (reading, look))
    lines = found.films[0].analysis.film.cues
    for phrase, number in MEANT.items():
        heard = {
            score.shot
            for score in found.films[0].scores
            for reason in score.reasons
            if reason.label == phrase and reason.detail.startswith("dialogue 0.") and score.is_match
        }
        span = lines[number - 1].span
        shots = found.films[0].analysis.film.shots
        assert any(shots[shot].span.intersection(span) for shot in heard), phrase
    assert found.edl.clips != unread.edl.clips
    assert found.edl.model == found.taste.models == found.films[0].analysis.models


def test_each_phrase_is_read_once_by_each_model(reading: Look, tmp_path: Path) -> None:
    profile = read_profile(of_phrases(tmp_path, *MEANT))
    eyes = open_look(reading)
    taste = taste_of(profile, eyes)
    assert {want.sentence.shape for want in taste.wants if want.sentence is not None} == {(384,)}
    assert {want.vector.shape for want in taste.wants} == {(eyes.dim,)}
    folder = phrase_folder(profile)
    assert folder is not None
    assert len(list(folder.glob("*.safetensors"))) == 2
    again = taste_of(profile, open_look(reading))
    assert [want.words.tobytes() for want in again.wants] == [
        want.words.tobytes() for want in taste.wants
    ]


def test_reactions_are_learnt_for_the_models_in_use_and_rest_for_others(
    reading: Look, look: Look, tmp_path: Path
) -> None:
    profile = of_phrases(tmp_path, *MEANT)
    media, shots = (film := analyze(SAMPLE, look=reading).film).media, film.shots
    reactions: list[tuple[EventKind, int]] = [("like", 4), ("like", 32), ("dislike", 2)]
    when = datetime(2026, 11, 1, tzinfo=UTC)
    events = [
        Event(kind, when, Place(media.fingerprint, shots[shot].span), source="rate")
        for kind, shot in reactions
    ]
    after = when + timedelta(days=1)
    assert learn(profile, events, look=reading, films=[SAMPLE], now=after).resting == 0
    by_both, by_eyes = (
        taste_of(read_profile(profile), open_look(each)).evidence for each in (reading, look)
    )
    assert by_both is not None and by_eyes is not None
    assert by_both.traits.words.shape == (3, 384)
    assert by_both.traits.pictures.shape[1] != 384
    assert (len(by_both.grades), by_both.resting) == (3, 0)
    assert (len(by_eyes.grades), by_eyes.resting) == (0, 3)
    scores = plan([SAMPLE], profile, look=reading).films[0].scores
    (learnt,) = [each for each in scores[4].reasons if each.label == "your reactions"]
    assert learnt.amount > 0


def test_a_plan_of_what_is_known_loads_no_sentence_model(reading: Look) -> None:
    profile = PROFILES / "listener.json"
    plan([SAMPLE], profile, look=reading)
    arguments = [
        *("plan", SAMPLE, "--model", SAMPLE_CLIP, "--sentences", reading.sentences, "--offline"),
        *("--quiet", "--json", "--profile", profile, "--cache", reading.cache),
    ]
    code = f"""
import sys
from cutter.cli.app import run
code = run({[str(argument) for argument in arguments]!r})
heavy = ("torch", "open_clip", "sentence_transformers", "transformers", "sklearn", "av")
print("LOADED", [name for name in heavy if name in sys.modules], code)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "LOADED [] 0", done.stdout[-300:] + done.stderr


def test_make_takes_a_folder_and_makes_another_cut_with_its_reasons(
    reading: Look, look: Look, tmp_path: Path
) -> None:
    profile, report = PROFILES / "listener.json", tmp_path / "report.html"
    done = command(
        *("make", SAMPLE, "--profile", profile, "--model", SAMPLE_CLIP, "--offline"),
        *("--sentences", reading.sentences, "--cache", str(reading.cache), "--budget", "20s"),
        *("--preset", "ultrafast", "--size", "160x90", "--report", report),
        *("-o", tmp_path / "cut.mp4", "--progress", "plain"),
    )
    assert done.code == 0, done.err
    assert "words: model/" in done.err
    assert (tmp_path / "cut.mp4").is_file()
    told = report.read_text(encoding="utf-8")
    assert "going home" in told
    assert "dialogue 1.00" in told
    with_model, without = (
        plan([SAMPLE], profile, look=each, wish=Wish(budget="20s")) for each in (reading, look)
    )
    assert with_model.edl.clips != without.edl.clips
