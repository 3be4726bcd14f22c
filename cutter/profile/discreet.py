"""Says what a person should know of a cut without the words of the profile, which are private.

Lines on stderr end up in logs; plans and reports explain, so those keep the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutter.schema import Profile, Role

LISTS: dict[Role, str] = {
    "like": "likes",
    "dislike": "dislikes",
    "never": "never",
    "must": "must",
}
"""The list of a profile's file in which preferences of a role stand."""


def field_of(profile: Profile, number: int) -> str:
    """Return the place of a preference in its file: `likes[2]`."""
    role = profile.preferences[number].role
    before = sum(other.role == role for other in profile.preferences[:number])
    return f"{LISTS[role]}[{before}]"


def without_words(note: str, profile: Profile) -> str:
    """Return a note with the profile's fields in the place of its quoted words and examples."""
    fields = {
        f"'{item.label}'": field_of(profile, number)
        for number, item in reversed(tuple(enumerate(profile.preferences)))
    }
    if profile.learned is not None:
        for belief in profile.learned.beliefs:
            side = "likes" if belief.weight > 0 else "dislikes"
            fields.setdefault(f"'{belief.text}'", f"learned.{side}")
    for quoted in sorted(fields, key=len, reverse=True):
        note = note.replace(quoted, fields[quoted])
    return note
