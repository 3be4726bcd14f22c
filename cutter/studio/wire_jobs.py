"""What walks between the page and the server of the work beside it: jobs, and the files they make.

The other part of the contract is `wire.py`. Knows nothing about how any of it is made.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class JobTold(TypedDict):
    """One piece of work beside the page: `GET /api/jobs`, and news of kind `job`."""

    id: str
    work: Literal["analyze", "render", "export", "proxy"]
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    stage: str
    """What it is doing, in words."""
    share: float | None
    """0 to 1; None where it is not known."""
    left: float | None
    """Seconds left."""
    error: str
    """One line: what went wrong and what to do."""
    files: list[FileTold]
    step: NotRequired[int]
    """The state of the cut that it was begun with."""


class FileTold(TypedDict):
    """A finished file of the session."""

    name: str
    address: str
    """Below `/files/`; with `?download` behind it the browser saves it."""
    bytes: int
    type: str
    """MIME type; one of `video/…` is played in the page."""


class FormatTold(TypedDict):
    """One form in which the cut can be exported: `GET /api/formats`."""

    name: str
    """What `POST /api/jobs` calls it."""
    words: str
    suffix: str
