"""Weights come from the hub through its real client, checked, and once; absence takes no time.

Each test runs in a process of its own, for the hub client reads its settings when imported.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.eyes.fake_hub import COMMIT, Files, serve
from tests.films import ROOT

REPOSITORY = "timm/PE-Core-T-16-384"
CONTENT = b"weights " * 200_000
FILES: Files = {f"{REPOSITORY}/open_clip_model.safetensors": CONTENT}

FETCH = """
import json, sys
from cutter.errors import CutterError
from cutter.eyes import hub, models
from cutter.eyes.weights import Wanted
from cutter.progress import JsonLines
try:
    models.fetch(sys.argv[1], JsonLines(sys.stderr))
    found = models.find(models.understand(sys.argv[1]))
    print(json.dumps({"file": str(found.file), "name": found.name}))
except CutterError as error:
    print(json.dumps({"error": str(error), "code": error.exit_code}))
"""

OPEN = """
import json, sys, time
from cutter.errors import CutterError
from cutter.eyes.choose import open_eyes
from cutter.progress import JsonLines
begin = time.monotonic()
try:
    name = open_eyes(sys.argv[1], progress=JsonLines(sys.stderr)).name
except CutterError as error:
    name = f"{type(error).__name__}: {error}"
seconds = time.monotonic() - begin
print(json.dumps({"name": name, "seconds": seconds, "torch": "torch" in sys.modules}))
"""

DEAF = """
import socket, time
def stuck(*arguments, **options):
    time.sleep(60)
socket.getaddrinfo = stuck
"""


def _run(code: str, argument: str, home: Path, **settings: str) -> tuple[dict[str, object], str]:
    environment = {**os.environ, "HF_HOME": str(home), "HF_HUB_OFFLINE": "0", **settings}
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", code, argument],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer, done.stderr


def _notes(stderr: str) -> list[str]:
    events = [json.loads(line) for line in stderr.splitlines()]
    return [event["message"] for event in events if event["event"] in {"note", "warning"}]


def test_weights_are_fetched_once_with_progress_and_then_found(tmp_path: Path) -> None:
    with serve(FILES) as (address, asked):
        answer, told = _run(FETCH, "fast", tmp_path, HF_ENDPOINT=address)
        assert Path(str(answer["file"])).read_bytes() == CONTENT
        assert COMMIT in str(answer["file"])
        assert answer["name"] == "openclip/PE-Core-T-16-384/meta"
        assert any(line.startswith("GET") for line in asked)
        begun, ended = (json.loads(line) for line in told.splitlines()[:2])
        assert begun["total"] == pytest.approx(len(CONTENT) / 1e6)
        assert ended["event"] == "end"
        assert ended["done"] == pytest.approx(len(CONTENT) / 1e6, abs=0.01)
        asked.clear()
        _, told = _run(FETCH, "fast", tmp_path, HF_ENDPOINT=address)
        assert asked == []
        assert _notes(told) == ["PE-Core-T-16-384/meta is on this machine already"]


def test_weights_that_are_here_open_without_network_or_torch(tmp_path: Path) -> None:
    with serve(FILES) as (address, asked):
        _run(FETCH, "fast", tmp_path, HF_ENDPOINT=address)
        asked.clear()
        answer, told = _run(OPEN, "fast", tmp_path, HF_ENDPOINT=address)
    assert answer["name"] == "openclip/PE-Core-T-16-384/meta"
    assert not answer["torch"]
    assert asked == []
    assert len(_notes(told)) == 1


def test_damaged_weights_are_removed_and_not_used(tmp_path: Path) -> None:
    with serve(FILES, damaged=frozenset(FILES)) as (address, _):
        answer, _told = _run(FETCH, "fast", tmp_path, HF_ENDPOINT=address)
    assert answer["code"] == 3
    assert "damaged" in str(answer["error"])
    assert not list(tmp_path.rglob("*.safetensors"))
    assert CONTENT[:-1] not in b"".join(p.read_bytes() for p in tmp_path.rglob("blobs/*"))


def test_other_weights_than_the_pinned_ones_are_refused(tmp_path: Path) -> None:
    """The default model is pinned to a SHA-256: a hub that offers other weights is not trusted."""
    repository = "laion/CLIP-ViT-B-32-laion2B-s34B-b79K"
    with serve({f"{repository}/open_clip_model.safetensors": CONTENT}) as (address, asked):
        answer, _ = _run(FETCH, "default", tmp_path, HF_ENDPOINT=address)
    assert "1a25a446712ba5ee05982a381eed697ef9b435cf" in "".join(asked)
    assert hashlib.sha256(CONTENT).hexdigest()[:12] in str(answer["error"])


def test_auto_falls_back_to_basic_in_one_line_when_the_download_fails(tmp_path: Path) -> None:
    repository = "laion/CLIP-ViT-B-32-laion2B-s34B-b79K"
    with serve({f"{repository}/README.md": b"no weights"}) as (address, _):
        answer, told = _run(OPEN, "auto", tmp_path, HF_ENDPOINT=address)
    assert answer["name"] == "basic/1"
    (note,) = _notes(told)
    assert "cutter models fetch" in note


@pytest.mark.parametrize("trouble", ["no name service", "no answer", "refused"])
def test_a_hub_out_of_reach_costs_five_seconds_at_most(tmp_path: Path, trouble: str) -> None:
    import socket

    with socket.socket() as mute:
        # A socket that listens and never answers; or one that nobody listens on.
        mute.bind(("127.0.0.1", 0))
        if trouble == "no answer":
            mute.listen(8)
        address = f"http://127.0.0.1:{mute.getsockname()[1]}"
        if trouble == "no name service":
            address = "https://hub.example"
        code = DEAF + OPEN if trouble == "no name service" else OPEN

        def opened(model: str) -> tuple[str, str]:
            begin = time.monotonic()
            answer, told = _run(code, model, tmp_path / model, HF_ENDPOINT=address)
            # The process must also end in time, whatever the thread that asked still waits for.
            assert float(str(answer["seconds"])) < 5 + 2
            assert time.monotonic() - begin < 5 + 10
            return str(answer["name"]), told

        # Both wait at the same time.
        with ThreadPoolExecutor() as both:
            (auto, told), (fast, _) = both.map(opened, ("auto", "fast"))
    assert auto == "basic/1"
    (note,) = _notes(told)
    assert "cutter models fetch" in note
    assert fast.startswith("ModelUnavailable")
    assert "cutter models fetch" in fast


def test_a_tokenizer_that_needs_another_package_is_said_before_any_download(
    tmp_path: Path,
) -> None:
    hide = "import sys, importlib.util as u\nreal = u.find_spec\n"
    hide += "u.find_spec = lambda n, *a: None if n == 'transformers' else real(n, *a)\n"
    with serve(FILES) as (address, asked):
        answer, _ = _run(hide + FETCH, "multilingual", tmp_path, HF_ENDPOINT=address)
    assert "pip install transformers" in str(answer["error"])
    assert asked == []


def test_side_files_of_a_tokenizer_are_fetched_too(tmp_path: Path) -> None:
    show = "import importlib.util as u\nreal = u.find_spec\n"
    show += "u.find_spec = lambda n, *a: real('json') if n == 'transformers' else real(n, *a)\n"
    weights = "laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k"
    files = {
        f"{weights}/open_clip_pytorch_model.bin": b"only this one",
        "xlm-roberta-base/tokenizer.json": b"{}",
        "xlm-roberta-base/tokenizer_config.json": b"{}",
        "xlm-roberta-base/config.json": b"{}",
    }
    with serve(files) as (address, asked):
        answer, _ = _run(show + FETCH, "multilingual", tmp_path, HF_ENDPOINT=address)
        assert answer["name"] == "openclip/xlm-roberta-base-ViT-B-32/laion5b_s13b_b90k"
        asked.clear()
        answer, _ = _run(show + OPEN, "multilingual", tmp_path, HF_ENDPOINT=address)
        assert answer["name"] == "openclip/xlm-roberta-base-ViT-B-32/laion5b_s13b_b90k"
        assert asked == []
