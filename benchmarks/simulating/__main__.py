"""`python -m benchmarks.simulating`: put the tables of docs/scale.md as the stored figures are."""

from __future__ import annotations

import json

from benchmarks.films import ROOT
from benchmarks.simulating.page import with_tables


def main() -> None:
    """Write docs/scale.md."""
    page = ROOT / "docs" / "scale.md"
    document = json.loads((ROOT / "docs" / "benchmarks.json").read_text(encoding="utf-8"))
    page.write_text(with_tables(page.read_text(encoding="utf-8"), document), encoding="utf-8")


if __name__ == "__main__":
    main()
