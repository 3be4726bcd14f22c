"""A made-up cut with real pictures, for the tests of this room."""

import io
from dataclasses import replace
from fractions import Fraction

from PIL import Image

from cutter.edit.budget import Budget
from cutter.edit.compose import Choice, ScoredFilm, compose
from cutter.edit.marks import parse_mark
from cutter.edit.request import CutRequest
from cutter.schema import EditDecisionList, Output, Source
from tests.edit.films import Take, make_film

COLOURS = [
    (200, 40, 40),
    (40, 160, 60),
    (40, 60, 190),
    (210, 190, 50),
    (120, 40, 150),
    (40, 200, 200),
]


def jpeg(colour: tuple[int, int, int], size: tuple[int, int] = (320, 180)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def make_cut(
    *, like: str = "sunset over the sea", path: str = "films/film.mp4", films: int = 1
) -> tuple[EditDecisionList, tuple[ScoredFilm, ...], Choice]:
    """Return a cut of films of six shots, each of one colour."""
    takes = [
        Take(5, value=0.9, reasons=((like, 1.1), ("spiders", -0.2))),
        Take(5, value=-0.3, is_match=False, reasons=(("spiders", -0.3),)),
        Take(5, value=0.6, reasons=((like, 0.6),)),
        Take(5, value=0.2, never="blood"),
        Take(5, value=0.5, doubtful="blood", reasons=((like, 0.5),)),
        Take(5, value=0.1, is_match=False),
    ]
    pictures = [jpeg(colour) for colour in COLOURS]
    scored = tuple(make_film(takes, pictures=pictures, seed=seed) for seed in range(films))
    asked = CutRequest(Budget(seconds=Fraction(12)), Fraction(25), must=(parse_mark("#6"),))
    choice = compose(scored, asked)
    edl = EditDecisionList(
        sources=tuple(
            Source(path, "0" * 32, film.analysis.film.media.end, Fraction(25)) for film in scored
        ),
        clips=choice.clips,
        output=Output(640, 360, Fraction(25)),
        profile="alice",
        model="test",
        budget=choice.budget,
        order="film",
        gap=choice.gap,
        notes=choice.notes,
    )
    return edl, scored, choice


def without_pictures(film: ScoredFilm) -> ScoredFilm:
    """Return the film with nothing stored to look at."""
    record = film.analysis.film
    blank = replace(record, pictures=tuple(b"no jpeg" for _ in record.pictures))
    return replace(film, analysis=replace(film.analysis, film=blank))
