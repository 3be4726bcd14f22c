"""A profile with a history: a simulated viewer's answers about a film made of numbers."""

from pathlib import Path

from cutter.evaluation.made_films import MadeFilm
from cutter.evaluation.viewers import Viewer, place_of, ratings
from cutter.eyes.basic import Basic
from cutter.profile.history import remember
from cutter.profile.sidecar import keep_traits
from cutter.taste.traits import traits_of


def reacted_profile(folder: Path, film: MadeFilm, viewer: Viewer, count: int) -> Path:
    """Write a profile that asks for nothing, whose viewer rated some shots; return its path.

    The traits are kept as if the Basic eyes had seen them, so that no model is needed.
    """
    profile = folder / "viewer.json"
    profile.write_text('{"version": 1}', encoding="utf-8")
    shots = viewer.random(40).permutation(len(film.shows))[:count].tolist()
    events = ratings(film, shots, viewer.answers(film))
    places = [place_of(film.analysis, shot) for shot in shots]
    keep_traits(profile, Basic.name, places, traits_of(film.analysis, shots))
    remember(profile, events, now=events[-1].when)
    return profile
