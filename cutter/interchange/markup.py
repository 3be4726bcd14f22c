"""XML as timeline forms write it, and as they may be read without danger.

Knows nothing about cuts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree
from xml.parsers import expat

from cutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from xml.etree.ElementTree import Element

MOST_DEEP: Final = 200
"""Elements within elements; no timeline comes near it."""
_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return a text without the characters that XML 1.0 cannot hold, not even escaped."""
    return _ILLEGAL.sub("\ufffd", text)


def node(
    parent: Element,
    tag: str,
    attributes: Mapping[str, object] | None = None,
    text: object = None,
) -> Element:
    """Append an element; attributes whose value is None are left out."""
    made = ElementTree.SubElement(parent, tag)
    for name, value in (attributes or {}).items():
        if value is not None:
            made.set(name, clean(str(value)))
    if text is not None:
        made.text = clean(str(text))
    return made


def root(tag: str, attributes: Mapping[str, object] | None = None) -> Element:
    """Return the element that a document consists of."""
    made = ElementTree.Element(tag)
    for name, value in (attributes or {}).items():
        made.set(name, clean(str(value)))
    return made


def document(top: Element, doctype: str = "") -> str:
    """Return a document's text, indented.

    Args:
        top: the element that it consists of.
        doctype: name for a document type declaration without content; empty for none.
    """
    ElementTree.indent(top, "  ")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    if doctype:
        head += f"<!DOCTYPE {doctype}>\n"
    return head + ElementTree.tostring(top, encoding="unicode") + "\n"


def parse(text: str, path: Path) -> Element:
    """Return the element that a document consists of.

    Entities of the document's own are refused, so that none can grow without bound or name a file;
    a document type declaration without them is passed over.

    Raises:
        InputError: it is no XML, declares entities, or is nested too deeply.
    """
    builder = ElementTree.TreeBuilder()
    reader = expat.ParserCreate()
    reader.buffer_text = True
    depth = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEEP:
            raise InputError(f"{path}: nested too deeply for a timeline", path)
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    def refuse(*_: object) -> int:
        raise InputError(f"{path}: declares entities, which no timeline needs; not read", path)

    reader.StartElementHandler = begin
    reader.EndElementHandler = end
    reader.CharacterDataHandler = builder.data
    reader.EntityDeclHandler = refuse
    reader.ExternalEntityRefHandler = refuse
    try:
        reader.Parse(text.encode("utf-8", "surrogatepass"), True)
        return builder.close()
    except expat.ExpatError as error:
        raise InputError(
            f"{path}: not XML: line {error.lineno}: {expat.ErrorString(error.code)}", path
        ) from error
