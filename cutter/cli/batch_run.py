"""A batch carried out: who does it, what it watches, where it is shown, and how it ends."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cutter.batch.matrix import Product
    from cutter.batch.runner import Runner
    from cutter.batch.summary import Summary
    from cutter.batch.task import Cut, Fault, Setting
    from cutter.batch.watching import Watching
    from cutter.cli.batch import Running
    from cutter.cli.groups import Common
    from cutter.errors import CutterError

    CutsAndFaults = tuple[Sequence[Cut], Sequence[Fault]]


def carry_out(
    cuts: "Sequence[Cut]",
    faults: "Sequence[Fault]",
    setting: "Setting",
    profiles: "Sequence[Path]",
    cuts_of: "Callable[[Path], CutsAndFaults]",
    *,
    running: "Running",
    common: "Common",
) -> "tuple[Summary, CutterError | None]":
    """Make all cuts; return what came of them, and why that could not be written where it was not.

    Args:
        cuts: what is wanted.
        faults: what was asked for and cannot become a cut.
        setting: the batch's; how many cores a task gets is settled here.
        profiles: those of the batch, opened here once where they are sealed.
        cuts_of: tells which cuts are wanted of a film that comes to a watched folder.
        running: who does the work.
        common: how it is shown.

    Raises:
        CutterError: as of `cutter.batch.drive.run`, or a folder cannot be watched.
    """
    from cutter.batch.drive import run
    from cutter.batch.unlocking import refuse_sealed, unlock
    from cutter.progress import make_batch_progress

    if running.engine == "ray":
        from cutter.batch.ray_runner import refuse_unfit

        refuse_unfit(running.address)
        refuse_sealed(profiles, "--engine ray")
    watching = _watching(setting, cuts_of, running)
    unlock(profiles)
    crew = _Crew(running, may_use_gpus=setting.look.device != "cpu")
    progress = make_batch_progress(common.progress, quiet=common.quiet)
    summary = run(
        cuts,
        faults,
        setting,
        crew.runner,
        retries=running.retries,
        progress=progress,
        watch=None if watching is None else watching.news,
        meanwhile=crew.telling.refresh,
        tell=crew.telling.end,
    )
    return crew.telling.told_by(summary), crew.telling.fault


class Arriving:
    """Tells which cuts are wanted of a film that comes while the batch runs."""

    def __init__(self, wanted: "Sequence[Product]", output: Path) -> None:
        """Want of each film that comes what is wanted of those that were named."""
        from cutter.batch.matrix import film_names

        self._wanted = wanted
        self._output = output
        self._called = film_names(wanted)

    def __call__(self, film: Path) -> "CutsAndFaults":
        """Return the cuts of a film, and what cannot become one."""
        from cutter.batch.matrix import cuts_of, film_names, with_film

        asked = with_film(self._wanted, film)
        self._called = film_names(asked, self._called)
        return cuts_of(asked, self._output, called=self._called)


class _Crew:
    """Who does the tasks, and how many at once."""

    def __init__(self, running: "Running", *, may_use_gpus: bool) -> None:
        from cutter.batch.telling import Telling

        self._running = running
        self._may_use_gpus = may_use_gpus
        self.telling = Telling(engine=running.engine, jobs=running.jobs or 0)

    def runner(self, setting: "Setting") -> "Runner":
        """Return what does the tasks of a batch whose eyes are settled."""
        if self._running.engine == "ray" and self._running.address is not None:
            # Nobody knows how many cores each of its machines has: every task takes one.
            return self._on_ray(dataclasses.replace(setting, cores=1), self._running.jobs)
        self.telling.jobs, setting = shared_out(setting, self._running)
        if self._running.engine == "ray":
            return self._on_ray(setting, self.telling.jobs)
        from cutter.batch.local import LocalRunner

        return LocalRunner(self.telling.jobs, setting)

    def _on_ray(self, setting: "Setting", workers: int | None) -> "Runner":
        from cutter.batch.ray_runner import RayRunner

        return RayRunner(
            setting,
            address=self._running.address,
            workers=workers,
            may_use_gpus=self._may_use_gpus,
        )


def shared_out(setting: "Setting", running: "Running") -> "tuple[int, Setting]":
    """Return how many tasks are done at once here, and the setting with the cores of each."""
    from cutter.batch.shares import cores_of, default_jobs

    jobs = running.jobs or default_jobs(setting.look)
    return jobs, dataclasses.replace(setting, cores=cores_of(jobs))


def _watching(
    setting: "Setting", cuts_of: "Callable[[Path], CutsAndFaults]", running: "Running"
) -> "Watching | None":
    """Return what tells of films that come; None where none is to be waited for."""
    if running.watch is None:
        return None
    from cutter.batch.watching import Watching
    from cutter.times import positive_seconds

    return Watching(
        running.watch,
        cuts_of,
        settle=float(positive_seconds(running.settle, "--settle")),
        leave_out=[setting.output],
        policy=setting.look.policy,
    )
