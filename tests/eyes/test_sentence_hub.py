"""A sentence model comes from the hub pinned and checked, once, and only where that is allowed."""

import hashlib
from pathlib import Path

from tests.eyes.fake_hub import COMMIT, Files, serve
from tests.eyes.test_hub import DEAF, _notes, _run
from tests.sentence_model import hollow_folder

REPOSITORY = "sentence-transformers/all-MiniLM-L6-v2"

PIN = """
import dataclasses
from cutter.eyes import sentence_files
preset = sentence_files.SENTENCE_PRESETS["sentences"]
sentence_files.SENTENCE_PRESETS["sentences"] = dataclasses.replace(
    preset, revision="{commit}", sha256="{sha256}"
)
"""

FETCH = """
import json, sys
from cutter.errors import CutterError
from cutter.eyes.readers import fetch_sentences, open_sentences
from cutter.eyes.sentence_files import SENTENCE_PRESETS
from cutter.progress import JsonLines
try:
    fetch_sentences(SENTENCE_PRESETS["sentences"], JsonLines(sys.stderr))
    found = open_sentences(sys.argv[1], offline=True)
    print(json.dumps({"name": found.name, "torch": "torch" in sys.modules}))
except CutterError as error:
    print(json.dumps({"error": str(error), "code": error.exit_code}))
"""

LOOK = """
import json, time
from cutter.pipeline import Look, open_look
from cutter.progress import SILENT
begin = time.monotonic()
eyes = open_look(Look(), SILENT)
seconds = time.monotonic() - begin
print(json.dumps({"eyes": eyes.name, "reader": eyes.reader is not None, "seconds": seconds}))
"""


def _files(folder: Path) -> Files:
    hollow_folder(folder)
    return {
        f"{REPOSITORY}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _pinned(files: Files) -> str:
    weights = files[f"{REPOSITORY}/model.safetensors"]
    return PIN.format(commit=COMMIT, sha256=hashlib.sha256(weights).hexdigest())


def test_it_is_fetched_once_and_then_found_by_all_its_names(tmp_path: Path) -> None:
    files = _files(tmp_path / "model")
    with serve(files) as (address, asked):
        answer, _ = _run(_pinned(files) + FETCH, "default", tmp_path / "hub", HF_ENDPOINT=address)
        assert str(answer["name"]).startswith("sentences/all-MiniLM-L6-v2/")
        assert not answer["torch"]
        assert any(COMMIT in line for line in asked)
        asked.clear()
        for choice in ("auto", "all-MiniLM-L6-v2"):
            again, told = _run(
                _pinned(files) + FETCH, choice, tmp_path / "hub", HF_ENDPOINT=address
            )
            assert again == answer
            assert _notes(told) == ["all-MiniLM-L6-v2 is on this machine already"]
        assert asked == []


def test_other_weights_than_the_pinned_ones_are_refused(tmp_path: Path) -> None:
    with serve(_files(tmp_path / "model")) as (address, asked):
        answer, _ = _run(FETCH, "default", tmp_path / "hub", HF_ENDPOINT=address)
    assert answer["code"] == 3
    assert "damaged" in str(answer["error"])
    assert "c9745ed1d9f207416be6d2e6f8de32d1f16199bf" in "".join(asked)
    assert not list((tmp_path / "hub").rglob("*.safetensors"))


def test_eyes_and_words_together_ask_a_deaf_hub_once(tmp_path: Path) -> None:
    answer, _ = _run(DEAF + LOOK, "", tmp_path)
    assert answer["eyes"] == "basic/1"
    assert answer["reader"] is False
    assert float(str(answer["seconds"])) < 7
