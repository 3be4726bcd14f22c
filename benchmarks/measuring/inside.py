"""Runs one function of `benchmarks.work`, timed from within: `inside WORK ARGUMENTS ANSWER`.

The function is called with its arguments to prepare (imports, opening), and returns the work, whose
time alone counts.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import time
from pathlib import Path


def main() -> None:
    """Run the work and write what it took."""
    module, _, function = sys.argv[1].partition(":")
    prepare = getattr(importlib.import_module(f"benchmarks.work.{module}"), function)
    work = prepare(**json.loads(sys.argv[2]))
    gc.collect()
    cpu, wall = _cpu(), time.perf_counter()
    details = work()
    answer = {"wall": time.perf_counter() - wall, "cpu": _cpu() - cpu, "details": details or {}}
    Path(sys.argv[3]).write_text(json.dumps(answer), encoding="utf-8")


def _cpu() -> float:
    """Return the CPU seconds of this process, and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main()
