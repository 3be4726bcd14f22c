"""Nobody is told anything (8 of the promises about privacy): no socket offline, no telemetry."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.eyes.fake_hub import serve
from tests.faults.corpus import Corpus
from tests.faults.doors import NO_SOCKETS
from tests.faults.test_machine import online
from tests.films import PROFILES, ROOT, SAMPLE_CLIP

SIMPLE = ("--offline", "--fill", "--budget", "2s", "--preset", "ultrafast")


@pytest.mark.slow
def test_privacy_8_a_cut_is_made_offline_without_a_socket(corpus: Corpus, tmp_path: Path) -> None:
    done = online(
        *(NO_SOCKETS, tmp_path, "make", corpus("ok.mp4"), *SIMPLE, "--model", SAMPLE_CLIP),
        *("--profile", PROFILES / "alice.json", "--report", "r.html", "--sheet", "s.png"),
        *("--cache", "store", "-o", "cut.mp4"),
    )
    assert done.returncode == 0, done.stderr
    assert "a socket was asked for" not in done.stderr


@pytest.mark.slow
def test_privacy_8_a_cut_is_made_where_there_is_no_network_at_all(
    corpus: Corpus, tmp_path: Path
) -> None:
    unshare = shutil.which("unshare")
    alone = [unshare or "", "-rn"]
    if (
        unshare is None
        or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("unshare -rn does not work here")
    done = subprocess.run(
        [
            *(*alone, sys.executable, "-m", "cutter", "make", str(corpus("ok.mp4")), *SIMPLE),
            *("--model", "basic", "-o", "cut.mp4", "--cache", "store"),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "cut.mp4").stat().st_size > 1000


@pytest.mark.slow
def test_privacy_8_a_model_that_is_here_calls_nobody_though_it_may(
    corpus: Corpus, tmp_path: Path
) -> None:
    done = online(
        *(NO_SOCKETS, tmp_path, "make", corpus("ok.mp4"), *SIMPLE[1:], "--model", SAMPLE_CLIP),
        *("--profile", PROFILES / "alice.json", "--cache", "store", "-o", "cut.mp4"),
    )
    assert done.returncode == 0, done.stderr
    assert "a socket was asked for" not in done.stderr


NETWORKED = {
    "socket", "ssl", "http", "urllib", "ftplib", "smtplib", "xmlrpc", "requests", "httpx",
    "aiohttp", "urllib3", "websockets", "sentry_sdk", "opentelemetry", "posthog", "analytics",
    "huggingface_hub", "ray",
}  # fmt: skip
ON_A_CLUSTER = {"batch/ray_driver.py", "batch/ray_opening.py"}
"""What reaches the cluster whose address somebody gave, or a Ray of our own on this machine."""
TO_ITS_OWN_PAGE = {"studio/guard.py", "studio/serving.py"}
"""What serves the studio's page, to this machine alone; it calls nobody."""
ADDRESS = re.compile(r"(?:https?|wss?)://[^\s\"')]+")
NAMES_OF_FORMS = ("http://www.w3.org/", "https://json-schema.org/")
"""Addresses that stand for a language, and that nobody asks."""
OWN_ADDRESS = ("http://{ADDRESS}:", "http://{self._host}")
"""Where the studio's page is: on 127.0.0.1."""


def test_privacy_8_no_code_reports_to_anybody() -> None:
    """One file talks to the network, to fetch weights; Ray does, if asked; no file names a host."""
    talking, addresses = set(), {}
    for path in sorted((ROOT / "cutter").rglob("*")):
        if path.suffix not in (".py", ".j2", ".toml", ".json", ".html", ".js", ".css"):
            continue
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT / "cutter").as_posix()
        known = (*NAMES_OF_FORMS, *(OWN_ADDRESS if name in TO_ITS_OWN_PAGE else ()))
        if hosts := [a for a in ADDRESS.findall(text) if not a.startswith(known)]:
            addresses[name] = hosts
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(text)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            # Taking an address apart reaches nobody.
            names = [n for n in names if n != "urllib.parse"]
            if {n.partition(".")[0] for n in names} & NETWORKED:
                talking.add(name)
    assert talking == {"eyes/hub.py", *ON_A_CLUSTER, *TO_ITS_OWN_PAGE}
    assert addresses == {}


def test_privacy_8_the_hubs_client_tells_nothing_of_this_machine(tmp_path: Path) -> None:
    """Telemetry is off even where somebody has switched it on, or loaded the client before."""
    code = (
        "import huggingface_hub.constants\n"
        "from cutter.eyes import hub\n"
        "from cutter.progress import SILENT\n"
        "hub.download('a/b', 'c.bin', progress=SILENT)\n"
        "assert huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY\n"
    )
    agents: list[str] = []
    with serve({"a/b/c.bin": b"x"}, agents=agents) as (address, asked):
        done = online(
            *(code, tmp_path, "--version"),
            HF_ENDPOINT=address,
            HF_HOME=str(tmp_path),
            HF_HUB_DISABLE_TELEMETRY="0",
        )
    assert done.returncode == 0, done.stderr
    assert {line.split()[1].partition("/resolve")[0] for line in asked} == {"/a/b"}
    assert agents
    for agent in agents:
        assert not re.search(r"torch|agent|session|origin", agent, re.IGNORECASE), agent
