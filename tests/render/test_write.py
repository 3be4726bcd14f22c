"""A cut appears whole or not at all, tells nothing it should not, and never touches its source."""

import dataclasses
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import psutil
import pytest

from cutter import ffmpeg
from cutter.errors import (
    CutterError,
    FfmpegFailed,
    OutputExists,
    OutputRefused,
    RenderError,
    SourceChanged,
    UsageError,
    VerificationFailed,
)
from cutter.media.source import open_source
from cutter.progress import SILENT, Progress
from cutter.render.choose import make_renderer
from cutter.render.ffmpeg_renderer import FfmpegRenderer
from cutter.render.renderer import Pictures, Renderer
from cutter.render.write import refuse_unfit_suffix, write_cut
from cutter.schema import EditDecisionList, Media
from tests.films import ROOT
from tests.render.conftest import GetFilm
from tests.render.films import (
    Kind,
    cut_of,
    make_film,
    planned_numbers,
    shown_numbers,
    truth_of,
)

SPANS = [(0, Fraction(n), Fraction(n) + Fraction(1, 2)) for n in (5, 1, 6, 3)]
FFMPEG = make_renderer("ffmpeg", device="cpu")


class Broken:
    """A renderer that fails after it has written something."""

    name = "broken"

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def picture(
        self, edl: EditDecisionList, films: Sequence[Media], work: Path, progress: Progress
    ) -> Pictures:
        (work / "0000.part.mp4").write_bytes(b"half a clip")
        raise self.error


class Short:
    """A renderer that leaves out the last clip."""

    name = "short"

    def picture(
        self, edl: EditDecisionList, films: Sequence[Media], work: Path, progress: Progress
    ) -> Pictures:
        made = FFMPEG.picture(edl, films, work, progress)
        return dataclasses.replace(made, files=made.files[:-1])


@pytest.fixture
def media(film: GetFilm) -> Media:
    return film(Kind("plain"))[0]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("renderer", "error"),
    [
        (Broken(FfmpegFailed("no")), FfmpegFailed),
        (Broken(KeyboardInterrupt()), KeyboardInterrupt),
        (Short(), VerificationFailed),
    ],
)
def test_a_failure_leaves_the_old_cut_and_nothing_else(
    media: Media, tmp_path: Path, renderer: Renderer, error: type[BaseException]
) -> None:
    target = tmp_path / "cut.mp4"
    target.write_bytes(b"old")
    with pytest.raises(error):
        write_cut(cut_of([media], SPANS), [media], target, renderer=renderer, overwrite=True)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["cut.mp4"]


def test_intermediate_files_go_where_they_are_told_and_go_away(
    media: Media, tmp_path: Path
) -> None:
    work, target = tmp_path / "work", tmp_path / "cut.mp4"
    work.mkdir()
    write_cut(cut_of([media], SPANS), [media], target, renderer=FFMPEG, work=work)
    assert names(work) == []
    assert names(tmp_path) == ["cut.mp4", "work"]


@pytest.mark.parametrize("way", ["itself", "link", "hardlink", "dotted"])
def test_the_source_is_never_written_to(tmp_path: Path, way: str) -> None:
    path = make_film(tmp_path, Kind("own"), seconds=2)
    before = hashlib.sha256(path.read_bytes()).digest()
    target = tmp_path / "sub.mp4"
    if way == "link":
        target.symlink_to(path)
    elif way == "hardlink":
        target.hardlink_to(path)
    else:
        target = path if way == "itself" else Path(f"{tmp_path}/./{path.name}")
    media = open_source(path)
    edl = cut_of([media], [(0, Fraction(0), Fraction(1))])
    with pytest.raises(OutputRefused, match="source"):
        write_cut(edl, [media], target, renderer=FFMPEG, overwrite=True)
    assert hashlib.sha256(path.read_bytes()).digest() == before


def test_refusals_come_before_any_work(media: Media, tmp_path: Path) -> None:
    edl = cut_of([media], SPANS)
    idle = Broken(AssertionError("no work may be done"))
    taken = tmp_path / "taken.mp4"
    taken.write_bytes(b"old")
    with pytest.raises(OutputExists):
        write_cut(edl, [media], taken, renderer=idle)
    with pytest.raises(OutputRefused, match="does not exist"):
        write_cut(edl, [media], tmp_path / "no" / "cut.mp4", renderer=idle)
    with pytest.raises(UsageError, match=r"\.mp4"):
        write_cut(edl, [media], tmp_path / "cut.avi", renderer=idle)
    with pytest.raises(UsageError, match="1 film"):
        write_cut(edl, [media, media], tmp_path / "cut.mp4", renderer=idle)
    huge = dataclasses.replace(edl.output, width=10**7, height=10**6)
    with pytest.raises(OutputRefused, match="are free"):
        write_cut(
            dataclasses.replace(edl, output=huge), [media], tmp_path / "cut.mp4", renderer=idle
        )
    assert names(tmp_path) == ["taken.mp4"]


def test_a_suffix_is_refused_without_anything_heavy(tmp_path: Path) -> None:
    for name in ("cut.mp4", "cut.M4V", "cut.mov", "cut.mkv"):
        refuse_unfit_suffix(tmp_path / name)
    for name in ("cut.avi", "cut", "mp4"):
        with pytest.raises(UsageError, match=r"name an output that ends in \.mp4"):
            refuse_unfit_suffix(tmp_path / name)
    heavy = ("numpy", "av", "cv2", "ffmpeg", "pydantic")
    code = "import sys; from cutter.render.write import refuse_unfit_suffix;"
    code += f"print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names are text on other systems")
@pytest.mark.parametrize("renderer", ["ffmpeg", "moviepy"])
@pytest.mark.parametrize("name", [b"bad\xff", b"<source>", b"<target>"])
def test_a_name_that_is_no_text_is_rendered_from_and_to(
    tmp_path: Path, name: bytes, renderer: str
) -> None:
    folder = tmp_path / os.fsdecode(name)
    folder.mkdir()
    film = make_film(folder, Kind("own"), seconds=2)
    media = open_source(film.rename(folder / os.fsdecode(name + b".mp4")))
    edl = cut_of([media], [(0, Fraction(1), Fraction(3, 2)), (0, Fraction(0), Fraction(1, 2))])
    target = folder / os.fsdecode(name + b".cut.mp4")
    cut = write_cut(edl, [media], target, renderer=make_renderer(renderer, device="cpu"))
    assert shown_numbers(cut) == planned_numbers(edl, [truth_of(media)])


def test_a_film_that_changed_since_the_plan_is_refused(tmp_path: Path) -> None:
    path = make_film(tmp_path, Kind("own"), seconds=2)
    media = open_source(path)
    edl = cut_of([media], [(0, Fraction(0), Fraction(1))])
    with path.open("ab") as stream:
        stream.write(b"\0")
    with pytest.raises(SourceChanged, match=r"own\.mp4"):
        write_cut(edl, [media], tmp_path / "cut.mp4", renderer=FFMPEG)
    again = open_source(path)
    with pytest.raises(SourceChanged):
        write_cut(edl, [again], tmp_path / "cut.mp4", renderer=FFMPEG)


def test_metadata_stays_out_unless_it_is_kept(tmp_path: Path) -> None:
    plain = make_film(tmp_path, Kind("own"), seconds=2)
    tagged = tmp_path / "tagged.mp4"
    tags = ["-metadata", "title=canary-title", "-metadata", "location=+48.8577+002.295/"]
    tags += ["-metadata", "creation_time=2024-05-06T07:08:09Z", "-metadata:s:a", "title=canary-a"]
    ffmpeg.run(["-i", str(plain), "-c", "copy", *tags, str(tagged)])
    media = open_source(tagged)
    edl = cut_of([media], [(0, Fraction(0), Fraction(1))])
    clean = write_cut(edl, [media], tmp_path / "clean.mp4", renderer=FFMPEG)
    for word in (b"canary", b"48.85", b"Lavf", b"own.mp4", b"tagged"):
        assert word not in clean.read_bytes()
    with av.open(str(clean)) as container:
        assert not {"title", "creation_time", "location", "encoder"} & set(container.metadata)
    kept = write_cut(edl, [media], tmp_path / "kept.mp4", renderer=FFMPEG, keep_metadata=True)
    with av.open(str(kept)) as container:
        assert container.metadata["title"] == "canary-title"


def test_how_many_clips_run_at_once_does_not_change_a_byte(media: Media, tmp_path: Path) -> None:
    from cutter.render.encoder import CPU

    edl = cut_of([media], SPANS)
    films = [
        write_cut(edl, [media], tmp_path / f"{n}.mp4", renderer=FfmpegRenderer(CPU, n))
        for n in (1, 3)
    ]
    assert films[0].read_bytes() == films[1].read_bytes()


def test_long_clips_are_encoded_in_pieces_that_do_not_show(
    film: GetFilm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cutter.timeline.place.PIECE_SECONDS", 1)
    media, truth = film(Kind("plain"))
    edl = cut_of([media], [(0, Fraction(1), Fraction(6)), (0, Fraction(0), Fraction(1, 2))])
    cut = write_cut(edl, [media], tmp_path / "cut.mp4", renderer=FFMPEG)
    assert shown_numbers(cut) == planned_numbers(edl, [truth])


def test_a_clip_past_the_end_of_the_film_is_told(media: Media, tmp_path: Path) -> None:
    edl = cut_of([media], [(0, Fraction(100), Fraction(101))])
    for name in ("ffmpeg", "moviepy"):
        with pytest.raises(RenderError, match=r"plain\.mp4.*damaged"):
            write_cut(
                edl, [media], tmp_path / "cut.mp4", renderer=make_renderer(name, device="cpu")
            )
    assert names(tmp_path) == []


def test_a_renderer_of_no_known_name_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="ffmpeg, copy, moviepy"):
        make_renderer("premiere")
    with pytest.raises(UsageError, match="auto, cpu, cuda"):
        make_renderer("ffmpeg", device="tpu")


def test_a_gpu_that_fails_is_replaced_by_the_cpu(media: Media, tmp_path: Path) -> None:
    from cutter.render.encoder import CUDA

    if ffmpeg.works(CUDA.name):
        pytest.skip("NVENC works here")
    said: list[str] = []

    class Told(type(SILENT)):  # type: ignore[misc]
        def warn(self, message: str) -> None:
            said.append(message)

        note = warn

    told = Told()
    assert make_renderer("ffmpeg", device="cuda", progress=told).name == "ffmpeg"
    assert len(said) == 1
    assert "CPU" in said[0]
    said.clear()
    edl = cut_of([media], SPANS)
    cut = write_cut(
        edl, [media], tmp_path / "cut.mp4", renderer=FfmpegRenderer(CUDA), progress=told
    )
    assert len(said) == 1
    assert "GPU failed" in said[0]
    again = write_cut(edl, [media], tmp_path / "again.mp4", renderer=FFMPEG)
    assert cut.read_bytes() == again.read_bytes()


PROGRAM = """
import pickle, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from cutter.render.choose import make_renderer
from cutter.render.write import write_cut
edl, films, target = pickle.loads(Path({pickled!r}).read_bytes())
if {limit}:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
print("ready", flush=True)
try:
    write_cut(edl, films, target, renderer=make_renderer("ffmpeg", device="cpu"))
except Exception as error:
    print(type(error).__name__, error)
    sys.exit(6)
"""


def start(
    edl: EditDecisionList, media: Media, target: Path, limit: int = 0
) -> subprocess.Popen[str]:
    import pickle

    pickled = target.with_suffix(".pickle")
    pickled.write_bytes(pickle.dumps((edl, [media], target)))
    program = PROGRAM.format(root=str(ROOT), pickled=str(pickled), limit=limit)
    return subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def work_of(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith(".cutter-")]


def finished(folder: Path) -> list[Path]:
    return [p for work in work_of(folder) for p in work.glob("????-*.mp4")]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_no_process_and_no_half_film(
    media: Media, tmp_path: Path, how: signal.Signals
) -> None:
    spans = [(0, Fraction(n, 5), Fraction(n, 5) + 1) for n in range(30)]
    edl = cut_of([media], spans)
    target = tmp_path / "cut.mp4"
    with start(edl, media, target) as program:
        until = time.monotonic() + 60
        while len(finished(tmp_path)) < 3 and time.monotonic() < until:
            time.sleep(0.01)
        children = psutil.Process(program.pid).children(recursive=True)
        program.send_signal(how)
        began = time.monotonic()
        program.communicate(timeout=20)
        assert time.monotonic() - began < 6
    assert not target.exists()
    _, left = psutil.wait_procs(children, timeout=5)
    assert [p for p in left if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []
    if how == signal.SIGINT:
        assert work_of(tmp_path) == []
        return
    # What a killed run had finished is taken up, and then all is as if nothing had happened.
    kept = {path.name: path.stat().st_mtime_ns for path in finished(tmp_path)}
    assert len(kept) >= 3
    taken: dict[str, int] = {}

    class Watching(FfmpegRenderer):
        def picture(
            self, edl: EditDecisionList, films: Sequence[Media], work: Path, progress: Progress
        ) -> Pictures:
            made = super().picture(edl, films, work, progress)
            taken.update({p.name: p.stat().st_mtime_ns for p in made.files if p.name in kept})
            return made

    from cutter.render.encoder import CPU

    write_cut(edl, [media], target, renderer=Watching(CPU))
    assert taken == kept
    assert names(tmp_path) == ["cut.mp4", "cut.pickle"]
    clean = write_cut(edl, [media], tmp_path / "clean.mp4", renderer=FFMPEG)
    assert clean.read_bytes() == target.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
@pytest.mark.parametrize("where", ["clip", "sound", "film"])
def test_a_full_disk_ends_with_an_error_and_leaves_nothing(
    media: Media, tmp_path: Path, where: str
) -> None:
    edl = cut_of([media], [(0, Fraction(n), Fraction(n) + 1) for n in range(7)])
    whole = write_cut(edl, [media], tmp_path / "whole.mp4", renderer=FFMPEG)
    # No file may grow past the limit, as on a full disk.
    limit = {"clip": 1000, "sound": 50_000, "film": whole.stat().st_size - 1000}[where]
    whole.unlink()
    target = tmp_path / "cut.mp4"
    with start(edl, media, target, limit) as program:
        out, err = program.communicate(timeout=60)
    assert program.returncode == 6, (out, err)
    assert "DiskFull " in out
    assert "the disk is full" in out
    assert names(tmp_path) == ["cut.pickle"]


def test_two_runs_of_the_same_cut_do_not_disturb_each_other(media: Media, tmp_path: Path) -> None:
    edl = cut_of([media], SPANS)
    programs = [start(edl, media, tmp_path / "cut.mp4") for _ in range(2)]
    codes = []
    for program in programs:
        with program:
            program.communicate(timeout=60)
            codes.append(program.returncode)
    # Both may get there, or the later one finds the cut and refuses to replace it.
    assert 0 in codes
    assert set(codes) <= {0, 6}
    assert names(tmp_path) == ["cut.mp4", "cut.pickle"]


def test_what_a_killed_run_left_long_ago_is_swept(media: Media, tmp_path: Path) -> None:
    stale, foreign = tmp_path / f".cutter-{'0' * 16}", tmp_path / ".cutter-notes"
    stale.mkdir()
    foreign.mkdir()
    (stale / "lock").touch()
    (stale / "0000-aa.mp4").write_bytes(b"clip")
    os.utime(stale, (0, 0))
    write_cut(cut_of([media], SPANS), [media], tmp_path / "cut.mp4", renderer=FFMPEG)
    assert names(tmp_path) == [".cutter-notes", "cut.mp4"]


def test_errors_are_ours() -> None:
    for error in (FfmpegFailed, RenderError, VerificationFailed):
        assert issubclass(error, CutterError)
        assert error.exit_code == 6
