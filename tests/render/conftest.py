"""Films that are made once for all tests of the room."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from cutter.media.source import open_source
from cutter.schema import Media
from tests.render.films import Kind, make_film, truth_of

Known = tuple[Media, list[tuple[Fraction, int]]]
GetFilm = Callable[[Kind], Known]


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> GetFilm:
    """Return what gives a film of a kind, opened, and the time and number of its frames."""
    folder = tmp_path_factory.mktemp("films")
    made: dict[str, Known] = {}

    def get(kind: Kind) -> Known:
        if kind.name not in made:
            media = open_source(make_film(folder, kind, seconds=8))
            made[kind.name] = media, truth_of(media)
        return made[kind.name]

    return get
