"""`cutter cache`: the stored analyses."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The stored analyses of films.")
Folder = Annotated[
    Path | None, typer.Option("--cache", help="Folder.", show_default="user's cache")
]


@app.command("where")
def where(cache: Folder = None) -> None:
    """Print the folder."""
    from cutter.files import cache_folder

    print(cache_folder(cache))


@app.command("list")
def list_entries(cache: Folder = None) -> None:
    """List what is stored: each film's fingerprint, as analyze --json tells it, and its size."""
    from cutter.analysis.store import Store
    from cutter.files import cache_folder

    store = Store(cache_folder(cache))
    for entry in store.entries():
        print(f"{entry.fingerprint}  {entry.size / 2**20:8.1f} MB")
    print(f"{store.size() / 2**20:.1f} MB in all")


@app.command("clear")
def clear(cache: Folder = None) -> None:
    """Remove every stored analysis; the next run looks at its film again."""
    from cutter.analysis.store import Store
    from cutter.files import cache_folder

    store = Store(cache_folder(cache))
    size = store.size()
    store.clear()
    print(f"{size / 2**20:.1f} MB removed")
