"""Words on black as the document that Kdenlive's title clips hold. Knows nothing about projects."""

from __future__ import annotations

from xml.etree import ElementTree

from cutter.interchange.markup import node, root


def title_document(text: str, width: int, height: int, frames: int) -> str:
    """Return a title: white words in the middle of a black card.

    Args:
        text: the words; each line of theirs is a line.
        width: of the card, in pixels.
        height: of the card.
        frames: how long it is shown.
    """
    size = max(8, height // 15)
    lines = text.splitlines() or [""]
    top = root(
        "kdenlivetitle",
        {
            "LC_NUMERIC": "C",
            "duration": frames,
            "out": frames - 1,
            "width": width,
            "height": height,
        },
    )
    item = node(top, "item", {"type": "QGraphicsTextItem", "z-index": 0})
    above = (height - size * 3 * len(lines) // 2) // 2
    place = node(item, "position", {"x": 0, "y": max(0, above)})
    node(place, "transform", text="1,0,0,0,1,0,0,0,1")
    look = {
        # A family by its own name: of a general one Kdenlive asks at every opening.
        "font": "DejaVu Sans",
        "font-pixel-size": size,
        "font-weight": 50,
        "font-italic": 0,
        "font-underline": 0,
        "font-color": "255,255,255,255",
        "font-outline": 0,
        "alignment": 4,
        "box-width": width,
        "box-height": size * 3 * len(lines) // 2,
        "letter-spacing": 0,
        "line-spacing": 0,
    }
    node(item, "content", look, text)
    for view in ("startviewport", "endviewport"):
        node(top, view, {"rect": f"0,0,{width},{height}"})
    node(top, "background", {"color": "0,0,0,255"})
    return ElementTree.tostring(top, encoding="unicode")
