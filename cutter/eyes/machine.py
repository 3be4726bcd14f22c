"""What this machine computes with: a graphics card, arithmetic in half precision, memory.

Asked without torch, because the precision is part of the name of the vectors, and a name must be
known in milliseconds. Knows nothing about models but the size of their files.
"""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from cutter.errors import UsageError

Precision = Literal["fp32", "fp16", "bf16"]
PRECISIONS = ("auto", "fp32", "fp16", "bf16")
DEVICES = ("auto", "cpu", "cuda")

CPU_FACTS = Path("/proc/cpuinfo")

WORTH_NARROWING = 64 << 20
"""Bytes of weights from which bf16 is taken without being asked for. A smaller model looks at a
picture in two milliseconds as it is, and so keeps the same vectors on every machine."""

_UNKNOWN_MEMORY = 2 << 30
"""Bytes assumed to be free where the system does not tell."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The precision of an image tower, and why it is that one."""

    precision: Precision
    why: str


def choose_precision(asked: str, device: str, weights: Path | None = None) -> Chosen:
    """Return in which precision an image tower runs here.

    `auto` is fp16 on a graphics card; on a processor bf16 if it is of a kind on which that was
    measured to be at least twice as quick and the model is large enough to gain; else fp32.

    Args:
        asked: `auto`, `fp32`, `fp16` or `bf16`.
        device: `auto`, `cpu` or `cuda`.
        weights: the model's file; None for any large one.

    Raises:
        UsageError: no such precision or device.
    """
    if asked not in PRECISIONS:
        raise UsageError(f"--precision {asked}: must be auto, fp32, fp16 or bf16")
    if device not in DEVICES:
        raise UsageError(f"--device {device}: must be auto, cpu or cuda")
    match asked:
        case "fp32" | "fp16" | "bf16":
            return Chosen(asked, "asked for")
    if device == "cuda" or (device == "auto" and has_cuda_driver()):
        return Chosen("fp16", "a CUDA device is here")
    unit = bf16_unit()
    if not unit:
        return Chosen("fp32", "no bf16 arithmetic that is known to be quicker is in this processor")
    if weights is not None and weights.is_file() and weights.stat().st_size < WORTH_NARROWING:
        return Chosen("fp32", "the model is too small to gain by less")
    return Chosen("bf16", f"this processor has {unit}")


def bf16_unit(facts: Path = CPU_FACTS) -> str:
    """Return the processor's bf16 unit that makes models quicker; empty if there is none.

    Measured with ViT-B-32 in batches of 16: Intel's `amx_bf16` takes a quarter of fp32's time
    (docs/benchmarks.md), AMD's `avx512_bf16` under half of it; Intel's `avx512_bf16` with AMX
    switched off takes one and a half times as long. Other makes were not measured, and systems
    without such a list of flags do not tell.
    """
    flags, vendor = _flags(facts)
    if "amx_bf16" in flags:
        return "amx_bf16"
    if "avx512_bf16" in flags and vendor == "AuthenticAMD":
        return "avx512_bf16"
    return ""


@cache
def _flags(facts: Path) -> tuple[frozenset[str], str]:
    """Return the first processor's flags and its maker."""
    try:
        text = facts.read_text(encoding="utf-8", errors="replace").partition("\n\n")[0]
    except OSError:
        return frozenset(), ""
    rows = (line.partition(":") for line in text.splitlines())
    named = {name.strip(): value.strip() for name, _, value in rows}
    return frozenset(named.get("flags", "").split()), named.get("vendor_id", "")


def has_cuda_driver() -> bool:
    """Whether NVIDIA's driver counts a device; torch would take seconds to ask."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
        count = ctypes.c_int(0)
        return (
            driver.cuInit(0) == 0
            and driver.cuDeviceGetCount(ctypes.byref(count)) == 0
            and count.value > 0
        )
    except (OSError, AttributeError):
        return False


def cuda_devices() -> tuple[str, ...]:
    """Return each device that NVIDIA's driver counts, by name and memory; none without a driver."""
    if not has_cuda_driver():
        return ()
    driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    count = ctypes.c_int(0)
    driver.cuDeviceGetCount(ctypes.byref(count))
    return tuple(_device(driver, number) for number in range(count.value))


def _device(driver: ctypes.CDLL, number: int) -> str:
    handle, name, memory = ctypes.c_int(0), ctypes.create_string_buffer(128), ctypes.c_size_t(0)
    if driver.cuDeviceGet(ctypes.byref(handle), number) != 0:
        return f"device {number}"
    driver.cuDeviceGetName(name, len(name), handle)
    driver.cuDeviceTotalMem_v2(ctypes.byref(memory), handle)
    return f"{name.value.decode(errors='replace')} with {memory.value / 2**30:.0f} GB"


def free_memory(system: Path = Path("/")) -> int:
    """Return the bytes of memory that may still be taken, at most a container's limit.

    Args:
        system: where `proc` and `sys` lie.
    """
    free = _available(system / "proc/meminfo")
    try:
        return min(free, int((system / "sys/fs/cgroup/memory.max").read_text()))
    except (OSError, ValueError):
        return free  # no such limit


def _available(meminfo: Path) -> int:
    try:
        for line in meminfo.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return _UNKNOWN_MEMORY
