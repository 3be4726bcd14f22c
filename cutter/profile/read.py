"""Turns a profile file into a `Profile`, or into one line that says what to correct.

Knows nothing about models and films: an example's file is only looked for, never opened.
"""

from __future__ import annotations

import contextlib
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.errors import ProfileError
from cutter.files.sealed import opened
from cutter.profile.messages import LISTS, fault_of, wrong
from cutter.profile.migrate import migrated
from cutter.profile.strict_json import SIZE_LIMIT, Fault, join, load, printable, walk
from cutter.profile.times import is_budget, parse_length, parse_span
from cutter.schema import SIGNAL_NAMES, Belief, CutDefaults, Learned, Preference, Profile, Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from cutter.profile.models import CutForm, LearnedForm, PreferenceForm, ProfileForm

_ROLES: dict[str, Role] = dict(zip(LISTS, ("like", "dislike", "never", "must"), strict=True))


def read_profile(path: Path) -> Profile:
    """Read and check a profile.

    Args:
        path: a JSON file in the form of `docs/schema/profile.schema.json`.

    Raises:
        ProfileError: the file cannot be read, or is no profile; one line that names the file,
            the field, what is wrong and what to do.
    """
    return parse_profile(bytes_of(path), path)


def bytes_of(path: Path) -> bytes:
    """Return what a profile's file holds, unchecked; of a file that is too large not all of it.

    A sealed file is opened.

    Raises:
        ProfileError: the file cannot be read.
    """
    try:
        return opened(_bytes(path), path)
    except Fault as fault:
        raise _error(fault, path) from fault


def parse_profile(data: bytes, path: Path) -> Profile:
    """Check the bytes of a profile.

    Args:
        data: what the file holds.
        path: the file; names the profile, and its folder is where examples' paths begin.

    Raises:
        ProfileError: as of `read_profile`.
    """
    try:
        return _profile(data, path)
    except Fault as fault:
        raise _error(fault, path) from fault


def _error(fault: Fault, path: Path) -> ProfileError:
    place = f"{fault.field}: " if fault.field else ""
    line = f"{printable(str(path), 4096)}: {place}{fault.message}"
    return ProfileError(line, path, fault.field)


def _bytes(path: Path) -> bytes:
    """Read the file, or say why it cannot be read. A pipe is refused: it might never end."""
    try:
        if path.is_dir():
            raise Fault("is a folder; name a profile, a .json file")
        if path.exists() and not path.is_file():
            raise Fault("is no regular file; name a profile, a .json file")
        with path.open("rb") as stream:
            # Sealed, a file is a third larger.
            return stream.read(2 * SIZE_LIMIT)
    except FileNotFoundError as error:
        raise Fault("there is no such file; make one with: cutter profile new") from error
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "not a file's name"
        raise Fault(f"cannot be read ({why.lower()}); check its name and permissions") from error


def _profile(data: bytes, path: Path) -> Profile:
    document = load(data)
    if not isinstance(document, dict):
        raise Fault('must be a JSON object; begin with {"version": 1')
    document = migrated(document)
    _check_texts(document)
    form = _form(document)
    preferences = tuple(
        _preference(item, role, f"{name}[{number}]", path)
        for name, role in _ROLES.items()
        for number, item in enumerate(getattr(form, name))
    )
    signals = _signals(form.signals)
    learned = None if form.learned is None else _learned(form.learned)
    return Profile(path.stem, path, preferences, signals, _cut(form.cut), learned)


def _check_texts(document: dict[str, object]) -> None:
    """Refuse null, and characters that no file name or caption can hold."""
    for field, value in walk(document):
        if value is None:
            raise Fault("must not be null; leave the key out or give it a value", field)
        if isinstance(value, str):
            texts = [value]
        else:
            texts = list(value) if isinstance(value, dict) else []
        for text in texts:
            if any(char < " " or char == "\x7f" or "\ud800" <= char <= "\udfff" for char in text):
                raise Fault("holds a control character or half of one; write plain text", field)


def _form(document: dict[str, object]) -> ProfileForm:
    from pydantic import ValidationError

    from cutter.profile.models import ProfileForm

    try:
        return ProfileForm.model_validate(document)
    except ValidationError as error:
        raise fault_of(error, document) from error


def _preference(form: PreferenceForm, role: Role, field: str, profile: Path) -> Preference:
    kinds = [name for name in ("text", "image", "film") if getattr(form, name) is not None]
    if len(kinds) != 1:
        found = " and ".join(kinds) or "none of them"
        raise Fault(f"needs exactly one of text, image or film, but has {found}", field)
    kind = kinds[0]
    if kind == "film" and form.span is None:
        raise wrong(join(field, "span"), is_missing=True)
    if kind != "film" and form.span is not None:
        raise Fault("belongs to a film; name it with film, or remove span", join(field, "span"))
    if kind == "text":
        text = " ".join((form.text or "").split())
        if not text:
            raise wrong(join(field, "text"))
        return Preference(
            role, form.weight, form.where, text=text, from_others=form.source == "others"
        )
    if form.where == "dialogue":
        raise Fault(
            "must be picture or any, because an example is seen; describe what is said with text",
            join(field, "in"),
        )
    example = _example(getattr(form, kind), join(field, kind), profile)
    if kind == "image":
        return Preference(role, form.weight, "picture", image=example)
    try:
        span = parse_span(form.span)
    except ValueError as error:
        raise wrong(join(field, "span")) from error
    return Preference(role, form.weight, "picture", film=example, span=span)


def _example(name: str, field: str, profile: Path) -> Path:
    example = Path(os.path.normpath(profile.resolve().parent / name))
    with contextlib.suppress(OSError):
        if example.is_file():
            return example
    raise Fault("there is no such file; give its path relative to the profile's folder", field)


def _signals(given: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return the weights in the order of `SIGNAL_NAMES`."""
    weights = {str(name): float(weight) for name, weight in given.items()}
    return tuple((name, weights[name]) for name in SIGNAL_NAMES if name in weights)


def _learned(form: LearnedForm) -> Learned:
    try:
        until = date.fromisoformat(form.until)
    except ValueError as error:
        raise wrong("learned.until", value=form.until) from error
    beliefs = [
        Belief(
            " ".join(each.text.split()), sign * each.weight, each.spread, each.events, each.origin
        )
        for sign, listed in ((1.0, form.likes), (-1.0, form.dislikes))
        for each in listed
    ]
    beliefs.sort(key=lambda belief: -abs(belief.weight))
    return Learned(form.events, until, tuple(beliefs), _signals(form.signals))


def _cut(form: CutForm) -> CutDefaults:
    if form.budget is not None and not is_budget(form.budget):
        raise wrong("cut.budget", value=form.budget)
    shortest = _length(form.min_clip, "cut.min_clip")
    longest = _length(form.max_clip, "cut.max_clip")
    if shortest is not None and longest is not None and shortest > longest:
        raise Fault("must not be longer than cut.max_clip; exchange the two", "cut.min_clip")
    budget = None if form.budget is None else form.budget.strip()
    return CutDefaults(budget, form.order, form.pace, shortest, longest)


def _length(value: float | str | None, field: str) -> Fraction | None:
    if value is None:
        return None
    try:
        return parse_length(value)
    except ValueError as error:
        raise wrong(field, value=value) from error
