"""Row 32: weights are data. None of them runs code, and none but the promised ones are used."""

import hashlib
import json
import os
import pickle
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cutter.eyes.presets import PRESETS
from cutter.eyes.shapes import LARGEST_HEADER
from tests.eyes.fake_hub import Files, serve
from tests.eyes.tiny import make_tiny
from tests.faults.command import Done, command
from tests.faults.corpus import Corpus
from tests.films import ROOT

CONFIG, SAFE = "open_clip_config.json", "open_clip_model.safetensors"
PICKLE = "open_clip_pytorch_model.bin"
LAION = "laion/CLIP-ViT-B-32-laion2B-s34B-b79K"
PICKLED = "ViT-B-16/laion2b_s34b_b88k"
PICKLED_AT = "laion/CLIP-ViT-B-16-laion2B-s34B-b88K"


class Bomb:
    """Makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def bomb(folder: Path, *, as_torch: bool) -> tuple[bytes, Path]:
    """Return a pickle that would make a folder, as it is or in torch's form; and that folder."""
    exploded = folder / "exploded"
    if not as_torch:
        return pickle.dumps(Bomb(exploded)), exploded
    import torch

    file = folder / "torch.bin"
    torch.save({"logit_scale": Bomb(exploded)}, file)
    data = file.read_bytes()
    file.unlink()
    return data, exploded


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small genuine open_clip model."""
    return make_tiny(tmp_path_factory.mktemp("weights") / "tiny")


@pytest.fixture
def seen_by(corpus: Corpus, shared_cache: Path) -> Callable[[str | Path], Done]:
    """Return a function that plans a cut through the eyes of that name."""

    def plan(model: str | Path) -> Done:
        film = corpus("ok.mp4")
        look = ("--offline", "--device", "cpu", "--cache", shared_cache, "-q", "--fill")
        return command("plan", film, "--model", str(model), *look)

    return plan


@pytest.mark.parametrize("as_torch", [False, True], ids=["plain", "torch"])
@pytest.mark.parametrize("form", ["bin", "renamed", "named", "folder", "beside", "in-disguise"])
def test_row_32_a_pickle_runs_nothing(
    form: str, as_torch: bool, tiny: Path, tmp_path: Path, seen_by: Callable[[str | Path], Done]
) -> None:
    data, exploded = bomb(tmp_path, as_torch=as_torch)
    folder = tmp_path / "model"
    folder.mkdir()
    shutil.copy(tiny / CONFIG, folder)
    model: str | Path = folder
    if form == "bin":
        model = tmp_path / "weights.bin"
        model.write_bytes(data)
    elif form in ("renamed", "named"):
        file = tmp_path / "weights.safetensors"
        file.write_bytes(data)
        model = file if form == "renamed" else f"ViT-B-32={file}"
    elif form == "in-disguise":
        (folder / SAFE).write_bytes(data)
    else:
        (folder / PICKLE).write_bytes(data)
        if form == "beside":
            # open_clip itself would prefer the pickle to safetensors of this name.
            shutil.copy(tiny / SAFE, folder / "model.safetensors")
    seen_by(model).failed(3)
    assert not exploded.exists()


def plan_with_hub(
    model: str, film: Path, folder: Path, files: Files
) -> "subprocess.CompletedProcess[str]":
    """Plan a cut in a process of its own, with a hub that serves these files."""
    with serve(files) as (address, _):
        return subprocess.run(
            [
                *(sys.executable, "-m", "cutter", "plan", str(film), "--model", model),
                *("--device", "cpu", "--precision", "fp32", "--cache", str(folder / "store")),
                *("--progress", "none", "--fill"),
            ],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "HF_HOME": str(folder / "hub"),
                "HF_HUB_OFFLINE": "0",
                "HF_ENDPOINT": address,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.mark.slow
def test_row_32_a_pickle_from_the_hub_runs_nothing_either(corpus: Corpus, tmp_path: Path) -> None:
    """Some models are on the hub as pickles alone: those are read by open_clip's safe reader."""
    data, exploded = bomb(tmp_path, as_torch=True)
    files = {f"{PICKLED_AT}/{PICKLE}": data}
    done = plan_with_hub(PICKLED, corpus("ok.mp4"), tmp_path, files)
    assert not exploded.exists()
    assert done.returncode == 3, done.stderr
    assert PICKLE in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_row_32_weights_of_another_hash_than_the_pinned_one_are_not_taken(
    corpus: Corpus, tiny: Path, tmp_path: Path
) -> None:
    """A hub that serves a sound file, only not the one that is promised."""
    files = {f"{LAION}/{SAFE}": (tiny / SAFE).read_bytes()}
    done = plan_with_hub("default", corpus("ok.mp4"), tmp_path, files)
    assert done.returncode == 3, done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert "SHA-256" in line
    assert hashlib.sha256((tiny / SAFE).read_bytes()).hexdigest()[:12] in line
    assert not list((tmp_path / "hub").rglob("*.safetensors"))


@pytest.mark.parametrize("how", ["under its name", "as a plain file", "under another name"])
def test_row_32_weights_that_are_here_are_checked_before_they_are_used(
    how: str,
    tiny: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seen_by: Callable[[str | Path], Done],
) -> None:
    """What lies in the hub's cache may have been exchanged since it was fetched and checked."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    pinned = PRESETS["default"]
    kept = tmp_path / f"models--{LAION.replace('/', '--')}"
    snapshot, blobs = kept / "snapshots" / pinned.revision, kept / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    if how == "as a plain file":
        shutil.copy(tiny / SAFE, snapshot / SAFE)
    else:
        blob = blobs / (pinned.sha256 if how == "under its name" else "0" * 64)
        shutil.copy(tiny / SAFE, blob)
        (snapshot / SAFE).symlink_to(blob)
    done = seen_by("default")
    if how == "under another name":
        done.failed(3, "not on this machine", "cutter models fetch default")
    else:
        done.failed(3, "SHA-256", pinned.sha256[:12])


def with_header(header: bytes, body: bytes = b"", length: int | None = None) -> bytes:
    return struct.pack("<Q", len(header) if length is None else length) + header + body


def changed(tiny: Path, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return the small model's weights with its header changed."""
    data = (tiny / SAFE).read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    change(header)
    return with_header(json.dumps(header).encode(), data[8 + length :])


def overlapping(header: dict[str, Any]) -> None:
    """Let every tensor begin at the same byte."""
    for name, facts in header.items():
        if name != "__metadata__":
            begin, end = facts["data_offsets"]
            facts["data_offsets"] = [0, end - begin]


def beyond(header: dict[str, Any]) -> None:
    """Let a tensor end far behind the file."""
    last = max((k for k in header if k != "__metadata__"), key=lambda k: header[k]["data_offsets"])
    begin, _ = header[last]["data_offsets"]
    header[last] |= {"data_offsets": [begin, begin + (1 << 45)], "shape": [1 << 43]}


def immense(header: dict[str, Any]) -> None:
    """Let the product of a shape overflow."""
    header["visual.proj"]["shape"] = [1 << 62, 1 << 62]


def doubled(header: dict[str, Any]) -> None:
    """Let a tensor say that it is larger than its bytes."""
    header["visual.proj"]["shape"] = [2 * side for side in header["visual.proj"]["shape"]]


HEADERS: dict[str, Callable[[Path], bytes]] = {
    "no header": lambda _: with_header(b"", length=0),
    "longer than the file": lambda _: with_header(b"{}", length=1 << 20),
    "longer than any file": lambda _: with_header(b"{}", length=(1 << 63) - 1),
    "larger than is read": lambda _: with_header(b"{" + b" " * LARGEST_HEADER + b"}"),
    "nested": lambda _: with_header(b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
    "of digits": lambda _: with_header(
        b'{"transformer.resblocks.%b.x":{"shape":[1],"dtype":"F32","data_offsets":[0,0]}}'
        % (b"9" * 6000)
    ),
    "of great numbers": lambda _: with_header(b'{"a":{"shape":[%b]}}' % (b"9" * 6000)),
    "of no text": lambda _: with_header(b"\xff\xfe\x00" * 50),
    "a list": lambda _: with_header(b"[1, 2, 3]"),
    "overlapping": lambda tiny: changed(tiny, overlapping),
    "beyond the end": lambda tiny: changed(tiny, beyond),
    "immense": lambda tiny: changed(tiny, immense),
    "doubled": lambda tiny: changed(tiny, doubled),
}


@pytest.mark.parametrize("name", HEADERS)
def test_row_32_a_hostile_header_is_refused_at_once(
    name: str, tiny: Path, tmp_path: Path, seen_by: Callable[[str | Path], Done]
) -> None:
    data = HEADERS[name](tiny)
    folder = tmp_path / "model"
    folder.mkdir()
    shutil.copy(tiny / CONFIG, folder)
    (folder / SAFE).write_bytes(data)
    alone = tmp_path / "alone.safetensors"
    alone.write_bytes(data)
    for model in (folder, alone):
        began = time.monotonic()
        seen_by(model).failed(3, "safetensors")
        assert time.monotonic() - began < 10


CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "a billion layers": {"vision_cfg": {"layers": 10**9}},
    "a wide tower": {"text_cfg": {"width": 10**9}},
    "a long vector": {"embed_dim": 10**12},
    "a vector of none": {"embed_dim": 0},
    "not a number": {"embed_dim": float("nan")},
}


@pytest.mark.parametrize("name", [*CONFIGURATIONS, "nested"])
def test_row_32_a_hostile_configuration_is_refused_before_a_tower_is_built(
    name: str, tiny: Path, tmp_path: Path, seen_by: Callable[[str | Path], Done]
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny, folder)
    if name == "nested":
        text = '{"model_cfg": ' + "[" * 200_000 + "]" * 200_000 + "}"
    else:
        read = json.loads((tiny / CONFIG).read_text(encoding="utf-8"))
        for key, value in CONFIGURATIONS[name].items():
            inner = read["model_cfg"][key]
            read["model_cfg"][key] = inner | value if isinstance(value, dict) else value
        text = json.dumps(read)
    (folder / CONFIG).write_text(text, encoding="utf-8")
    began = time.monotonic()
    seen_by(folder).failed(3, CONFIG)
    assert time.monotonic() - began < 5
