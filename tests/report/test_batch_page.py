"""The page of a batch shows its cuts, tells what failed, and acts on nothing that others wrote."""

import re
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from cutter.batch.summary import Summary
from cutter.batch.telling_page import told_of
from cutter.report.batch_page import address, batch_page
from tests.batch.batches import BROKEN, MISSING, NEVER, large, made_cut, small
from tests.report.test_page import Reader, read


def page_of(summary: Summary) -> Reader:
    return read(batch_page(told_of(summary)))


def all_of(reader: Reader, tag: str) -> list[dict[str, str | None]]:
    return [attributes for name, attributes in reader.tags if name == tag]


def test_the_page_asks_no_host_and_runs_nothing(tmp_path: Path) -> None:
    html = batch_page(told_of(small(tmp_path)))
    reader = read(html)
    assert not {"script", "link", "iframe", "object", "base", "form"} & {n for n, _ in reader.tags}
    policy = next(m["content"] for m in all_of(reader, "meta") if "http-equiv" in m) or ""
    assert policy.startswith("default-src 'none';") and "script" not in policy
    assert "http" not in html.replace("http-equiv", "")
    assert "url(" not in html and "@import" not in html
    for _, attributes in reader.tags:
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "href"):
            assert re.fullmatch(r"[\w.~%/-]*", attributes.get(name) or "")
            assert not (attributes.get(name) or "").startswith("/")


def test_every_cut_is_shown_with_its_sheet_and_can_be_played(tmp_path: Path) -> None:
    summary = small(tmp_path)
    reader = page_of(summary)
    done = [cut.label for cut in summary.cuts if cut.state == "done"]
    failed = [cut.label for cut in summary.cuts if cut.state == "failed" and cut.film]
    sheets = all_of(reader, "img")
    assert sorted(unquote(each["src"] or "") for each in sheets) == sorted(
        f"plans/{label}.png" for label in done + failed
    )
    assert {each["loading"] for each in sheets} == {"lazy"}
    films = all_of(reader, "video")
    assert [unquote(each["src"] or "") for each in films] == [f"{label}.mp4" for label in done]
    assert all(each["preload"] == "none" and "controls" in each for each in films)
    links = {unquote(each["href"] or "") for each in all_of(reader, "a")}
    for label in done:
        assert {f"{label}.mp4", f"{label}.srt", f"{label}.otio", f"plans/{label}.json"} <= links


def test_what_is_seen_is_told_in_words_too(tmp_path: Path) -> None:
    summary = small(tmp_path)
    reader = page_of(summary)
    assert all(each["alt"] for each in all_of(reader, "img"))
    assert all(each["aria-label"] for each in all_of(reader, "video"))
    assert all_of(reader, "html") == [{"lang": "en"}]
    for state in ("done", "failed"):
        assert reader.texts.count(state) >= summary.count(state)


def test_what_failed_is_told_with_its_cause(tmp_path: Path) -> None:
    texts = page_of(small(tmp_path)).texts
    assert {BROKEN, NEVER, MISSING} <= set(texts)
    assert f"Left out: {BROKEN}" in texts
    assert "broken/alice-trailer-16x9" in texts
    assert "0 of 2 cuts done, 2 skipped" in texts
    assert "3 of 4 cuts done, 1 failed, 90 min long, decoded once, looked at in 5 min" in texts
    told = " ".join(texts)
    assert "6 of 11" in told and "1.9 cores busy on average" in told
    assert "1 task had to be tried again" in told and "4 tasks had been done before" in told


def test_left_out_for_different_causes_is_told_for_each(tmp_path: Path) -> None:
    film = Path("/films/a.mkv")
    cuts = tuple(
        made_cut(tmp_path, film, name, state="skipped", cause=f"cause of {name}", code=6)
        for name in ("alice", "bob")
    )
    texts = page_of(Summary(tmp_path, cuts, ())).texts
    assert texts.count("cause of alice") == texts.count("cause of bob") == 2


def test_what_still_waits_is_told_as_that(tmp_path: Path) -> None:
    cut = made_cut(tmp_path, Path("/films/a.mkv"), state="waiting")
    texts = page_of(Summary(tmp_path, (cut,), ())).texts
    assert "Still to be made:" in texts and any(text.startswith("Not over yet") for text in texts)
    done = page_of(Summary(tmp_path, (replace(cut, state="done"),), ())).texts
    assert not any(text.startswith("Not over yet") for text in done)


@pytest.mark.parametrize(
    "path",
    [
        "javascript:alert(1)/a.mp4",
        "//host/a.mp4",
        "/etc/a.mp4",
        "../../a.mp4",
        'a"><script>alert(1)</script>.mp4',
        "a b?c=1#d%2F&e;f.mp4",
        "映画\udcff\n\\.mp4",
    ],
)
def test_no_name_acts_as_an_address(path: str) -> None:
    quoted = address(path)
    assert re.fullmatch(r"[A-Za-z0-9_.~%/-]+", quoted)
    assert not quoted.startswith(("/", "..")) and "/../" not in quoted
    name = unquote(quoted, errors="surrogateescape").rpartition("/")[2]
    assert name == path.rpartition("/")[2]


def test_words_of_others_are_never_markup(tmp_path: Path) -> None:
    bad = "<script>alert(1)</script>\"'&\x1b\u202e"
    cut = made_cut(tmp_path, Path(f"/films/{bad.replace('/', '%')}.mkv"), "<b>", state="failed")
    html = batch_page(told_of(Summary(tmp_path, (replace(cut, cause=bad, notes=(bad,)),), ())))
    assert "<script" not in html and "<b>" not in html and not re.search("[\x1b\u202e]", html)
    read(html)


def test_a_page_of_five_thousand_cuts_stays_usable(tmp_path: Path) -> None:
    summary = large(tmp_path, films=250, profiles=10)
    began = time.process_time()
    html = batch_page(told_of(summary))
    assert time.process_time() - began < 10
    assert len(html) < 5.5e6
    opened = re.findall(r'<details class="of"( open)?>', html)
    assert opened == [""] * 250
    two = batch_page(told_of(large(tmp_path, films=1, profiles=1)))
    assert re.findall(r'<details class="of"( open)?>', two) == [" open"] and len(two) < 12_000
