import base64
import re
from dataclasses import replace
from html.parser import HTMLParser

from cutter.report.page import page
from tests.report.cuts import jpeg, make_cut, without_pictures

EMPTY = {"meta", "img", "br"}


class Reader(HTMLParser):
    """Checks that tags close, and gathers texts, links and pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def test_the_page_holds_everything_in_itself() -> None:
    html = page(*make_cut())
    reader = read(html)
    assert not {"script", "link", "iframe", "object", "base"} & {tag for tag, _ in reader.tags}
    for _, attributes in reader.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("src") or "data:image/jpeg;base64,").startswith("data:image/jpeg")
        assert (attributes.get("href") or "#").startswith("#")
    assert "http" not in html.replace("http-equiv", "")
    assert "url(" not in html and "@import" not in html


def test_every_clip_is_shown_with_its_own_picture() -> None:
    edl, films, choice = make_cut()
    reader = read(page(edl, films, choice))
    cards = [a for tag, a in reader.tags if tag == "article"]
    assert [card["id"] for card in cards] == ["clip-1", "clip-2", "clip-3", "clip-4"]
    sources = [a["src"] or "" for tag, a in reader.tags if tag == "img"]
    for clip in edl.clips:
        picture = films[0].analysis.film.pictures[clip.shots[0]]
        assert "data:image/jpeg;base64," + base64.b64encode(picture).decode() in sources


def test_every_shot_has_its_verdict() -> None:
    edl, films, choice = make_cut()
    texts = read(page(edl, films, choice)).texts
    assert texts.count("chosen") == 4
    assert texts.count("no match") == 1 and texts.count("never") == 1
    assert all(f"#{number}" in texts for number in range(1, 7))


def test_the_curve_marks_the_clips_and_the_boundaries() -> None:
    edl, films, choice = make_cut()
    tags = read(page(edl, films, choice)).tags
    bands = [a for tag, a in tags if tag == "rect" and a.get("class") == "band"]
    end = films[0].analysis.film.media.end
    wished = [round(float(clip.source_range.start / end) * 1200, 2) for clip in edl.clips]
    assert [float(band["x"] or 0) for band in bands] == wished
    edges = [a for tag, a in tags if tag == "line" and (a.get("class") or "").startswith("edge")]
    assert len(edges) == 5


def test_notes_and_reasons_are_told() -> None:
    edl, films, choice = make_cut()
    html = page(edl, films, choice)
    assert edl.notes and all(note.partition("'")[0] in html for note in edl.notes)
    assert "sunset over the sea" in html and "+1.10" in html and "−0.20" in html
    assert "pinned" in html


def test_words_of_others_are_never_markup() -> None:
    bad = "<script>alert(1)</script>\"'&"
    edl, films, choice = make_cut(like=bad, path=f"{bad}.mp4".replace("/", "%"))
    html = page(edl, films, choice)
    assert "<script" not in html
    read(html)


def test_only_the_films_name_is_told_not_its_place() -> None:
    html = page(*make_cut(path="/home/somebody/private/film.mp4"))
    assert "somebody" not in html and "film.mp4" in html


def test_several_films_have_a_curve_and_a_table_each() -> None:
    reader = read(page(*make_cut(films=2)))
    assert sum(tag == "svg" for tag, _ in reader.tags) == 2
    assert sum(tag == "table" for tag, _ in reader.tags) == 2
    assert "#6@2" in reader.texts


def test_a_page_can_be_written_without_pictures() -> None:
    edl, films, choice = make_cut()
    html = page(edl, [without_pictures(film) for film in films], choice)
    assert "All shots" in html


def test_pictures_in_the_table_are_small() -> None:
    html = page(*make_cut())
    rows = re.findall(r'class="pic"><img src="data:image/jpeg;base64,([^"]*)"', html)
    assert len(rows) == 6
    assert all(len(base64.b64decode(row)) < len(jpeg((1, 2, 3))) for row in rows)


def test_control_characters_in_names_become_harmless() -> None:
    bad = "a\nb\x00\x1b\x9b\u202e\udcff"
    edl, films, choice = make_cut(like=f"{bad}<i>", path=f"films/{bad}<i>.mp4")
    html = page(replace(edl, profile=f"{bad}<i>"), films, choice)
    html.encode("utf-8")
    assert not re.search("[\x00\x1b\x9b\u202e]", html) and "<i>" not in html
    texts = read(html).texts
    shown = "a b" + "\ufffd" * 5 + "<i>"
    assert f"{shown}’s cut" in texts and f"of {shown}.mp4" in texts and shown in texts


def test_joiners_and_other_scripts_are_shown_as_they_are() -> None:
    name = "می\u200cخواهم 映画 👨\u200d👩"
    assert name in page(*make_cut(like=name))
