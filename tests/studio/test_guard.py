"""Only the page of this studio, opened with its token on this machine, is answered."""

import json
from typing import Any

import pytest
from fastapi import FastAPI, Request
from hypothesis import given
from hypothesis import strategies as st

from cutter.studio.guard import MOST_BODY, Guard
from tests.studio.asked import LET_IN, OWN, PORT, TOKEN, Answer, ask, run

TOLD = "what the page is told"
HOST = LET_IN["host"]
COOKIE = LET_IN["cookie"]


@pytest.fixture(scope="module")
def app() -> Guard:
    """Return a guarded application that answers everything it is asked."""
    inner = FastAPI()

    @inner.api_route("/{path:path}", methods=["GET", "POST", "DELETE", "PUT", "TRACE"])
    async def answer(request: Request) -> dict[str, Any]:
        return {"secret": TOLD, "got": len(await request.body())}

    return Guard(inner, token=TOKEN, port=PORT)


def refused(answer: Answer, status: int) -> None:
    """Check that an answer is a refusal, in one line of JSON, and tells nothing."""
    assert answer.status == status
    told = json.loads(answer.body)
    assert told["error"]
    assert TOLD not in answer.body.decode()
    assert TOKEN not in answer.body.decode()
    assert "set-cookie" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_the_page_itself_is_answered(app: Guard) -> None:
    assert TOLD in ask(app).body.decode()
    answer = ask(app, method="POST", body=[b"{}"])
    assert json.loads(answer.body)["got"] == 2
    same = {**LET_IN, "origin": OWN, "sec-fetch-site": "same-origin"}
    assert ask(app, headers=same).status == 200


@pytest.mark.parametrize(
    "cookie",
    [
        None,
        "",
        f"cutter-{PORT}=",
        f"cutter-{PORT}={TOKEN[:-1]}",
        f"cutter-{PORT}={TOKEN}x",
        f"cutter-{PORT}={TOKEN.upper()}",
        f"cutter-{PORT + 1}={TOKEN}",
        f"token={TOKEN}",
        f"cutter-{PORT}=\xff\xfe",
        f"cutter-{PORT}",
        ";=;=;",
    ],
)
def test_no_token_or_another_is_refused(app: Guard, cookie: str | None) -> None:
    headers = {"host": HOST} | ({} if cookie is None else {"cookie": cookie})
    for path in ("/", "/api/standing", "/film", "/page/js/main.js", "/files/cut.mp4", "/none"):
        refused(ask(app, path, headers=headers), 403)
    refused(ask(app, method="POST", headers={**headers, "origin": OWN}), 403)


@pytest.mark.parametrize("query", ["token=", f"token={TOKEN}x", f"Token={TOKEN}", "token=%00"])
def test_another_token_in_the_address_is_refused(app: Guard, query: str) -> None:
    refused(ask(app, "/", headers={"host": HOST}, query=query), 403)


@given(st.binary(max_size=200))
def test_whatever_stands_where_the_token_should_lets_nobody_in(noise: bytes) -> None:
    guard = Guard(FastAPI(), token=TOKEN, port=PORT)
    text = noise.decode("latin-1")
    for headers, query in (
        ({"host": HOST, "cookie": text}, ""),
        ({"host": HOST}, f"token={text}"),
    ):
        assert ask(guard, "/", headers=headers, query=query).status in (400, 403)


def test_the_token_opens_the_front_door_alone(app: Guard) -> None:
    for path in ("/api/standing", "/film", "/files/cut.mp4"):
        refused(ask(app, path, headers={"host": HOST}, query=f"token={TOKEN}"), 403)


def test_the_token_becomes_a_cookie_that_no_other_page_has(app: Guard) -> None:
    # As a browser asks that was led here by a mail, a file, or the terminal.
    for site in ("none", "cross-site", "same-site"):
        headers = {"host": HOST, "sec-fetch-site": site}
        answer = ask(app, "/", headers=headers, query=f"token={TOKEN}")
        assert answer.status == 200
        kept, *rules = answer.headers["set-cookie"].split("; ")
        assert kept == COOKIE
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(rules)
        assert not any(rule.startswith("Domain") for rule in rules)
        assert TOKEN not in answer.body.decode()
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        f"127.0.0.1:{PORT + 1}",
        f"localhost:{PORT}",
        f"127.0.0.1.evil.example:{PORT}",
        f"127.0.0.1:{PORT}.evil.example",
        f"[::1]:{PORT}",
        f"0.0.0.0:{PORT}",
        f"127.1:{PORT}",
    ],
)
def test_another_host_name_is_refused_whoever_asks(app: Guard, host: str | None) -> None:
    headers = {"cookie": COOKIE} | ({} if host is None else {"host": host})
    refused(ask(app, headers=headers), 421)
    refused(ask(app, "/", headers=headers, query=f"token={TOKEN}"), 421)


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://evil.example",
        f"https://127.0.0.1:{PORT}",
        f"http://127.0.0.1:{PORT + 1}",
        f"http://localhost:{PORT}",
        f"http://127.0.0.1:{PORT}.evil.example",
        f"{OWN}/",
        "",
    ],
)
def test_another_origin_is_refused(app: Guard, origin: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        refused(ask(app, method=method, headers={**LET_IN, "origin": origin}), 403)


def test_what_another_page_fetches_is_refused(app: Guard) -> None:
    for site in ("cross-site", "same-site", "sideways"):
        for path in ("/film", "/page/js/main.js", "/api/view", "/files/cut.mp4"):
            refused(ask(app, path, headers={**LET_IN, "sec-fetch-site": site}), 403)
        refused(ask(app, "/", method="POST", headers={**LET_IN, "sec-fetch-site": site}), 403)


def test_changes_without_an_origin_are_refused(app: Guard) -> None:
    for method in ("POST", "DELETE"):
        refused(ask(app, method=method, headers=LET_IN), 403)


def test_methods_that_the_page_does_not_use_are_refused(app: Guard) -> None:
    for method in ("PUT", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"):
        refused(ask(app, method=method, headers={**LET_IN, "origin": OWN}), 405)


def test_a_header_that_comes_twice_is_refused(app: Guard) -> None:
    for twice in ([("Host", HOST)], [("Cookie", COOKIE)], [("Origin", OWN), ("Origin", OWN)]):
        refused(ask(app, further=twice), 400)


def test_a_body_larger_than_any_action_is_refused(app: Guard) -> None:
    def post(length: str, pieces: list[bytes]) -> Answer:
        headers = {**LET_IN, "origin": OWN} | ({"content-length": length} if length else {})
        return ask(app, method="POST", headers=headers, body=pieces)

    whole = [bytes(MOST_BODY)]
    assert post(str(MOST_BODY), whole).status == 200
    assert post("", whole).status == 200
    refused(post(str(MOST_BODY + 1), [b""]), 413)
    refused(post("-1", [b""]), 413)
    refused(post("many", [b""]), 400)
    # In pieces, with a length that is a lie or none at all.
    for length in ("", "10"):
        refused(post(length, [bytes(MOST_BODY), b"x"]), 413)
        refused(post(length, [bytes(1000)] * 100), 413)


def test_every_answer_carries_the_headers_of_safety_once(app: Guard) -> None:
    answer = ask(app)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


def test_a_stricter_policy_of_one_answer_stands() -> None:
    inner = FastAPI()

    @inner.get("/")
    async def report() -> Any:  # noqa: ANN401
        from fastapi.responses import HTMLResponse

        return HTMLResponse("", headers={"content-security-policy": "sandbox"})

    answer = ask(Guard(inner, token=TOKEN, port=PORT), "/")
    assert answer.headers["content-security-policy"] == "sandbox"


def test_nothing_but_requests_is_let_in(app: Guard) -> None:
    async def none() -> Any:  # noqa: ANN401
        raise AssertionError("was asked")

    async def send(message: Any) -> None:  # noqa: ANN401
        raise AssertionError("was answered")

    run(app, {"type": "websocket", "path": "/", "headers": []}, none, send)


def test_tokens_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import secrets

    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(secrets, "compare_digest", compare)
    guard = Guard(FastAPI(), token=TOKEN, port=PORT)
    ask(guard, headers={"host": HOST, "cookie": f"cutter-{PORT}=wrong"})
    ask(guard, "/", headers={"host": HOST}, query="token=other")
    assert [one for one, _ in compared] == [b"wrong", b"other"]
