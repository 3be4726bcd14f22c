"""On what was measured: processor, memory, load, and the versions of what took part."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    *("cutter", "av", "opencv-python", "scenedetect", "numpy", "torch", "open_clip_torch"),
    *("openvino", "onnxruntime", "moviepy", "imageio-ffmpeg"),
    *("scikit-learn", "scipy", "scikit-surprise", "implicit"),
)
_FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8")


def machine() -> dict[str, str]:
    """Return what is worth knowing of this machine, by name."""
    facts = _cpu_facts()
    flags = facts.get("flags", "").split()
    return {
        "processor": processor(),
        "of its instructions": ", ".join(flag for flag in _FLAGS if flag in flags) or "not known",
        "cores": str(cores()),
        "memory": _memory(),
        "graphics card": _graphics(),
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "Python": platform.python_version(),
    }


def processor() -> str:
    """Return what the processor is called, and which of the instructions that matter it has."""
    facts = _cpu_facts()
    flags = facts.get("flags", "").split()
    name = facts.get("model name", platform.processor() or platform.machine())
    return name + (", AMX" if "amx_bf16" in flags else "")


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load() -> float:
    """Return the load average of the last minute."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0


def versions() -> dict[str, str]:
    """Return the versions of the packages that are here, and of ffmpeg."""
    from cutter import ffmpeg

    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            if package == "cutter":
                from cutter import __version__

                found[package] = __version__
    words = ffmpeg.version().split()
    found["ffmpeg"] = words[2] if len(words) > 2 else "unknown"
    return found


def has_bf16() -> bool:
    """Whether the processor multiplies bfloat16 itself."""
    flags = _cpu_facts().get("flags", "").split()
    return "avx512_bf16" in flags or "amx_bf16" in flags


def _cpu_facts() -> dict[str, str]:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8").partition("\n\n")[0]
    except OSError:
        return {}
    pairs = (line.partition(":") for line in text.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _memory() -> str:
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return "not known"
    return f"{total / 2**30:.0f} GiB"


def _graphics() -> str:
    cards = sorted(Path("/proc/driver/nvidia/gpus").glob("*/information"))
    for card in cards:
        for line in card.read_text(errors="replace").splitlines():
            if line.startswith("Model:"):
                return line.partition(":")[2].strip()
    return "none"
