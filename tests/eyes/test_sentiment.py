"""A model of sentiment in a folder judges texts; a folder that could run code is never loaded.

The model here has random weights: what it says of a text means nothing, only that it is asked.
"""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from cutter.errors import ModelUnavailable
from cutter.eyes.sentence_files import is_installed
from cutter.eyes.sentiment import Sentiment
from cutter.profile.comments import read_comments

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not is_installed(), reason="transformers is not installed (pip install 'cutter[sentences]')"
    ),
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a text classifier of a few kilobytes, with random weights from a fixed seed."""
    import tokenizers
    import torch
    import transformers

    folder = tmp_path_factory.mktemp("sentiment")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "was", "gorgeous", "awful"]
    marks = {"unk_token": "[UNK]", "pad_token": "[PAD]"}
    numbered = dict(zip(words, range(7), strict=True))
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(numbered, marks["unk_token"]))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    fast: Any = transformers.PreTrainedTokenizerFast
    fast(tokenizer_object=tokenizer, **marks).save_pretrained(folder)
    torch.manual_seed(3)
    configuration = transformers.BertConfig(
        vocab_size=7,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        id2label={0: "NEGATIVE", 1: "POSITIVE"},
        label2id={"NEGATIVE": 0, "POSITIVE": 1},
    )
    classifier = transformers.BertForSequenceClassification(configuration)
    classifier.classifier.weight.data.mul_(200)
    classifier.save_pretrained(folder)
    return folder


def changed(tiny: Path, folder: Path, **changes: object) -> Path:
    """Copy a model with another configuration."""
    folder.mkdir()
    for path in tiny.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    configuration = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(configuration | changes))
    return folder


def test_each_text_is_judged_by_itself_without_network(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("a socket was asked for")

    for name in ("socket", "getaddrinfo", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    judge = Sentiment(tiny)
    good, bad = judge(["was gorgeous", "was awful"])
    assert good != bad
    assert all(-1 <= value <= 1 for value in (good, bad))
    assert judge(["was awful", "was gorgeous", "was awful"]) == (bad, good, bad)
    assert capfd.readouterr() == ("", "")


def test_comments_are_judged_by_it(tiny: Path) -> None:
    judge = Sentiment(tiny)
    (said,) = judge(["was gorgeous"])
    read = read_comments(["The storm was gorgeous"], judge)[0]
    assert [round(said, 4)] == [clause.polarity for clause in read] or abs(said) < 0.1


def test_the_names_of_classes_say_what_they_are_worth(tiny: Path, tmp_path: Path) -> None:
    turned = changed(tiny, tmp_path / "turned", id2label={"0": "positive", "1": "negative"})
    (one,), (other,) = Sentiment(tiny)(["was gorgeous"]), Sentiment(turned)(["was gorgeous"])
    assert one == pytest.approx(-other)
    assert one != 0


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"id2label": {"0": "cat", "1": "dog"}}, "no model of sentiment"),
        ({"auto_map": {"AutoModel": "evil.Evil"}}, "code of its own"),
        ({"hidden_size": 1 << 30}, "no configuration"),
    ],
)
def test_a_folder_of_another_kind_is_refused(
    tiny: Path, tmp_path: Path, changes: dict[str, object], what: str
) -> None:
    with pytest.raises(ModelUnavailable, match=what):
        Sentiment(changed(tiny, tmp_path / "other", **changes))


def test_a_pickle_is_refused(tiny: Path, tmp_path: Path) -> None:
    folder = changed(tiny, tmp_path / "other")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelUnavailable, match=r"no model\.safetensors"):
        Sentiment(folder)


def test_damaged_weights_are_refused_in_one_line(tiny: Path, tmp_path: Path) -> None:
    folder = changed(tiny, tmp_path / "other")
    (folder / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelUnavailable, match="cannot load this") as told:
        Sentiment(folder)(["was gorgeous"])
    assert "\n" not in str(told.value)
