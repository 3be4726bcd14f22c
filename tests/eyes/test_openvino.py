"""An image tower on OpenVINO sees what it sees in torch, is converted once, and tells nobody."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cutter.errors import ModelUnavailable, UsageError
from cutter.eyes import openvino_tower
from cutter.eyes.choose import open_eyes
from cutter.eyes.embedder import Embedder, Frame
from tests.eyes.test_choose import Heard
from tests.films import ROOT

needs_openvino = pytest.mark.skipif(
    not openvino_tower.is_installed(),
    reason="OpenVINO is not installed (pip install 'cutter[openvino]')",
)


def _frames(count: int = 6) -> list[Frame]:
    rng = np.random.default_rng(5)
    sizes = [(32, 32), (32, 57), (90, 160), (64, 40)]
    return [rng.integers(0, 256, (*sizes[i % 4], 3), dtype=np.uint8) for i in range(count)]


def _eyes(model: Path, cache: Path, heard: Heard | None = None, **choice: str) -> Embedder:
    return open_eyes(
        str(model),
        offline=True,
        folder=cache,
        progress=heard or Heard(),
        reach=None,
        **{"runtime": "openvino", **choice},
    )


@needs_openvino
def test_vectors_are_those_of_torch(tiny_clip: Path, tmp_path: Path) -> None:
    plain = open_eyes(str(tiny_clip), device="cpu", offline=True)
    eyes = _eyes(tiny_clip, tmp_path)
    assert eyes.name == plain.name
    assert np.abs(eyes.images(_frames()) - plain.images(_frames())).max() < 1e-4
    assert np.array_equal(eyes.texts(["sea"]), plain.texts(["sea"]))


@needs_openvino
def test_bf16_goes_by_its_own_name_here_too(tiny_clip: Path, tmp_path: Path) -> None:
    fine = _eyes(tiny_clip, tmp_path)
    coarse = _eyes(tiny_clip, tmp_path, precision="bf16")
    assert coarse.name == f"{fine.name}@bf16"
    assert (coarse.images(_frames()) * fine.images(_frames())).sum(axis=1).min() > 0.98


@needs_openvino
def test_a_model_is_converted_once_and_then_needs_no_torch_and_no_server(
    tiny_clip: Path, tmp_path: Path
) -> None:
    first, again = Heard(), Heard()
    expected = _eyes(tiny_clip, tmp_path, first).images(_frames(1))
    assert "converting" in first.notes[-1]
    assert np.array_equal(_eyes(tiny_clip, tmp_path, again).images(_frames(1)), expected)
    assert not any("converting" in note for note in again.notes)
    code = (
        "import pathlib, socket, sys, threading\n"
        "def refuse(*_, **__): raise AssertionError('a socket was asked for')\n"
        "socket.socket = socket.getaddrinfo = socket.create_connection = refuse\n"
        "import numpy as np\n"
        "from cutter.eyes.choose import open_eyes\n"
        "eyes = open_eyes(sys.argv[1], runtime='openvino', offline=True,\n"
        "                 folder=pathlib.Path(sys.argv[2]))\n"
        "frames = np.random.default_rng(5).integers(0, 256, (1, 32, 32, 3), dtype=np.uint8)\n"
        "print(eyes.images(list(frames)).tobytes().hex())\n"
        "heavy = {'torch', 'open_clip', 'openvino_telemetry.main'} & set(sys.modules)\n"
        "print(sorted(heavy), threading.active_count())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tiny_clip), str(tmp_path)],
        cwd=ROOT,
        env={"HOME": str(tmp_path / "home"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    vectors, heavy = done.stdout.splitlines()
    assert bytes.fromhex(vectors) == expected.tobytes()
    assert heavy == "[] 1"
    # Its telemetry would leave a file about itself in the user's folder.
    assert not (tmp_path / "home").exists()


@needs_openvino
def test_a_damaged_conversion_is_one_clear_line(tiny_clip: Path, tmp_path: Path) -> None:
    _eyes(tiny_clip, tmp_path).images(_frames(1))
    (graph,) = tmp_path.rglob("tower.xml")
    graph.write_text("<net>", encoding="utf-8")
    with pytest.raises(ModelUnavailable, match="remove the folder") as caught:
        _eyes(tiny_clip, tmp_path).images(_frames(1))
    assert "\n" not in str(caught.value)
    assert caught.value.path == graph.parent


@needs_openvino
def test_a_conversion_that_breaks_off_leaves_nothing(
    tiny_clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(openvino_tower, "_convert", break_off)
    with pytest.raises(ModelUnavailable, match="cannot be kept"):
        _eyes(tiny_clip, tmp_path).images(_frames(1))
    assert not list((tmp_path / "models").iterdir())


def test_without_the_extra_one_line_says_how_to_get_it(
    tiny_clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openvino_tower, "is_installed", lambda: False)
    with pytest.raises(ModelUnavailable, match=r"pip install 'cutter\[openvino\]'"):
        _eyes(tiny_clip, tmp_path).images(_frames(1))


def test_what_does_not_go_together_is_refused(tiny_clip: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--runtime onnx"):
        _eyes(tiny_clip, tmp_path, runtime="onnx")
    with pytest.raises(UsageError, match="--device cuda"):
        _eyes(tiny_clip, tmp_path, device="cuda")
