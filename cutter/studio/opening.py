"""Opens a studio: checks what it was given, claims its folder, and serves until it is ended."""

from __future__ import annotations

import shlex
import sys
from functools import partial
from typing import TYPE_CHECKING

from cutter.media.container import locate
from cutter.studio.arguments import looking_arguments
from cutter.studio.browsing import browse_to, forget_page
from cutter.studio.session import Session, alone, made_folder, session_folder

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.pipeline import Look, Wish
    from cutter.progress import Progress


def open_studio(
    film: Path,
    profile: Path | None,
    *,
    look: Look,
    wish: Wish,
    folder: Path | None,
    output: Path | None,
    port: int,
    browse: bool,
    progress: Progress,
) -> None:
    """Serve the studio of a film and a viewer until it is ended.

    Args:
        film: the film.
        profile: the viewer's; None for nobody's.
        look: how the film is looked at.
        wish: what the page starts with.
        folder: of the session; with the user's data unless given.
        output: folder of finished files; the session's own unless given. It is made if need be.
        port: 0 takes a free one.
        browse: whether the browser is opened.
        progress: is told what a person should know.

    Raises:
        InputError: the film cannot be used.
        ProfileError: the profile cannot be used.
        OutputRefused: the folder or the port is in use.
        KeyboardInterrupt: Ctrl-C came.
        Terminated: SIGTERM came.
    """
    from cutter.profile.read import read_profile
    from cutter.studio.app import Studio
    from cutter.studio.guard import Guard
    from cutter.studio.serving import open_door, serve

    locate(film)
    if profile is not None:
        read_profile(profile)
    if output is not None:
        output = made_folder(output)
    folder = folder or session_folder(film, profile)
    session = Session(
        film=film.resolve(),
        profile=profile,
        look=look,
        wish=wish,
        folder=folder,
        arguments=looking_arguments(look),
        command=shlex.join(["cutter", *sys.argv[1:]]),
        output=output,
    )
    with alone(folder), open_door(port) as door:
        studio = Studio(session)
        try:
            # On stdout, alone: other programs may read it.
            print(door.address, flush=True)
            if browse:
                browse_to(door.address, folder, progress)
            serve(
                door,
                Guard(studio.app, token=door.token, port=door.port),
                leaving=studio.leave,
                ready=partial(setattr, studio, "quit"),
            )
        finally:
            studio.close()
            forget_page(folder)
