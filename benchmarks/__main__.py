"""`python -m benchmarks`: measure on this machine and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.films import ROOT, Films, default_cache
from benchmarks.measuring.machine import load, machine, processor, versions
from benchmarks.measuring.report import Finding
from benchmarks.page import page
from benchmarks.plots import can_draw, draw
from benchmarks.simulating.page import with_tables
from benchmarks.topics import TOPICS
from benchmarks.topics.bench import Bench, part


def main(arguments: list[str] | None = None) -> int:
    """Measure the topics asked for, and write the page from these and from earlier ones.

    Returns:
        0, or 1 when a topic or a case failed; what was measured is written all the same.
    """
    options = _options(arguments)
    store = options.output.with_suffix(".json")
    document = _stored(store)
    failed = False
    for name in options.topics or list(TOPICS):
        finding = _measure(name, options)
        failed |= bool(finding.failures)
        document["machine"], document["versions"] = machine(), versions()
        document["topics"][name] = finding.stored()
        # After every topic, so that what breaks later loses nothing.
        _write(document, store, options.output)
    _say(f"{options.output} written")
    return 1 if failed else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "topics", nargs="*", metavar="topic", help=f"what to measure: {', '.join(TOPICS)} (all)"
    )
    parser.add_argument("--repeats", type=int, default=3, help="turns of each case (%(default)s)")
    parser.add_argument("--quick", action="store_true", help="a one-minute film, one turn")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="of films and models")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    parser.add_argument("--smartcut", default="", help="its program, if not on PATH")
    parser.add_argument("--auto-editor", default="", help="its program, if not on PATH")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.topics if name not in TOPICS]
    if unknown:
        parser.error(f"no topic is called {unknown[0]!r}; there are: {', '.join(TOPICS)}")
    if options.repeats < 1:
        parser.error("--repeats must be at least 1")
    return options


def _measure(name: str, options: argparse.Namespace) -> Finding:
    """Run one topic; where it breaks, the finding holds what there was until then, and says so."""
    began, before = time.monotonic(), load()
    repeats = 1 if options.quick else options.repeats
    programs = {"smartcut": options.smartcut, "auto-editor": options.auto_editor}
    title, run = TOPICS[name]
    finding = Finding(name, title)
    _say(f"== {name}")
    with tempfile.TemporaryDirectory(prefix="cutter-bench-") as folder:
        films = Films(options.cache, _say)
        bench = Bench(films, repeats, options.quick, Path(folder), _say, programs)
        with part(finding, "the rest of the topic"):
            run(bench, finding)
    finding.about = {
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "repeats": repeats,
        "quick": options.quick,
        "seconds": time.monotonic() - began,
        "load_before": before,
        "load_after": load(),
        "processor": processor(),
    }
    return finding


def _stored(path: Path) -> dict[str, Any]:
    """Return what earlier runs measured."""
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for stored in document["topics"].values():
            Finding.read(stored)
    except (OSError, ValueError, KeyError, TypeError):
        return {"topics": {}}
    return document


def _write(document: dict[str, Any], store: Path, output: Path) -> None:
    findings = [
        Finding.read(document["topics"][name]) for name in TOPICS if name in document["topics"]
    ]
    if can_draw():
        draw([plot for finding in findings for plot in finding.plots], output.parent / "images")
    else:
        for finding in findings:
            finding.plots.clear()
        _say("no pictures: matplotlib is not here (pip install 'cutter[bench]')")
    store.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    text = page(findings, document["machine"], document["versions"])
    output.write_text(text, encoding="utf-8")
    reckoned = output.with_name("scale.md")
    if reckoned.is_file():
        told = reckoned.read_text(encoding="utf-8")
        reckoned.write_text(with_tables(told, document), encoding="utf-8")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
