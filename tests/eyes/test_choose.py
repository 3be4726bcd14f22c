"""The eyes that are used are the best to be had, and one line says which and why."""

import socket
from pathlib import Path

import pytest

from cutter.errors import ModelUnavailable
from cutter.eyes import catalogue, choose, hub
from cutter.eyes.basic import Basic
from cutter.eyes.choose import open_eyes
from cutter.eyes.models import fetch, list_models
from cutter.eyes.presets import PRESETS
from cutter.progress import Silent


class Heard(Silent):
    """Keeps the notes and the warnings."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []
        self.warnings: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)

    def warn(self, message: str) -> None:
        self.warnings.append(message)


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("a socket was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.mark.usefixtures("no_sockets")
def test_offline_auto_is_basic_and_warns_of_it_in_one_line() -> None:
    heard = Heard()
    assert isinstance(open_eyes(offline=True, progress=heard), Basic)
    (warning,) = heard.warnings
    assert warning.startswith("eyes: basic")
    assert warning.endswith("cutter models fetch")
    assert heard.notes == []


@pytest.mark.usefixtures("no_sockets")
@pytest.mark.parametrize("model", ["default", "fast", "ViT-B-16/openai"])
def test_offline_a_model_that_is_not_here_names_the_command(model: str) -> None:
    with pytest.raises(ModelUnavailable, match=f"cutter models fetch {model}") as caught:
        open_eyes(model, offline=True)
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("no_sockets")
def test_a_local_model_sees_and_reads_without_a_socket(tiny_clip: Path) -> None:
    heard = Heard()
    eyes = open_eyes(str(tiny_clip), device="cpu", offline=True, progress=heard)
    assert eyes.texts(["sea"]).shape == (1, 24)
    (note,) = heard.notes
    assert note.startswith("eyes: OpenCLIP tiny-clip/")


def test_basic_can_be_asked_for() -> None:
    heard = Heard()
    assert isinstance(open_eyes("basic", progress=heard), Basic)
    assert heard.notes == ["eyes: basic (words, light and colour): asked for"]
    assert heard.warnings == []


def test_without_open_clip_auto_is_basic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "is_installed", lambda: False)
    heard = Heard()
    assert isinstance(open_eyes(progress=heard), Basic)
    assert "pip install open-clip-torch" in heard.warnings[0]
    with pytest.raises(ModelUnavailable, match="pip install open-clip-torch"):
        open_eyes("default")


def test_the_list_names_every_preset_and_what_is_here() -> None:
    rows = {row.name: row for row in list_models()}
    assert set(rows) == {*PRESETS, "basic"}
    assert [name for name, row in rows.items() if row.is_here] == ["basic"]
    assert rows["default"].model == "ViT-B-32/laion2b_s34b_b79k"
    assert all(row.size and row.licence for row in rows.values())


@pytest.mark.parametrize(("unit", "warnings"), [("", 1), ("amx_bf16", 0)])
def test_bf16_on_a_processor_without_it_is_worth_a_warning(
    tiny_clip: Path, monkeypatch: pytest.MonkeyPatch, unit: str, warnings: int
) -> None:
    monkeypatch.setattr(choose, "bf16_unit", lambda: unit)
    monkeypatch.setattr(choose, "has_cuda_driver", lambda: False)
    heard = Heard()
    eyes = open_eyes(str(tiny_clip), precision="bf16", offline=True, progress=heard)
    assert eyes.name.endswith("@bf16")
    assert heard.notes[-1].endswith("@bf16: asked for")
    assert len(heard.warnings) == warnings


def test_fetching_a_local_model_merely_checks_it(tiny_clip: Path) -> None:
    heard = Heard()
    fetch(str(tiny_clip), heard)
    assert "already" in heard.notes[0]
    with pytest.raises(ModelUnavailable, match="HF_HUB_OFFLINE"):
        fetch("fast", heard)


def test_the_basic_eyes_need_no_fetching() -> None:
    heard = Heard()
    fetch("basic", heard)
    (note,) = heard.notes
    assert "built in" in note


@pytest.mark.usefixtures("no_sockets")
def test_offline_nothing_is_fetched(tiny_clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(hub, "is_switched_off", lambda: False)
    monkeypatch.setattr(hub, "answers", asked.append)
    for name in ("default", "auto", "ViT-B-16/openai"):
        with pytest.raises(ModelUnavailable, match="--offline") as caught:
            fetch(name, offline=True)
        assert "\n" not in str(caught.value)
    assert asked == []
    heard = Heard()
    fetch(str(tiny_clip), heard, offline=True)
    assert "already" in heard.notes[0]
