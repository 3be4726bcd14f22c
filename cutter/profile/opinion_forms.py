"""The forms in which people praise and scold: `I loved …`, `too much …`, `… was gorgeous`.

A form takes the words of one clause and returns what it is about, with the words that judge it or,
where the form says it all, the polarity itself. Knows nothing about the clauses around it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cutter.profile.clauses import EFFECTS, NEGATIONS, PRONOUNS, VERBS, is_verb, phrase, phrases
from cutter.profile.lexicon import lexicon_polarity
from cutter.profile.opinion_words import (
    EVALUATING,
    GRIEVANCES,
    LIKING,
    MERITS,
    TOWARDS,
    VALENCES,
    listed,
)

FAINT = 0.1
"""A polarity below this is no opinion."""
RELIEF = listed("thank thanks thankfully luckily fortunately glad relief welcome goodness")
REGRET = listed("sadly unfortunately pity shame problem missed alas regrettably")
"""Words that say whether it is well that something is missing."""
_PARTS = listed(
    "part thing bit scene moment aspect sequence things parts bits moments strength highlight "
    "element star reason weakness problem"
)
ABSENT = 0.6
"""Polarity of what is asked for, or asked away, without a word of praise or scolding."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a clause is about, and what is said of it."""

    subjects: tuple[tuple[str, ...], ...]
    said: str = ""
    """What is to be judged; empty where `sure` tells already."""
    sure: float = 0.0
    is_missing: bool = False
    """It is told to be absent."""
    rather_than: tuple[tuple[str, ...], ...] = ()
    """What it is preferred to."""


def _missing(words: list[str]) -> Found | None:
    """`no spiders`, `there is no humour`, `the lack of blood`, `without the flashbacks`."""
    for place, word in enumerate(words):
        rest = words[place + 1 :]
        if word in ("no", "without", "lack", "lacks", "lacked", "lacking", "hardly"):
            # What stands before says it is missing; more than that is another form.
            if word == "no" and not set(words[:place]) <= PRONOUNS | VERBS | RELIEF | REGRET | {
                *("glad", "yes", "please", "god", "really", "just", "absolutely", "still"),
                *("film", "movie", "with", "thank", "to"),
            }:
                continue
            if rest[:1] == ["to"] or rest[:1] == ["any"] or rest[:1] == ["of"]:
                rest = rest[1:]
            more_of_it = rest[:1] == ["more"]
            subject = phrase(rest)
            if not subject:
                continue
            if set(words) & REGRET:
                return Found((subject,), sure=ABSENT, is_missing=True)
            if word.startswith("lack") and not set(words) & RELIEF:
                is_relieved = lexicon_polarity([" ".join(rest[len(subject) :])])[0] > FAINT
                return Found((subject,), sure=-ABSENT if is_relieved else ABSENT)
            if word == "hardly" and not more_of_it:
                return Found((subject,), sure=ABSENT)
            return Found((subject,), sure=-ABSENT, is_missing=True)
    return None


def _wished(words: list[str]) -> Found | None:
    """`not enough sea`, `more sea please`, `too much talking`, `fewer explosions`."""
    text = f" {' '.join(words)} "
    for turn, sure in (
        *((" not enough ", ABSENT), (" too much ", -ABSENT), (" too many ", -ABSENT)),
        *((" too little ", ABSENT), (" too few ", ABSENT), (" enough of ", -ABSENT)),
        *((" done without ", -ABSENT), (" do without ", -ABSENT), (" yes to ", ABSENT)),
        *((" more ", ABSENT), (" fewer ", -ABSENT), (" less ", -ABSENT)),
    ):
        before, found, after = text.partition(turn)
        if not found or (turn in (" more ", " less ") and not _is_wish(before.split())):
            continue
        if subject := phrase(after.split()):
            return Found((subject,), sure=sure)
    if text.startswith((" if only ", " i wish ")) and (subject := phrase(words[2:])):
        return Found((subject,), sure=ABSENT if " longer " in text else -ABSENT)
    return None


def _is_wish(before: list[str]) -> bool:
    """Whether what stands before a `more` or `less` asks for it."""
    if not before:
        return True
    asking = {"want", "wanted", "wish", "need", "needs", "needed", "see", "only", "hoped", "please"}
    return bool(set(before) & asking)


def _felt(words: list[str]) -> Found | None:
    """`I loved the storm`, `not a fan of clowns`, `impressed by the stunts`, `hate gore`."""
    for place, word in enumerate(words):
        value = LIKING.get(word, 0.0)
        ahead, rest = words[:place], words[place + 1 :]
        if word in ("prefer", "preferred", "rather"):
            return _preferred(rest)
        if word in ("stand", "bear", "stomach") and _is_negated(ahead):
            return _of_list(rest, 0.9 if not ahead else -0.9)
        if value and _is_viewer(ahead) and rest[:1] != ["with"]:
            value = -value if _is_negated(ahead) else value
            return _of_list(rest, value)
        if (
            word in TOWARDS
            and rest[:1]
            and rest[0]
            in {
                *("of", "by", "with", "in", "at", "for", "about", "up"),
            }
        ):
            if word in ("laughed", "cried") and rest[0] not in ("at", "with"):
                continue
            rest = rest[2:] if rest[0] == "up" else rest[1:]
            if ahead and phrase(ahead):
                continue
            value = -TOWARDS[word] if _is_negated(ahead) else TOWARDS[word]
            return _of_list(rest, value)
        if word in ("found", "find", "thought", "think", "consider", "considered") and (
            ahead and ahead[-1] in ("i", "we")
        ):
            if subject := phrase(rest):
                return Found((subject,), " ".join(_behind(rest, subject)))
            return _stated(rest)
    return None


def _of_list(rest: list[str], value: float) -> Found | None:
    """What a verb of liking is followed by: a list, perhaps turned against something."""
    if rest[:1] and rest[0] in ("how", "when", "where"):
        rest = [word for word in rest[1:] if word not in ("they", "he", "she", "filmed", "shot")]
    if rest[:1] == ["neither"]:
        return Found(tuple(phrases(rest[1:])), sure=-value)
    subjects = phrases(rest)
    return Found(tuple(subjects), sure=value) if subjects else None


def _preferred(rest: list[str]) -> Found | None:
    """`I prefer silence to noise`, `I would rather see mountains than offices`."""
    mark = next((n for n, word in enumerate(rest) if word in ("to", "than", "over")), len(rest))
    better = phrases([word for word in rest[:mark] if word not in ("see", "watch", "have")])
    worse = phrases(rest[mark + 1 :])
    return Found(tuple(better), sure=0.7, rather_than=tuple(worse)) if better else None


def _is_viewer(ahead: list[str]) -> bool:
    """Whether it is the viewer who likes: `I`, or nobody, not `they` or `the children`."""
    return not phrase([word for word in ahead if word not in LIKING]) and not {
        *("they", "he", "she", "people", "everybody", "everyone", "it"),
    } & set(ahead)


def _is_negated(words: list[str]) -> bool:
    return sum(word in NEGATIONS or word.endswith("n't") for word in words) % 2 == 1


def _superlative(words: list[str]) -> Found | None:
    """`the best part was the storm`, `my favourite scene is the kiss`."""
    verb = next((n for n, word in enumerate(words) if word in ("is", "was", "are", "were")), None)
    if verb is None:
        return None
    ahead, rest = words[:verb], words[verb + 1 :]
    if ahead and ahead[-1] in GRIEVANCES | MERITS and (subjects := phrases(rest)):
        return Found(tuple(subjects), sure=-0.6 if ahead[-1] in GRIEVANCES else 0.6)
    if ahead and ahead[-1] in _PARTS and set(ahead) & EVALUATING | set(ahead) & {"highlight"}:
        subjects = phrases(rest)
        value = lexicon_polarity([" ".join(ahead)])[0]
        return Found(tuple(subjects), sure=value) if subjects and value else None
    return None


def _stated(words: list[str]) -> Found | None:
    """`the storm was gorgeous`, `they ruined the songs`, `there are great songs`."""
    verb = next((n for n in range(1, len(words)) if is_verb(words, n)), None)
    if verb is None:
        return None
    ahead, rest = words[:verb], words[verb:]
    if ahead[0] in ("neither", "both"):
        subjects = phrases([word if word != "nor" else "and" for word in ahead[1:]])
        said = " ".join(rest) if ahead[0] == "both" else f"not {' '.join(rest)}"
        return Found(tuple(subjects), said.replace(" any ", " ")) if subjects else None
    subjects = phrases(ahead)
    if subjects:
        # Praise before the subject counts where the rest is silent: `the clever case continues`.
        judging = [word for word in ahead if word in EVALUATING]
        said = " ".join(rest)
        if judging and abs(lexicon_polarity([said])[0]) < FAINT:
            said = " ".join(judging)
        return Found(tuple(subjects), said)
    return _of_object(words, rest)


def _of_object(words: list[str], rest: list[str]) -> Found | None:
    """`it has great songs`, `there is a lovely scene`, `they ruined the songs`."""
    place = 0
    while place < len(rest) and (rest[place] in VERBS or rest[place] in NEGATIONS):
        place += 1
    subject = phrase(rest[place:])
    if not subject:
        return None
    said = [word for word in words if word in EVALUATING or word in NEGATIONS or word in EFFECTS]
    said += [word for word in words if word in VALENCES and word not in said]
    if not [word for word in said if word not in NEGATIONS]:
        return None
    return Found((subject,), " ".join(said))


def _named(words: list[str]) -> Found | None:
    """`what a gorgeous sunset`, `terrible dialogue from start to finish`, `the fights`."""
    rest = list(words)
    is_negated = rest[:1] == ["not"]
    subject = phrase(rest[1:] if is_negated else rest)
    if not subject:
        return None
    judging = [word for word in words if word not in subject]
    said = " ".join(judging)
    if abs(lexicon_polarity([said])[0]) < FAINT:
        return Found((subject,))
    return Found((subject,), said)


def _behind(words: list[str], subject: tuple[str, ...]) -> list[str]:
    """Return what stands behind a phrase."""
    for place in range(len(words)):
        if tuple(words[place : place + len(subject)]) == subject:
            return words[place + len(subject) :]
    return words


FORMS: tuple[Callable[[list[str]], Found | None], ...] = (
    *(_missing, _wished, _felt, _superlative, _stated, _named),
)
"""In the order in which they are tried."""
