"""The sample film, analysed once for all acceptance tests."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cutter import Look, Wish
from cutter.pipeline import Planned, plan
from tests.acceptance.truth import read_truth
from tests.films import PROFILES, SAMPLE, SAMPLE_CLIP, SAMPLE_TRUTH

PlanFor = Callable[..., Planned]


@pytest.fixture(scope="session")
def truth() -> dict[str, Any]:
    """Return the sample film's ground truth."""
    return read_truth(SAMPLE_TRUTH)


@pytest.fixture(scope="session")
def look(shared_cache: Path) -> Look:
    """Return the sample CLIP's way of looking, with the session's store."""
    return Look(model=str(SAMPLE_CLIP), offline=True, cache=shared_cache)


@pytest.fixture(scope="session")
def plan_for(look: Look) -> PlanFor:
    """Return a function that plans a cut of the sample film for one of the sample profiles."""

    def for_profile(name: str, **wish: Any) -> Planned:  # noqa: ANN401 - any field of a Wish
        return plan([SAMPLE], PROFILES / f"{name}.json", look=look, wish=Wish(**wish))

    return for_profile


def document_of(planned: Planned) -> dict[str, Any]:
    """Return a plan's document."""
    from cutter.interchange.plan import plan_to_json

    document: dict[str, Any] = json.loads(plan_to_json(planned.edl, Path("/")))
    return document
