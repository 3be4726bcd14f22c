"""Every file of the corpus ends as the table says: in time, in words, opening nothing else."""

from pathlib import Path

import pytest

from tests.faults.command import make, names
from tests.faults.corpus import CLOSED_PORT, FILES, Corpus
from tests.faults.doors import Trap
from tests.faults.seen import SOME

NAMED = {"playlist.mp4": "seg.ts", "concat_rel.mp4": "ok.mp4", "ssrf.mp4": "seg.ts"}
"""What the files that are scripts name; for one of them it is an address."""


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_corpus_ends_with_its_exit_code(
    corpus: Corpus, tmp_path: Path, name: str
) -> None:
    target = tmp_path / "cut.mp4"
    done = make(corpus(name), target, *SOME)
    assert done.code == FILES[name], done.err
    assert "Traceback" not in done.err
    assert "internal error" not in done.err
    assert names(tmp_path) == (["cut.mp4"] if done.code == 0 else [])
    if done.code:
        assert len(done.lines) == 1, done.err


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", NAMED)
def test_a_script_of_the_corpus_opens_no_other_file_and_no_connection(
    corpus: Corpus, tmp_path: Path, name: str
) -> None:
    trap = Trap(tmp_path, NAMED[name])
    try:
        film = tmp_path / name
        text = corpus(name).read_text().replace(CLOSED_PORT, f"http://127.0.0.1:{trap.port}/x.ts")
        film.write_text(text)
        make(film, tmp_path / "cut.mp4", *SOME).failed(3, name, "playlist or a script")
        assert not trap.was_touched()
    finally:
        trap.close()
