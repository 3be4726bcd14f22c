"""Chooses what matches words to words: a sentence model, or the eyes' own text tower.

Turns `--sentences` and `--offline` into a SentenceModel or None. Imports neither torch nor
sentence_transformers: the model itself is loaded at its first text.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.errors import ModelUnavailable
from cutter.eyes import hub, sentence_files
from cutter.eyes.sentence_files import SENTENCE_PRESETS, SentenceWeights, preset_named
from cutter.eyes.sentences import Sentences
from cutter.progress import SILENT

if TYPE_CHECKING:
    from cutter.eyes.embedder import SentenceModel
    from cutter.eyes.sentence_files import SentencePreset
    from cutter.progress import Progress


def open_sentences(
    choice: str = "auto",
    *,
    offline: bool = False,
    reach: hub.Reach | None = None,
    progress: Progress = SILENT,
) -> SentenceModel | None:
    """Return the sentence model that a name means, and say in one line which it is and why.

    `auto` is the default one where the extra is installed and its weights are on this machine, or
    where the hub has just answered for the eyes, so that they can be fetched likewise. It never
    waits for the hub itself, and is silent where the eyes read for themselves.

    Args:
        choice: `auto`, `none`, `default`, `multilingual`, a preset's own name, or a folder.
        offline: open no connection.
        reach: whether the hub answers, as far as it has been asked in this run.
        progress: gets the line, and shows a download.

    Returns:
        The model; None where the eyes' own text tower is to match words to words.

    Raises:
        ModelUnavailable: a model asked for by name is not to be had.
    """
    if choice == "none":
        return None
    reach = reach if reach is not None else hub.Reach()
    if choice == "auto":
        weights, why = _best_to_be_had(bool(reach.is_answered) and not offline, progress)
    else:
        weights, why = _by_name(choice, offline, reach, progress), "asked for"
    if weights is None:
        return None
    progress.note(f"words: {weights.name.removeprefix('sentences/')}: {why}")
    return Sentences(weights)


def explicit_sentences(choice: str, reader: SentenceModel | None) -> str:
    """Return a name that means a sentence model again, whatever will be on this machine by then.

    Args:
        choice: what was asked for, `auto` included.
        reader: what `open_sentences` opened for it.
    """
    if reader is None:
        return "none"
    preset = preset_named("default" if choice == "auto" else choice)
    return str(Path(choice).expanduser().absolute()) if preset is None else preset.label


def fetch_sentences(
    preset: SentencePreset, progress: Progress = SILENT, *, offline: bool = False
) -> None:
    """Get a sentence model's files from the hub, so that later runs need no network.

    Raises:
        ModelUnavailable: the extra is not installed, the hub does not answer or is not to be
            asked, or what came is damaged.
    """
    if sentence_files.find(preset) is not None:
        progress.note(f"{preset.label} is on this machine already")
        return
    if offline:
        raise ModelUnavailable(
            f"{preset.label}: is not on this machine, and --offline forbids to fetch it; leave "
            "that out"
        )
    weights = _fetched(preset, hub.Reach(), progress)
    progress.note(f"{preset.label} is here now: {weights.folder}")


def _best_to_be_had(may_fetch: bool, progress: Progress) -> tuple[SentenceWeights | None, str]:
    """Return the default model, if it is to be had without waiting, and why it is used."""
    if not sentence_files.is_installed():
        return None, ""
    preset = SENTENCE_PRESETS["sentences"]
    try:
        found = sentence_files.find(preset)
        if found is not None:
            return found, "its weights are on this machine"
        if may_fetch:
            return sentence_files.fetch_files(preset, progress), "its weights have been fetched"
    except ModelUnavailable as error:
        progress.note(f"words: the eyes read them: {error}")
    return None, ""


def _by_name(choice: str, offline: bool, reach: hub.Reach, progress: Progress) -> SentenceWeights:
    sentence_files.refuse_uninstalled(f"--sentences {choice}")
    preset = preset_named(choice)
    if preset is None:
        folder = Path(choice).expanduser()
        if not folder.is_dir():
            raise _unknown(choice)
        return sentence_files.in_folder(folder)
    found = sentence_files.find(preset)
    if found is not None:
        return found
    if offline:
        raise ModelUnavailable(
            f"{preset.label}: its weights are not on this machine, and the network is not to be "
            f"used; {_how(preset)}"
        )
    return _fetched(preset, reach, progress)


def _fetched(preset: SentencePreset, reach: hub.Reach, progress: Progress) -> SentenceWeights:
    sentence_files.refuse_uninstalled(preset.label)
    if hub.is_switched_off():
        raise ModelUnavailable(
            f"{preset.label}: its weights are not on this machine, and HF_HUB_OFFLINE is set, so "
            "nothing is fetched; unset it and try again"
        )
    if not reach.answers(preset.repository):
        raise ModelUnavailable(
            f"{preset.label}: its weights are not on this machine, and the hub does not answer; "
            f"{_how(preset)}"
        )
    return sentence_files.fetch_files(preset, progress)


def _how(preset: SentencePreset) -> str:
    (key,) = (key for key, each in SENTENCE_PRESETS.items() if each == preset)
    return f"get it with: cutter models fetch {key}"


def _unknown(choice: str) -> ModelUnavailable:
    names = ["auto", "none", "default", "multilingual"]
    names += [preset.label for preset in SENTENCE_PRESETS.values()]
    near = difflib.get_close_matches(choice, names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    return ModelUnavailable(
        f"--sentences {choice}: no such sentence model or folder; {hint}there are: "
        f"{', '.join(names)}"
    )
