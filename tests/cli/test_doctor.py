"""The doctor says what this machine can do and cannot, whatever is missing on it."""

import json
from pathlib import Path

import pytest

from cutter import ffmpeg
from cutter.cli import findings
from tests.faults.command import command
from tests.films import SAMPLE, SAMPLE_CLIP


def found(*arguments: str | Path) -> dict[str, dict[str, str]]:
    done = command("doctor", "--json", *arguments)
    assert done.code == 0, done.err
    read: dict[str, dict[str, str]] = json.loads(done.out)
    return read


def test_every_encoder_is_tried() -> None:
    told = found()["ffmpeg"]
    assert told["version"].startswith("ffmpeg version")
    for name in ("libx264", "aac", "libx265", "libvpx-vp9"):
        assert told[name] == "works", name
    assert told["h264_nvenc"] == (
        "works" if ffmpeg.works("h264_nvenc") else "is listed, but does not work here"
    )
    assert told["filters"] == "all here"
    assert ffmpeg.works("aac", is_sound=True)
    assert not ffmpeg.works("libx264", is_sound=True)


def test_the_cache_is_counted_and_the_room_that_is_left(tmp_path: Path) -> None:
    assert found("--cache", tmp_path)["folders"]["cache size"] == "0.0 MB, 0 films"
    look = ("--model", "basic", "--offline", "--cache", tmp_path, "-q")
    assert command("analyze", SAMPLE, *look, "--draft").code == 0
    told = found("--cache", tmp_path)["folders"]
    size, films = told["cache size"].split(" MB, ")
    stored = sum(path.stat().st_size for path in (tmp_path / "films").rglob("*.safetensors"))
    assert float(size) == pytest.approx(stored / 2**20, abs=0.06)
    assert films == "1 film"
    assert told["free space"].endswith(" GB")
    assert float(told["free space here"].removesuffix(" GB")) > 0
    assert told["cache can be written"] == "yes"
    assert str(tmp_path) == told["cache"]


def test_a_cache_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    told = found("--cache", tmp_path / "file" / "cache")
    assert told["folders"]["cache can be written"].startswith("no: ")
    assert told["in short"]["keep analyses"] == "no"


def test_a_missing_ffmpeg_is_a_finding_and_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ffmpeg.BINARY_VARIABLE, str(tmp_path / "nothing"))
    told = found()
    assert "none that can be used: CUTTER_FFMPEG=" in told["ffmpeg"]["binary"]
    assert told["in short"]["make cuts"].startswith("no")
    assert told["in short"]["cut HDR films"] == "no"


def test_an_ffmpeg_that_lacks_an_encoder_is_told_apart_from_one_that_cannot_use_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listed = ffmpeg.encoders() - {"libx265"}
    monkeypatch.setattr(ffmpeg, "encoders", lambda: listed)
    monkeypatch.setattr(ffmpeg, "filters", lambda: frozenset({"scale"}))
    told = findings.about_ffmpeg()
    assert told["libx265"] == "is not in this ffmpeg"
    assert "zscale" in told["filters"]


def test_cuda_is_named_with_what_can_use_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cutter.eyes.machine.cuda_devices", tuple)
    assert findings.about_eyes()["cuda"] == "no device here"
    monkeypatch.setattr("cutter.eyes.machine.cuda_devices", lambda: ("Card with 80 GB",))
    for is_usable, says in ((True, "works: Card"), (False, "but this torch cannot use it")):
        monkeypatch.setattr("cutter.eyes.loading.torch_uses_cuda", lambda usable=is_usable: usable)
        assert says in findings.about_eyes()["cuda"]


def test_in_short_follows_from_the_findings() -> None:
    told = found("--cache", SAMPLE_CLIP)
    assert told["in short"]["make cuts"] == "yes"
    assert told["in short"]["cut HDR films"] == "yes"
    # No weights are on the machine of the tests, and no network.
    assert told["eyes"]["default"].endswith("not here")
    assert "cutter models fetch" in told["in short"]["see with CLIP"]
    assert told["in short"]["see on a GPU"] in ("yes", "no")


def test_what_is_printed_for_people_says_the_same(tmp_path: Path) -> None:
    done = command("doctor", "--cache", tmp_path)
    assert done.code == 0, done.err
    for words in ("libx264", "cache size", "free space", "cuda", "in short", "make cuts"):
        assert words in done.out
