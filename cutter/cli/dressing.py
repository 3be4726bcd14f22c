"""The group of options about what goes round a cut's clips. Knows nothing about what they mean."""

import dataclasses
from pathlib import Path
from typing import Annotated, Literal

import typer


@dataclasses.dataclass(frozen=True)
class Dressing:
    """What goes round the clips: sound as a whole, music, titles, subtitles, chapters."""

    loudness: Annotated[
        str | None,
        typer.Option(
            help="Loudness of the whole in LUFS: -14, -16, -23 or off.",
            show_default="the kind's, else -16",
        ),
    ] = None
    music: Annotated[Path | None, typer.Option(help="Music under the whole cut.")] = None
    music_level: Annotated[
        float, typer.Option(help="LU of the music beside the cut's own sound.", min=-60, max=20)
    ] = -8.0
    music_ducked: Annotated[
        float, typer.Option(help="The same while somebody speaks.", min=-60, max=20)
    ] = -18.0
    on_beat: Annotated[
        bool, typer.Option("--on-beat", help="Draw the cuts to the music's beats.")
    ] = False
    title: Annotated[str | None, typer.Option(help="Words of a card before the cut.")] = None
    end_title: Annotated[str | None, typer.Option(help="Words of a card behind it.")] = None
    title_length: Annotated[str, typer.Option(help="How long a card is shown.")] = "3s"
    captions: Annotated[
        Literal["both", "inside", "beside", "none"] | None,
        typer.Option(
            help="Subtitles of the cut: as tracks inside it, as .srt files beside it.",
            show_default="both",
        ),
    ] = None
    burn_in: Annotated[
        str | None,
        typer.Option(
            help="Draw the subtitles of this language into the picture; 'any': the first."
        ),
    ] = None
    chapters: Annotated[
        Literal["none", "film", "clips"] | None,
        typer.Option(
            help="Chapters of the cut: the film's, or one for each clip.",
            show_default="the kind's, else none",
        ),
    ] = None
