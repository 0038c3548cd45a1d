"""The address guard: nothing is fetched from private places, however the address is written or where its name leads."""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address

import httpx

from insourcing_assistant.errors import BlockedAddressError, FetchError, UnreachableError

IPAddress = IPv4Address | IPv6Address

Resolve = Callable[[str, int], tuple[str, ...]]
"""Host and port → the IP addresses that the host's name stands for. Raises `OSError`."""

LOOKUP_S = 10.0

_ADDRESS = re.compile(r"[a-z][a-z0-9+.\-]+://|(data|file|javascript):", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9._:\-]+", re.IGNORECASE)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_THIS_NETWORK = ipaddress.ip_network("0.0.0.0/8")
_ALLOW = "INSOURCING_ALLOW_PRIVATE_ADDRESSES=true"


def is_address(given: str) -> bool:
    """Whether an argument is an address rather than a file, of whatever kind."""
    return _ADDRESS.match(given) is not None


def check_url(address: str, *, allow_private: bool) -> httpx.URL:
    """Check all that an address shows by itself, before any name is looked up. Raises `FetchError`."""
    if address.partition(":")[0].lower() not in ("http", "https"):
        raise BlockedAddressError(address, "only http:// and https:// addresses are fetched.")
    try:
        url = httpx.URL(address)
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(address, "this is not a well-formed web address.") from error
    if url.userinfo:
        raise BlockedAddressError(address, "an address with a user name or a password in it is not fetched.")
    if not _HOST.fullmatch(host):
        raise FetchError(address, "this is not a well-formed web address.")
    _check_host(address, host, allow_private=allow_private)
    return url


def check_resolved(address: str, found: Iterable[str], *, allow_private: bool) -> tuple[str, ...]:
    """Check every IP address that a name stands for; one bad one is enough. Raises `BlockedAddressError`."""
    found = tuple(found)
    for each in found:
        problem = _problem(ipaddress.ip_address(each), allow_private=allow_private)
        if problem:
            raise BlockedAddressError(address, f"it leads to {each}, {problem}")
    return found


def check_named(address: str, host: str, *, allow_private: bool) -> None:
    """Check a name that a proxy will look up: a bare or a local one is the intranet's. Raises `BlockedAddressError`."""
    name = host.rstrip(".").lower()
    is_ip = _literal(name) is not None
    if not allow_private and not is_ip and ("." not in name or name.endswith((".local", ".internal", ".localhost"))):
        raise BlockedAddressError(address, f"the name {host} belongs to the local network; allow that with {_ALLOW}.")


def look_up(host: str, port: int) -> tuple[str, ...]:
    """Ask the system which IP addresses a name stands for, and do not wait for ever. Raises `OSError`."""
    answers: queue.Queue[tuple[str, ...] | OSError] = queue.Queue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))
        else:
            answers.put(tuple(dict.fromkeys(str(entry[4][0]) for entry in found)))

    threading.Thread(target=ask, daemon=True, name="name lookup").start()
    try:
        answer = answers.get(timeout=LOOKUP_S)
    except queue.Empty:
        raise TimeoutError(f"no answer within {LOOKUP_S:g} s") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def checked_addresses(address: str, host: str, port: int, *, resolve: Resolve, allow_private: bool) -> tuple[str, ...]:
    """Look a name up once and check all that it stands for. Raises `BlockedAddressError`, `UnreachableError`."""
    try:
        found = resolve(host, port)
    except OSError as error:
        raise UnreachableError(address, f"the name {host} cannot be looked up ({_words(error)}).") from error
    if not found:
        raise UnreachableError(address, f"the name {host} stands for no address.")
    return check_resolved(address, found, allow_private=allow_private)


def _words(error: OSError) -> str:
    return (error.strerror or str(error)).rstrip(".").lower()


def _check_host(address: str, host: str, *, allow_private: bool) -> None:
    name = host.rstrip(".").lower()
    literal = _literal(name)
    if literal is None:
        if not allow_private and (name == "localhost" or name.endswith(".localhost")):
            raise BlockedAddressError(address, f"it leads to this computer; allow that with {_ALLOW}.")
        return
    if isinstance(literal, IPv4Address) and str(literal) != name:
        raise BlockedAddressError(address, f"its host is {literal}, written in a way that hides it.")
    problem = _problem(literal, allow_private=allow_private)
    if problem:
        raise BlockedAddressError(address, f"it leads to {literal}, {problem}")


def _literal(name: str) -> IPAddress | None:
    """Read a host as a number: in the ordinary way, or as 2130706433, 0x7f.1 and 0177.0.0.1, which systems take too."""
    try:
        return ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(name)) if name[-1:].isalnum() and name[:1].isdigit() else None
    except OSError:
        return None


def _problem(ip: IPAddress, *, allow_private: bool) -> str:
    """Say why an IP address is refused; nothing where it is not."""
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (_last_32_bits(ip) if ip in _NAT64 else None)
        if inner is not None:
            return _problem(inner, allow_private=allow_private)
    if ip.is_loopback:
        return "" if allow_private else f"this computer itself; allow that with {_ALLOW}."
    never = ip.is_multicast or ip.is_unspecified or ip.is_link_local or ip.is_reserved
    if never or (isinstance(ip, IPv4Address) and ip in _THIS_NETWORK):
        return "which is no place that anything is published at."
    if not allow_private and (not ip.is_global or (isinstance(ip, IPv6Address) and ip.is_site_local)):
        return f"which is in a private network; allow that with {_ALLOW}."
    return ""


def _last_32_bits(ip: IPv6Address) -> IPv4Address:
    return IPv4Address(int(ip) & 0xFFFF_FFFF)
