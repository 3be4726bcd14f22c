"""The film is analysed before the desk opens, in a process of its own if it is not yet.

The page is told how far that is. Looks at nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.pipeline.looking import is_watched, open_look, recall

if TYPE_CHECKING:
    from cutter.eyes.embedder import Embedder
    from cutter.studio.job import Job
    from cutter.studio.jobs import Jobs
    from cutter.studio.session import Session


def analysed(jobs: Jobs, session: Session) -> Embedder | None:
    """Have the film analysed if it is not yet, and wait for it.

    Args:
        jobs: where the work is done.
        session: names the film, and how it is looked at.

    Returns:
        The model, where it had to be opened for finding out.

    Raises:
        CutterError: the film cannot be analysed, or that was cancelled.
    """
    from cutter.media.source import fingerprint

    eyes = None
    if is_watched(fingerprint(session.film), session.look):
        eyes = open_look(session.look)
        if recall(session.film, look=session.look, eyes=eyes) is not None:
            return eyes

    def do(job: Job) -> None:
        job.run(["analyze", str(session.film), *session.arguments])

    jobs.wait(jobs.begin("analyze", do))
    return eyes
