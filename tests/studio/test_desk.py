"""At the desk a cut is changed, and what was chosen outlives the server."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cutter import ffmpeg
from cutter.errors import CutterError, InputError, NothingFits, UsageError
from cutter.interchange.formats import FORMATS
from cutter.interchange.plan import plan_from_json, plan_to_json
from cutter.media.source import open_source
from cutter.pipeline import Look, Wish
from cutter.studio.actions import read_action
from cutter.studio.desk import Desk
from cutter.studio.session import Session, alone
from tests.conftest import Run
from tests.films import PROFILES, SAMPLE, SAMPLE_CLIP
from tests.studio.opened import opened as started


def session(folder: Path, cache: Path, profile: Path | None) -> Session:
    look = Look(model=str(SAMPLE_CLIP), sentences="none", offline=True, cache=cache)
    return Session(SAMPLE, profile, look, Wish(), folder)


@pytest.fixture(scope="module")
def opened(shared_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    profile = folder / "alice.json"
    shutil.copy(PROFILES / "alice.json", profile)
    with alone(folder / "session"):
        yield Desk(session(folder / "session", shared_cache, profile))


@pytest.fixture
def desk(opened: Desk) -> Desk:
    """Return a desk at which nothing was done."""
    while opened.view()["undo"] is not None:
        opened.undo()
    return opened


def again(desk: Desk) -> Desk:
    """Return the desk of a server that was killed and started again."""
    return Desk(desk.session)


def do(desk: Desk, **said: object) -> Any:  # noqa: ANN401 - a view
    return desk.do(read_action(json.dumps(said).encode()))


def standing(desk: Desk) -> dict[str, object]:
    """Return all of a view but what tells of the last action."""
    view = desk.view()
    told = ("entered", "left", "learnt", "planned_ms", "step", "redo")
    return {name: value for name, value in view.items() if name not in told}


def test_a_slider_changes_the_cut_and_undo_gives_it_back(desk: Desk) -> None:
    before = standing(desk)
    key = desk.view()["wants"][0]["key"]
    view = do(desk, do="weigh", want=key, weight=0.1)
    assert view["entered"]
    assert view["left"]
    assert {s for s, v in enumerate(view["verdicts"]) if v == "chosen"} == {
        shot for clip in view["clips"] for shot in clip["shots"]
    }
    assert not view["is_saved"]
    assert view["undo"] == "a sunset over the sea 1.2 → 0.1"
    curves = view["curves"]
    assert curves == before["curves"]
    desk.undo()
    assert standing(desk) == before
    assert desk.redo()["wants"][0]["weight"] == 0.1


def test_what_makes_no_sense_changes_nothing(desk: Desk) -> None:
    before = desk.view()
    for said in (
        {"do": "wish", "name": "budget", "value": "soon"},
        {"do": "wish", "name": "budget", "value": "0.2s"},
        {"do": "lock", "clip": "#999"},
        {"do": "ban", "shot": 999},
        {"do": "weigh", "want": "likes[99]", "weight": 1},
        {"do": "add", "text": "snowy mountains", "role": "like"},
        {"do": "pick", "variant": 7},
    ):
        with pytest.raises(CutterError) as refused:
            do(desk, **said)
        assert "\n" not in str(refused.value)
        assert desk.view() == before


def test_what_was_chosen_outlives_a_killed_server(desk: Desk) -> None:
    clips = desk.view()["clips"]
    do(desk, do="lock", clip=clips[1]["key"])
    do(desk, do="ban", shot=clips[0]["shots"][0])
    do(desk, do="like", shot=clips[2]["shots"][0])
    do(desk, do="move", clip=desk.view()["clips"][-1]["key"], before=desk.view()["clips"][0]["key"])
    do(desk, do="wish", name="budget", value="20s")
    desk.undo()
    reborn = again(desk)
    assert standing(reborn) == standing(desk)
    assert reborn.view()["redo"] == "length 20s"
    assert reborn.step == desk.step
    assert desk.session.state.stat().st_mode & 0o777 == 0o600
    assert str(reborn.undo()["undo"]).startswith("like")


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"kind": "cutter-studio", "version": 99}'])
def test_a_broken_state_is_set_aside_with_one_note(desk: Desk, broken: bytes) -> None:
    plain = standing(desk)
    for aside in desk.session.folder.glob("state-aside*.json"):
        aside.unlink()
    do(desk, do="ban", shot=0)
    desk.session.state.write_bytes(broken)
    reborn = again(desk)
    (note, *rest) = reborn.view()["notes"]
    assert "set aside as state-aside.json" in note
    assert rest == plain["notes"]
    assert reborn.view()["bans"] == []
    assert (desk.session.folder / "state-aside.json").read_bytes() == broken


def test_what_was_set_aside_earlier_stays(desk: Desk) -> None:
    for broken in (b"{", b"["):
        desk.session.state.write_bytes(broken)
        again(desk)
    held = {path.read_bytes() for path in desk.session.folder.glob("state-aside*.json")}
    assert {b"{", b"["} <= held


def test_another_film_in_the_place_of_the_first_one_is_not_cut_by_its_choices(
    shared_cache: Path, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    shutil.copy(SAMPLE, film)
    with alone(tmp_path / "session"):
        look = Look(model=str(SAMPLE_CLIP), sentences="none", offline=True, cache=shared_cache)
        desk = Desk(Session(film, None, look, Wish(), tmp_path / "session"))
        before = standing(desk)
        film.write_bytes(SAMPLE.read_bytes() + b"another")
        with pytest.raises(InputError, match="is another film now"):
            do(desk, do="ban", shot=0)
        assert standing(desk) == before
        shutil.copy(SAMPLE, film)
        assert do(desk, do="ban", shot=0)["bans"] == [0]


def test_a_profile_changed_meanwhile_keeps_what_was_done_by_hand(desk: Desk) -> None:
    do(desk, do="ban", shot=0)
    do(desk, do="signal", name="speech", weight=1)
    assert desk.session.profile is not None
    text = desk.session.profile.read_text(encoding="utf-8")
    try:
        desk.session.profile.write_text(text.replace("1.2", "1.3", 1), encoding="utf-8")
        view = again(desk).view()
        assert view["bans"] == [0]
        assert view["is_saved"]
        assert "the profile was changed meanwhile" in view["notes"][0]
    finally:
        desk.session.profile.write_text(text, encoding="utf-8")


def test_a_like_tells_what_it_moved_and_comes_into_the_history(desk: Desk) -> None:
    # Of what nobody asked for, so that it says something new.
    shot = min(range(len(desk.view()["scores"])), key=desk.view()["scores"].__getitem__)
    view = do(desk, do="like", shot=shot)
    assert view["likes"] == [shot]
    assert view["learnt"]
    first = desk.history()[0]
    assert (first["what"], first["is_pending"]) == (f"like #{shot + 1}", True)
    assert desk.undo()["likes"] == []


def test_a_plan_made_by_hand_is_read_back_as_it_was(desk: Desk, tmp_path: Path) -> None:
    clips = desk.view()["clips"]
    do(desk, do="trim", clip=clips[0]["key"], start=clips[0]["start"] + 0.25, end=clips[0]["end"])
    view = do(desk, do="move", clip=clips[0]["key"], before=None)
    assert view["clips"][-1]["key"] == clips[0]["key"]
    assert view["clips"][-1]["is_trimmed"]
    assert "the order of the clips was changed by hand" in view["notes"]
    edl = desk.planned.edl
    path = tmp_path / "plan.json"
    path.write_text(plan_to_json(edl, tmp_path), encoding="utf-8")
    assert plan_from_json(path.read_text(encoding="utf-8"), path).clips == edl.clips


@pytest.mark.slow
def test_a_plan_made_by_hand_is_rendered_and_exported_as_it_is(
    desk: Desk, tmp_path: Path, cutter: Run
) -> None:
    clips = desk.view()["clips"]
    do(desk, do="trim", clip=clips[1]["key"], start=clips[1]["start"] + 0.25, end=clips[1]["end"])
    for clip in clips[::2]:
        do(desk, do="move", clip=clip["key"], before=None)
    do(desk, do="wish", name="budget", value="12s")
    plan = tmp_path / "plan.json"
    plan.write_text(plan_to_json(desk.planned.edl, tmp_path), encoding="utf-8")
    made = cutter("render", plan, "-o", "cut.mp4")
    assert made.returncode == 0, made.stderr
    edl = desk.planned.edl
    assert open_source(tmp_path / "cut.mp4").end == edl.duration
    named = [word for name in FORMATS for word in ("--export", name)]
    exported = cutter("export", plan, *named, "-o", "forms")
    assert exported.returncode == 0, exported.stderr
    assert len(list((tmp_path / "forms").iterdir())) == len(FORMATS)


@pytest.mark.slow
def test_a_studio_that_was_killed_opens_with_all_that_was_done(
    shared_cache: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "viewer.json"
    shutil.copy(PROFILES / "alice.json", profile)
    eyes = ("--profile", profile, "--model", SAMPLE_CLIP, "--offline", "--cache", shared_cache)
    with started(SAMPLE, *eyes, folder=tmp_path) as studio:
        studio.wait()
        clips = studio.told("/api/view")["clips"]
        studio.told("/api/do", {"do": "lock", "clip": clips[1]["key"]})
        studio.told("/api/do", {"do": "add", "text": "a storm at sea"})
        before = studio.told("/api/do", {"do": "dislike", "shot": clips[0]["shots"][0]})
        studio.process.kill()
        studio.process.wait(20)
    with started(SAMPLE, *eyes, folder=tmp_path) as studio:
        studio.wait()
        after = studio.told("/api/view")
        told = ("entered", "left", "learnt", "planned_ms")
        assert {k: v for k, v in after.items() if k not in told} == {
            k: v for k, v in before.items() if k not in told
        }
        assert studio.told("/api/undo", {})["undo"] == "add a storm at sea"


def test_a_picked_variant_stays_the_cut_while_it_is_changed(desk: Desk) -> None:
    told = desk.variants()
    assert len(told) == 4
    assert [each["is_picked"] for each in told] == [True, False, False, False]
    view = do(desk, do="pick", variant=2)
    assert view["clips"] == told[2]["clips"]
    assert [each["is_picked"] for each in desk.variants()] == [False, False, True, False]
    assert again(desk).view()["clips"] == view["clips"]
    do(desk, do="pick", variant=0)
    assert desk.view()["clips"] == told[0]["clips"]


def test_saving_writes_the_taste_and_leaves_the_cut_as_it_is(
    shared_cache: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "viewer.json"
    shutil.copy(PROFILES / "alice.json", profile)
    with alone(tmp_path / "session"):
        own = Desk(session(tmp_path / "session", shared_cache, profile))
        do(own, do="ban", shot=4)
        do(own, do="weigh", want="likes[0]", weight=0.4)
        do(own, do="like", shot=7)
        before = own.view()
        written = profile.read_bytes()
        view = own.save()
        assert profile.read_bytes() != written
        assert view["is_saved"]
        assert view["undo"] == "ban #5"
        assert view["undo_note"]
        assert view["likes"] == [7]
        assert view["wants"][0]["written"] == 0.4
        assert view["clips"] == before["clips"]
        assert standing(again(own)) | {"undo_note": view["undo_note"]} == standing(own)


def test_without_a_profile_there_is_nothing_to_save_into(
    shared_cache: Path, tmp_path: Path
) -> None:
    with alone(tmp_path / "session"):
        desk = Desk(session(tmp_path / "session", shared_cache, None))
        view = do(desk, do="add", text="a storm at sea")
        assert [want["key"] for want in view["wants"]] == ["added[0]"]
        with pytest.raises(UsageError, match="--profile"):
            desk.save()


def test_a_cut_that_nothing_matches_is_filled_where_that_is_chosen(desk: Desk) -> None:
    scarce = do(desk, do="wish", name="budget", value="80%")
    filled = do(desk, do="wish", name="fill", value="on")
    assert filled["wish"]["fill"] == {"value": "on", "settled": "on", "choices": ["on", "off"]}
    assert filled["duration"] > scarce["duration"]
    with pytest.raises(UsageError, match="write on or off"):
        do(desk, do="wish", name="fill", value="perhaps")
    assert do(desk, do="wish", name="fill", value=None)["duration"] == scarce["duration"]
    longer = do(desk, do="wish", name="min_clip", value="3s")
    assert longer["wish"]["min_clip"]["settled"] == "3s"
    assert min(clip["end"] - clip["start"] for clip in longer["clips"]) >= 3 - 1 / 24


def test_a_film_too_short_for_its_usual_cut_opens_whole(tmp_path: Path) -> None:
    film = tmp_path / "brief.mp4"
    shown = "testsrc2=duration=3:size=320x180:rate=24"
    ffmpeg.run(["-f", "lavfi", "-i", shown, "-pix_fmt", "yuv420p", str(film)])
    look = Look(model="basic", offline=True, cache=tmp_path / "cache")
    with alone(tmp_path / "session"):
        brief = Desk(Session(film, None, look, Wish(), tmp_path / "session"))
        view = brief.view()
        assert view["clips"]
        assert view["wish"]["budget"]["value"] == "100%"
        assert any("the whole film is taken" in note for note in view["notes"])
        with pytest.raises(NothingFits):
            do(brief, do="wish", name="budget", value=None)
        assert brief.view()["clips"] == view["clips"]
