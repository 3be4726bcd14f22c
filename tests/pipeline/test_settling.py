"""Eyes that were settled on are the same ones whenever they are opened again."""

import dataclasses
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.analysis.settings import DetectorSettings
from cutter.errors import InputError, ModelUnavailable
from cutter.eyes.embedder import reader_of
from cutter.eyes.presets import PRESETS
from cutter.media.policy import MediaPolicy
from cutter.pipeline import Look, open_look
from cutter.pipeline.settling import look_from_document, look_to_document, settled
from tests.films import ROOT, SAMPLE_CLIP
from tests.sentence_model import hollow_folder

AUTO = """
import json, socket, sys
def refuse(*_, **__):
    raise AssertionError("a connection was asked for")
socket.getaddrinfo = refuse
from cutter.pipeline import Look, open_look
from cutter.pipeline.settling import settled
look = settled(Look())
names = [open_look(each).name for each in (Look(), look)]
told = [look.model, look.precision, look.device, look.sentences]
print(json.dumps([told, names, "torch" in sys.modules]))
"""


def names_of(look: Look) -> tuple[str, str]:
    eyes = open_look(look)
    reader = reader_of(eyes)
    return eyes.name, "" if reader is None else reader.name


def test_without_weights_auto_is_settled_as_basic() -> None:
    found = settled(Look(offline=True))
    assert (found.model, found.sentences) == ("basic", "none")
    assert names_of(found) == names_of(Look(offline=True))


def test_weights_that_are_here_are_named_and_asked_of_no_hub(tmp_path: Path) -> None:
    preset = PRESETS["default"]
    snapshots = tmp_path / "hub" / "models--laion--CLIP-ViT-B-32-laion2B-s34B-b79K" / "snapshots"
    (snapshots / preset.revision).mkdir(parents=True)
    (snapshots / preset.revision / "open_clip_model.safetensors").write_bytes(b"weights " * 8)
    done = subprocess.run(
        [sys.executable, "-c", AUTO],
        env={
            **os.environ,
            "HF_HOME": str(tmp_path),
            "HF_HUB_OFFLINE": "0",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told, names, has_torch = json.loads(done.stdout)
    assert told[0] == f"{preset.architecture}/{preset.tag}"
    assert told[3] == "none" and "auto" not in told[:2]
    assert names[0] == names[1] and names[0].startswith("openclip/ViT-B-32/")
    assert not has_torch or told[2] == "cuda"


@pytest.mark.parametrize("form", ["{}", "local-dir:{}", "{}/open_clip_model.safetensors"])
def test_a_model_beside_the_work_is_found_from_anywhere(
    form: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(SAMPLE_CLIP.parent)
    asked = Look(model=form.format(SAMPLE_CLIP.name), sentences="none", cache=Path("kept"))
    found, names = settled(asked), names_of(asked)
    monkeypatch.chdir(tmp_path)
    assert names_of(found) == names
    assert found.cache == SAMPLE_CLIP.parent / "kept"
    assert found.precision == "fp32"
    assert settled(found) == found


def test_a_sentence_model_beside_the_work_is_found_from_anywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("sentence_transformers")
    hollow_folder(tmp_path / "words")
    monkeypatch.chdir(tmp_path)
    asked = Look(model="basic", sentences="words")
    found, names = settled(asked), names_of(asked)
    monkeypatch.chdir("/")
    assert names_of(found) == names and names[1].startswith("sentences/words/")


def test_a_model_that_is_not_to_be_had_is_said() -> None:
    with pytest.raises(ModelUnavailable, match="not on this machine"):
        settled(Look(model="default", offline=True))


paths = st.none() | st.sampled_from([Path("/films/a b"), Path("/ü/é")])
texts = st.none() | st.text(max_size=5)


@given(
    st.builds(
        Look,
        model=st.text(min_size=1, max_size=9),
        offline=st.booleans(),
        cache=paths,
        subtitles=paths,
        language=texts,
        audio=texts,
        detector=st.builds(
            DetectorSettings,
            threshold=st.none() | st.floats(0.1, 99),
            min_shot=st.fractions(Fraction(1, 100), 60),
            speed=st.sampled_from(["full", "fast", "draft"]),
        ),
        policy=st.builds(MediaPolicy, longest=st.fractions(1, 10**6), patience=st.floats(1, 10**6)),
    )
)
def test_a_look_is_read_as_it_was_written(look: Look) -> None:
    assert look_from_document(json.loads(json.dumps(look_to_document(look)))) == look


@pytest.mark.parametrize(
    "changed", [{"detector": None}, {"detector": {"name": "none such"}}, {"unknown": 1}]
)
def test_what_is_no_look_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(InputError):
        look_from_document(look_to_document(Look()) | changed)


def test_every_field_of_a_look_is_written() -> None:
    assert set(look_to_document(Look())) == {each.name for each in dataclasses.fields(Look)}
