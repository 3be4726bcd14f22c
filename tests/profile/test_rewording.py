"""What a viewer wrote is changed in its places, and not a byte beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.profile.learned import with_learned
from cutter.profile.read import parse_profile
from cutter.profile.rewording import Rewording, reworded, settled
from cutter.profile.strict_json import Fault
from cutter.schema import SIGNAL_NAMES, Preference
from tests.profile.test_learned import ONE

LAYOUTS = [
    '{"version":1}',
    '{"version": 1, "likes": [{"text": "a } in \\"braces\\""}]  }',
    '{\n\t"version": 1,\n\t"signals": {"motion": 0.5},\n\t"likes": [ ]\n}\n\n',
    ' {  "likes" : [{"text":"sea","weight":2},{"weight" : 0.5 , "text" : "ö"}] ,"version":1}\r\n',
    """{
  "version": 1,
  "likes": [
    {"text": "a storm", "weight": 1.0},
    {
      "text": "the sea",
      "in": "picture"
    },
    {"text": "a harbour", "weight": 1.5}
  ],
  "dislikes": [{"text": "talk", "weight": 1.0}],
  "signals": {
    "motion": 0.5,
    "hue": -1
  },
  "cut": {"budget": "90s"}
}
""",
]
PATH = Path("/viewer.json")
thousandths = st.integers(0, 10_000).map(lambda count: count / 1000)
words = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=20
)
phrases = st.builds(
    Preference,
    st.sampled_from(("like", "dislike", "never", "must")),
    thousandths.filter(bool),
    st.sampled_from(("picture", "dialogue", "any")),
    text=words,
)


@st.composite
def wanted(draw: st.DrawFn, text: str) -> Rewording:
    """Return changes of a text's own places, and new phrases and signals."""
    document = json.loads(text)
    keys = [
        f"{name}[{number}]"
        for name in ("likes", "dislikes")
        for number in range(len(document.get(name, [])))
    ]
    weights = draw(st.dictionaries(st.sampled_from(keys), thousandths)) if keys else {}
    signals = draw(st.dictionaries(st.sampled_from(SIGNAL_NAMES), st.sampled_from((0, 0.25, -2.0))))
    return Rewording(
        tuple(weights.items()), tuple(signals.items()), tuple(draw(st.lists(phrases, max_size=3)))
    )


@given(st.data(), st.sampled_from(LAYOUTS), st.booleans())
def test_changes_read_back_and_nothing_else_is_other(
    data: st.DataObject, text: str, is_learned: bool
) -> None:
    text = with_learned(text, ONE) if is_learned else text
    changes = data.draw(wanted(text))
    before = parse_profile(text.encode(), PATH)
    after = parse_profile(reworded(text, changes).encode(), PATH)
    weights, signals = dict(changes.weights), dict(before.signals) | dict(changes.signals)
    for role, name in (("like", "likes"), ("dislike", "dislikes"), ("never", "never")):
        items = [item for item in before.preferences if item.role == role]
        found = [
            (item.text, item.where, item.weight) for item in after.preferences if item.role == role
        ]
        asked = [
            (item.text, item.where, weights.get(f"{name}[{number}]", item.weight))
            for number, item in enumerate(items)
            if weights.get(f"{name}[{number}]") != 0
        ]
        asked += [
            (item.text, item.where, item.weight) for item in changes.added if item.role == role
        ]
        assert found == asked
    taken_out = {name for name, weight in changes.signals if not weight}
    assert dict(after.signals) == {n: w for n, w in signals.items() if n not in taken_out}
    assert (after.cut, after.learned) == (before.cut, before.learned)
    # In the same state as if nothing had ever been learnt.
    bare = with_learned(text, None)
    assert with_learned(reworded(text, changes), None) == reworded(bare, changes)
    # A second time it is done already.
    once = settled(bare, text, changes)
    assert settled(bare, once, changes) == once


def test_all_other_bytes_stay() -> None:
    changes = Rewording((("likes[1]", 2.0), ("dislikes[0]", 0.0)), (("motion", 0.0), ("hue", 1.0)))
    added = Rewording(
        added=(
            Preference("like", 0.5, "picture", text="smoke"),
            Preference("never", 1.0, text="spiders"),
        )
    )
    assert (
        reworded(reworded(LAYOUTS[4], changes), added)
        == """{
  "version": 1,
  "likes": [
    {"text": "a storm", "weight": 1.0},
    {
      "text": "the sea",
      "in": "picture",
      "weight": 2.0
    },
    {"text": "a harbour", "weight": 1.5},
    {"text": "smoke", "in": "picture", "weight": 0.5}
  ],
  "dislikes": [],
  "signals": {
    "hue": 1.0
  },
  "cut": {"budget": "90s"},
  "never": [
    {"text": "spiders", "weight": 1.0}
  ]
}
"""
    )


def test_a_weight_that_is_there_already_is_left_as_it_is_written() -> None:
    same = Rewording((("likes[0]", 2.0), ("likes[1]", 0.5)))
    assert reworded(LAYOUTS[3], same) == LAYOUTS[3]
    usual = Rewording((("likes[1]", 1.0),))
    assert reworded(LAYOUTS[4], usual) == LAYOUTS[4]


@pytest.mark.parametrize("text", [LAYOUTS[0], LAYOUTS[1], LAYOUTS[3]])
def test_a_text_in_one_line_stays_one(text: str) -> None:
    added = Rewording(added=(Preference("like", 1.0, text="smoke"),), signals=(("hue", 1.0),))
    assert reworded(text, added).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("changes", "old", "new", "field"),
    [
        (Rewording((("likes[0]", 2.0),)), '"weight": 1.0', '"weight": 1.1', "likes[0]"),
        (
            Rewording((("likes[2]", 0.0),)),
            '    {"text": "a storm", "weight": 1.0},\n',
            "",
            "likes[2]",
        ),
        (Rewording(signals=(("hue", 0.0),)), '"hue": -1', '"hue": -1.5', "signals.hue"),
        (
            Rewording(added=(Preference("dislike", 1.0, text="Smoke"),)),
            '"dislikes": [',
            '"dislikes": [{"text": "smoke"}, ',
            "dislikes",
        ),
    ],
)
def test_a_field_that_somebody_else_changed_is_not_written_over(
    changes: Rewording, old: str, new: str, field: str
) -> None:
    other = LAYOUTS[4].replace(old, new, 1)
    assert other != LAYOUTS[4]
    with pytest.raises(Fault) as caught:
        settled(LAYOUTS[4], other, changes)
    assert caught.value.field == field


def test_what_somebody_else_changed_elsewhere_stays() -> None:
    other = LAYOUTS[4].replace('"90s"', '"60s"').replace('{"text": "talk"', '{"text": "chat"')
    changes = Rewording((("likes[0]", 2.0),), (("hue", 0.5),))
    found = settled(LAYOUTS[4], with_learned(other, ONE), changes)
    assert found == with_learned(reworded(other, changes), ONE)
