"""The process that fuzzing may break: it does with broken files what cutter does, under limits.

Run as `python -m tests.fuzz.child BOX`. Reads jobs from stdin, a JSON line each, and answers each
with a JSON line. It writes into its box alone; an audit hook tells of anything else.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.films import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cutter import Look
    from cutter.pipeline import Planned
    from cutter.schema import Speed

MEMORY = 4 * 2**30
"""Bytes of address space."""
SECONDS = 20
"""Of the processor, for one input."""
WRITERS = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate")
LEAVING = ("socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.fork")

Reply = dict[str, Any]


class Box:
    """A folder, and what may be done in it."""

    def __init__(self, folder: Path) -> None:
        self.inside = folder / "in"
        self.cache = folder / "cache"
        self.known = folder / "known"
        self.film = self.inside / "known.mp4"
        self.profile = self.inside / "known.json"

    def look(self, cache: Path, number: int = 0) -> Look:
        """Return how to look at a film: at full speed, and one time in five at another."""
        from cutter import Look
        from cutter.analysis.settings import DetectorSettings

        speeds: dict[int, Speed] = {0: "fast", 1: "draft"}
        detector = DetectorSettings(speed=speeds.get(number % 10, "full"))
        return Look(model="basic", offline=True, cache=cache, detector=detector)

    def plan(self, film: Path, profile: Path, look: Look) -> Planned:
        """Plan a cut, and check what must be true of any cut."""
        from cutter import Wish
        from cutter.interchange.plan import plan_from_json, plan_to_json
        from cutter.pipeline import plan

        wish = Wish(budget="50%", min_clip="0.1s", fill=True)
        planned = plan([film], profile, look=look, wish=wish)
        (analysis,) = planned.analyses
        ends = [analysis.film.media.end] + [shot.span.end for shot in analysis.film.shots]
        assert all(clip.source_range.start >= 0 for clip in planned.edl.clips)
        assert all(clip.source_range.end <= max(ends) for clip in planned.edl.clips)
        assert planned.edl.duration <= planned.edl.budget
        text = plan_to_json(planned.edl, self.inside)
        again = plan_from_json(text, self.inside / "plan.json")
        assert plan_to_json(again, self.inside) == text
        return planned

    def plan_text(self, cache: Path) -> str:
        """Return the plan of the sound film, and analyse it if the cache does not hold it."""
        from cutter.interchange.plan import plan_to_json

        planned = self.plan(self.film, self.profile, self.look(cache, 5))
        return plan_to_json(planned.edl, self.inside)

    def run(self, kind: str, path: Path, number: int) -> None:
        """Do with one broken file what a user might."""
        if kind == "film":
            self.plan(path, self.profile, self.look(self.cache, number))
        elif kind == "profile":
            self.plan(self.film, path, self.look(self.known, 5))
        elif kind == "subtitles":
            import dataclasses

            look = dataclasses.replace(self.look(self.known, 5), subtitles=path)
            self.plan(self.film, self.profile, look)
        elif kind == "plan":
            from cutter.interchange.plan import plan_to_json, read_plan

            plan_to_json(read_plan(path), self.inside)
        else:
            self.spoil(path)

    def spoil(self, path: Path) -> None:
        """Use a store of which one file is broken: the plan must be the same all the same."""
        spoilt = self.cache / "spoilt"
        shutil.rmtree(spoilt, ignore_errors=True)
        shutil.copytree(self.known, spoilt)
        (target,) = spoilt.rglob(path.name)
        shutil.copyfile(path, target)
        assert self.plan_text(spoilt) == self.plan_text(self.known)


def answer(box: Box, job: Reply) -> Reply:
    """Do a job and say how it ended: `planned`, `refused`, `memory` or `uncaught`."""
    from cutter.errors import CutterError

    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + SECONDS, resource.RLIM_INFINITY))
    with _thread_faults() as faults:
        try:
            box.run(job["kind"], box.inside / job["name"], job["number"])
            reply: Reply = {"outcome": "planned", "what": ""}
        except CutterError as error:
            is_one_line = len(str(error).splitlines()) == 1
            what = type(error).__name__
            reply = {"outcome": "refused" if is_one_line else "uncaught", "what": what}
        except MemoryError as error:
            reply = {"outcome": "memory", "what": _place(error)}
        except Exception as error:
            reply = {"outcome": "uncaught", "what": _place(error)}
            reply["traceback"] = traceback.format_exc()[-4_000:]
    if faults:
        reply = {"outcome": "uncaught", "what": f"in a thread: {faults[0]}"}
    left = [thread.name for thread in threading.enumerate() if not thread.daemon]
    if len(left) > 1:
        reply = {"outcome": "uncaught", "what": f"a thread is left: {left[1]}"}
    held = Path("/proc/self/fd")
    reply["files"] = len(list(held.iterdir())) if held.is_dir() else 0
    reply["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return reply


@contextlib.contextmanager
def _thread_faults() -> Iterator[list[str]]:
    """Collect what threads of their own do not catch."""
    found: list[str] = []
    before = threading.excepthook, sys.unraisablehook
    threading.excepthook = lambda told: found.append(repr(told.exc_value))
    sys.unraisablehook = lambda told: found.append(repr(told.exc_value))
    try:
        yield found
    finally:
        threading.excepthook, sys.unraisablehook = before


def _place(error: BaseException) -> str:
    """Return an exception's type and the innermost line of cutter, by which faults are grouped."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/cutter/" in frame.filename] or list(frames)
    last = ours[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno} ({last.name})"


def watch_writes(folder: Path, told: list[str]) -> None:
    """Note every file that Python writes outside a folder, every process started, every socket."""
    inside = (str(folder), "/dev/null", "/proc/self")

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in LEAVING:
            told.append(f"{event} {str(arguments[0])[:200]}")
        if event in WRITERS:
            paths = [item for item in arguments[:2] if isinstance(item, str | bytes | os.PathLike)]
        elif event == "open" and _is_writing(arguments):
            paths = [item for item in arguments[:1] if isinstance(item, str | bytes | os.PathLike)]
        else:
            return
        for path in paths:
            whole = str(Path(os.fsdecode(path)).resolve())
            if not whole.startswith(inside) and "__pycache__" not in whole:
                told.append(f"{event} {whole}")

    sys.addaudithook(hook)


def _is_writing(arguments: tuple[Any, ...]) -> bool:
    """Whether an `open` event is one for writing: by its mode, or by its flags."""
    _, mode, flags = arguments
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) if isinstance(flags, int) else False


def main() -> None:
    """Answer jobs until stdin ends."""
    folder = Path(sys.argv[1]).resolve()
    box = Box(folder)
    replies = os.fdopen(os.dup(1), "w")
    # What C code prints goes to stderr, so that it cannot pass for a reply.
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.chdir(box.inside)
    outside: list[str] = []
    watch_writes(folder, outside)
    text = box.plan_text(box.known)
    (box.inside / "known.plan.json").write_text(text, encoding="utf-8")
    print(json.dumps({"outcome": "ready"}), file=replies, flush=True)
    for line in sys.stdin:
        outside.clear()
        reply = answer(box, json.loads(line))
        if outside:
            reply |= {"outcome": "outside", "what": outside[0]}
        print(json.dumps(reply), file=replies, flush=True)


if __name__ == "__main__":
    assert ROOT.is_dir()
    main()
