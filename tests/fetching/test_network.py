"""What is connected to is what was checked: the name is looked up once, and the certificate must be that name's."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from insourcing_assistant.errors import BlockedAddressError, FetchError, UnreachableError
from insourcing_assistant.fetching import Session
from insourcing_assistant.fetching.network import system_proxy
from tests.fetching.making import Fetching, make_session
from tests.fetching.server import PDF, Loopback, body, in_turn, redirect, serving


def make(*answers: tuple[str, ...], allow_private: bool = True, proxy: str | None = None) -> tuple[Session, list[str]]:
    """A session whose names are looked up in this list, one answer after the other."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    session = Session(
        allow_private=allow_private, resolve=resolve, pause=lambda s: None, find_proxy=lambda url: proxy, silence_s=2
    )
    return session, asked


def test_a_name_is_looked_up_once_and_that_address_is_connected_to(fetching: Fetching, server: Loopback) -> None:
    # A second look-up could give another address than the one that was checked.
    server.says("/a", body(PDF))
    session, asked = make(("127.0.0.1",), ("10.0.0.1",))
    fetching.download(server.url("/a", host="reports.example"), session=session)
    assert asked == ["reports.example"]
    assert server.asked[0].headers["host"] == f"reports.example:{server.server_port}"


def test_a_name_that_leads_to_a_private_place_is_not_connected_to(fetching: Fetching, server: Loopback) -> None:
    session, asked = make(("93.184.215.14", "127.0.0.1"), allow_private=False)
    url = server.url("/a", host="reports.example")
    with pytest.raises(BlockedAddressError, match=r"it leads to 127\.0\.0\.1, this computer itself"):
        fetching.download(url, session=session)
    assert asked == ["reports.example"]
    assert server.asked == []


def test_a_name_is_checked_again_at_each_hop_and_each_try(fetching: Fetching, server: Loopback) -> None:
    # 169.254.169.254 is refused even where private addresses are allowed.
    server.says("/a", redirect(server.url("/b", host="other.example")))
    session, asked = make(("127.0.0.1",), ("169.254.169.254",))
    with pytest.raises(BlockedAddressError, match=r"it leads to 169\.254\.169\.254"):
        fetching.download(server.url("/a", host="reports.example"), session=session)
    assert asked == ["reports.example", "other.example"]
    server.says("/c", in_turn(body(b"", status=500), body(PDF)))
    session, asked = make(("127.0.0.1",), ("169.254.169.254",))
    with pytest.raises(BlockedAddressError, match=r"it leads to 169\.254\.169\.254"):
        fetching.download(server.url("/c", host="reports.example"), session=session)


def test_the_next_address_of_a_name_is_tried_where_one_does_not_answer(fetching: Fetching, server: Loopback) -> None:
    server.says("/a", body(PDF))
    session, _ = make(("::1", "127.0.0.1"))
    fetching.download(server.url("/a", host="reports.example"), session=session)
    assert len(server.asked) == 1


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-signed certificate of reports.example, its key in the same file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    path = tmp_path / "certificate.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=reports.example"),
            *("-addext", "subjectAltName=DNS:reports.example", "-keyout", tmp_path / "key", "-out", tmp_path / "cert"),
        ],
        check=True,
        capture_output=True,
    )
    path.write_bytes((tmp_path / "cert").read_bytes() + (tmp_path / "key").read_bytes())
    return path


@pytest.fixture
def secure(certificate: Path) -> Iterator[Loopback]:
    with serving() as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.says("/a", body(PDF))
        yield server


def test_a_certificate_that_nobody_vouches_for_is_refused(fetching: Fetching, secure: Loopback) -> None:
    session, _ = make(("127.0.0.1",))
    with pytest.raises(BlockedAddressError, match="its certificate cannot be trusted"):
        fetching.download(f"https://reports.example:{secure.server_port}/a", session=session)
    assert secure.asked == []


@pytest.mark.parametrize(("name", "trusted"), [("reports.example", True), ("other.example", False)])
def test_a_certificate_must_be_of_the_name_and_not_of_the_number(
    certificate: Path, secure: Loopback, tmp_path: Path, name: str, trusted: bool
) -> None:
    # In a process of its own, since certificates are loaded once.
    program = f"""
from pathlib import Path
from tests.fetching.making import Fetching
from tests.fetching.test_network import make
Path("reports").mkdir()
session, _ = make(("127.0.0.1",))
print(Fetching(Path("reports")).download("https://{name}:{secure.server_port}/a", session=session).changed)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": ":".join([str(Path(__file__).parents[2]), *sys.path]), "SSL_CERT_FILE": str(certificate)},
        capture_output=True,
        text=True,
        check=False,
    )
    if trusted:
        assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr
    else:
        assert "BlockedAddressError" in done.stderr
        assert "its certificate cannot be trusted" in done.stderr


def test_a_proxy_is_asked_for_names_and_looks_them_up_itself(fetching: Fetching, server: Loopback) -> None:
    # Through a proxy the whole address is the path that is asked for.
    server.says("http://reports.example/a.pdf", body(PDF))
    session, asked = make(("127.0.0.1",), allow_private=False, proxy=server.url(""))
    fetching.download("http://reports.example/a.pdf", session=session)
    assert asked == ["127.0.0.1"]
    for address in ("http://intranet/a.pdf", "http://10.0.0.1/a.pdf", "http://localhost/a.pdf"):
        with pytest.raises(BlockedAddressError):
            fetching.download(address, session=session)
    assert [each.path for each in server.asked] == ["http://reports.example/a.pdf"]


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/a.pdf", "http://[::1]/", "http://localhost:8000/", "http://files/"]
)
def test_a_public_place_cannot_lead_to_a_private_one(fetching: Fetching, server: Loopback, target: str) -> None:
    server.says("http://reports.example/a.pdf", redirect(target))
    session, _ = make(("127.0.0.1",), allow_private=False, proxy=server.url(""))
    with pytest.raises(BlockedAddressError):
        fetching.download("http://reports.example/a.pdf", session=session)
    assert len(server.asked) == 1


def test_a_proxy_that_refuses_is_named(fetching: Fetching) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def refuse() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=refuse, daemon=True).start()
        session, _ = make(("127.0.0.1",), proxy=f"http://127.0.0.1:{listening.getsockname()[1]}")
        with pytest.raises(FetchError, match="the proxy refuses it"):
            fetching.download("https://reports.example/a.pdf", session=session)


def test_a_proxy_that_cannot_be_reached_is_named_and_counts_as_no_network(fetching: Fetching) -> None:
    def unknown(host: str, port: int) -> tuple[str, ...]:
        raise OSError(-2, "Name or service not known")

    session = Session(resolve=unknown, pause=lambda s: None, find_proxy=lambda url: "http://proxy.example:3128")
    for host in ("a.example", "b.example", "c.example"):
        sentence = r"the name of the proxy proxy\.example cannot be looked up"
        with pytest.raises(UnreachableError, match=sentence):
            fetching.download(f"https://{host}/a.pdf", session=session)
    assert session.offline
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    session, _ = make(("127.0.0.1",), proxy=f"http://127.0.0.1:{port}")
    with pytest.raises(UnreachableError, match=r"nothing listens at the proxy 127\.0\.0\.1\."):
        fetching.download("https://reports.example/a.pdf", session=session)


def test_a_host_that_does_not_answer_is_not_waited_for_again(fetching: Fetching) -> None:
    # The queue of a server that takes nobody is full after one, and who comes then waits.
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        session = make_session(silence_s=0.2)
        sentence = r"no connection to 127\.0\.0\.1 can be made within 0\.2 seconds"
        for path in ("a", "b"):
            with pytest.raises(UnreachableError, match=sentence):
                fetching.download(f"http://127.0.0.1:{port}/{path}", session=session)
        for each in waiting:
            each.close()


def test_a_proxy_of_another_kind_is_refused(fetching: Fetching) -> None:
    session, _ = make(("127.0.0.1",), proxy="socks5://127.0.0.1:1080")
    with pytest.raises(FetchError, match=r"the proxy 127\.0\.0\.1 is not one of http:// or https://"):
        fetching.download("http://reports.example/a.pdf", session=session)


def test_the_proxy_is_found_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx

    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "proxy.council.example:3128")
    monkeypatch.setenv("NO_PROXY", "intranet.example")
    assert system_proxy(httpx.URL("https://example.org/a")) == "http://proxy.council.example:3128"
    assert system_proxy(httpx.URL("http://example.org/a")) is None
    assert system_proxy(httpx.URL("https://intranet.example/a")) is None
