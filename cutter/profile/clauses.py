"""Cuts what somebody wrote of a film into clauses, and finds the phrase each is about.

Works on the order of words alone, without a model of grammar: it knows the small words, the usual
verbs and what judges. Written for English; other languages come to no clauses, not to wrong ones.
"""

from __future__ import annotations

import re
import unicodedata

from cutter.profile.opinion_words import EVALUATING, FILLERS, LEADING, LIKING, listed

WORD = re.compile(r"10/10|[^\W_]+(?:['’/-][^\W_]+)*|[.!?;:,()\n—–-]")
_SHORT = re.compile(r"\b(i|you|we|they|he|she|it|that|there|who|what|here)'(m|re|s|ve|d|ll)\b")
_LONG = {"m": "am", "re": "are", "s": "is", "ve": "have", "d": "would", "ll": "will"}
BREAKS = frozenset(".!?;:()\n—–-")
TURNS = listed("but though although while whereas however yet because since except despite")
"""Words that begin a clause of its own."""
NEGATIONS = listed("not no never neither nor none without hardly barely scarcely cannot")
COPULAS = listed("""
    is are was were be been being am isn't aren't wasn't weren't has have had hasn't haven't
    hadn't does do did doesn't don't didn't will would won't wouldn't can can't could couldn't
    cannot should shouldn't must may might never always often sometimes hardly barely gets get got
    looks look looked feels feel felt seems seem seemed sounds sound sounded becomes became remains
    stays turned turns ain't""")
"""Verbs behind which something is said of what stands before them."""
EFFECTS = listed("""
    makes make made gives give gave leaves leave left puts put keeps keep kept saves save saved
    ruins ruin ruined steals steal stole works work worked fails fail failed drags drag dragged
    falls fall fell goes go went needs need needed deserves deserve lacks lack lacked bores bore
    bored impresses impress impressed disappoints disappoint disappointed annoys annoy annoyed
    scares scare scared terrifies terrify terrified delights delight delighted amuses amuse amused
    surprises surprise surprised moves move moved touches touch touched thrills thrill thrilled
    calms calm calmed disgusts disgust disgusted irritates irritate irritated shines shine shone
    suffers suffer suffered rocks rock rocked sucks suck sucked beats beat breaks break broke hurts
    hurt lets let takes take took wins win won blows blow blew turns brings bring brought elevates
    creeps creep creeped freaks freak freaked holds hold held carries carry carried adds add added
    kills kill killed blew bothers bother bothered confuses confuse confused charms charm charmed
    hooks hooked grips gripped bothers wears wore lifts lifted spoils spoil spoiled spoilt interest
    interests interested entertained entertains entertain distracts distract distracted""")
"""Verbs that tell what their subject does to a viewer or to the film."""
NOUNS_TOO = listed(
    "sound look work drag rock charm bore scare touch fall break hold beat win kill interest turn "
    "feel gets thrills surprise delight need"
)
"""Of these verbs, those that are nouns behind an article."""
ARTICLES = listed("a an the this that his her its their my every")
PRONOUNS = listed("""
    i we you he she it they me us him them this that these those which who whom what there here
    everything everyone everybody nothing nobody something anybody anyone film films movie movies
    show series picture whole one myself itself mine""")
"""Words that name no part of a film, nor a thing in it."""
LIKED = frozenset(word for word in LIKING if word.endswith(("ed", "es", "ing")))
"""Forms of verbs of liking that are no nouns."""
VERBS = COPULAS | EFFECTS | LIKED
STOPS = listed("""
    from in to at about with for on by into as than when where if which who whom that or and
    because so after before over under through during until like me us him them it i we you they
    he she please too again ever here there then now is was are were well very really enough while
    though although but thankfully luckily fortunately unfortunately sadly""")
"""Words before which a phrase that names something ends; `of` is none of them."""
MOST = 100
"""Words of a sentence; a longer one is read in pieces."""
LONGEST = 5
"""Words of a phrase that names something; more is a sentence."""


def clauses(text: str) -> list[list[str]]:
    """Return the words of each clause in lower case, in order; punctuation is gone.

    A comma, a turn such as `but`, and an `and` before another statement begin a new clause.
    """
    found: list[list[str]] = []
    sentence: list[str] = []
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    folded = _SHORT.sub(lambda found: f"{found[1]} {_LONG[found[2]]}", folded)
    for word in [*WORD.findall(folded), "."]:
        if word in BREAKS or len(sentence) >= MOST:
            found += _parted(sentence)
            sentence = []
        if word not in BREAKS:
            sentence.append(word)
    return found


def _parted(words: list[str]) -> list[list[str]]:
    """Cut one sentence into its clauses."""
    parts: list[list[str]] = [[]]
    for place, word in enumerate(words):
        rest = words[place + 1 :]
        if word == "," or word in TURNS or (word == "and" and _is_statement(parts[-1], rest)):
            parts.append([])
            if word in ("except", "despite"):
                parts[-1].append(word)
        else:
            parts[-1].append(word)
    # `even if the sets look dated` says it all the same.
    plain = [part[2:] if part[:2] == ["even", "if"] else part for part in parts]
    return [part for part in plain if part]


def _is_statement(before: list[str], after: list[str]) -> bool:
    """Whether what follows an `and` says something by itself, not one more thing of a list."""
    following: list[str] = []
    for word in after:
        if word == "," or word in TURNS:
            break
        following.append(word)
    if not following:
        return False
    has_verb = any(word in VERBS for word in before)
    if following[0] in ("i", "we", "so", "even"):
        return True
    if any(word in VERBS for word in following):
        # In `the plot and the pictures are ugly` the verb is that of both.
        return has_verb or bool(set(before) & EVALUATING)
    # `a beautiful forest and terrible acting`, but not `crude and stupid`.
    judged = next((n for n, word in enumerate(following) if word in EVALUATING), None)
    return judged is not None and bool(phrase(following[judged + 1 :])) and not has_verb


def is_verb(words: list[str], place: int) -> bool:
    """Whether the word at a place is a verb, and not a noun behind an article."""
    word = words[place]
    is_noun = word in NOUNS_TOO and place > 0 and words[place - 1] in ARTICLES
    return word in VERBS and not is_noun


def phrase(words: list[str]) -> tuple[str, ...]:
    """Return the phrase that names something at the beginning of some words; maybe none.

    Articles, fillers and judging adjectives are left out: `the truly gorgeous shots of the coast`
    gives `shots of the coast`.
    """
    place = 0
    while place < len(words) and (words[place] in FILLERS or words[place] in EVALUATING):
        place += 1
    if place + 1 < len(words) and words[place] in LEADING and words[place + 1] == "of":
        return phrase(words[place + 2 :])
    if place < len(words) and words[place].endswith("ly") and len(words[place]) > 4:
        return phrase(words[place + 1 :])
    found: list[str] = []
    for number, word in enumerate(words[place:], place):
        if word in STOPS or is_verb(words, number) or word in NEGATIONS or word == ",":
            break
        found.append(word)
    while found and (found[-1] in FILLERS or found[-1] in EVALUATING or found[-1].endswith("lly")):
        found.pop()
    if (
        not found
        or len(found) > LONGEST
        or found[0] in PRONOUNS
        or found[0][0].isdigit()
        or found[0] in LIKED
    ):
        return ()
    return tuple(found)


def phrases(words: list[str]) -> list[tuple[str, ...]]:
    """Return the phrases of a list: `the plot and the pictures` gives two."""
    found: list[tuple[str, ...]] = []
    part: list[str] = []
    for word in [*words, "and"]:
        if word in ("and", "or", "nor", "plus"):
            if name := phrase(part):
                found.append(name)
            elif part:
                break
            part = []
        else:
            part.append(word)
    return found
