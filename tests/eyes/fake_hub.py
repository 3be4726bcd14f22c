"""A hub of our own on the loopback: as much of the protocol as a download walks."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"

Files = dict[str, bytes]


@contextmanager
def serve(
    files: Files, *, damaged: frozenset[str] = frozenset(), agents: list[str] | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Serve `repository/filename` → content; yield the address and the list of requests made.

    A damaged file arrives with its last byte changed, under the hash of the whole one. What the
    client calls itself is added to `agents`.
    """
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def _answer(self, *, with_body: bool) -> None:
            asked.append(f"{self.command} {self.path}")
            if agents is not None:
                agents.append(self.headers.get("User-Agent", ""))
            repository, _, rest = self.path.removeprefix("/").partition("/resolve/")
            name = f"{repository}/{rest.partition('/')[2]}"
            if name not in files:
                self._send(404, b"", {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})
                return
            content = files[name]
            label = hashlib.sha256(content).hexdigest()
            if name in damaged:
                content = content[:-1] + bytes([content[-1] ^ 1])
            facts = {"ETag": f'"{label}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
            self._send(200, content, facts, with_body=with_body)

        def _send(
            self, status: int, content: bytes, facts: dict[str, str], *, with_body: bool = True
        ) -> None:
            self.send_response(status)
            for name, value in facts.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if with_body and self.command == "GET":
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
