"""Nobody comes in without a name and its password, and guessing is slow."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable, Iterator

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from insourcing_assistant.accounts import Account, make_account
from insourcing_assistant.ui import build_ui, create_app
from insourcing_assistant.ui.entrance import MAX_WRONG, MAX_WRONG_OF_A_NAME, Entrance, credentials
from insourcing_assistant.ui.gate import ACCOUNT
from tests.ui.answers import REPORTS, WHY, answer_of
from tests.ui.apis import make_api
from tests.ui.rooms import in_a_loop

ANN = ("ann", "correct horse")
CAFE = ("René", "café crème")


class Counted:
    """An account that counts how often its password is checked, and is quick."""

    def __init__(self, password: str) -> None:
        self._password = password
        self.checks = 0

    def accepts(self, password: str) -> bool:
        self.checks += 1
        return password == self._password


@pytest.fixture(scope="module")
def accounts() -> dict[str, Account]:
    return {name: make_account(name, password) for name, password in (ANN, CAFE)}


@pytest.fixture(scope="module")
def client(accounts: dict[str, Account]) -> Iterator[TestClient]:
    room = in_a_loop(lambda: build_ui(ask=answer_of, reports=REPORTS))
    app = in_a_loop(lambda: create_app(room, api=make_api(is_guarded=True), accounts=accounts))
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/library", "/library/look.css", "/theme.css", "/readyz", "/pages/0.png", "/api/docs", "/api/reports"]
)
def test_every_address_asks_for_a_name_and_a_password(client: TestClient, path: str) -> None:
    refused = client.get(path)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith('Basic realm="Insourcing Assistant"')
    assert refused.headers["x-content-type-options"] == "nosniff"
    assert "Sign in with your name and password." in refused.text


def test_only_whether_the_process_is_alive_is_told_to_all(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_programs_are_refused_in_json(client: TestClient) -> None:
    refused = client.post("/api/ask", json={"question": WHY})
    assert (refused.status_code, refused.json()) == (401, {"error": "Sign in with your name and password."})


@pytest.mark.parametrize("known", [ANN, CAFE])
def test_who_has_an_account_comes_in(client: TestClient, known: tuple[str, str]) -> None:
    name, password = (word.encode() for word in known)
    assert client.get("/", auth=(name, password)).status_code == 200
    assert client.get("/readyz", auth=(name, password)).json()["status"] == "ok"
    assert client.post("/api/ask", json={"question": WHY}, auth=(name, password)).json()["answerable"] is True


@pytest.mark.parametrize("told", [("ann", "café crème"), ("ann", ""), ("", "correct horse"), ("bob", "correct horse")])
def test_who_has_none_does_not(client: TestClient, told: tuple[str, str]) -> None:
    name, password = (word.encode() for word in told)
    assert client.get("/readyz", auth=(name, password)).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["", "Basic", "Basic !", "Bearer YW5uOmNvcnJlY3QgaG9yc2U=", "Basic YW5u", "Basic /////w==", "Basic " + "A" * 9000],
)
def test_what_is_no_name_and_password_is_none(header: str) -> None:
    assert credentials(header) is None


def test_a_password_may_have_colons() -> None:
    assert credentials(f"basic  {base64.b64encode(b'ann:a:b').decode()}") == ("ann", "a:b")


def guarded(account: Counted, clock: Callable[[], float] = time.monotonic) -> TestClient:
    nobody = Counted("something that nobody says")
    return TestClient(Entrance(PlainTextResponse("in"), accounts={"ann": account}, nobody=nobody, clock=clock))


def test_a_password_is_checked_once_right_or_wrong() -> None:
    account = Counted("right")
    client = guarded(account)
    for _ in range(5):
        assert client.get("/", auth=("ann", "right")).text == "in"
        assert client.get("/", auth=("ann", "wrong")).status_code == 401
    assert account.checks == 2


def test_after_too_many_wrong_ones_none_is_checked_but_who_is_in_stays_in() -> None:
    account, now = Counted("right"), 1000.0
    client = guarded(account, lambda: now)
    for number in range(MAX_WRONG_OF_A_NAME):
        assert client.get("/", auth=("ann", f"wrong {number}")).status_code == 401
    closed = client.get("/", auth=("ann", "right"))
    assert (closed.status_code, closed.headers["retry-after"]) == (429, "60")
    assert account.checks == MAX_WRONG_OF_A_NAME
    assert client.get("/", auth=("eve", "wrong")).status_code == 401
    now += 61
    assert client.get("/", auth=("ann", "right")).text == "in"
    for number in range(MAX_WRONG_OF_A_NAME):
        client.get("/", auth=("ann", f"wrong again {number}"))
    assert client.get("/", auth=("ann", "one more")).status_code == 429
    assert client.get("/", auth=("ann", "right")).text == "in"


def test_guessing_does_not_tell_which_names_there_are() -> None:
    client = guarded(Counted("right"))
    told = {
        name: [client.get("/", auth=(name, f"wrong {number}")).status_code for number in range(12)]
        for name in ("ann", "eve")
    }
    assert told["ann"] == told["eve"] == [401] * 10 + [429] * 2


def test_guessing_with_many_names_ends_too() -> None:
    client = guarded(Counted("right"), lambda: 1000.0)
    name_count = 0
    while client.get("/", auth=(f"eve {name_count}", "wrong")).status_code == 401:
        name_count += 1
        assert name_count <= MAX_WRONG
    assert name_count == MAX_WRONG


def test_a_socket_is_closed_before_it_opens() -> None:
    with pytest.raises(WebSocketDisconnect) as closed, guarded(Counted("right")).websocket_connect("/"):
        pass
    assert closed.value.code == 1008


def test_many_at_once_have_one_password_checked_once() -> None:
    account = Counted("right")
    entered: list[int] = []

    async def visit() -> None:
        entrance = Entrance(PlainTextResponse("in"), accounts={"ann": account})
        header = b"Basic " + base64.b64encode(b"ann:right")

        async def send(message: object) -> None:
            if isinstance(message, dict) and message["type"] == "http.response.start":
                entered.append(message["status"])

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b""}

        scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"authorization", header)]}
        await asyncio.gather(*(entrance(dict(scope), receive, send) for _ in range(8)))

    asyncio.run(visit())
    assert entered == [200] * 8
    assert account.checks == 1


def test_who_has_come_in_is_known_by_name_behind_it() -> None:
    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(str(scope[ACCOUNT]))(scope, receive, send)

    client = TestClient(Entrance(inside, accounts={"ann": Counted("correct horse")}))
    for _ in range(2):  # checked, and known again
        assert client.get("/", auth=ANN).text == "ann"
