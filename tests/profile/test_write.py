"""A new profile reads back as what was asked for, and is told in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.errors import ProfileError
from cutter.profile.describe import describe, problems
from cutter.profile.read import parse_profile, read_profile
from cutter.profile.write import new_profile
from cutter.schema import SIGNAL_NAMES, CutDefaults, Preference, Profile

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.schema import Where

phrase = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=30
)
phrases = st.lists(phrase, max_size=4)


@given(phrases, phrases, phrases, phrases)
def test_a_new_profile_reads_back_as_what_was_given(
    tmp_path_factory: pytest.TempPathFactory,
    likes: list[str],
    dislikes: list[str],
    never: list[str],
    must: list[str],
) -> None:
    text = new_profile(likes, dislikes, never, must, signals={"motion": 0.5}, budget="90s")
    profile = parse_profile(text.encode(), tmp_path_factory.getbasetemp() / "new.json")
    for role, given_phrases in (
        ("like", likes),
        ("dislike", dislikes),
        ("never", never),
        ("must", must),
    ):
        assert [p.text for p in profile.preferences if p.role == role] == given_phrases
    assert profile.signals == (("motion", 0.5),)
    assert profile.cut == CutDefaults(budget="90s")


def test_a_new_profile_has_one_preference_a_line() -> None:
    text = new_profile(["sea", "snow"], never=["blood"], budget="90s", order="arc")
    assert text == (
        "{\n"
        '  "version": 1,\n'
        '  "likes": [\n'
        '    {"text": "sea", "weight": 1.0},\n'
        '    {"text": "snow", "weight": 1.0}\n'
        "  ],\n"
        '  "dislikes": [],\n'
        '  "never": [\n'
        '    {"text": "blood", "weight": 1.0}\n'
        "  ],\n"
        '  "cut": {"budget": "90s", "order": "arc"}\n'
        "}\n"
    )


def test_what_does_not_belong_into_a_profile_is_not_written() -> None:
    with pytest.raises(ProfileError, match=r"likes\[1\]\.text: must be text"):
        new_profile(["sea", ""])
    with pytest.raises(ProfileError, match=r"signals\.motoin: is no signal; did you mean motion"):
        new_profile(signals={"motoin": 1.0})
    with pytest.raises(ProfileError, match=r"cut\.budget: must be a length"):
        new_profile(budget="soon")


def test_a_profile_is_told_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "anna.json"
    path.write_text(
        '{"version": 1, "likes": [{"text": "the sea", "in": "picture", "weight": 2}],'
        ' "dislikes": [{"text": "noise"}], "never": [{"text": "blood"}], "must": [{"text": "end"}],'
        ' "signals": {"motion": -2, "hue": 0.3},'
        ' "cut": {"budget": "15%", "order": "score", "pace": "brisk", "max_clip": 2.5}}',
        encoding="utf-8",
    )
    assert describe(read_profile(path)).splitlines() == [
        "Profile anna",
        "Likes:",
        "  - the sea (seen), weight 2",
        "Dislikes:",
        "  - noise",
        "Never wants:",
        "  - blood",
        "Must have:",
        "  - end",
        "Prefers:",
        "  - strongly less movement (motion -2)",
        "  - a little warm colours (hue +0.3)",
        "The cut: 15% of the film, the best first, short, brisk clips, no clip over 2.5 s.",
    ]


def test_an_empty_profile_says_how_it_acts() -> None:
    empty = Profile("empty", None, (), (), CutDefaults())
    assert "every shot fits alike" in describe(empty)
    assert problems(empty) == (describe(empty).splitlines()[-1],)


def test_what_is_hardly_meant_is_named() -> None:
    sea = Preference("like", 1.0, text="Sea")
    found = problems(
        Profile(
            "odd",
            None,
            (
                sea,
                sea,
                Preference("dislike", 1.0, text="sea"),
                Preference("like", 0.0, text="snow"),
                Preference("never", 2.0, text="blood"),
            ),
            (("motion", 0.0),),
            CutDefaults(),
        )
    )
    assert '"snow" has weight 0 and does nothing.' in found
    assert '"blood" is in never, where a weight changes nothing.' in found
    assert '"Sea" stands twice in likes; it counts twice.' in found
    assert '"Sea" stands in likes and in dislikes; these work against each other.' in found
    assert "The signal motion has weight 0 and does nothing." in found


def test_disliking_only_is_said_to_match_everything_else() -> None:
    profile = Profile("cross", None, (Preference("dislike", 1.0, text="sea"),), (), CutDefaults())
    assert problems(profile) == (
        "Nothing is liked: every shot that is not disliked counts as a match.",
    )


@pytest.mark.parametrize(
    ("where", "is_odd"), [("dialogue", False), ("picture", True), ("any", True)]
)
def test_seen_and_said_are_two_things(where: Where, is_odd: bool) -> None:
    both = (
        Preference("like", 1.0, "picture", text="sunset"),
        Preference("like", 1.0, where, text="sunset"),
    )
    found = problems(Profile("anna", None, both, (), CutDefaults()))
    assert found == (('"sunset" stands twice in likes; it counts twice.',) if is_odd else ())


def test_every_signal_can_be_told() -> None:
    signals = tuple((name, 1.0) for name in SIGNAL_NAMES)
    told = describe(Profile("anna", None, (), signals, CutDefaults()))
    assert all(f"({name} +1)" in told for name in SIGNAL_NAMES)
