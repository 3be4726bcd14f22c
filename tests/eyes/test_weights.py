"""What a user calls a model is understood at once, and told apart from all others."""

import json
import shutil
import struct
import time
from pathlib import Path

import pytest

from cutter.errors import ModelUnavailable
from cutter.eyes import catalogue
from cutter.eyes.presets import PRESETS
from cutter.eyes.shapes import architecture_of
from cutter.eyes.weights import Wanted, Weights, digest, in_file, in_folder, understand


def _header_of(file: Path, architecture: str, *, size: int = 0) -> Path:
    """Write a safetensors file with the shapes of a plain CLIP and, sparsely, `size` bytes."""
    model = catalogue.configuration(architecture)
    vision, text = model["vision_cfg"], model["text_cfg"]
    patch, dim = vision["patch_size"], model["embed_dim"]
    shapes = {
        "visual.conv1.weight": [vision["width"], 3, patch, patch],
        "visual.positional_embedding": [
            (vision["image_size"] // patch) ** 2 + 1,
            vision["width"],
        ],
        "visual.proj": [vision["width"], dim],
        "visual.ln_pre.weight": [vision["width"]],
        "token_embedding.weight": [text["vocab_size"], text["width"]],
        "positional_embedding": [text["context_length"], text["width"]],
    }
    for layer in range(vision["layers"]):
        shapes[f"visual.transformer.resblocks.{layer}.ln_1.weight"] = [vision["width"]]
    for layer in range(text["layers"]):
        shapes[f"transformer.resblocks.{layer}.ln_1.weight"] = [text["width"]]
    header = json.dumps(
        {k: {"dtype": "F32", "shape": v, "data_offsets": [0, 0]} for k, v in shapes.items()}
    ).encode()
    with file.open("wb") as stream:
        stream.write(struct.pack("<Q", len(header)) + header)
        stream.truncate(max(size, stream.tell()))
    return file


@pytest.mark.parametrize(
    ("text", "architecture", "tag"),
    [
        ("ViT-B-32/laion2b_s34b_b79k", "ViT-B-32", "laion2b_s34b_b79k"),
        ("ViT-B-32:laion2b_s34b_b79k", "ViT-B-32", "laion2b_s34b_b79k"),
        ("ViT-B-32:laion2b-S34B-b79k", "ViT-B-32", "laion2b_s34b_b79k"),
        ("ViT-B-32", "ViT-B-32", "laion2b_s34b_b79k"),
        (" default ", "ViT-B-32", "laion2b_s34b_b79k"),
        ("ViT-B-16-SigLIP2-384", "ViT-B-16-SigLIP2-384", "webli"),
        ("RN50-quickgelu/openai", "RN50-quickgelu", "openai"),
    ],
)
def test_open_clip_names_are_understood(text: str, architecture: str, tag: str) -> None:
    wanted = understand(text)
    assert wanted == Wanted(architecture, tag)
    assert isinstance(wanted, Wanted)
    assert wanted.name == f"openclip/{architecture}/{tag}"


def test_every_preset_is_in_open_clips_table() -> None:
    for name, preset in PRESETS.items():
        assert understand(name) == Wanted(preset.architecture, preset.tag)
        place = catalogue.pretrained()[preset.architecture][preset.tag]
        assert place.repository.count("/") == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ViT-B-33", "did you mean ViT-B-32"),
        ("ViT-B-32/laion2b_s34b_b79", "laion2b_s34b_b79k"),
        ("defualt", "did you mean default"),
        ("no/such/folder", "no such model, folder or file"),
        ("missing.safetensors", "no such .safetensors file"),
        ("ViT-B-32=missing.safetensors", "no such .safetensors file"),
        ("ViT-B-33=missing.safetensors", "did you mean ViT-B-32"),
    ],
)
def test_what_is_not_there_is_said_with_what_is_near(text: str, says: str) -> None:
    with pytest.raises(ModelUnavailable, match=says) as caught:
        understand(text)
    assert caught.value.exit_code == 3
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("architecture", ["ViT-B-32", "ViT-L-14", "ViT-B-16-plus-240"])
def test_the_architecture_is_told_by_the_shapes(architecture: str, tmp_path: Path) -> None:
    file = _header_of(tmp_path / "weights.safetensors", architecture)
    assert architecture_of(file) == architecture
    weights = understand(str(file))
    assert isinstance(weights, Weights)
    assert weights.architecture == architecture
    assert weights.dim == catalogue.configuration(architecture)["embed_dim"]


def test_an_unknown_architecture_must_be_named(tiny_clip: Path, tmp_path: Path) -> None:
    lonely = shutil.copy(tiny_clip / "open_clip_model.safetensors", tmp_path)
    with pytest.raises(ModelUnavailable, match="name it: --model NAME="):
        understand(str(lonely))
    for content in (b"", b"\0" * 8, b"\x10" + b"\0" * 7 + b"no json at all!!", b"\xff" * 40):
        bad = tmp_path / "bad.safetensors"
        bad.write_bytes(content)
        with pytest.raises(ModelUnavailable, match="not a safetensors file"):
            understand(str(bad))


def test_a_file_beside_its_configuration_stands_for_the_folder(tiny_clip: Path) -> None:
    assert in_file(tiny_clip / "open_clip_model.safetensors") == in_folder(tiny_clip)
    assert understand(f"local-dir:{tiny_clip}") == in_folder(tiny_clip)


def test_the_name_changes_with_any_of_the_files(tiny_clip: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tiny-clip"
    shutil.copytree(tiny_clip, folder)
    assert in_folder(folder).name == in_folder(tiny_clip).name
    seen = {in_folder(folder).name}
    weights = folder / "open_clip_model.safetensors"
    data = bytearray(weights.read_bytes())
    for position in (-1, len(data) // 2, len(data) // 3, 20_000):
        data[position] ^= 1
        weights.write_bytes(data)
        seen.add(in_folder(folder).name)
    config = folder / "open_clip_config.json"
    config.write_text(config.read_text(encoding="utf-8") + " ", encoding="utf-8")
    seen.add(in_folder(folder).name)
    assert len(seen) == 6


def test_gigabytes_are_named_in_no_time(tmp_path: Path) -> None:
    file = _header_of(tmp_path / "large.safetensors", "ViT-B-32", size=3 << 30)
    begin = time.perf_counter()
    first = digest(file)
    assert time.perf_counter() - begin < 2
    with file.open("r+b") as stream:
        stream.seek(-5, 2)
        stream.write(b"x")
    assert digest(file) != first


def test_a_folders_odd_name_makes_a_plain_one(tiny_clip: Path, tmp_path: Path) -> None:
    folder = tmp_path / "my model (new)"
    shutil.copytree(tiny_clip, folder)
    assert in_folder(folder).name.split("/")[1] == "my-model-new-"
