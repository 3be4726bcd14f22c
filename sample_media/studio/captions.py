"""Draws training texts and says which of them mean the same: captions, dialogue and plain words.

Turns the vocabulary into batches of (texts, labels). Knows nothing about pictures or models.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .vocabulary import (
    PLAIN_SENTENCES,
    PLAIN_WORDS,
    SHARED_WORDS,
    TEMPLATES,
    TOPIC_WORDS,
    WORLD_WORDS,
)

WORLD_NAMES = tuple(WORLD_WORDS)
_JOINTS = ("{} and {}", "{} with {}", "{}, {}", "{} near {}", "{} or {}", "{} by {}", "{} in {}")
_FILLERS = (
    "I", "you", "the", "never", "always", "old", "my", "was", "is", "again", "she", "he", "we",
    "very", "every", "long", "here", "there", "and", "so", "all", "will", "one", "in", "of", "your",
    "quiet", "calm", "beautiful", "small", "big", "deep", "warm", "new", "full", "never", "only",
    "time", "evening", "they", "it", "has", "been", "story", "older", "whole", "same", "since",
    "us", "hear", "down", "up", "can", "let", "put", "another", "nothing", "keep", "know", "think",
    "were", "had", "when", "who", "what", "about", "come", "go", "like", "want", "would", "from",
    "under", "over", "behind", "more", "some", "that", "this", "those", "are", "be", "but", "if",
)  # fmt: skip


class Captions:
    """An endless supply of texts, each with the set of things it means."""

    def __init__(
        self,
        rng: np.random.Generator,
        captions: Mapping[str, Sequence[str]],
        strange_words: Sequence[str],
    ) -> None:
        """Gather the phrases of every meaning.

        Args:
            rng: Where the draws come from.
            captions: More captions for each world, from the worlds themselves.
            strange_words: Words from a dictionary; those kin to the vocabulary are passed over.
        """
        self._rng = rng
        meanings: dict[str, set[str]] = {}
        for name in WORLD_NAMES:
            for phrase in (*WORLD_WORDS[name], *captions.get(name, ())):
                meanings.setdefault(phrase.lower(), set()).add(name)
        for names, phrases in SHARED_WORDS.items():
            for phrase in phrases:
                meanings.setdefault(phrase, set()).update(names)
        for topic, phrases in TOPIC_WORDS.items():
            for phrase in phrases:
                meanings.setdefault(phrase, set()).add(topic)
        self._meanings = {phrase: frozenset(names) for phrase, names in meanings.items()}
        self._phrases = {
            name: [phrase for phrase, names in meanings.items() if name in names]
            for name in (*WORLD_NAMES, *TOPIC_WORDS)
        }
        known = {word for phrase in meanings for word in phrase.replace(",", " ").split()}
        known.update(_FILLERS)
        self._plain = [word for word in PLAIN_WORDS if word not in known]
        # A word that begins like a known one may well be its plural or its kin.
        stems = {word[:4] for word in known if len(word) > 3}
        self._strange = [word for word in strange_words if word[:4] not in stems]

    def batch(self, n_meaning: int, n_plain: int) -> tuple[list[str], NDArray[np.bool_]]:
        """Draw texts that mean something, and texts that mean no world or topic.

        Args:
            n_meaning: How many texts speak of a world (three in five) or a topic.
            n_plain: How many draws of a plain sentence, or of two texts that share a plain word.

        Returns:
            The texts, and a (texts, meanings) matrix whose first columns are the worlds in order;
            two texts belong together if they have a column in common.
        """
        drawn = [self._speak_of(self._concept()) for _ in range(n_meaning)]
        for _ in range(n_plain):
            drawn += self._plain_pair()
        columns: dict[str, int] = {name: i for i, name in enumerate((*WORLD_NAMES, *TOPIC_WORDS))}
        for _, names in drawn:
            for name in sorted(names):
                columns.setdefault(name, len(columns))
        labels = np.zeros((len(drawn), len(columns)), bool)
        for row, (_, names) in enumerate(drawn):
            labels[row, [columns[name] for name in names]] = True
        return [text for text, _ in drawn], labels

    def _concept(self) -> str:
        names = WORLD_NAMES if self._rng.random() < 0.6 else tuple(TOPIC_WORDS)
        return names[self._rng.integers(len(names))]

    def _pick(self, choices: Sequence[str]) -> str:
        return choices[int(self._rng.integers(len(choices)))]

    def _word(self) -> str:
        return self._pick(self._plain if self._rng.random() < 0.5 else self._strange)

    def _speak_of(self, name: str) -> tuple[str, frozenset[str]]:
        text = self._pick(self._phrases[name])
        names = self._meanings[text]
        chance = self._rng.random()
        if chance < 0.15:
            other = self._pick(self._phrases[self._concept()])
            names |= self._meanings[other]
            text = self._join(text, other)
        elif chance < 0.3:
            other = self._word()
            names |= {f"word {other}"}
            text = self._join(text, other)
        return self._dress(text), names

    def _join(self, one: str, other: str) -> str:
        pair = (one, other) if self._rng.random() < 0.5 else (other, one)
        return self._pick(_JOINTS).format(*pair)

    def _dress(self, text: str) -> str:
        chance = self._rng.random()
        if chance < 0.3:
            words = text.split()
            for _ in range(int(self._rng.integers(1, 5))):
                filler = self._pick(_FILLERS if self._rng.random() < 0.7 else self._strange)
                words.insert(int(self._rng.integers(len(words) + 1)), filler)
            return " ".join(words)
        return self._pick(TEMPLATES).format(text)

    def _plain_pair(self) -> list[tuple[str, frozenset[str]]]:
        if self._rng.random() < 0.25:
            sentence = self._pick(PLAIN_SENTENCES)
            return [(sentence, frozenset({f"sentence {sentence}"}))]
        shared = self._word()
        pair = []
        for _ in range(2):
            text, names = shared, frozenset({f"word {shared}"})
            if self._rng.random() < 0.4:
                other = self._word()
                text, names = self._join(text, other), names | {f"word {other}"}
            pair.append((self._dress(text), names))
        return pair
