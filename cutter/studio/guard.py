"""Lets in only whom the studio was opened for: this machine, this address, this token.

Stands before every address of the page. Knows nothing about what is asked for.
"""

from __future__ import annotations

import http.cookies
import json
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY: Final = 64 * 1024
"""Bytes of what the page may send: actions are a few hundred."""
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


class TooLarge(Exception):
    """A body went beyond `MOST_BODY`."""


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
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refused(scope, headers)
        if refused is not None:
            await _tell(send, *refused)
            return
        if scope["path"] == "/" and self._brings_token(scope):
            await self._welcome(send)
            return
        if not self._knows(headers):
            told = "open the address that cutter studio printed; it holds the token"
            await _tell(send, 403, told)
            return
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
        """Turn the token in the address into a cookie, so that it stands in no history."""
        cookie = f"{self._cookie}={self._token}; Path=/; HttpOnly; SameSite=Strict"
        headers = [(b"location", b"/"), (b"set-cookie", cookie.encode()), *HEADERS]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered, its body counted and the headers of safety added."""
        got, has_begun = 0, False

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > MOST_BODY:
                raise TooLarge
            return message

        async def guarded(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                message = {**message, "headers": [*message.get("headers", ()), *HEADERS]}
            await send(message)

        try:
            await self._app(scope, counted, guarded)
        except TooLarge:
            if not has_begun:
                await _tell(send, 413, "too much at once")


async def _tell(send: Send, status: int, error: str) -> None:
    body = json.dumps({"error": error, "exit_code": 2}).encode()
    headers = [(b"content-type", b"application/json"), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
