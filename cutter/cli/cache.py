"""`cutter cache`: the stored analyses, and what else can be made anew."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The stored analyses of films, and converted models.")
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
    """List what is stored: each film by its fingerprint, as analyze --json tells it, and models."""
    from cutter.analysis.store import Store
    from cutter.eyes.openvino_tower import kept_folder
    from cutter.files import cache_folder, libraries, proxies, size_of

    store = Store(cache_folder(cache))
    for entry in store.entries():
        print(f"{entry.fingerprint}  {entry.size / 2**20:8.1f} MB")
    models = size_of(kept_folder(cache))
    if models:
        print(f"{'models converted for OpenVINO':<32}  {models / 2**20:8.1f} MB")
    searched = size_of(libraries(cache))
    if searched:
        print(f"{'libraries of shots to search':<32}  {searched / 2**20:8.1f} MB")
    played = size_of(proxies(cache))
    if played:
        print(f"{'films made anew for browsers':<32}  {played / 2**20:8.1f} MB")
    print(f"{(store.size() + models + searched + played) / 2**20:.1f} MB in all")


@app.command("clear")
def clear(cache: Folder = None) -> None:
    """Remove every stored analysis, library, proxy and converted model: they can be made anew."""
    from cutter.analysis.store import Store
    from cutter.eyes.openvino_tower import kept_folder
    from cutter.files import cache_folder, libraries, proxies, remove_folder, size_of

    store = Store(cache_folder(cache))
    models = kept_folder(cache)
    folders = (models, libraries(cache), proxies(cache))
    size = store.size() + sum(map(size_of, folders))
    store.clear()
    for folder in folders:
        remove_folder(folder)
    print(f"{size / 2**20:.1f} MB removed")
