"""Cases run in turns, so that whatever disturbs the machine disturbs them alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.measuring.case import Case, MeasureFailed, Sample, take
from benchmarks.measuring.ratios import Spread


@dataclass(slots=True)
class Runs:
    """The samples of several cases, by the case's name."""

    samples: dict[str, list[Sample]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    """Why a case gave no sample."""

    def has(self, *names: str) -> bool:
        """Whether all of these cases were measured."""
        return all(self.samples.get(name) for name in names)

    def walls(self, name: str) -> list[float]:
        """Return a case's seconds, run by run."""
        return [sample.wall for sample in self.samples[name]]

    def wall(self, name: str) -> Spread:
        """Return a case's seconds."""
        return Spread.of(self.walls(name))

    def cpu(self, name: str) -> Spread:
        """Return a case's CPU seconds."""
        return Spread.of([sample.cpu for sample in self.samples[name]])

    def peak(self, name: str) -> Spread:
        """Return a case's peak memory in megabytes."""
        return Spread.of([sample.peak for sample in self.samples[name]])

    def ratio(self, name: str, other: str) -> Spread:
        """Return how many times as long as another a case took."""
        return Spread.ratio(self.walls(name), self.walls(other))

    def last(self, name: str) -> Sample:
        """Return a case's last sample."""
        return self.samples[name][-1]


def in_turns(
    cases: Sequence[Case],
    repeats: int,
    say: Callable[[str], None],
    measure: Callable[[Case], Sample] = take,
) -> Runs:
    """Run every case once per turn; every second turn goes backwards.

    Args:
        cases: what is run.
        repeats: how many turns; a case may ask for fewer.
        say: is told of each run in a line.
        measure: how one run is taken.

    Returns:
        The samples, turn by turn. A case that fails is not run again and is listed as failed.
    """
    runs = Runs()
    for turn in range(repeats):
        order = cases if turn % 2 == 0 else cases[::-1]
        for case in order:
            if case.name in runs.failures or turn >= (case.repeats or repeats):
                continue
            try:
                sample = measure(case)
            except MeasureFailed as error:
                runs.failures[case.name] = str(error)
                runs.samples.pop(case.name, None)
                say(f"  {case.name}: failed ({error})")
                continue
            runs.samples.setdefault(case.name, []).append(sample)
            say(f"  {case.name}: {sample.wall:.2f} s, CPU {sample.cpu:.2f} s, {sample.peak:.0f} MB")
    return runs
