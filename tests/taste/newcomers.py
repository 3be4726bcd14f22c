"""Made-up communities of viewers, a newcomer of one of them, and how well a taste ranks shots.

Members of a community share most of six likes and dislikes, each in words of their own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cutter.evaluation.made_films import CONCEPTS, MODEL, MadeFilm, World, made_film, made_world
from cutter.evaluation.viewers import clear_pairs, pairwise_accuracy
from cutter.schema import Taste, Want
from cutter.taste.others import Heard, Said, from_others
from cutter.taste.score import score_film
from cutter.taste.sight import Sight

Array = NDArray[np.float64]
COMMUNITIES, MEMBERS = 4, 6


def community(chance: np.random.Generator) -> Array:
    """Return what a community cares for, (n_concepts,)."""
    cares = np.zeros(CONCEPTS)
    chosen = chance.choice(CONCEPTS, 6, replace=False)
    cares[chosen] = np.where(np.arange(6) % 2 == 0, 1.0, -1.0) * chance.uniform(0.45, 1.0, 6)
    return cares


def member(shared: Array, chance: np.random.Generator) -> Array:
    """Return what a member cares for: all but one of that, more or less, and one thing more."""
    cares = shared.copy()
    known = np.flatnonzero(shared)
    cares[chance.choice(known, 1)] = 0.0
    cares[known] *= chance.uniform(0.7, 1.3, len(known))
    own = chance.choice(np.flatnonzero(shared == 0), 1)
    cares[own] = chance.choice([-1.0, 1.0]) * chance.uniform(0.45, 1.0)
    return cares


def say(
    world: World, cares: Array, concepts: list[int], chance: np.random.Generator
) -> tuple[Said, ...]:
    """Return concepts put into words, in which no two people speak alike."""
    found = []
    for concept in concepts:
        vector = world.concepts[concept] + 0.25 * chance.normal(size=world.concepts.shape[1]) / 22.6
        text = world.text(concept).astype(np.float64)
        worded = text + 0.5 * (vector - world.concepts[concept])
        worded /= np.linalg.norm(worded)
        found.append(Said(f"concept {concept}", float(cares[concept]), worded.astype(np.float32)))
    return tuple(found)


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has said a word or two."""

    cares: Array
    said: tuple[Said, ...]
    others: tuple[tuple[Said, ...], ...]


def newcomer(
    world: World, seed: int, number: int, *, words: int, among_strangers: bool
) -> Newcomer:
    """Return a newcomer, with a folder that holds the community, or communities of others only."""
    chance = np.random.default_rng([seed, number])
    at_home = [community(chance) for _ in range(COMMUNITIES)]
    elsewhere = [community(chance) for _ in range(COMMUNITIES)]
    others = []
    for shared in elsewhere if among_strangers else at_home:
        for _ in range(MEMBERS):
            cares = member(shared, chance)
            known = np.flatnonzero(cares)
            told = chance.choice(known, chance.integers(3, len(known) + 1), replace=False)
            others.append(say(world, cares, told.tolist(), chance))
    cares = member(at_home[0], chance)
    named = chance.choice(np.flatnonzero(cares), words, replace=False).tolist()
    return Newcomer(cares, say(world, np.sign(cares), named, chance), tuple(others))


def gains(
    seed: int, *, words: int, among_strangers: bool, count: int = 40, shots: int = 200
) -> tuple[Array, Array]:
    """Return for each newcomer the pairwise accuracy with the words alone, and what others add."""
    world = made_world(seed)
    film = made_film(world, 0, shots)
    sight = Sight(film.analysis)
    alone, more = [], []
    for number in range(count):
        one = newcomer(world, seed, number, words=words, among_strangers=among_strangers)
        heard = from_others(one.said, one.others, world.nulls())
        before = _accuracy(film, sight, one.said, one, number)
        taken = _taken(heard, one)
        after = _accuracy(film, sight, (*one.said, *taken), one, number)
        alone.append(before)
        more.append(after - before)
    return np.array(alone), np.array(more)


def _taken(heard: Heard, one: Newcomer) -> tuple[Said, ...]:
    vectors = {said.text: said.vector for other in one.others for said in other}
    return tuple(Said(each.text, each.weight, vectors[each.text]) for each in heard.suggestions)


def _accuracy(
    film: MadeFilm, sight: Sight, said: tuple[Said, ...], one: Newcomer, number: int
) -> float:
    wants = tuple(
        Want(
            each.text,
            "like" if each.weight > 0 else "dislike",
            "picture",
            abs(each.weight),
            each.vector,
            is_example=False,
            terms=(),
        )
        for each in said
    )
    scores = score_film(film.analysis, Taste(MODEL, wants, ()), sight)
    better, worse = clear_pairs(film.shows @ one.cares, np.random.default_rng([7, number]))
    return pairwise_accuracy(np.array([score.value for score in scores]), better, worse)
