"""How well shots are found, against the ground truth of generated films."""

from fractions import Fraction
from pathlib import Path

from benchmarks.films import ROOT
from cutter.analysis.film import watch
from cutter.analysis.settings import DetectorSettings
from cutter.media.source import open_source
from cutter.progress import SILENT
from sample_media.studio.for_tests import small_film
from tests.acceptance.truth import compare, read_truth

SEEDS = (21, 22, 23, 24, 25)


def shots_found(folder: Path) -> str:
    """Return a table of F1 on the sample film and on films of other seeds."""
    films = [(ROOT / "sample_media" / "sample.mp4", ROOT / "sample_media" / "sample.truth.json")]
    films += [small_film(seed, folder) for seed in SEEDS]
    rows = [
        "\n## Shots found\n",
        "Hard cuts count when frame-exact, gradual changes when found once inside the interval.\n",
        "| film | hard cuts F1 | all boundaries F1 | gradual found |",
        "| --- | --- | --- | --- |",
    ]
    for film, truth_path in films:
        record = watch(open_source(film), detector=DetectorSettings(), progress=SILENT)
        times: list[Fraction] = [shot.span.start for shot in record.shots[1:]]
        found = compare(times, read_truth(truth_path))
        rows.append(
            f"| {film.name} | {found.cut_f1:.3f} | {found.f1:.3f} "
            f"| {found.gradual_hit} of {found.gradual_total} |"
        )
    return "\n".join([*rows, ""])
