"""`python -m benchmarks`: measure on this machine and write docs/benchmarks.md."""

import argparse
import platform
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.analysis_cost import analysis_cost
from benchmarks.films import films_at_hand
from benchmarks.render_cost import render_cost
from benchmarks.shots_found import shots_found

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Run every measurement and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    arguments = parser.parse_args()
    films = films_at_hand()
    with tempfile.TemporaryDirectory() as folder:
        sections = [
            _heading(arguments.repeats),
            analysis_cost(films, arguments.repeats),
            render_cost(films[0], Path(folder), arguments.repeats),
            shots_found(Path(folder)),
            NOT_MEASURED,
        ]
    arguments.output.write_text("\n".join(sections), encoding="utf-8")
    print(f"{arguments.output} written")


def _heading(repeats: int) -> str:
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("av", "scenedetect", "opencv-python", "moviepy")
    )
    return f"""# Benchmarks

Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}; {platform.machine()}, Python
{platform.python_version()}, {packages}. Medians of the ratios of {repeats} runs in turns, in one
process, with the smallest and the largest in brackets. Absolute times depend on the machine.
"""


NOT_MEASURED = """
## Not measured

- How well CLIP's real weights rank real films: they were not at hand.
- Anything on a GPU.
"""

if __name__ == "__main__":
    main()
