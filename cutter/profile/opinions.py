"""Finds what each clause of a comment is about: by its own form, and by the clause before it."""

from __future__ import annotations

from dataclasses import replace

from cutter.profile.clauses import LIKED, clauses, phrase
from cutter.profile.opinion_forms import ABSENT, FORMS, REGRET, RELIEF, Found
from cutter.profile.opinion_words import STARTED, listed

_UNSAID = listed("isn't aren't wasn't weren't doesn't don't didn't")
"""All that is said of what is the contrary of the thing before."""


def found_in(text: str) -> list[Found]:
    """Return what each clause of a text is about, in its order."""
    found: list[Found] = []
    for words in clauses(text):
        item = _clause(words, found)
        if item is not None:
            found.append(item)
    return found


def _clause(words: list[str], before: list[Found]) -> Found | None:
    """Return what one clause is about, by the first form that fits."""
    if words[0] in STARTED and len(words) > 1 and words[:2] != ["if", "only"]:
        return None
    if _is_of_others(words):
        return None
    for form in FORMS:
        item = form(words)
        if item is not None:
            return _after(words, item, before)
    return _left_over(words, before)


def _after(words: list[str], item: Found, before: list[Found]) -> Found:
    """Complete a clause that only names something by what was said just before it."""
    if not before:
        return item
    last = before[-1]
    if item.said in _UNSAID and (last.said or last.sure):
        # `… but not the pictures`, `…, the cat isn't`
        return replace(item, said=f"not {last.said}" if last.said else "", sure=-last.sure)
    if not item.said and not item.sure:
        if words[0] == "not":
            return replace(item, said=f"not {last.said}" if last.said else "", sure=-last.sure)
        if not last.subjects:
            before.pop()
            return replace(item, said=last.said)
    return item


def _left_over(words: list[str], before: list[Found]) -> Found | None:
    """Read a clause that names nothing: it judges what the one before named, or the whole film."""
    said = " ".join(words)
    if not before or words[0] in ("which", "who"):
        return Found((), said) if not before else None
    last = before[-1]
    if last.is_missing and set(words) & (REGRET | RELIEF):
        before.pop()
        return replace(last, sure=ABSENT if set(words) & REGRET else -ABSENT)
    if words in (["not", "so", "much"], ["not", "really"]) and len(before) > 1:
        before.pop()
        return Found(last.subjects, sure=-0.5)
    if last.subjects and not last.said and not last.sure:
        before.pop()
        return Found(last.subjects, said)
    return Found((), said)


def _is_of_others(words: list[str]) -> bool:
    """Whether a clause tells what somebody else thinks: `my husband hated it`."""
    verb = next((n for n, word in enumerate(words) if word in LIKED), 0)
    return bool(verb and phrase(words[:verb]))
