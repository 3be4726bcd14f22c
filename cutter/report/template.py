"""Fills a page's template: everything escaped, nothing left undefined, no host asked.

Knows nothing about what a page tells.
"""

from __future__ import annotations

import base64
from importlib import resources
from typing import Any

from cutter.report.words import harmless_value


def filled(template: str, **values: Any) -> str:  # noqa: ANN401 - whatever the template shows
    """Return a template of this room with its values set in, as HTML.

    Args:
        template: the file's name.
        values: by the names that the template uses.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless_value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    source = resources.files("cutter.report").joinpath(template).read_text(encoding="utf-8")
    return environment.from_string(source).render(**values)


def data_uri(jpeg: bytes) -> str:
    """Return a JPEG as an address that holds it; nothing for none."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}" if jpeg else ""
