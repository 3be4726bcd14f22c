"""The page about security says what is there, and its command for hostile films works."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.corpus import Corpus
from tests.films import ROOT

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_the_page_is_linked_and_its_links_lead_somewhere() -> None:
    assert "](SECURITY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / target).exists(), target


def test_the_page_names_nobody_and_no_address() -> None:
    assert not re.search(r"https?://|[\w.]+@[\w.]+|Copyright", PAGE)
    assert "issue tracker" in PAGE


def test_every_option_and_command_that_the_page_names_exists() -> None:
    known = (ROOT / "cutter" / "cli" / "groups.py").read_text(encoding="utf-8")
    for option in ("--keep-metadata", "--offline", "--debug", "--overwrite", "--fill"):
        assert option in PAGE
        assert re.search(rf'"{option}["/]', known), option
    for command in re.findall(r"`cutter ([a-z ]+)`", PAGE):
        done = subprocess.run(
            [sys.executable, "-m", "cutter", *command.split(), "--help"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, command


@pytest.mark.slow
def test_the_command_for_films_that_are_not_trusted_makes_a_cut(
    corpus: Corpus, tmp_path: Path
) -> None:
    bwrap = shutil.which("bwrap")
    works = [bwrap or "", "--unshare-all", "--ro-bind", "/", "/", "true"]
    if bwrap is None or subprocess.run(works, capture_output=True, check=False).returncode:
        pytest.skip("bubblewrap does not work here")
    if any(path.is_relative_to("/tmp") for path in (ROOT, Path(sys.executable))):
        pytest.skip("this checkout lies in /tmp, which the example hides")
    (example,) = (
        block for block in re.findall(r"```bash\n(.*?)```", PAGE, re.S) if "bwrap" in block
    )
    folder = tmp_path / "env" / "bin"
    folder.mkdir(parents=True)
    script = folder / "cutter"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m cutter "$@"\n')
    script.chmod(0o755)
    desk = tmp_path / "desk"
    desk.mkdir()
    shutil.copy(corpus("ok.mp4"), desk / "untrusted.mp4")
    done = subprocess.run(
        ["bash", "-ec", example],  # noqa: S607 - the reader's shell
        cwd=desk,
        env={
            **os.environ,
            "PATH": f"{folder}:{os.environ['PATH']}",
            "HOME": str(tmp_path / "home"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (desk / "out" / "cut.mp4").stat().st_size > 1000
