"""Plans of a made-up film, and of a stored analysis for many profiles."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

Work = Callable[[], dict[str, Any]]


def choose(shots: int, preferences: int, budget: str, fill: bool, is_spoken: bool) -> Work:
    """Score, select, trim and order a made-up film, then again with one weight moved."""
    from benchmarks.made import made_analysis, made_taste
    from cutter.edit.choice import ScoredFilm
    from cutter.edit.compose import compose
    from cutter.pipeline import NOBODY, Wish
    from cutter.pipeline import choose as choose_cut
    from cutter.taste.score import score_film

    analysis, taste = made_analysis(shots, is_spoken=is_spoken), made_taste(preferences)
    wish = Wish(budget=budget, fill=fill)
    wish.request(NOBODY.cut, analysis.film.media.frame_rate)
    small = made_analysis(40, is_spoken=is_spoken)
    choose_cut([small], taste, NOBODY, Wish(budget="30s", fill=True))

    def work() -> dict[str, Any]:
        began = time.perf_counter()
        planned = choose_cut([analysis], taste, NOBODY, wish)
        first = time.perf_counter()
        louder = replace(taste.wants[0], weight=taste.wants[0].weight * 1.5)
        moved = replace(taste, wants=(louder, *taste.wants[1:]))
        again = choose_cut([analysis], moved, NOBODY, wish)
        second = time.perf_counter()
        scored = ScoredFilm(analysis, score_film(analysis, taste))
        third = time.perf_counter()
        request = wish.request(NOBODY.cut, planned.edl.output.frame_rate)
        compose((scored,), request)
        return {
            "whole": first - began,
            "again": second - first,
            "scoring": third - second,
            "selection": time.perf_counter() - third,
            "gap": planned.edl.gap,
            "gap_again": again.edl.gap,
            "clips": len(planned.edl.clips),
            "filled": float(planned.edl.duration / planned.edl.budget),
        }

    return work


def replan(shots: int, kind: str, budget: str | None) -> Work:
    """Plan a made-up film, in which people speak, again after each of several changes.

    What is known of the film is kept, as the studio keeps it. CPU seconds of each change.
    """
    from benchmarks.made import made_analysis, made_taste
    from benchmarks.work.learning import answers
    from cutter.pipeline import NOBODY, Wish
    from cutter.pipeline import choose as choose_cut

    analysis, taste = made_analysis(shots, is_spoken=True), made_taste(20)
    wish: Any = Wish(kind=kind, budget=budget)  # type: ignore[arg-type]
    learnt = replace(taste, evidence=answers(analysis, 50))
    known = choose_cut([analysis], taste, NOBODY, wish).known
    choose_cut([analysis], learnt, NOBODY, wish, known=known)
    span = analysis.film.shots[100].clean
    pinned = f"{float(span.start) + 0.1:.2f}-{float(span.start) + 1.3:.2f}"

    def work() -> dict[str, Any]:
        found: dict[str, list[float]] = {}
        for turn in range(4):
            heavier = replace(taste.wants[turn], weight=1.1 * taste.wants[turn].weight)
            wants = (*taste.wants[:turn], heavier, *taste.wants[turn + 1 :])
            signals = (("motion", 0.3 + 0.1 * turn),)
            tries = {
                "weight": (replace(taste, wants=wants), wish),
                "signal": (replace(taste, signals=signals), wish),
                "budget": (taste, replace(wish, budget=f"{61 + turn}s")),
                "order": (taste, replace(wish, order=("score", "arc", "film")[turn % 3])),
                "ban": (taste, replace(wish, never=(f"#{14 + turn}",))),
                "pin": (taste, replace(wish, must=(pinned, f"#{20 + turn}"))),
                "50 grades": (replace(learnt, wants=wants), wish),
            }
            for name, (tried, asked) in tries.items():
                began = time.process_time()
                choose_cut([analysis], tried, NOBODY, asked, known=known)
                found.setdefault(name, []).append(time.process_time() - began)
        return {"found": found}

    return work


def profiles(film: str, cache: str, folder: str, count: int) -> Work:
    """Plan an analysed film for many profiles with the Basic eyes, one after the other."""
    from benchmarks.made import write_profile
    from cutter.pipeline import Look, Wish, plan

    paths = [write_profile(Path(folder) / f"viewer-{n}.json", n) for n in range(count)]
    look = Look(model="basic", offline=True, cache=Path(cache))
    wish = Wish(budget="60s", fill=True)
    plan([Path(film)], None, look=look, wish=wish)

    def work() -> dict[str, Any]:
        clips = [len(plan([Path(film)], path, look=look, wish=wish).edl.clips) for path in paths]
        return {"clips": clips[:3]}

    return work


def many(kind: str, count: int, folder: str, cache: str) -> Work:
    """Plan the sample film for many different profiles in one process.

    Args:
        kind: `known` for phrases that have been read before; `new` for profiles nobody has planned
            for, the model loaded; `loading` for the same with the model yet to be loaded.
        count: how many profiles.
        folder: where they are written.
        cache: where the film's analysis is kept.
    """
    import secrets

    from benchmarks.made import write_mixed
    from cutter.pipeline import Look, Planner
    from tests.films import SAMPLE, SAMPLE_CLIP

    # A viewer's phrases are kept by the path of the profile: another folder knows none.
    own = Path(folder) / secrets.token_hex(8)
    own.mkdir()
    paths = [write_mixed(own / f"viewer-{number}.json", number) for number in range(count)]
    look = Look(model=str(SAMPLE_CLIP), sentences="none", offline=True, cache=Path(cache))
    planner = Planner(look)
    if kind == "known":
        for path in paths:
            planner.plan([SAMPLE], path)
    planner = Planner(look)
    if kind == "new":
        planner.eyes.texts(["a word"])

    def work() -> dict[str, Any]:
        clips = [len(planner.plan([SAMPLE], path)[0].edl.clips) for path in paths]
        return {"clips": sum(clips)}

    return work


def many_of_a_long_film(shots: int, count: int, budget: str) -> Work:
    """Choose from a made-up film for many different tastes, what is known of it kept."""
    from benchmarks.made import made_analysis, made_taste
    from cutter.pipeline import NOBODY, Wish, choose
    from cutter.pipeline.known import Known

    analysis = made_analysis(shots)
    tastes = [made_taste(5, seed=number) for number in range(count)]

    def work() -> dict[str, Any]:
        known = Known([analysis])
        wish = Wish(budget=budget)
        chosen = [choose([analysis], taste, NOBODY, wish, known=known) for taste in tastes]
        return {"clips": sum(len(planned.edl.clips) for planned in chosen)}

    return work
