"""Words are compared by their stems, whatever their case, ending or script."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.eyes.words import terms


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("The dog's DOGS", ("dog",)),
        ("Running, runs; ran!", ("run", "ran")),
        ("quiet conversation", ("quiet", "convers")),
        ("It is what it is.", ()),
        ("I don't like spiders", ("spider",)),
        ("I don’t like spiders’ webs", ("spider", "web")),
        ("夜の海 и море", ("夜の海", "и", "море")),
        ("Straße, STRASSE", ("strass",)),
        ("cafe\u0301 café", ("café",)),
        ("apollo_13 in 1970", ("apollo", "13", "1970")),
        ("", ()),
    ],
)
def test_texts_give_their_stems(text: str, stems: tuple[str, ...]) -> None:
    assert terms(text) == stems


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_gives_each_stem_once_and_in_order(text: str, more: str) -> None:
    stems = terms(text)
    assert len(set(stems)) == len(stems)
    assert all(stems)
    assert terms(f"{text}\n{more}")[: len(stems)] == stems


def test_threads_do_not_disturb_each_other() -> None:
    words = [f"{stem}{end}" for stem in ("walk", "paint", "storm") for end in ("s", "ed", "ing")]
    text = " ".join(f"{word}{chr(97 + i % 26)}ing" for i, word in enumerate(words * 40))
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(terms, [text] * 12))) == 1
