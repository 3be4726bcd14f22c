"""The one place that talks to the Hugging Face hub, and looks into its local cache.

Turns a repository and a file name into a path on this machine. Knows nothing about models.
Nothing here asks the network but `answers` and `download`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cutter.errors import ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from cutter.progress import Progress, Stage

PATIENCE = 4.0
"""Seconds that the hub has to answer. With the imports before it, giving up takes 5 s at most."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


def is_switched_off() -> bool:
    """Whether the user's environment says that the hub must not be asked (HF_HUB_OFFLINE)."""
    return bool(_library().constants.HF_HUB_OFFLINE)


def may_be_cached(repository: str) -> bool:
    """Whether the hub's local cache has a folder for a repository; imports nothing to tell."""
    name = f"models--{repository.replace('/', '--')}"
    return any((folder / name).is_dir() for folder in _cache_folders())


def _cache_folders() -> list[Path]:
    """Return where the hub's cache may lie, by the environment that its client reads."""
    named = [
        os.environ[key] for key in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") if os.environ.get(key)
    ]
    home = os.environ.get("HF_HOME")
    if home is None:
        home = f"{os.environ.get('XDG_CACHE_HOME') or '~/.cache'}/huggingface"
    return [Path(os.path.expandvars(each)).expanduser() for each in (*named, f"{home}/hub")]


def cached(repository: str, filename: str, revision: str = "") -> Path | None:
    """Return where a file lies in the hub's local cache, or None; asks no network.

    Args:
        repository: `owner/name`.
        filename: name within the repository.
        revision: a commit; empty means the last `main` that was fetched.
    """
    _library()
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(repository, filename, revision=revision or None)
    return Path(found) if isinstance(found, str) else None


def stated_sha256(path: Path) -> str:
    """Return the SHA-256 that the hub gave for a cached file, or an empty string.

    The cache names a large file's content by the hub's own SHA-256 of it; small files go by
    another hash, and without symbolic links the name is lost.
    """
    name = path.resolve().name
    return name if _SHA256.fullmatch(name) else ""


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content; about half a second for 600 MB."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def answers(repository: str, patience: float = PATIENCE) -> bool:
    """Whether the hub can be reached; gives up after `patience` seconds.

    The hub client by itself tries for most of a minute, and looking up a host name cannot be
    interrupted: so one request, of the kind that a download begins with, is made on a thread that
    may be left behind.
    """
    library = _library()
    from huggingface_hub import get_session

    url = f"{library.constants.ENDPOINT}/{repository}/resolve/main/README.md"
    statuses: list[int] = []

    def ask() -> None:
        with contextlib.suppress(Exception):
            response = get_session().head(url, timeout=patience, follow_redirects=False)
            statuses.append(response.status_code)

    asking = threading.Thread(target=ask, name="hub-probe", daemon=True)
    asking.start()
    asking.join(patience)
    # A missing file is an answer too; a proxy that forbids the hub, or a broken hub, is none.
    return bool(statuses) and statuses[0] < 500 and statuses[0] not in {403, 407}


class Reach:
    """Whether the hub answers, asked once at most: what several models of one run go by."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.is_answered: bool | None = None
        """None: it has not been asked."""

    def answers(self, repository: str) -> bool:
        """Ask for a repository, unless the hub has been asked before."""
        if self.is_answered is None:
            self.is_answered = answers(repository)
        return self.is_answered


def download(
    repository: str,
    filename: str,
    *,
    revision: str = "",
    sha256: str = "",
    title: str = "",
    progress: Progress,
) -> Path | None:
    """Fetch a file into the hub's local cache, check it, and return its path.

    A large file is read again whole and must have the SHA-256 that the hub states for it, and
    the one that is known beforehand, if one is; else it is removed. Small files (configuration,
    tokenizer) are checked by length alone, which the hub client does.

    Returns:
        The path, or None if the repository has no such file.

    Raises:
        ModelUnavailable: the download failed, or the content is not what was promised.
    """
    _library()
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import EntryNotFoundError, LocalEntryNotFoundError

    try:
        path = Path(
            hf_hub_download(
                repository,
                filename,
                revision=revision or None,
                tqdm_class=_bar_into(progress, title or filename),
            )
        )
    except LocalEntryNotFoundError as error:
        raise ModelUnavailable(f"{repository}: the hub cannot be reached ({error})") from error
    except EntryNotFoundError:
        return None
    # The client lets through errors of its HTTP library, of the disk and of its own.
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelUnavailable(f"{repository}: cannot fetch {filename} ({reason})") from error
    _check(path, repository, sha256)
    return path


@contextlib.contextmanager
def no_network() -> Iterator[None]:
    """Keep the hub client, and what builds on it, from asking the network within the block."""
    constants = _library().constants
    before = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before


def _check(path: Path, repository: str, sha256: str) -> None:
    expected = {sha256, stated_sha256(path)} - {""}
    if not expected:
        return
    actual = sha256_of(path)
    if expected != {actual}:
        path.resolve().unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise ModelUnavailable(
            f"{repository}: {path.name} is damaged (its SHA-256 is {actual[:12]}…, expected "
            f"{min(expected - {actual})[:12]}…) and was removed; fetch it again"
        )


def _library() -> Any:  # noqa: ANN401  (the module itself)
    """Import the hub client with its telemetry off, over plain HTTPS."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    # The Xet transfer opens connections to further hosts and draws two bars for one file.
    os.environ.setdefault("HF_HUB_DISABLE_XET", "1")
    import huggingface_hub
    import huggingface_hub.constants

    # Somebody may have imported it before us, with telemetry on.
    huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY = True
    return huggingface_hub


def _bar_into(progress: Progress, title: str) -> type[Any]:
    """Return a class that the hub client takes for tqdm and that moves a stage of `progress`."""

    class Bar:
        """As much of a tqdm as the hub client uses; it draws nothing itself."""

        def __init__(self, *args: object, **facts: Any) -> None:  # noqa: ANN401
            megabytes = (facts.get("total") or 0) / 1e6
            self._stage: Stage = progress.stage(f"fetching {title}", megabytes or None)
            self._before = facts.get("initial") or 0

        def __enter__(self) -> Self:
            self._stage.__enter__()
            self.update(self._before)
            return self

        def __exit__(
            self,
            kind: type[BaseException] | None,
            error: BaseException | None,
            trace: TracebackType | None,
        ) -> None:
            self._stage.__exit__(kind, error, trace)

        def update(self, amount: float | None = 1) -> None:
            self._stage.advance((amount or 0) / 1e6)

    return Bar
