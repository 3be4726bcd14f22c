"""The corpus, built once for all tests of faults, and the command in this process."""

import pytest

from tests.faults.corpus import Corpus


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Return a function that builds a file of the corpus by name and returns its path."""
    return Corpus(tmp_path_factory.mktemp("corpus"))
