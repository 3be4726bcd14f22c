"""Turns a text into its stemmed words, without the commonest ones.

Knows nothing about vectors, subtitles or preferences. English is stemmed; words of other
languages and scripts are kept as they are.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache, lru_cache
from typing import Any

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SUFFIX = re.compile(r"['’](?:s|re|ve|ll|d|m)$")

_COMMON = """
    a about after again all also am an and any anybody anything are as at be because been before
    being but by can could did do does doing done down each either else ever every few for from get
    gets got had has have having he her here hers herself him himself his how i if in into is it its
    itself just let like lot made make many may me might mine more most much must my myself neither
    nor now of off oh ok okay on once one only onto or other our ours out over own per perhaps
    please quite rather really same shall she should so some somebody something such sure than that
    the their theirs them themselves then there these they thing this those though through to too
    under until up upon us very was we well went were what whatever when where which while who whom
    whose why will with within would yes yet you your yours yourself
"""

COMMON = frozenset(_COMMON.split())
"""Words that say next to nothing of what a shot or a talk is about."""

_stemming = threading.Lock()


def terms(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words in order, each once, without the commonest words.

    Case, accents' encoding (NFKC) and possessives do not matter: `The dog's DOGS` gives `dog`.
    A negation such as `don't` or `not` is kept out as well: stems say what is talked about.
    """
    found = dict.fromkeys(
        _stem(word) for word in _words(text) if word not in COMMON and not _is_negation(word)
    )
    found.pop("", None)
    return tuple(found)


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [_SUFFIX.sub("", word).replace("’", "'") for word in _WORD.findall(folded)]


def _is_negation(word: str) -> bool:
    return word in {"not", "no", "without", "never", "none"} or word.endswith("n't")


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    if not (word.isascii() and word.isalpha()):
        return word
    # One stemmer serves all threads, and it keeps the word that it works on in itself.
    with _stemming:
        return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:  # noqa: ANN401  (snowballstemmer ships no types)
    import snowballstemmer

    return snowballstemmer.stemmer("english")
