"""Only finished files are given out, and never more of one than is there."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from cutter.pipeline import Look, Wish
from cutter.studio.app import PAGE
from cutter.studio.finished import served
from cutter.studio.guard import Guard
from cutter.studio.jobs import Jobs
from cutter.studio.news import News
from cutter.studio.ordered import addresses
from cutter.studio.session import Session
from tests.films import SAMPLE
from tests.studio.asked import LET_IN, PORT, TOKEN, Answer, ask

FILM = bytes(range(256)) * 40
SECRET = b"a secret of the user's"


@dataclass
class Bare:
    """A studio without a desk."""

    session: Session
    jobs: Jobs
    news: News
    quit: Callable[[], None] = lambda: None

    async def at_desk(self, work: Any) -> Any:  # noqa: ANN401
        raise AssertionError("nobody needs the desk here")


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Bare]:
    """Yield a studio that has made a few files."""
    session = Session(SAMPLE, None, Look(), Wish(), tmp_path / "session")
    session.out.mkdir(parents=True)
    (tmp_path / "secret.txt").write_bytes(SECRET)
    (session.folder / "state.json").write_bytes(SECRET)
    (session.out / "private.mp4").write_bytes(SECRET)
    (session.out / "linked.mp4").symlink_to(tmp_path / "secret.txt")
    made = {
        "cut.mp4": FILM,
        "ein Film für %2e.mp4": FILM,
        "report.html": b"<p>",
        "cut.otio": b"{}",
        "cut.kdenlive": b"<mlt/>",
    }
    for name, data in made.items():
        (session.out / name).write_bytes(data)
    jobs = Jobs(session, News())
    jobs.wait(jobs.begin("render", lambda job: None, files=(*made, "linked.mp4")))
    yield Bare(session, jobs, News())
    jobs.close()


@pytest.fixture
def app(bare: Bare) -> Guard:
    inner = FastAPI()
    addresses(inner, bare)

    @inner.get("/film")
    async def film(request: Request) -> Response:
        return served(bare.session.out / "cut.mp4", request, "video/mp4")

    inner.mount("/page", StaticFiles(directory=PAGE))
    return Guard(inner, token=TOKEN, port=PORT)


def test_a_finished_file_is_shown_or_saved(app: Guard, bare: Bare) -> None:
    for file in bare.jobs.told()[0]["files"]:
        address = file["address"]
        assert address.startswith("/files/")
    cut = ask(app, "/files/cut.mp4")
    assert (cut.status, cut.body) == (200, FILM)
    assert cut.headers["content-type"] == "video/mp4"
    assert "content-disposition" not in cut.headers
    saved = ask(app, "/files/cut.mp4", query="download")
    assert saved.headers["content-disposition"] == "attachment; filename*=utf-8''cut.mp4"
    # What a browser might run as a page of ours is saved in any case.
    for name in ("cut.otio", "cut.kdenlive"):
        assert "attachment" in ask(app, f"/files/{name}").headers["content-disposition"]
    named = ask(app, "/files/ein Film für %2e.mp4", query="download")
    assert (
        "filename*=utf-8''ein%20Film%20f%C3%BCr%20%252e.mp4" in named.headers["content-disposition"]
    )


def test_a_report_is_no_page_of_the_studio_s(app: Guard) -> None:
    policy = ask(app, "/files/report.html").headers["content-security-policy"]
    assert "sandbox" in policy.split("; ")
    assert "allow" not in policy
    assert "script" not in policy


@pytest.mark.parametrize("folder", ["/files/", "/page/", "/page/js/"])
@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt",
        "../state.json",
        "../../secret.txt",
        "../../../../../../../../etc/passwd",
        "..%2fsecret.txt",
        "%2e%2e%2fsecret.txt",
        "%252e%252e%252fsecret.txt",
        "..\\secret.txt",
        "..%5csecret.txt",
        "/etc/passwd",
        "//etc/passwd",
        "cut.mp4/../../state.json",
        "cut.mp4\0.txt",
        "\0",
        ".",
        "..",
        "",
        "private.mp4",
        "linked.mp4",
        "session.lock",
        "jobs.json",
        "C:\\secret.txt",
        "file:///etc/passwd",
        "~/secret.txt",
        "a" * 5000,
    ],
)
def test_no_name_leads_to_another_file(app: Guard, folder: str, name: str) -> None:
    answer = ask(app, folder + name)
    assert answer.status in (404, 405, 307)
    assert SECRET not in answer.body
    assert b"root:" not in answer.body


def _range(app: Guard, told: str, **further: str) -> Answer:
    return ask(app, "/film", headers={**LET_IN, "range": told, **further})


@pytest.mark.parametrize(
    ("told", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, len(FILM) - 1),
        ("bytes=-100", len(FILM) - 100, len(FILM) - 1),
        ("bytes=0-999999999999", 0, len(FILM) - 1),
        ("bytes=-999999999999", 0, len(FILM) - 1),
        (f"bytes={len(FILM) - 1}-", len(FILM) - 1, len(FILM) - 1),
    ],
)
def test_a_range_is_that_part_of_the_film(app: Guard, told: str, first: int, last: int) -> None:
    answer = _range(app, told)
    assert answer.status == 206
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(FILM)}"
    assert answer.headers["content-length"] == str(last - first + 1)
    assert answer.body == FILM[first : last + 1]


@pytest.mark.parametrize(
    "told",
    [
        f"bytes={len(FILM)}-",
        f"bytes={len(FILM)}-{len(FILM) + 5}",
        "bytes=-0",
        "bytes=9999999999999999999999-",
        "bytes=5-2",
        "bytes=a-b",
        "bytes=",
        "bytes=-",
        "bytes",
        "lines=0-5",
        "bytes=--5",
        "bytes=0-1,2-3",
        "bytes=" + ",".join("0-" for _ in range(1000)),
        "bytes=0-0,-1",
        "bytes=" + "9" * 5000 + "-",
    ],
)
def test_a_range_that_is_none_or_many_gets_nothing_of_the_film(app: Guard, told: str) -> None:
    answer = _range(app, told)
    assert answer.status in (400, 416)
    assert len(answer.body) < 200
    assert FILM[:16] not in answer.body


def test_a_range_of_what_has_changed_is_the_whole_anew(app: Guard) -> None:
    tag = _range(app, "bytes=0-9").headers["etag"]
    assert _range(app, "bytes=0-9", **{"if-range": tag}).status == 206
    answer = _range(app, "bytes=0-9", **{"if-range": '"another"'})
    assert (answer.status, answer.body) == (200, FILM)


def test_a_large_film_is_never_read_whole(tmp_path: Path) -> None:
    import tracemalloc

    size = 20 * 10**9
    path = tmp_path / "large.mp4"
    with path.open("wb") as stream:
        stream.truncate(size)
        stream.seek(size - 5)
        stream.write(b"ending"[:5])
    inner = FastAPI()

    @inner.get("/film")
    async def film(request: Request) -> Response:
        return served(path, request, "video/mp4")

    tracemalloc.start()
    answer = _range(Guard(inner, token=TOKEN, port=PORT), "bytes=-5")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.body == b"endin"
    assert answer.headers["content-range"] == f"bytes {size - 5}-{size - 1}/{size}"
    assert most < 20 * 2**20


def test_quitting_asks_the_server_to_end(app: Guard, bare: Bare) -> None:
    has_quit: list[bool] = []
    bare.quit = lambda: has_quit.append(True)
    assert ask(app, "/api/quit", headers=LET_IN, method="POST").status == 403
    assert has_quit == []
    assert ask(app, "/api/quit", method="POST").status == 200
    assert has_quit == [True]


def test_jobs_are_told_and_cancelled_by_number_alone(app: Guard) -> None:
    (job,) = json.loads(ask(app, "/api/jobs").body)
    assert (job["work"], job["state"]) == ("render", "done")
    assert ask(app, "/api/jobs/1", method="DELETE").status == 200
    for number in ("2", "0", "-1", "x", "1%00", "../1"):
        assert ask(app, f"/api/jobs/{number}", method="DELETE").status in (404, 405)
