"""Groups of options that several commands share, each written down once.

A command takes a group as one parameter; `flat.flat` shows typer the group's fields as options of
their own. Knows nothing about what the options mean.
"""

import dataclasses
from pathlib import Path
from typing import Annotated, Literal

import typer

from cutter.media.policy import DEFAULTS

Detector = Literal["adaptive", "content", "histogram", "hash", "none"]


@dataclasses.dataclass(frozen=True)
class Common:
    """What every command that works on films takes."""

    model: Annotated[
        str,
        typer.Option(
            help="Eyes: auto, basic, fast, best, multilingual, an open_clip NAME/TAG, a folder or "
            "a .safetensors file."
        ),
    ] = "auto"
    sentences: Annotated[
        str,
        typer.Option(
            help="What matches words to words: auto, none, default, multilingual or a folder with "
            "a sentence model; an extra to install."
        ),
    ] = "auto"
    device: Annotated[
        Literal["auto", "cpu", "cuda"], typer.Option(help="Where models and encoders run.")
    ] = "auto"
    precision: Annotated[
        Literal["auto", "fp32", "bf16", "fp16"],
        typer.Option(help="Arithmetic of the image model; auto: bf16 where that is quicker."),
    ] = "auto"
    runtime: Annotated[
        Literal["torch", "openvino"],
        typer.Option(help="What runs the image model; openvino is an extra to install."),
    ] = "torch"
    offline: Annotated[bool, typer.Option("--offline", help="Open no connection at all.")] = False
    cache: Annotated[
        Path | None, typer.Option(help="Folder of stored analyses.", show_default="user's cache")
    ] = None
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only warnings and errors.")] = False
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False
    progress: Annotated[
        Literal["auto", "bars", "plain", "json", "none"], typer.Option(help="Form of progress.")
    ] = "auto"


@dataclasses.dataclass(frozen=True)
class Looking:
    """How a film is looked at."""

    detector: Annotated[Detector, typer.Option(help="How shots are found.")] = "adaptive"
    threshold: Annotated[
        float | None, typer.Option(help="The detector's threshold.", show_default="the detector's")
    ] = None
    min_shot: Annotated[str, typer.Option(help="Shortest shot, in seconds.")] = "0.6s"
    fast: Annotated[
        bool,
        typer.Option("--fast", help="Skip frames that no other needs; may miss short dissolves."),
    ] = False
    draft: Annotated[
        bool,
        typer.Option(
            "--draft", help="Look at iframes alone, then closely at the shots that the cut uses."
        ),
    ] = False
    subtitles: Annotated[
        Path | None,
        typer.Option(help="Subtitle file.", show_default="beside the film, else inside it"),
    ] = None
    subtitle_lang: Annotated[
        str | None, typer.Option(help="Language of the subtitles, such as en.")
    ] = None
    audio: Annotated[
        str | None,
        typer.Option(
            help="Sound track: its language, such as en, or its number.",
            show_default="the film's default",
        ),
    ] = None


@dataclasses.dataclass(frozen=True)
class Limits:
    """The most that a film may be and may cost: more is refused before it is decoded."""

    max_gb: Annotated[float, typer.Option(help="Most gigabytes of a film.")] = (
        DEFAULTS.most_bytes / 1e9
    )
    max_megapixels: Annotated[float, typer.Option(help="Most megapixels of its picture.")] = (
        DEFAULTS.most_pixels / 1e6
    )
    max_hours: Annotated[float, typer.Option(help="Most hours that it lasts.")] = (
        float(DEFAULTS.longest) / 3600
    )
    max_streams: Annotated[int, typer.Option(help="Most streams in its file.")] = (
        DEFAULTS.most_streams
    )
    max_wait: Annotated[float, typer.Option(help="Most hours that looking at it takes.")] = (
        DEFAULTS.patience / 3600
    )


@dataclasses.dataclass(frozen=True)
class Wanted:
    """Whose cut it is, and of which kind, length and shape: of these a batch takes several."""

    profile: Annotated[
        list[Path] | None,
        typer.Option("--profile", "-p", help="Taste profile; repeat for a cut for several."),
    ] = None
    blend: Annotated[
        Literal["fair", "average"],
        typer.Option(help="How several are served: the least pleased first, or all on average."),
    ] = "fair"
    kind: Annotated[
        Literal["personal", "trailer", "teaser", "recap", "string-out"] | None,
        typer.Option(help="A bundle of options; each can still be given.", show_default="personal"),
    ] = None
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget",
            "--duration",
            help="Length to fill: 90s, 1:30 or 15%.",
            show_default="the kind's, else the profile's, else 15%",
        ),
    ] = None
    aspect: Annotated[
        str | None,
        typer.Option(help="Shape: 9:16, 1:1, 4:5 or 16:9.", show_default="the film's"),
    ] = None


@dataclasses.dataclass(frozen=True)
class Cutting:
    """What the cut shall be like in all else."""

    novelty: Annotated[
        float | None,
        typer.Option(
            help="How far shots that this viewer has seen step back, 0 to 1; what make shows is "
            "then remembered.",
            show_default="what was seen counts",
        ),
    ] = None
    order: Annotated[
        Literal["film", "score", "arc"] | None,
        typer.Option(
            help="Order of the clips.", show_default="the kind's, else the profile's, else film"
        ),
    ] = None
    pace: Annotated[
        Literal["calm", "even", "brisk"] | None,
        typer.Option(
            help="Length of the clips.", show_default="the kind's, else the profile's, else even"
        ),
    ] = None
    min_clip: Annotated[
        str | None, typer.Option(help="Shortest clip, in seconds.", show_default="by pace")
    ] = None
    max_clip: Annotated[
        str | None, typer.Option(help="Longest clip, in seconds.", show_default="by pace")
    ] = None
    fill: Annotated[
        bool | None,
        typer.Option(
            "--fill/--no-fill",
            help="Fill the budget with shots that do not match.",
            show_default="the kind's, else no",
        ),
    ] = None
    keep_credits: Annotated[
        bool, typer.Option("--keep-credits", help="Allow logos, end credits and black.")
    ] = False
    must: Annotated[
        list[str] | None,
        typer.Option(help="Must be in: 01:20, 01:20-01:35 or '#14' (add @2 for the second film)."),
    ] = None
    never: Annotated[list[str] | None, typer.Option(help="Must not be in; same forms.")] = None
    no_spoilers: Annotated[
        str | None,
        typer.Option(
            help="Show nothing behind this part of the film: 0.75, 75% or off.",
            show_default="the kind's, else off",
        ),
    ] = None
    deny_words: Annotated[
        Path | None,
        typer.Option(help="File of words, one a line, that may be neither heard nor read."),
    ] = None
    split_edits: Annotated[
        bool | None,
        typer.Option(
            "--split-edits/--no-split-edits",
            help="Let sound lead or trail its picture, so that sentences stay whole.",
            show_default="the kind's, else yes",
        ),
    ] = None
    transition: Annotated[
        str | None,
        typer.Option(
            help="How clips are joined: cut, dissolve:0.5 or dip:0.5.",
            show_default="the kind's, else cut",
        ),
    ] = None
    size: Annotated[
        str | None, typer.Option(help="Picture size, 1280x720.", show_default="the film's")
    ] = None
    fit: Annotated[
        Literal["crop", "pad", "blur"] | None,
        typer.Option(
            help="How the picture is set into another shape.",
            show_default="what suits each clip",
        ),
    ] = None
    fps: Annotated[
        str | None, typer.Option(help="Frame rate: 25 or 24000/1001.", show_default="the film's")
    ] = None
    crf: Annotated[int, typer.Option(min=0, max=51, help="x264 quality; lower is better.")] = 20
    preset: Annotated[str, typer.Option(help="x264 preset, ultrafast to veryslow.")] = "medium"
    prefer_copy: Annotated[
        bool,
        typer.Option(
            "--prefer-copy",
            help="Prefer shots, and draw edges to places, that --renderer copy can copy.",
        ),
    ] = False
    snap: Annotated[
        str, typer.Option(help="How far --prefer-copy may draw an edge, in seconds.")
    ] = "0.25s"


@dataclasses.dataclass(frozen=True)
class Seeing:
    """Pictures of the cut that can be written beside it."""

    report: Annotated[Path | None, typer.Option(help="Write an HTML report here.")] = None
    sheet: Annotated[Path | None, typer.Option(help="Write a contact sheet (PNG) here.")] = None


@dataclasses.dataclass(frozen=True)
class Writing:
    """How the cut is written."""

    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write.", show_default="named for you"),
    ] = None
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there.")
    ] = False
    renderer: Annotated[
        Literal["ffmpeg", "copy", "moviepy"],
        typer.Option(help="What renders the picture; copy leaves what it can as it is."),
    ] = "ffmpeg"
    keep_metadata: Annotated[
        bool,
        typer.Option("--keep-metadata", help="Keep the first film's title, place and time."),
    ] = False
