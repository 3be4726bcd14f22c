"""Ways of recommending on MovieLens: cutter's, scikit-surprise's and implicit's, in one run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring.ratios import Spread
from benchmarks.measuring.report import Finding, Table, Target
from benchmarks.peers.recommenders import peers
from benchmarks.topics.bench import Bench, part
from cutter.crowd.methods import METHODS
from cutter.crowd.reading import Crowd, read_crowd
from cutter.evaluation.intervals import Measured
from cutter.evaluation.movielens import (
    FIRST,
    FOLDS,
    SEED,
    Outcome,
    Split,
    compare,
    in_folds,
    last_out,
    newcomers,
    thinned,
)

BLEND, POPULARITY = "blend", "popularity"
FIGURES: dict[str, tuple[str, Callable[[Outcome, Outcome], Measured | None]]] = {
    "RMSE": ("RMSE less", lambda one, other: one.less_rmse(other)),
    "NDCG@10, held back": ("NDCG@10 more", lambda one, other: one.more_held(other)),
    "NDCG@10, all unrated": ("NDCG@10 more", lambda one, other: one.more_among_all(other)),
}
HEADLINES = {
    "5-fold": ("RMSE", "NDCG@10, held back"),
    "leave-last-out": ("RMSE", "NDCG@10, all unrated"),
    "newcomers": ("RMSE", "NDCG@10, held back", "NDCG@10, all unrated"),
}
"""Which figures count in which trial."""
QUICK = 6
"""One user in so many takes part in a quick run."""
ABOUT = [
    "Ratings of MovieLens latest-small, read as they are; a row that names no listed film is left "
    f"out. Seed {SEED}. Settings were chosen on one fold of another seed, on each user's last "
    "rating but one and, that newcomers' ranks are mixed by all that newcomers rated later, on two "
    "fifths of the users as newcomers; what the blend learns, it learns from the known ratings of "
    "a split alone. Every method sees the same known ratings; "
    "tags that a user gave to a film whose rating is held back are hidden. scikit-surprise runs at "
    "its defaults, KNNBaseline by items with Pearson's baseline likeness, which did better than "
    "its default; implicit runs at its defaults and tells no ratings.",
    f"*5-fold*: each rating held back once. *Leave-last-out*: each user's last rating held back. "
    f"*Newcomers*: in turn a fifth of the users is cut down to the first {FIRST} ratings, the "
    "others' ratings all known, and all else of theirs held back.",
    "*NDCG@10, held back* orders a user's held-back films of one fold by predicted rating (by "
    "count for popularity), with a gain of 2^rating − 1, users with two such films at least. "
    "*NDCG@10, all unrated* looks for the held-back films, each worth the same, among all films "
    "less those that the user's known ratings name, by each method's own ranking; nothing is "
    "sampled. Predicting ratings and finding what is watched are two tasks: methods that only "
    "predict do badly at the second.",
    "Brackets: 95 % intervals, by bootstrap over users (BCa, 2,000 draws); of a difference, paired "
    "by user. Above 0 the blend is better.",
]


def run(bench: Bench, finding: Finding) -> None:
    """Hold the methods side by side in three trials."""
    folder = bench.films.ratings()
    if folder is None:
        finding.text = ["MovieLens is not here (set CUTTER_DATA): nothing was measured."]
        return
    finding.text = list(ABOUT)
    crowd = _crowd(folder, bench, finding)
    found = peers()
    for name in ("surprise", "implicit"):
        if not any(each.startswith(name) for each in found):
            finding.text.append(f"{name} is not installed: left out.")
    trials: dict[str, list[Split]] = {
        "5-fold": in_folds(crowd.ratings, 2 if bench.is_quick else FOLDS),
        "leave-last-out": last_out(crowd.ratings),
        "newcomers": newcomers(crowd.ratings),
    }
    for trial, splits in trials.items():
        with part(finding, trial):
            methods = {**METHODS, **found}
            if trial == "5-fold":
                # It tells no ratings, and nothing else is asked.
                methods.pop("implicit ALS", None)
            outcomes = compare(crowd, splits, methods, lambda done: bench.say(f"  {done}"))
            _tables(finding, trial, outcomes)
            _targets(finding, trial, outcomes)


def _crowd(folder: Path, bench: Bench, finding: Finding) -> Crowd:
    crowd = read_crowd(folder)
    finding.text += [f"{Path(note).name}." for note in crowd.notes[:3]]
    if bench.is_quick:
        crowd = thinned(crowd, QUICK)
    ratings = crowd.ratings
    finding.text.append(
        f"{len(ratings):,} ratings by {len(ratings.users)} users of {len(crowd.items):,} films."
    )
    return crowd


def _tables(finding: Finding, trial: str, outcomes: dict[str, Outcome]) -> None:
    """Add what each method came to, and how the blend differs from each."""
    rows, differences = [], []
    for name, outcome in outcomes.items():
        figures = {
            "RMSE": outcome.rmse,
            "NDCG@10, held back": outcome.ndcg_held,
            "NDCG@10, all unrated": outcome.ndcg_among_all,
        }
        rows.append((name, *(_cell(figures[figure]) for figure in HEADLINES[trial])))
        if name != BLEND:
            blend = outcomes[BLEND]
            each = (FIGURES[figure][1](blend, outcome) for figure in HEADLINES[trial])
            differences.append((name, *map(_cell, each)))
    heads = HEADLINES[trial]
    finding.tables.append(Table(f"{trial}: what each came to", ("method", *heads), tuple(rows)))
    said = tuple(f"{FIGURES[figure][0]} ({figure.partition(', ')[2] or 'all'})" for figure in heads)
    title = f"{trial}: how much better the blend is"
    finding.tables.append(Table(title, ("than", *said), tuple(differences)))


def _targets(finding: Finding, trial: str, outcomes: dict[str, Outcome]) -> None:
    blend = outcomes[BLEND]
    singles = {name: outcome for name, outcome in outcomes.items() if name != BLEND}
    if trial == "newcomers":
        singles = {POPULARITY: outcomes[POPULARITY]}
    better: dict[str, int] = dict.fromkeys(singles, 0)
    for figure in HEADLINES[trial]:
        by = {name: FIGURES[figure][1](blend, other) for name, other in singles.items()}
        found = {name: each for name, each in by.items() if each is not None}
        # The smaller the difference, the better the other.
        closest = min(found, key=lambda name, of=found: of[name].mean)  # type: ignore[misc]
        for name, each in found.items():
            better[name] += each.low > 0
        least = found[closest]
        end, which = (least.low, "lower") if trial == "newcomers" else (least.high, "upper")
        name = f"{trial}, {figure}: blend better than {closest}, {which} end of the interval"
        spread = Spread(end, least.low, least.high, least.n)
        finding.targets.append(Target(name, 0.0, "more").with_(spread))
    if trial != "newcomers":
        name = f"{trial}: methods, of {len(singles)}, that the blend surely beats on a measure"
        count = float(sum(times > 0 for times in better.values()))
        wanted = Target(name, float(len(singles)), "more")
        finding.targets.append(wanted.with_(Spread(count, count, count, blend.counts.size)))


def _cell(measured: Measured | None) -> str:
    return "–" if measured is None else measured.in_words(4)
