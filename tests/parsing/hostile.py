"""Parsers that do what a hostile file could make a parser do. What a file says chooses the deed."""

from __future__ import annotations

import ctypes
import os
import pickle
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from insourcing_assistant.errors import EncryptedError
from insourcing_assistant.parsing import parse
from insourcing_assistant.types import Kind, ParsedReport, Report

PARSER = "tests.parsing.hostile:parse_or_misbehave"


def parse_or_misbehave(
    report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None, shout: bool = False
) -> ParsedReport:
    """Read the file as usual, unless its first line is "do …"."""
    verb, _, deed = path.read_text("utf-8", errors="replace").partition("\n")[0].partition(" ")
    if verb == "do":
        _DEEDS[deed](path)
    parsed = parse(report, path, kind=kind, password=password)
    return parsed if not shout else _shouted(parsed)


def _shouted(parsed: ParsedReport) -> ParsedReport:
    return replace(parsed, text=parsed.text.upper())


def _hang(path: Path) -> None:
    time.sleep(600)


def _eat_memory(path: Path) -> None:
    eaten = []
    while True:
        eaten.append(bytearray(8_000_000))
        time.sleep(0.001)


def _ask_for_too_much(path: Path) -> None:
    bytearray(1 << 40)


def _crash(path: Path) -> None:
    ctypes.string_at(0)


def _leave(path: Path) -> None:
    os._exit(3)


def _trip(path: Path) -> None:
    raise ZeroDivisionError("over a stone")


def _refuse(path: Path) -> None:
    raise EncryptedError(path, wrong=True, report_id="from the child")


def _print(path: Path) -> None:
    sys.stdout.write("not JSON\n")
    sys.stderr.write("not JSON\n")
    os.write(1, b"not JSON\n")
    sys.stdin.read()


def _write(path: Path) -> None:
    path.with_suffix(".written").write_text("a trace")


def _note_process(path: Path) -> None:
    """Say which process this is, by a name: writing is not allowed."""
    path.with_name(f"process-{os.getpid()}").mkdir()
    time.sleep(600)


class _Bomb:
    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, ("bomb",)


def _send_code(path: Path) -> None:
    """Answer in the place of the worker, as a parser could that a file has taken over."""
    for descriptor in range(3, 20):
        try:
            Connection(descriptor, readable=False).send_bytes(pickle.dumps(_Bomb()))
        except OSError:
            continue
    time.sleep(600)


_DEEDS: dict[str, Callable[[Path], None]] = {
    "hang": _hang,
    "eat memory": _eat_memory,
    "ask for too much": _ask_for_too_much,
    "crash": _crash,
    "leave": _leave,
    "trip": _trip,
    "refuse": _refuse,
    "print": _print,
    "write": _write,
    "note process": _note_process,
    "send code": _send_code,
}
