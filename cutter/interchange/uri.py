"""Where a file lies, as the `file:` URI that editors' timelines hold, and back (RFC 8089).

Knows nothing about what the file is.
"""

from __future__ import annotations

import os
import re
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

_DRIVE: Final = re.compile(r"/?[A-Za-z]:/")


def file_uri(path: str, host: str = "") -> str:
    """Return the URI of an absolute path, percent-encoded but for what RFC 3986 leaves alone.

    Args:
        path: absolute, with `/`; bytes that are no UTF-8 as `os.fsdecode` gives them.
        host: `localhost`, or empty.
    """
    lead = "" if path.startswith("/") else "/"
    return f"file://{host}{lead}{quote(os.fsencode(path), safe='/:')}"


def path_of(uri: str) -> str | None:
    """Return the path that a URI, or a plain path, means; None where it is none of a file.

    A relative one comes back relative.
    """
    if _DRIVE.match(uri):
        return uri.lstrip("/")
    try:
        parts = urlsplit(uri)
    except ValueError:
        # A host that is none, such as a broken address in brackets.
        return None
    if parts.scheme not in ("", "file"):
        return None
    if parts.scheme == "":
        return os.fsdecode(unquote_to_bytes(uri))
    path = os.fsdecode(unquote_to_bytes(parts.path))
    if parts.netloc not in ("", "localhost"):
        path = f"//{parts.netloc}{path}"
    return path[1:] if _DRIVE.match(path) else path
