"""A cut of copied and encoded parts plays through in a browser, all of its frames in time."""

import json
import shutil
import subprocess
import threading
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cutter.render.choose import make_renderer
from cutter.render.renderer import Pictures
from cutter.render.write import write_cut
from tests.render.conftest import GetFilm
from tests.render.films import Kind, cut_of

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

PAGE = """<!doctype html><video src="/cut.mp4" muted autoplay></video><script>
const video = document.querySelector("video");
const shown = [];
const tell = (how) => {
  const said = {
    how, time: video.currentTime, length: video.duration, width: video.videoWidth,
    error: video.error && video.error.message, shown: shown,
    decoded: video.getVideoPlaybackQuality().totalVideoFrames,
  };
  fetch("/told", {method: "POST", body: JSON.stringify(said)});
};
const count = (now, frame) => {
  shown.push(frame.mediaTime); video.requestVideoFrameCallback(count);
};
video.requestVideoFrameCallback(count);
video.onended = () => tell("ended");
video.onerror = () => tell("error");
</script>"""


def played(cut: Path, folder: Path) -> dict[str, Any]:
    """Play a cut in a headless browser to its end; return what the page says of it."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip("no Chromium is installed (apt-get install chromium)")
    told: list[dict[str, Any]] = []
    is_told = threading.Event()

    class Site(BaseHTTPRequestHandler):
        """The page, the film, and where the page says how it went."""

        def do_GET(self) -> None:
            is_film = self.path == "/cut.mp4"
            data = cut.read_bytes() if is_film else PAGE.encode()
            self.send_response(200)
            self.send_header("Content-Type", "video/mp4" if is_film else "text/html")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()
            is_told.set()

        def log_message(self, *_: object) -> None:
            pass

    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--mute-audio"]
    options += ["--autoplay-policy=no-user-gesture-required", f"--user-data-dir={folder}"]
    address = f"http://127.0.0.1:{site.server_port}/"
    process = subprocess.Popen(
        [browser, *options, address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        assert is_told.wait(90), "the browser did not come to the film's end"
    finally:
        process.terminate()
        process.wait(20)
        site.shutdown()
        site.server_close()
    return told[0]


def test_a_copied_cut_plays_to_its_end_in_a_browser(film: GetFilm, tmp_path: Path) -> None:
    media, _ = film(Kind("plain"))
    clips = [(48, 96), (20, 60), (96, 131), (140, 170), (1, 2), (144, 180)]
    edl = cut_of([media], [(0, Fraction(a, 25), Fraction(b, 25)) for a, b in clips])
    made: list[Pictures] = []
    renderer = make_renderer("copy", device="cpu")
    cut = write_cut(edl, [media], tmp_path / "cut.mp4", renderer=renderer, tell=made.append)
    assert 0 < made[0].copied < made[0].frames
    said = played(cut, tmp_path / "browser")
    length = sum(end - start for start, end in clips) / 25
    assert said["error"] is None
    assert said["how"] == "ended"
    assert said["width"] == media.width
    assert abs(said["length"] - length) < 0.1
    assert abs(said["time"] - length) < 0.1
    assert said["decoded"] == made[0].frames
    assert said["shown"] == sorted(said["shown"])
