"""Turns genres, tags and subjects into phrases that models of pictures and words can use."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PHRASES: dict[str, str] = {
    "sci-fi": "science fiction",
    "scifi": "science fiction",
    "sf": "science fiction",
    "science-fiction": "science fiction",
    "film-noir": "film noir",
    "noir": "film noir",
    "children": "a film for children",
    "children's": "a film for children",
    "kids": "a film for children",
    "family": "a film for the whole family",
    "biography": "the story of a person's life",
    "biopic": "the story of a person's life",
    "history": "historical times",
    "historical": "historical times",
    "sport": "sports",
    "animation": "animated pictures",
    "animated": "animated pictures",
    "musical": "singing and dancing",
    "documentary": "documentary pictures",
    "documentaries": "documentary pictures",
    "romcom": "romantic comedy",
    "rom-com": "romantic comedy",
    "reality-tv": "reality television",
    "game-show": "a game show",
    "talk-show": "a talk show",
    "superhero": "superheroes",
    "martial-arts": "martial arts",
    "coming-of-age": "growing up",
    "time-travel": "time travel",
    "heist": "a heist",
    "bw": "black and white pictures",
    "b&w": "black and white pictures",
}
"""What stands for a word of the trade."""

_SILENT = _words("""
    imax short shorts adult news tv movie film movies films series show dvd blu-ray bluray vhs bd
    netflix cinema theater theatre streaming owned own rented seen watched watchlist towatch rewatch
    favourite favorite favourites favorites best worst good bad great boring overrated underrated
    classic must-see 4k hd subtitled dubbed other misc foreign genre""")
"""Words that say how or where something was watched, or what was thought of it: not what it shows.
"""
_PHRASES_SILENT = frozenset(
    {
        *("tv movie", "in netflix queue", "to watch", "to see", "want to see", "imdb top 250"),
        *("based on a book", "based on a novel", "less than 300 ratings", "must see", "home video"),
        *("my dvds", "owned on dvd", "re-watch", "best picture", "oscar winner"),
    }
)
_FEWEST = 2
"""Characters; a shorter word is none, unless of a script in which it may be."""


def phrase_of(word: str) -> str:
    """Return a genre, tag or subject as a phrase in lower case; empty where it shows nothing."""
    plain = " ".join(word.casefold().replace("_", " ").split())
    if plain in _SILENT or plain in _PHRASES_SILENT:
        return ""
    if not any(char.isalpha() for char in plain) or (plain.isascii() and len(plain) < _FEWEST):
        return ""
    return PHRASES.get(plain, PHRASES.get(plain.replace(" ", "-"), plain))


def word_key(phrase: str) -> str:
    """Return what a phrase has in common with its plural, hyphens and articles aside."""
    words = phrase.replace("-", " ").split()
    if len(words) > 1 and words[0] in ("a", "an", "the"):
        words = words[1:]
    last = words[-1]
    if len(last) > 3 and last.isascii() and last.endswith("s") and not last.endswith(("ss", "us")):
        last = f"{last[:-3]}y" if last.endswith("ies") and len(last) > 4 else last[:-1]
    return " ".join([*words[:-1], last])
