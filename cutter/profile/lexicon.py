"""Judges pieces of text by a lexicon of sentiment, to which words of films are added.

The one place that knows the lexicon's library.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from cutter.profile.opinion_words import PHRASES, VALENCES

if TYPE_CHECKING:
    from collections.abc import Sequence


def lexicon_polarity(texts: Sequence[str]) -> tuple[float, ...]:
    """Judge pieces of text by VADER's lexicon and rules, with words of films added.

    Source: Hutto and Gilbert, VADER, ICWSM 2014; its compound score is the polarity.
    """
    return tuple(float(_lexicon().polarity_scores(_plain(text))["compound"]) for text in texts)


@cache
def _lexicon() -> Any:  # noqa: ANN401 - of a library without types
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    lexicon = SentimentIntensityAnalyzer()
    lexicon.lexicon.update(VALENCES)
    return lexicon


def _plain(text: str) -> str:
    """Return a text in which one word stands for each turn of phrase."""
    for turn, word in PHRASES.items():
        if turn in text:
            text = f" {text} ".replace(f" {turn} ", f" {word} ").strip()
    if " anything but " in f" {text} ":
        text = text.replace("anything but", "not")
    return text
