"""Work beside the page goes one after the other, can be broken off, and outlives its server."""

import json
import threading
from pathlib import Path
from typing import Any, get_args

import pytest

from cutter.errors import CutterError, UsageError
from cutter.interchange.formats import FORMATS
from cutter.pipeline import Look, Wish
from cutter.studio.child import Child
from cutter.studio.job import Cancelled, Job
from cutter.studio.jobs import JOBS, MOST_WAITING, Jobs
from cutter.studio.making import formats_told
from cutter.studio.news import News
from cutter.studio.orders import Render, read_order
from cutter.studio.session import Session
from tests.films import SAMPLE


@pytest.fixture
def session(tmp_path: Path) -> Session:
    found = Session(film=SAMPLE, profile=None, look=Look(), wish=Wish(), folder=tmp_path)
    found.out.mkdir()
    return found


def told_of(jobs: Jobs, number: str) -> Any:  # noqa: ANN401 - JSON
    return next(job for job in jobs.told() if job["id"] == number)


def test_work_of_a_kind_waits_for_its_turn_and_other_work_does_not(session: Session) -> None:
    jobs, may_end, seen = Jobs(session, News()), threading.Event(), []

    def slow(job: Job) -> None:
        seen.append(job.id)
        assert may_end.wait(10)

    first = jobs.begin("render", slow)
    second = jobs.begin("render", slow)
    jobs.wait(jobs.begin("export", lambda job: None))
    assert told_of(jobs, first.id)["state"] == "running"
    assert told_of(jobs, second.id)["state"] == "waiting"
    assert seen == [first.id]
    may_end.set()
    jobs.wait(second)
    assert seen == [first.id, second.id]
    assert [job["state"] for job in jobs.told()] == ["done"] * 3
    jobs.close()


def test_what_waits_and_is_cancelled_is_never_begun(session: Session) -> None:
    jobs, may_end = Jobs(session, News()), threading.Event()
    (session.out / "cut.plan.json").write_text("{}")
    first = jobs.begin("render", lambda job: (may_end.wait(10), None)[1])
    second = jobs.begin(
        "render", lambda job: pytest.fail("was begun"), files=("cut.mp4",), made=("cut.plan.json",)
    )
    jobs.cancel(second.id)
    may_end.set()
    jobs.wait(first)
    with pytest.raises(CutterError):
        jobs.wait(second)
    assert told_of(jobs, second.id)["state"] == "cancelled"
    assert not list(session.out.iterdir())
    assert jobs.cancel("99") is None
    jobs.close()


def test_a_failure_is_one_line_and_what_is_our_own_fault_says_nothing_of_words(
    session: Session,
) -> None:
    jobs = Jobs(session, News())

    def fail(job: Job) -> None:
        raise UsageError("--crf 99: too much")

    def break_down(job: Job) -> None:
        raise ValueError("spiders in the picture")

    for do in (fail, break_down):
        with pytest.raises(CutterError):
            jobs.wait(jobs.begin("export", do))
    own, ours = jobs.told()
    assert (ours["state"], ours["error"]) == ("failed", "--crf 99: too much")
    assert own["state"] == "failed"
    assert "ValueError" in own["error"]
    assert "spiders" not in own["error"]
    jobs.close()


def test_a_killed_server_s_work_is_told_as_cancelled_and_finished_files_are_still_listed(
    session: Session,
) -> None:
    jobs, is_running = Jobs(session, News()), threading.Event()
    (session.out / "a.plan.json").write_text("{}")
    (session.out / "a.mp4").write_bytes(b"film")
    jobs.wait(
        jobs.begin("render", lambda job: None, files=("a.mp4", "a.srt"), made=("a.plan.json",))
    )
    may_end = threading.Event()
    (session.out / "b.plan.json").write_text("{}")

    def hang(job: Job) -> None:
        is_running.set()
        assert may_end.wait(10)

    jobs.begin("render", hang, files=("b.mp4",), made=("b.plan.json",), step=7)
    assert is_running.wait(10)
    # As a server that is killed now leaves it; another one opens the same session.
    later = Jobs(session, News())
    second, first = later.told()
    assert (second["state"], second["step"]) == ("cancelled", 7)
    assert "begin it again" in second["error"]
    assert [file["name"] for file in first["files"]] == ["a.mp4"]
    assert later.file("a.mp4") == session.out / "a.mp4"
    assert not (session.out / "b.plan.json").exists()
    assert int(later.begin("export", lambda job: None).id) == 3
    may_end.set()
    jobs.close()
    later.close()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"version": 2, "jobs": []}',
        '{"version": 1, "jobs": [3]}',
        json.dumps(
            {
                "version": 1,
                "jobs": [
                    {
                        "id": "1",
                        "work": "render",
                        "state": "done",
                        "error": "",
                        "step": 0,
                        "files": ["../../secret.mp4"],
                        "made": [],
                    }
                ],
            }
        ),
    ],
)
def test_a_record_that_is_none_is_not_trusted(session: Session, text: str) -> None:
    (session.folder / JOBS).write_text(text)
    jobs = Jobs(session, News())
    assert jobs.told() == []
    jobs.close()


def test_only_what_a_finished_job_made_is_given_out(session: Session, tmp_path: Path) -> None:
    (tmp_path / "secret.mp4").write_bytes(b"secret")
    (session.out / "other.mp4").write_bytes(b"not of a job")
    (session.out / "link.mp4").symlink_to(tmp_path / "secret.mp4")
    (session.out / "own.mp4").write_bytes(b"own")
    jobs = Jobs(session, News())
    jobs.wait(jobs.begin("render", lambda job: None, files=("own.mp4", "link.mp4", "gone.mp4")))
    assert jobs.file("own.mp4") == session.out / "own.mp4"
    assert [file["name"] for file in jobs.told()[0]["files"]] == ["own.mp4"]
    for name in ("other.mp4", "link.mp4", "gone.mp4", "../secret.mp4", "", ".", "own.mp4\0"):
        assert jobs.file(name) is None, name
    jobs.close()


def test_no_more_than_a_page_needs_may_wait(session: Session) -> None:
    jobs, may_end = Jobs(session, News()), threading.Event()

    def hang(job: Job) -> None:
        while not may_end.wait(0.01):
            job.go_on()

    for _ in range(MOST_WAITING):
        jobs.begin("render", hang)
    with pytest.raises(UsageError):
        jobs.begin("render", hang)
    # What runs breaks off, what waits is not begun.
    jobs.close()
    assert {job["state"] for job in jobs.told()} == {"cancelled"}
    with pytest.raises(UsageError):
        jobs.begin("export", lambda job: None)


def test_a_command_that_fails_tells_its_own_line_and_exit_code(tmp_path: Path) -> None:
    child = Child(["render", str(tmp_path / "none.json")])
    with pytest.raises(CutterError, match=r"none\.json") as caught:
        child.follow(lambda event: None)
    assert caught.value.exit_code == 3


def test_a_job_that_is_cancelled_ends_its_command(session: Session) -> None:
    jobs = Jobs(session, News())
    ended: list[Exception] = []

    def do(job: Job) -> None:
        try:
            # Asks for a film that cannot be there; it is cancelled before it has found out.
            job.cancel()
            job.run(["render", "none.json"])
        except Cancelled as error:
            ended.append(error)
            raise

    with pytest.raises(CutterError):
        jobs.wait(jobs.begin("render", do))
    assert len(ended) == 1
    assert jobs.told()[0]["state"] == "cancelled"
    jobs.close()


def test_every_form_is_told_in_words() -> None:
    told = {form["name"]: form["words"] for form in formats_told()}
    assert set(told) == {*FORMATS, "plan", "report", "sheet"}
    assert all(words and words != name for name, words in told.items() if name != "kdenlive")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"work": "analyze"}', "order"),
        ('{"work": "render", "renderer": "gpu"}', "renderer"),
        ('{"work": "render", "overwrite": true}', "overwrite"),
        ('{"work": "export", "formats": []}', "formats"),
        ('{"work": "export", "formats": [1]}', "formats.0"),
        ("nonsense", "order"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_by_its_field(text: str, field: str) -> None:
    with pytest.raises(UsageError, match=f"^(render|export)?.?{field}: "):
        read_order(text.encode())


def test_an_order_has_the_command_line_s_defaults() -> None:
    order = read_order(b'{"work": "render"}')
    assert isinstance(order, Render)
    assert (order.renderer, order.captions) == ("ffmpeg", None)
    renderers = Render.model_fields["renderer"].annotation
    assert set(get_args(renderers)) == {"ffmpeg", "copy", "moviepy"}
