"""A batch that is killed goes on from there; see `kills.py`, whose ten rounds are run by hand."""

from pathlib import Path

import pytest

from tests.batch.kills import Rounds


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_batch_that_is_killed_and_run_again_gives_the_bytes_of_one_left_alone(
    tmp_path: Path,
) -> None:
    # Without a model, whose loading would be most of the time.
    rounds = Rounds(tmp_path, ("--jobs", "2", "--model", "basic", "--sentences", "none"), seed=3)
    assert rounds.kill(2) == 2, rounds.faults
