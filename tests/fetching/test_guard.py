"""Nothing is fetched from private places, however they are written and whatever their names lead to."""

from __future__ import annotations

import pytest

from insourcing_assistant.errors import BlockedAddressError, FetchError, UnreachableError
from insourcing_assistant.fetching.guard import (
    check_named,
    check_resolved,
    check_url,
    checked_addresses,
    is_address,
    look_up,
)

PRIVATE = [
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",  # carrier-grade NAT
    "198.18.0.1",  # benchmarks
    "fd00::1",  # unique local
    "fec0::1",  # site local
    "2001:db8::1",  # documentation
    "127.0.0.1",
    "127.8.8.8",
    "::1",
    "::ffff:127.0.0.1",  # the same in IPv6
    "::ffff:10.0.0.1",
    "2002:a00:1::",  # 10.0.0.1 by 6to4
    "64:ff9b::a00:1",  # 10.0.0.1 by NAT64
]
NEVER = [
    "0.0.0.0",
    "0.1.2.3",
    "169.254.169.254",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "fe80::1",
    "ff02::1",
]
PUBLIC = ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]


def written(ip: str) -> str:
    return f"http://[{ip}]/a.pdf" if ":" in ip else f"http://{ip}/a.pdf"


@pytest.mark.parametrize("ip", PRIVATE)
def test_private_places_are_refused_unless_they_are_allowed(ip: str) -> None:
    with pytest.raises(BlockedAddressError, match="INSOURCING_ALLOW_PRIVATE_ADDRESSES=true"):
        check_url(written(ip), allow_private=False)
    with pytest.raises(BlockedAddressError, match=f"it leads to {ip}, "):
        check_resolved("http://example.org", [ip], allow_private=False)
    assert check_url(written(ip), allow_private=True)
    assert check_resolved("http://example.org", [ip], allow_private=True) == (ip,)


@pytest.mark.parametrize("ip", NEVER)
@pytest.mark.parametrize("allow_private", [True, False])
def test_some_places_are_always_refused(ip: str, allow_private: bool) -> None:
    with pytest.raises(BlockedAddressError, match="no place that anything is published at"):
        check_url(written(ip), allow_private=allow_private)
    with pytest.raises(BlockedAddressError):
        check_resolved("http://example.org", [ip], allow_private=allow_private)


@pytest.mark.parametrize("ip", PUBLIC)
def test_public_places_are_not_refused(ip: str) -> None:
    assert check_url(written(ip), allow_private=False)
    assert check_resolved("http://example.org", [ip], allow_private=False) == (ip,)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "017700000001", "127.1", "0x7f.0.0.1", "127.0.1", "1.1"])
@pytest.mark.parametrize("allow_private", [True, False])
def test_a_number_that_is_written_to_be_overlooked_is_refused(host: str, allow_private: bool) -> None:
    with pytest.raises(BlockedAddressError, match="written in a way that hides it"):
        check_url(f"http://{host}/", allow_private=allow_private)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1.", "①27.0.0.1"])
def test_this_computer_is_refused_by_name(host: str) -> None:
    with pytest.raises(FetchError):
        check_url(f"http://{host}/", allow_private=False)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://example.org/a", "data:text/plain,a", "javascript:alert(1)", "gopher://example.org/"],
)
def test_only_web_addresses_are_fetched(address: str) -> None:
    assert is_address(address)
    with pytest.raises(BlockedAddressError, match="only http:// and https:// addresses are fetched"):
        check_url(address, allow_private=True)


def test_credentials_in_an_address_are_refused() -> None:
    for address in ("https://user@example.org/", "https://user:word@example.org/", "https://example.org@127.0.0.1/"):
        with pytest.raises(BlockedAddressError, match="a user name or a password"):
            check_url(address, allow_private=True)


@pytest.mark.parametrize(
    "address",
    ["http://", "http:///a", "https://exa mple.org", "http://[::1", "http://a:x/", "http:a", "http://0177.0.0.1/"],
)
def test_what_is_not_well_formed_is_refused(address: str) -> None:
    with pytest.raises(FetchError, match="not a well-formed web address"):
        check_url(address, allow_private=True)


@pytest.mark.parametrize("path", ["report.pdf", "C:\\reports\\a.pdf", "./a.pdf", "a:b.txt", "/srv/a.pdf"])
def test_a_path_is_no_address(path: str) -> None:
    assert not is_address(path)


def test_one_bad_address_of_a_name_is_enough() -> None:
    with pytest.raises(BlockedAddressError, match=r"it leads to 10\.0\.0\.1"):
        checked_addresses(
            "http://example.org/",
            "example.org",
            80,
            resolve=lambda host, port: ("93.184.215.14", "10.0.0.1"),
            allow_private=False,
        )


def test_a_name_that_leads_nowhere_is_named() -> None:
    def unknown(host: str, port: int) -> tuple[str, ...]:
        raise OSError(-2, "Name or service not known")

    sentence = r"the name no\.example cannot be looked up \(name or service not known\)\."
    with pytest.raises(UnreachableError, match=sentence):
        checked_addresses("http://no.example/", "no.example", 80, resolve=unknown, allow_private=False)
    with pytest.raises(UnreachableError, match="stands for no address"):
        checked_addresses("http://no.example/", "no.example", 80, resolve=lambda host, port: (), allow_private=False)


def test_names_of_the_local_network_are_refused_where_a_proxy_looks_them_up() -> None:
    for host in ("intranet", "files.local", "metadata.google.internal", "localhost"):
        with pytest.raises(BlockedAddressError, match="belongs to the local network"):
            check_named("http://x", host, allow_private=False)
        check_named("http://x", host, allow_private=True)
    check_named("http://x", "example.org", allow_private=False)
    check_named("http://x", "93.184.215.14", allow_private=False)


def test_the_system_is_asked_for_names() -> None:
    assert "127.0.0.1" in look_up("localhost", 80)
