"""OpenCLIP eyes see exactly what open_clip itself sees, and load nothing but safetensors."""

import json
import logging
import os
import pickle
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cutter.errors import ModelUnavailable, UsageError
from cutter.eyes import loading
from cutter.eyes.choose import open_eyes
from cutter.eyes.embedder import Embedder, Frame, Loads
from cutter.eyes.loading import load
from cutter.eyes.openclip import OpenClip
from cutter.eyes.towers import Towers
from cutter.eyes.weights import in_folder
from tests.eyes.tiny import TINY, make_tiny
from tests.films import ROOT
from tests.gpu import needs_gpu

PHRASES = ["sunset over the sea", "a dark night", "quiet conversation", "x", "fire & snow"]


def _scene(height: int, width: int, seed: int) -> Frame:
    """Return a picture with large shapes and fine grain, as film has."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float64)
    planes = []
    for _ in range(3):
        waves = rng.uniform(0.5, 6, 4)
        plane = np.sin(waves[0] * rows / height + waves[1]) * np.cos(waves[2] * columns / width)
        plane = np.where(columns * waves[3] < rows * 3, plane, -plane)
        planes.append(127 + 100 * plane + rng.normal(0, 12, (height, width)))
    picture: Frame = np.clip(np.stack(planes, axis=2), 0, 255).astype(np.uint8)
    return picture


def _open_clips_own(
    model_name: str, frames: list[Frame], pretrained: str | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return pictures' and phrases' vectors by open_clip's PIL transform, one by one."""
    import open_clip
    import torch
    from PIL import Image

    model, _, transform = open_clip.create_model_and_transforms(model_name, pretrained=pretrained)
    model.eval()
    tokenizer = open_clip.get_tokenizer(model_name)
    with torch.inference_mode():
        pictures = torch.cat(
            [
                model.encode_image(transform(Image.fromarray(frame))[None], normalize=True)
                for frame in frames
            ]
        )
        phrases = model.encode_text(tokenizer(PHRASES), normalize=True)
    return pictures.numpy(), phrases.numpy()


def test_vectors_agree_with_open_clips_own_on_the_same_pixels(tiny_clip: Path) -> None:
    frames = [_scene(32, 32, seed) for seed in range(5)]
    eyes = open_eyes(str(tiny_clip), device="cpu")
    pictures, phrases = _open_clips_own(f"local-dir:{tiny_clip}", frames)
    assert np.abs(eyes.images(frames) - pictures).max() < 1e-5
    assert np.abs(eyes.texts(PHRASES) - phrases).max() < 1e-5


@pytest.mark.parametrize("mode", ["shortest", "longest", "squash"])
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
def test_vectors_agree_through_our_own_resize(
    tmp_path: Path, mode: str, interpolation: str
) -> None:
    prepared = {"resize_mode": mode, "interpolation": interpolation, "fill_color": 90}
    prepared |= {"mean": [0.4, 0.5, 0.6], "std": [0.2, 0.3, 0.25]}
    folder = make_tiny(tmp_path / "tiny", preprocess=prepared)
    sizes = [(144, 256), (90, 160), (200, 113), (33, 64), (20, 20), (32, 47)]
    frames = [_scene(*size, seed) for seed, size in enumerate(sizes)]
    pictures, _ = _open_clips_own(f"local-dir:{folder}", frames)
    ours = open_eyes(str(folder), device="cpu").images(frames)
    # 32 pixels and wild weights: one level of rounding weighs more here than in a real model.
    assert (ours * pictures).sum(axis=1).min() > 0.999


@pytest.mark.slow
def test_full_size_weights_agree_with_open_clips_own(tmp_path: Path) -> None:
    import open_clip
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(7)
    file = tmp_path / "random.safetensors"
    try:
        model = open_clip.create_model("ViT-B-32", load_weights=False)
        save_file(model.state_dict(), file)
        del model
        frames = [_scene(224, 224, 1), _scene(224, 224, 2), _scene(288, 512, 3)]
        frames += [_scene(360, 640, 4), _scene(640, 360, 5)]
        eyes = open_eyes(str(file), device="cpu", precision="fp32", offline=True)
        assert eyes.name.startswith("openclip/ViT-B-32/")
        assert eyes.dim == 512
        ours, said = eyes.images(frames), eyes.texts(PHRASES)
        coarse = open_eyes(str(file), device="cpu", precision="bf16", offline=True)
        narrowed, said_again = coarse.images(frames), coarse.texts(PHRASES)
        pictures, phrases = _open_clips_own("ViT-B-32", frames, pretrained=str(file))
    finally:
        file.unlink(missing_ok=True)
    assert np.abs(ours[:2] - pictures[:2]).max() < 1e-5
    assert np.abs(said - phrases).max() < 1e-5
    assert (ours * pictures).sum(axis=1).min() >= 0.9999
    # Random towers see everything alike; so the resize must also be small beside what differs.
    centre = pictures.mean(axis=0)
    off = np.linalg.norm(ours - pictures, axis=1) / np.linalg.norm(pictures - centre, axis=1)
    assert off.max() < 0.1
    # What docs/benchmarks.md states of bf16, and that texts have no part in it.
    assert (narrowed * ours).sum(axis=1).min() > 0.9998
    assert np.array_equal(said_again, said)


def test_name_and_dim_are_known_without_torch(tiny_clip: Path) -> None:
    code = (
        "import sys; from cutter.eyes.choose import open_eyes\n"
        "eyes = open_eyes(sys.argv[1], offline=True)\n"
        "print(eyes.name, eyes.dim)\n"
        "print(sorted({'torch', 'open_clip', 'transformers', 'cv2', 'httpx2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tiny_clip)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    name, loaded = done.stdout.splitlines()
    assert name.startswith("openclip/tiny-clip/")
    assert name.endswith(" 24")
    assert loaded == "[]"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' libraries do not tell")
@pytest.mark.parametrize(
    ("given", "expected"), [({}, "PASSIVE"), ({"OMP_WAIT_POLICY": "ACTIVE"}, "ACTIVE")]
)
def test_threads_that_wait_leave_the_cores_to_others(
    tiny_clip: Path, given: dict[str, str], expected: str
) -> None:
    code = (
        "import sys; from cutter.eyes.choose import open_eyes\n"
        "open_eyes(sys.argv[1], device='cpu', offline=True).load()"
    )
    clean = {k: v for k, v in os.environ.items() if k != "OMP_WAIT_POLICY"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tiny_clip)],
        cwd=ROOT,
        env={**clean, "OMP_DISPLAY_ENV": "true", **given},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"OMP_WAIT_POLICY = '{expected}'" in done.stderr


def test_loading_says_nothing_and_leaves_logging_alone(
    tiny_clip: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    handlers = list(logging.getLogger().handlers)
    open_eyes(str(tiny_clip), device="cpu").texts(["sea"])
    assert logging.getLogger().handlers == handlers
    assert capfd.readouterr() == ("", "")


def test_a_pickle_in_the_folder_is_refused_unopened(tiny_clip: Path, tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "exploded"),)

    folder = tmp_path / "model"
    folder.mkdir()
    shutil.copy(tiny_clip / "open_clip_config.json", folder)
    (folder / "open_clip_pytorch_model.bin").write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(ModelUnavailable, match="pickle"):
        open_eyes(str(folder))
    # open_clip would prefer that pickle to a file of this name.
    shutil.copy(tiny_clip / "open_clip_model.safetensors", folder / "model.safetensors")
    with pytest.raises(ModelUnavailable, match="pickle"):
        open_eyes(str(folder))
    with pytest.raises(ModelUnavailable, match=r"not a \.safetensors file"):
        open_eyes(str(folder / "open_clip_pytorch_model.bin"))
    assert not (tmp_path / "exploded").exists()


def test_damaged_weights_are_a_clear_error(tiny_clip: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny_clip, folder)
    file = folder / "open_clip_model.safetensors"
    file.write_bytes(file.read_bytes()[:-1000])
    with pytest.raises(ModelUnavailable, match=r"open_clip_model\.safetensors") as caught:
        open_eyes(str(folder), device="cpu").texts(["sea"])
    assert "\n" not in str(caught.value)


def test_weights_of_another_architecture_are_a_clear_error(tiny_clip: Path) -> None:
    file = tiny_clip / "open_clip_model.safetensors"
    with pytest.raises(ModelUnavailable, match="cannot load this as ViT-B-32"):
        open_eyes(f"ViT-B-32={file}", device="cpu").texts(["sea"])


def test_a_model_that_makes_no_numbers_is_a_clear_error(tiny_clip: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = tmp_path / "model"
    shutil.copytree(tiny_clip, folder)
    tensors = load_file(folder / "open_clip_model.safetensors")
    tensors["visual.proj"] = tensors["visual.proj"] * np.float32(np.nan)
    save_file(tensors, folder / "open_clip_model.safetensors")
    with pytest.raises(ModelUnavailable, match="no usable vectors"):
        open_eyes(str(folder), device="cpu").images([_scene(32, 32, 0)])


def test_half_precision_weights_load_as_the_full_ones_do(tiny_clip: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = tmp_path / "tiny-clip"
    shutil.copytree(tiny_clip, folder)
    tensors = load_file(folder / "open_clip_model.safetensors")
    halves = {name: tensor.astype(np.float16) for name, tensor in tensors.items()}
    save_file(halves, folder / "open_clip_model.safetensors")
    full, half = (open_eyes(str(place), device="cpu") for place in (tiny_clip, folder))
    assert half.name != full.name
    assert (half.texts(PHRASES) * full.texts(PHRASES)).sum(axis=1).min() > 0.999


def test_bf16_vectors_go_by_another_name_and_are_nearly_the_same(tiny_clip: Path) -> None:
    weights = in_folder(tiny_clip)
    coarse: Embedder = OpenClip(weights, device="cpu", precision="bf16")
    fine: Embedder = OpenClip(weights, device="cpu")
    assert coarse.name == f"{fine.name}@bf16"
    frames = [_scene(32, 32, seed) for seed in range(3)]
    assert 0.98 < (coarse.images(frames) * fine.images(frames)).sum(axis=1).min() < 0.9999999
    assert coarse.images(frames).dtype == np.float32


def test_cuda_asked_for_and_absent_is_one_clear_line(tiny_clip: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has CUDA")
    with pytest.raises((UsageError, ModelUnavailable), match="--device cuda"):
        open_eyes(str(tiny_clip), device="cuda")
    with pytest.raises(ModelUnavailable, match="--device cuda"):
        OpenClip(in_folder(tiny_clip), device="cuda").texts(["sea"])
    with pytest.raises(UsageError, match="--device tpu"):
        open_eyes(str(tiny_clip), device="tpu")


def test_cuda_vectors_agree_with_the_processors(tiny_clip: Path) -> None:
    needs_gpu()
    frames = [_scene(90, 160, seed) for seed in range(5)]
    there, here = (open_eyes(str(tiny_clip), device=device) for device in ("cuda", "cpu"))
    assert there.name == here.name
    assert (there.images(frames) * here.images(frames)).sum(axis=1).min() > 0.999
    assert (there.texts(PHRASES) * here.texts(PHRASES)).sum(axis=1).min() > 0.999


@pytest.mark.parametrize("limit", [3, 0])
def test_a_full_graphics_card_is_worked_around(
    tiny_clip: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    """With room for three pictures the batch is halved; with none the processor takes over."""
    import torch

    told: list[str] = []
    sizes: list[int] = []

    class Told:
        def note(self, message: str) -> None:
            assert "pictures at a time" in message

        def warn(self, message: str) -> None:
            told.append(message)

    eyes = OpenClip(in_folder(tiny_clip), device="auto", progress=Told())  # type: ignore[arg-type]
    ask = Towers.images

    def short_of_memory(self: Towers, levels: NDArray[np.uint8]) -> torch.Tensor:
        if len(levels) > limit and eyes._device != "cpu":
            raise torch.cuda.OutOfMemoryError("CUDA out of memory")
        sizes.append(len(levels))
        return ask(self, levels)

    frames = [_scene(32, 32, seed) for seed in range(7)]
    expected = eyes.images(frames)
    monkeypatch.setattr(Towers, "images", short_of_memory)
    assert np.allclose(eyes.images(frames), expected, atol=1e-5)
    assert len(told) == (1 if limit == 0 else 0)
    assert limit == 0 or max(sizes) <= limit


def test_levels_go_to_the_graphics_card_as_bytes_from_pinned_memory(
    tiny_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    loaded = load(in_folder(tiny_clip), "cpu", "fp32")
    elsewhere: Any = SimpleNamespace(type="cuda")
    moved: list[tuple[torch.dtype, bool]] = []
    to = torch.Tensor.to

    def move(tensor: torch.Tensor, *where: Any, **how: Any) -> torch.Tensor:  # noqa: ANN401
        if where and where[0] is elsewhere:
            moved.append((tensor.dtype, how["non_blocking"]))
            return tensor
        return to(tensor, *where, **how)

    pinned: list[torch.dtype] = []

    def pin(tensor: torch.Tensor) -> torch.Tensor:
        pinned.append(tensor.dtype)
        return tensor

    monkeypatch.setattr(torch.Tensor, "to", move)
    monkeypatch.setattr(torch.Tensor, "pin_memory", pin)
    levels = np.stack([_scene(32, 32, seed) for seed in range(3)])
    there = replace(loaded, device=elsewhere).images(levels)
    assert torch.equal(there, loaded.images(levels))
    assert moved == [(torch.uint8, True)]
    assert pinned == [torch.uint8]


def test_loading_ahead_loads_once_however_many_ask(
    tiny_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[str] = []

    def counted(*args: Any) -> Towers:  # noqa: ANN401
        loads.append(threading.current_thread().name)
        return load(*args)

    monkeypatch.setattr(loading, "load", counted)
    eyes = open_eyes(str(tiny_clip), device="cpu")
    assert isinstance(eyes, Loads)
    assert loads == []
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: eyes.load(), range(4)))
    assert len(loads) == 1
    eyes.images([_scene(32, 32, 0)])
    eyes.texts(["sea"])
    assert len(loads) == 1


def test_what_went_wrong_while_loading_ahead_is_told_again_at_use(
    tiny_clip: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny_clip, folder)
    eyes = OpenClip(in_folder(folder), device="cpu")
    (folder / "open_clip_model.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(ModelUnavailable, match=r"open_clip_model\.safetensors"):
        eyes.load()
    with pytest.raises(ModelUnavailable, match=r"open_clip_model\.safetensors"):
        eyes.images([_scene(32, 32, 0)])


def test_loading_draws_no_random_weights(tiny_clip: Path) -> None:
    import torch

    torch.manual_seed(11)
    before = torch.get_rng_state()
    open_eyes(str(tiny_clip), device="cpu").texts(["sea"])
    assert torch.equal(torch.get_rng_state(), before)


def test_a_text_is_read_no_further_than_it_goes(
    tiny_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tower gets as many tokens as a text has, and says what it says of the padded text."""
    import torch

    loaded = load(in_folder(tiny_clip), "cpu", "fp32")
    texts = ["sea", "a dark night", "one two three four five six seven eight nine ten", "sea " * 99]
    with torch.inference_mode():
        padded = loaded.model.encode_text(loaded.tokenizer(texts))
    lengths: list[tuple[int, ...]] = []
    loaded.model.token_embedding.register_forward_pre_hook(
        lambda _, inputs: lengths.append(tuple(inputs[0].shape))
    )
    assert (loaded.texts(texts) - padded).abs().max() < 1e-5 * padded.abs().max()
    # Two texts of each length, filled up to the usual batch.
    assert lengths == [(8, 8), (8, 16)]


def test_a_tower_that_looks_both_ways_reads_the_padding_too(tmp_path: Path) -> None:
    text = TINY["text_cfg"] | {"no_causal_mask": True}
    folder = make_tiny(tmp_path / "tiny", model=TINY | {"text_cfg": text, "custom_text": True})
    lengths: list[int] = []
    eyes = OpenClip(in_folder(folder), device="cpu")
    eyes.load()
    assert eyes._towers is not None
    eyes._towers.model.text.token_embedding.register_forward_pre_hook(
        lambda _, inputs: lengths.append(inputs[0].shape[1])
    )
    ours = eyes.texts(PHRASES)
    _, phrases = _open_clips_own(f"local-dir:{folder}", [_scene(32, 32, 0)])
    assert np.abs(ours - phrases).max() < 1e-5
    assert lengths == [text["context_length"]]


def test_a_folder_without_a_valid_configuration_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"no open_clip_config\.json"):
        open_eyes(str(tmp_path))
    config = tmp_path / "open_clip_config.json"
    for text in ("{", "[]", "{}", json.dumps({"model_cfg": {"embed_dim": "many"}})):
        config.write_text(text, encoding="utf-8")
        with pytest.raises(ModelUnavailable, match="not an open_clip configuration"):
            open_eyes(str(tmp_path))
