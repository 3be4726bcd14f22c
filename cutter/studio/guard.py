"""Lets in only whom the studio was opened for: this machine, this address, this token.

Stands before every address of the page. Knows nothing about what is asked for.
"""

from __future__ import annotations

import asyncio
import http.cookies
import json
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY: Final = 64 * 1024
"""Bytes of what the page may send: actions are a few hundred."""
MOST_HEADERS: Final = 32 * 1024
"""Bytes of a request's headers; a browser's have a few thousand."""
PATIENCE: Final = 20.0
"""Seconds that sending a body may take."""
METHODS: Final = frozenset({"GET", "HEAD", "POST", "DELETE"})
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Final = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_ONCE: Final = (b"host", b"origin", b"cookie", b"content-length", b"sec-fetch-site")
"""Headers of which a browser sends one; of several, others than we might heed another."""
_WELCOME: Final = (
    b'<!doctype html><meta charset="utf-8"><title>cutter studio</title>'
    b'<link rel="icon" href="data:,">'
    b'<meta http-equiv="refresh" content="0;url=/"><p><a href="/">Open the studio</a>'
)
"""Goes on to the page itself. A redirect would go on in the name of whoever led here, be it a mail
or a file, and to such no browser sends the cookie."""


class Guard:
    """An ASGI application around another, which it keeps from strangers."""

    def __init__(self, app: ASGIApp, *, token: str, port: int) -> None:
        """Keep the application, and what opens it.

        Args:
            app: what is guarded.
            token: the secret of this server.
            port: where it listens; it is part of the only host name that is let in.
        """
        self._app, self._token = app, token
        self._host = f"127.0.0.1:{port}"
        self._cookie = f"cutter-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or have it answered."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        names = [name.lower() for name, _ in scope["headers"]]
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refused(scope, headers)
        if any(names.count(name) > 1 for name in _ONCE):
            refused = 400, "a header twice"
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
            refused = 431, "too much at once"
        if refused is not None:
            await _tell(send, *refused)
        elif scope["path"] == "/" and self._brings_token(scope):
            await self._welcome(send)
        elif not self._knows(headers):
            await _tell(send, 403, "open the address that cutter studio printed; it has the token")
        else:
            await self._pass_on(scope, receive, send)

    def _refused(self, scope: Scope, headers: dict[bytes, str]) -> tuple[int, str] | None:
        """Return why a request is refused whoever makes it; None where it is not."""
        if headers.get(b"host") != self._host:
            return 421, "this server answers to its own address alone"
        own = f"http://{self._host}"
        origin = headers.get(b"origin")
        if origin is not None and origin != own:
            return 403, "asked for by another page"
        if scope["method"] not in METHODS:
            return 405, "no such method here"
        # A link from elsewhere may open the page; nothing else may be asked from elsewhere.
        site = headers.get(b"sec-fetch-site", "none")
        if site not in ("same-origin", "none") and scope["path"] != "/":
            return 403, "asked for by another page"
        if scope["method"] in ("POST", "DELETE") and origin is None:
            return 403, "changes are made from the studio's page alone"
        try:
            length = int(headers.get(b"content-length", "0"))
        except ValueError:
            return 400, "a length that is no number"
        return (413, "too much at once") if not 0 <= length <= MOST_BODY else None

    def _brings_token(self, scope: Scope) -> bool:
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        return self._is_token(asked)

    def _knows(self, headers: dict[bytes, str]) -> bool:
        cookies: http.cookies.SimpleCookie = http.cookies.SimpleCookie()
        try:
            cookies.load(headers.get(b"cookie", ""))
        except http.cookies.CookieError:
            return False
        found = cookies.get(self._cookie)
        return found is not None and self._is_token(found.value)

    def _is_token(self, told: str) -> bool:
        return secrets.compare_digest(told.encode("utf-8", "replace"), self._token.encode())

    async def _welcome(self, send: Send) -> None:
        """Turn the token in the address into a cookie, and lead on to an address without it."""
        cookie = f"{self._cookie}={self._token}; Path=/; HttpOnly; SameSite=Strict"
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"set-cookie", cookie.encode()),
            *HEADERS,
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": _WELCOME})

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered once its body is there, and add the headers of safety."""
        try:
            body = await asyncio.wait_for(_body(receive), PATIENCE)
        except TimeoutError:
            await _tell(send, 408, "too slow")
            return
        if body is None:
            await _tell(send, 413, "too much at once")
            return
        is_given = False

        async def given() -> Message:
            nonlocal is_given
            if is_given:
                return await receive()
            is_given = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = list(message.get("headers", ()))
                names = {name.lower() for name, _ in there}
                # What is stricter for one answer stands.
                ours = [(name, value) for name, value in HEADERS if name not in names]
                message = {**message, "headers": [*there, *ours]}
            await send(message)

        await self._app(scope, given, guarded)


async def _body(receive: Receive) -> bytes | None:
    """Return a request's body; None for one of more than `MOST_BODY` bytes."""
    parts, got = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        part = message.get("body", b"")
        got += len(part)
        if got > MOST_BODY:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


async def _tell(send: Send, status: int, error: str) -> None:
    body = json.dumps({"error": error, "exit_code": 2}).encode()
    headers = [(b"content-type", b"application/json"), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
