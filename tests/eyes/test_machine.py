"""Which arithmetic a machine is taken to be good at, and how much memory it is taken to have."""

from pathlib import Path

import pytest

from cutter.errors import UsageError
from cutter.eyes import machine
from cutter.eyes.machine import WORTH_NARROWING, bf16_unit, choose_precision, free_memory

INTEL, AMD = "GenuineIntel", "AuthenticAMD"


def _facts(folder: Path, vendor: str, flags: str) -> Path:
    """Write what Linux says of two equal processors."""
    one = f"processor\t: 0\nvendor_id\t: {vendor}\nflags\t\t: fpu avx2 avx512f {flags}\n"
    file = folder / "cpuinfo"
    file.write_text(f"{one}\n{one}")
    return file


@pytest.mark.parametrize(
    ("vendor", "flags", "unit"),
    [
        (INTEL, "avx512_bf16 amx_bf16 amx_tile", "amx_bf16"),
        (INTEL, "avx512_bf16", ""),
        (INTEL, "avx512_vnni", ""),
        (AMD, "avx512_bf16", "avx512_bf16"),
        (AMD, "", ""),
    ],
)
def test_bf16_is_taken_where_it_is_known_to_be_quicker(
    tmp_path: Path, vendor: str, flags: str, unit: str
) -> None:
    assert bf16_unit(_facts(tmp_path, vendor, flags)) == unit


def test_a_machine_that_does_not_tell_has_no_bf16(tmp_path: Path) -> None:
    assert bf16_unit(tmp_path / "none") == ""
    arm = tmp_path / "arm"
    arm.write_text("processor\t: 0\nFeatures\t: fp asimd bf16\n\n")
    assert bf16_unit(arm) == ""


@pytest.mark.parametrize(
    ("asked", "device", "has_card", "unit", "expected"),
    [
        ("auto", "cpu", True, "amx_bf16", "bf16"),
        ("auto", "cpu", True, "", "fp32"),
        ("auto", "auto", True, "amx_bf16", "fp16"),
        ("auto", "auto", False, "amx_bf16", "bf16"),
        ("auto", "cuda", False, "", "fp16"),
        ("fp32", "auto", True, "amx_bf16", "fp32"),
        ("bf16", "cpu", False, "", "bf16"),
    ],
)
def test_the_precision_follows_the_wish_then_the_machine(
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
    device: str,
    has_card: bool,
    unit: str,
    expected: str,
) -> None:
    monkeypatch.setattr(machine, "has_cuda_driver", lambda: has_card)
    monkeypatch.setattr(machine, "bf16_unit", lambda: unit)
    chosen = choose_precision(asked, device)
    assert chosen.precision == expected
    assert chosen.why


def test_a_small_model_keeps_its_vectors_on_every_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "bf16_unit", lambda: "amx_bf16")
    file = tmp_path / "weights.safetensors"
    for size, expected in ((WORTH_NARROWING - 1, "fp32"), (WORTH_NARROWING, "bf16")):
        with file.open("wb") as stream:
            stream.truncate(size)
        assert choose_precision("auto", "cpu", file).precision == expected
    file.write_bytes(b"")
    assert choose_precision("bf16", "cpu", file).precision == "bf16"


def test_an_unknown_precision_or_device_is_refused() -> None:
    with pytest.raises(UsageError, match="--precision int8"):
        choose_precision("int8", "cpu")
    with pytest.raises(UsageError, match="--device tpu"):
        choose_precision("auto", "tpu")


def test_free_memory_is_what_the_system_says_within_the_containers_limit(tmp_path: Path) -> None:
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/meminfo").write_text("MemTotal: 9000 kB\nMemAvailable: 4000 kB\n")
    assert free_memory(tmp_path) == 4_096_000
    limit = tmp_path / "sys/fs/cgroup/memory.max"
    limit.parent.mkdir(parents=True)
    for text, expected in (("max\n", 4_096_000), ("1000000\n", 1_000_000), ("9" * 12, 4_096_000)):
        limit.write_text(text)
        assert free_memory(tmp_path) == expected


def test_where_the_system_tells_nothing_some_memory_is_assumed(tmp_path: Path) -> None:
    assert free_memory(tmp_path) > 0
