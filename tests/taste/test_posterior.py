"""What is learnt from reactions: it hangs on what was said alone, and says how sure it is."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.schema import Place, TimeRange
from cutter.taste.gaussian import DOUBTED, OUTLYING
from cutter.taste.grades import evidence_of
from cutter.taste.posterior import Posterior
from cutter.taste.sight import Sight
from cutter.taste.traits import traits_of
from tests.taste.made import CLIP, World, film, measured, taste, want
from tests.taste.reacted import evidence, learnt, preferred, reacted

if TYPE_CHECKING:
    from cutter.schema import Analysis, Event, EventKind

TOPICS = ("sea", "snow", "city", "forest", "fire", "rain")
SHOTS = 24


@functools.cache
def sight(world: World = CLIP) -> Sight:
    says = [(1.0, 3.0, "sea"), (6.0, 9.0, "city"), (30.0, 31.0, "fire")]
    signals = [measured(motion=0.04 * number) for number in range(SHOTS)]
    return Sight(film(TOPICS * 4, world=world, says=says, signals=signals))


def analysis() -> Analysis:
    return sight().analysis


kinds: st.SearchStrategy[EventKind] = st.sampled_from(
    ("like", "dislike", "skipped", "kept", "removed", "added", "moved", "rewatched")
)
shots = st.integers(0, SHOTS - 1)
reactions = st.one_of(
    st.builds(
        lambda kind, shot, day: reacted(analysis(), kind, shot, day=day),
        kinds,
        shots,
        st.integers(0, 900),
    ),
    st.builds(
        lambda shot, share: reacted(analysis(), "rating", shot, value=share / 4),
        shots,
        st.integers(0, 4),
    ),
    st.builds(
        lambda better, on, day: preferred(analysis(), better, (better + on) % SHOTS, day=day),
        shots,
        st.integers(1, SHOTS - 1),
        st.integers(0, 900),
    ),
)
histories = st.lists(reactions, min_size=1, max_size=12)


def means(events: list[Event], *liked: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    wanted = taste(*map(want, liked))
    return Posterior(learnt(wanted, analysis(), events), sight()).shots()[0]


@settings(max_examples=40, deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_events_changes_not_one_byte(events: list[Event], random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = Posterior(learnt(taste(want("sea")), analysis(), events), sight())
    other = Posterior(learnt(taste(want("sea")), analysis(), shuffled), sight())
    for first, second in zip(one.shots(), other.shots(), strict=True):
        assert first.tobytes() == second.tobytes()


@settings(max_examples=6, deadline=None)
@given(histories)
def test_the_order_of_the_shots_traits_changes_not_one_byte(events: list[Event]) -> None:
    told = evidence(analysis(), events)
    back = np.arange(SHOTS)[::-1]
    turned = dataclasses.replace(
        told,
        traits=dataclasses.replace(
            told.traits,
            **{
                field.name: getattr(told.traits, field.name)[back]
                for field in dataclasses.fields(told.traits)
            },
        ),
        places=told.places[::-1],
        grades=tuple(dataclasses.replace(g, row=SHOTS - 1 - g.row) for g in told.grades[::-1]),
        comparisons=tuple(
            dataclasses.replace(c, better=SHOTS - 1 - c.better, worse=SHOTS - 1 - c.worse)
            for c in told.comparisons
        ),
    )
    for film_of in (sight(), None):
        one = Posterior(dataclasses.replace(taste(want("sea")), evidence=told), film_of)
        other = Posterior(dataclasses.replace(taste(want("sea")), evidence=turned), film_of)
        for first, second in zip(one.shots(told.traits), other.shots(told.traits), strict=True):
            assert first.tobytes() == second.tobytes()


@settings(max_examples=40, deadline=None)
@given(histories)
def test_learning_twice_is_learning_once(events: list[Event]) -> None:
    assert means(events).tobytes() == means([*events, *events]).tobytes()


@settings(max_examples=40, deadline=None)
@given(histories, reactions)
def test_what_is_forgotten_was_never_seen(events: list[Event], once: Event) -> None:
    before = means([event for event in events if event != once])
    assert (means([*events, once]) != before).any() or once.kind == "shown"
    after = means([event for event in [*events, once] if event != once])
    assert np.abs(after - before).max() < 1e-9


def test_without_events_nothing_is_added_and_all_is_unsure() -> None:
    mean, spread = Posterior(learnt(taste(want("sea")), analysis(), []), sight()).shots()
    assert not mean.any()
    assert spread.min() > 0.3


@settings(max_examples=40, deadline=None)
@given(histories)
def test_what_answers_add_makes_up_the_mean(events: list[Event]) -> None:
    posterior = Posterior(learnt(taste(), analysis(), events), sight())
    carried = posterior.carried(sight().read)
    assert np.abs(carried.sum(axis=1) - posterior.shots()[0]).max() < 1e-9


@settings(max_examples=40, deadline=None)
@given(histories, reactions)
def test_more_answers_of_the_same_age_never_make_it_less_sure(
    events: list[Event], more: Event
) -> None:
    same = [dataclasses.replace(event, when=more.when) for event in events if not event.worse]
    if more.worse:
        return
    known = Posterior(learnt(taste(), analysis(), same), sight()).shots()[1]
    better = Posterior(learnt(taste(), analysis(), [*same, more]), sight()).shots()[1]
    # An answer that makes outliers of others may cost some of what they said.
    outliers = Posterior(learnt(taste(), analysis(), [*same, more]), sight()).learnt.outlying
    assert (outliers > DOUBTED).any() or (better <= known + 1e-9).all()


def test_what_is_liked_raises_what_is_like_it_and_lowers_nothing_written() -> None:
    liked = means([reacted(analysis(), "like", 0), reacted(analysis(), "like", 6)])
    by_topic = liked.reshape(4, 6)
    assert by_topic[2:, 0].min() > by_topic[:, 1:].max()
    disliked = means([reacted(analysis(), "dislike", 0), reacted(analysis(), "dislike", 6)])
    assert disliked.reshape(4, 6)[2:, 0].max() < disliked.reshape(4, 6)[:, 1:].min()


def test_what_the_profile_says_already_moves_little() -> None:
    events = [reacted(analysis(), "like", 0), reacted(analysis(), "like", 6)]
    assert 0 <= means(events, "sea")[12] < 0.5 * means(events)[12]
    against = [reacted(analysis(), "dislike", 0), reacted(analysis(), "dislike", 6)]
    assert means(against, "sea")[12] < means(against)[12] < 0


@pytest.mark.parametrize(
    ("kind", "value"),
    [("like", None), ("kept", None), ("watched", 1.0), ("trimmed", 0.9), ("rating", 1.0)],
)
def test_praise_takes_nothing_from_what_is_expected_to_be_loved(
    kind: EventKind, value: float | None
) -> None:
    """The strongest wishes expect more than any one reaction can say."""
    for wish in (taste(want("sea", weight=3.0)), taste(want("sea", "dislike", weight=3.0))):
        is_liked = wish.wants[0].role == "like"
        kinds: dict[EventKind, EventKind] = {"like": "dislike", "kept": "removed"}
        said = kind if is_liked else kinds.get(kind, kind)
        share = value if is_liked or value is None else 1.0 - value
        events = [reacted(analysis(), said, shot, value=share) for shot in (0, 6)]
        moved = Posterior(learnt(wish, analysis(), events), sight())
        by_topic = (moved.shots()[0] - moved.revised).reshape(4, 6)
        assert by_topic[:, 0].min() >= -1e-9 if is_liked else by_topic[:, 0].max() <= 1e-9


def test_blame_takes_from_what_is_expected_to_be_loved() -> None:
    loved = taste(want("sea", weight=3.0))
    said: tuple[tuple[EventKind, float | None], ...]
    said = ("dislike", None), ("removed", None), ("rating", 0.0), ("rating", 0.5)
    for kind, value in said:
        moved = learnt(loved, analysis(), [reacted(analysis(), kind, 0, value=value)])
        assert Posterior(moved, sight()).shots()[0][0] < -1.0


def test_a_reaction_to_a_part_of_a_shot_is_one_to_the_shot() -> None:
    """Clips are parts of shots: what is written of a shot is expected of each of its clips."""
    wanted = taste(want("sea"), want("snow", "dislike", weight=0.3))
    said: tuple[tuple[EventKind, int], ...]
    said = ("like", 0), ("dislike", 0), ("dislike", 1), ("like", 7)
    for kind, shot in said:
        whole = reacted(analysis(), kind, shot)
        assert whole.place is not None
        start, end = whole.place.span.start, whole.place.span.end
        part = Place(
            whole.place.film, TimeRange(start + (end - start) / 4, end - (end - start) / 4)
        )
        traits = traits_of(analysis(), [shot])
        clip = {repr(whole): dataclasses.replace(whole, place=part)}
        of_clip = evidence_of(clip, [part], traits)
        of_shot = evidence_of({repr(whole): whole}, [whole.place], traits)
        one, other = (
            Posterior(dataclasses.replace(wanted, evidence=each), sight()).shots()[0]
            for each in (of_clip, of_shot)
        )
        assert np.array_equal(one, other)


def test_the_better_of_two_is_worth_more() -> None:
    events = [preferred(analysis(), 0, 1), preferred(analysis(), 6, 7)]
    by_topic = means(events).reshape(4, 6)[2:]
    assert by_topic[:, 0].min() > 0.05 > -0.05 > by_topic[:, 1].max()
    assert np.abs(by_topic[:, 2:]).max() < by_topic[:, 0].min()


def test_an_answer_that_contradicts_all_others_weighs_less_and_is_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agreed = [
        reacted(analysis(), "like", shot, day=day) for shot in (0, 6, 12, 18) for day in (0, 1)
    ]
    slip = reacted(analysis(), "dislike", 18, day=2)
    (outlier,) = Posterior(learnt(taste(), analysis(), [*agreed, slip]), sight()).outliers
    assert outlier.event == repr(slip)
    assert outlier.away > OUTLYING
    assert not Posterior(learnt(taste(), analysis(), agreed), sight()).outliers
    with_slip = means([*agreed, slip])[18]
    monkeypatch.setattr("cutter.taste.gaussian.DOUBTED", 1e9)
    believed = means([*agreed, slip])[18]
    assert believed < with_slip < means(agreed)[18]


def test_a_taste_for_another_model_is_refused() -> None:
    with pytest.raises(ValueError, match="the taste is for the model other"):
        Posterior(dataclasses.replace(taste(), model="other"), sight())
    with pytest.raises(ValueError, match="no film was given"):
        Posterior(taste()).shots()
