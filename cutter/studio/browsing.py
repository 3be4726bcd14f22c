"""Opens the studio's address in the user's browser, and lets nobody else read it on the way."""

from __future__ import annotations

import contextlib
import html
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Final

from cutter.errors import CutterError
from cutter.files import PRIVATE, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.progress import Progress

NAME: Final = "open.html"
PATIENCE: Final = 30.0
"""Seconds for which a program that opens browsers is waited for; some stay as long as they do."""
_OPEN: Final = """
import os, sys, webbrowser
try:
    browser = webbrowser.get()
except webbrowser.Error:
    sys.exit(1)
name = os.path.basename(getattr(browser, "name", ""))
# These show pages in the terminal, which is ours, and run no scripts.
if name in ("lynx", "links", "elinks", "w3m", "www-browser"):
    sys.exit(1)
sys.exit(0 if browser.open(sys.argv[1]) else 1)
"""


def browse_to(address: str, folder: Path, progress: Progress) -> None:
    """Open an address in the browser, from a thread beside.

    Every user of a machine can read what its programs are started with, and the address holds the
    token. So the browser is given a page of the session's private folder, which leads on to it.

    Args:
        address: of the studio.
        folder: of the session.
        progress: is told where that did not work.
    """
    threading.Thread(
        target=_browse, args=(address, folder, progress), name="browser", daemon=True
    ).start()


def forget_page(folder: Path) -> None:
    """Remove the page that led to an address where nobody answers any more."""
    with contextlib.suppress(OSError):
        (folder / NAME).unlink(missing_ok=True)


def _browse(address: str, folder: Path, progress: Progress) -> None:
    page = folder / NAME
    told = html.escape(address)
    text = (
        '<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">'
        f'<title>cutter studio</title><meta http-equiv="refresh" content="0;url={told}">'
        f'<p><a href="{told}">Open the studio</a>\n'
    )
    try:
        write_whole(page, text.encode(), overwrite=True, mode=PRIVATE)
        opened = subprocess.run(
            [sys.executable, "-P", "-c", _OPEN, page.absolute().as_uri()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return
    except (OSError, CutterError):
        opened = None
    if opened is None or opened.returncode != 0:
        progress.note("no browser could be opened; open the address above in one")
