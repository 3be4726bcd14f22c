"""Files given to the browser: whole, or the one part that it asks for, never read into memory.

Knows nothing about which files there are.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from fastapi.responses import FileResponse, Response

from cutter.studio.mime import is_shown, type_of

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import Request

CHUNK: Final = 256 * 1024
"""Bytes read at a time."""
_REPORT: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""A report is a page of its own, with its own styles; it is no part of the studio's origin."""


class _Part(FileResponse):
    chunk_size = CHUNK
    # Several at once would let one request ask for much more than the file; no player does.
    max_ranges = 1


def served(path: Path, request: Request, media_type: str) -> Response:
    """Return a file, or the range of it that is asked for.

    Args:
        path: the file; it must be there.
        request: whose `Range` and `If-Range` are heeded. More than one range at once is refused.
        media_type: MIME type.
    """
    if "," in request.headers.get("range", ""):
        size = path.stat().st_size
        return Response(status_code=416, headers={"content-range": f"bytes */{size}"})
    return _Part(path, media_type=media_type, headers={"cache-control": "private, no-cache"})


def finished(path: Path, request: Request) -> Response:
    """Return a finished file: shown where browsers can and are not told to save it, else saved."""
    response = served(path, request, type_of(path.name))
    if "download" in request.query_params or not is_shown(path.name):
        from urllib.parse import quote

        name = quote(os.fsencode(path.name).decode(errors="replace"), safe="")
        response.headers["content-disposition"] = f"attachment; filename*=utf-8''{name}"
    if path.suffix.lower() == ".html":
        response.headers["content-security-policy"] = _REPORT
    return response
