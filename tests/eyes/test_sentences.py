"""A sentence model reads what words mean; a folder that could run code is never loaded."""

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cutter.errors import ModelUnavailable
from cutter.eyes import hub, sentence_files
from cutter.eyes.null_sentences import NULL_SENTENCES
from cutter.eyes.readers import fetch_sentences, open_sentences
from cutter.eyes.sentence_files import SENTENCE_PRESETS, in_folder
from cutter.eyes.sentences import Sentences
from tests.eyes.test_choose import Heard
from tests.films import ROOT
from tests.sentence_model import hollow_folder, minilm_folder


@pytest.fixture(scope="module")
def minilm() -> Sentences:
    return Sentences(in_folder(minilm_folder()))


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("a socket was asked for")

    for name in ("socket", "getaddrinfo", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.mark.usefixtures("no_sockets")
def test_what_means_alike_lies_near_and_what_does_not_lies_far(
    minilm: Sentences, capfd: pytest.CaptureFixture[str]
) -> None:
    tide, waves, tax = minilm.texts(["the tide is coming in", "ocean waves", "tax return"])
    assert tide @ waves > 0.35
    assert tide @ tax < 0.1
    assert capfd.readouterr() == ("", "")


def test_vectors_are_those_of_sentence_transformers_itself(minilm: Sentences) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["The tide is coming in.", "OCEAN waves", "", "so " * 400]
    itself = SentenceTransformer(str(minilm_folder()), device="cpu", local_files_only=True)
    theirs = itself.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    assert np.abs(minilm.texts(texts) - theirs).max() < 1e-5


def test_the_name_tells_weights_and_what_goes_with_them_apart(tmp_path: Path) -> None:
    first = hollow_folder(tmp_path / "a" / "model")
    same = hollow_folder(tmp_path / "b" / "model")
    assert in_folder(first).name == in_folder(same).name
    assert in_folder(first).name.startswith("sentences/model/")
    (same / "tokenizer.json").write_text('{"other": 1}')
    assert in_folder(first).name != in_folder(same).name
    other = hollow_folder(tmp_path / "c" / "model", pooling={"pooling_mode_cls_token": True})
    assert in_folder(first).name != in_folder(other).name
    (first / "model.safetensors").write_bytes(b"others")
    assert in_folder(first).name != in_folder(hollow_folder(tmp_path / "d" / "model")).name


def test_the_dimension_is_that_behind_the_last_part(tmp_path: Path) -> None:
    kind = "sentence_transformers.models"
    modules = [
        {"path": "", "type": f"{kind}.Transformer"},
        {"path": "2_Dense", "type": f"{kind}.Dense"},
    ]
    folder = hollow_folder(tmp_path, modules=modules)
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "config.json").write_text('{"in_features": 12, "out_features": 5}')
    (folder / "2_Dense" / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelUnavailable, match="pickle"):
        in_folder(folder)
    (folder / "2_Dense" / "model.safetensors").write_bytes(b"")
    assert in_folder(folder).dim == 5


def _part(kind: str, path: str = "") -> list[dict[str, str]]:
    return [{"path": path, "type": kind}]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"modules": _part("custom.Module")}, "may hold code"),
        ({"modules": _part("os.system")}, "may hold code"),
        ({"modules": _part("sentence_transformers.util.Router")}, "may hold code"),
        ({"modules": _part("sentence_transformers.models.Transformer", "../other")}, "leads out"),
        ({"modules": _part("sentence_transformers.models.Transformer", "/etc")}, "leads out"),
        ({"modules": []}, "no model"),
        ({"modules": {"0": 1}}, "no model"),
        ({"config": {"hidden_size": 8, "auto_map": {"AutoModel": "x.Y"}}}, "code of its own"),
        ({"config": {"hidden_size": 1 << 40}}, "larger than in any model"),
        ({"config": ["hidden_size"]}, "no object"),
        ({"config": {"model_type": "bert"}}, "no model"),
    ],
)
def test_a_folder_that_could_run_code_or_is_none_is_refused_in_one_line(
    tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    with pytest.raises(ModelUnavailable, match=said) as caught:
        open_sentences(str(hollow_folder(tmp_path, **changed)), offline=True)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 3


def test_pickled_weights_are_refused_though_the_rest_is_right(tmp_path: Path) -> None:
    folder = hollow_folder(tmp_path)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelUnavailable, match="pickle"):
        in_folder(folder)


@pytest.mark.parametrize("name", ["modules.json", "tokenizer.json", "config.json"])
def test_a_folder_that_lacks_a_file_says_which(tmp_path: Path, name: str) -> None:
    folder = hollow_folder(tmp_path)
    (folder / name).unlink()
    with pytest.raises(ModelUnavailable, match=name):
        in_folder(folder)


def test_weights_that_are_none_are_one_line_when_they_are_loaded(tmp_path: Path) -> None:
    folder = minilm_folder()
    for path in folder.iterdir():
        if path.is_file() and path.suffix == ".json":
            shutil.copy(path, tmp_path)
    shutil.copytree(folder / "1_Pooling", tmp_path / "1_Pooling")
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    reader = open_sentences(str(tmp_path), offline=True)
    assert reader is not None
    with pytest.raises(ModelUnavailable, match="cannot load") as caught:
        reader.texts(["sea"])
    assert "\n" not in str(caught.value)


def test_what_changes_between_opening_and_loading_is_checked_again(tmp_path: Path) -> None:
    reader = open_sentences(str(hollow_folder(tmp_path)), offline=True)
    assert reader is not None
    (tmp_path / "modules.json").write_text(json.dumps(_part("custom.Module")))
    with pytest.raises(ModelUnavailable, match="may hold code"):
        reader.texts(["sea"])


def test_pinned_weights_must_hash_to_what_was_promised(tmp_path: Path) -> None:
    weights = in_folder(hollow_folder(tmp_path), sha256="0" * 64)
    with pytest.raises(ModelUnavailable, match="promised"):
        Sentences(weights).texts(["sea"])


def test_the_pinned_default_is_the_model_that_the_figures_are_of() -> None:
    folder = minilm_folder()
    promised = SENTENCE_PRESETS["sentences"].sha256
    assert hub.sha256_of(folder / "model.safetensors") == promised


def test_null_sentences_are_many_and_each_stands_once() -> None:
    assert len(NULL_SENTENCES) == len(set(NULL_SENTENCES)) == 64


def test_none_leaves_words_to_the_eyes_without_a_remark() -> None:
    heard = Heard()
    assert open_sentences("none", progress=heard) is None
    assert heard.notes + heard.warnings == []


@pytest.mark.usefixtures("no_sockets")
def test_auto_without_weights_leaves_words_to_the_eyes_and_asks_no_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub, "is_switched_off", lambda: False)
    heard = Heard()
    assert open_sentences(progress=heard) is None
    assert heard.notes + heard.warnings == []


def test_auto_fetches_only_where_the_hub_has_answered_already(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    weights = in_folder(hollow_folder(tmp_path))
    monkeypatch.setattr(sentence_files, "is_installed", lambda: True)
    monkeypatch.setattr(sentence_files, "fetch_files", lambda *_: weights)
    monkeypatch.setattr(hub, "answers", lambda _: pytest.fail("the hub was asked again"))
    reach, heard = hub.Reach(), Heard()
    for is_answered, name in ((None, None), (False, None), (True, weights.name)):
        reach.is_answered = is_answered
        found = open_sentences(reach=reach, progress=heard)
        assert (found.name if found else None) == name
    reach.is_answered = True
    assert open_sentences(offline=True, reach=reach) is None
    (note,) = heard.notes
    assert note.endswith("its weights have been fetched")


def test_auto_takes_weights_that_are_here_and_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    weights = in_folder(hollow_folder(tmp_path / "all-MiniLM"))
    monkeypatch.setattr(sentence_files, "is_installed", lambda: True)
    monkeypatch.setattr(sentence_files, "find", lambda _: weights)
    heard = Heard()
    assert open_sentences(offline=True, progress=heard) is not None
    (note,) = heard.notes
    assert note.startswith("words: all-MiniLM/")
    assert note.endswith("its weights are on this machine")


def test_without_the_extra_auto_is_the_eyes_and_a_name_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sentence_files, "is_installed", lambda: False)
    heard = Heard()
    assert open_sentences(progress=heard) is None
    assert heard.notes + heard.warnings == []
    for choice in ("default", "multilingual", str(hollow_folder(tmp_path))):
        with pytest.raises(ModelUnavailable, match=r"pip install 'cutter\[sentences\]'"):
            open_sentences(choice)
    with pytest.raises(ModelUnavailable, match=r"pip install 'cutter\[sentences\]'"):
        fetch_sentences(SENTENCE_PRESETS["sentences"])


@pytest.mark.usefixtures("no_sockets")
@pytest.mark.parametrize(
    ("choice", "key"), [("default", "sentences"), ("multilingual", "sentences-multilingual")]
)
def test_offline_a_preset_that_is_not_here_names_the_command(choice: str, key: str) -> None:
    minilm_folder()
    with pytest.raises(ModelUnavailable, match=f"cutter models fetch {key}$"):
        open_sentences(choice, offline=True)
    with pytest.raises(ModelUnavailable, match="--offline"):
        fetch_sentences(SENTENCE_PRESETS[key], offline=True)


def test_a_name_that_nothing_has_is_told_with_those_that_there_are() -> None:
    minilm_folder()
    with pytest.raises(ModelUnavailable, match="did you mean multilingual"):
        open_sentences("multilingal")


def test_opening_a_model_imports_neither_it_nor_torch() -> None:
    code = (
        "import sys\n"
        "from cutter.eyes.readers import open_sentences\n"
        "reader = open_sentences(sys.argv[1], offline=True)\n"
        "open_sentences(offline=True)\n"
        "print(reader.dim, reader.texts([]).shape)\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'huggingface_hub'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(minilm_folder())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == "384 (0, 384)\n[]\n"
