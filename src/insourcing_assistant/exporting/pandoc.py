"""Runs pandoc, which formats the citations and writes the documents. It comes with pypandoc_binary."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from insourcing_assistant.errors import ExportError
from insourcing_assistant.exporting.elements import Element
from insourcing_assistant.exporting.styles import Item, Style, fitted

TIMEOUT_S = 60
LANGUAGE = "en-GB"


def write(document: Element, to: str, *arguments: str) -> bytes:
    """Write a document in one of pandoc's formats. Raises `ExportError`."""
    return _run(document, "--to", to, "--output", "-", *arguments)


def with_citations(document: Element, items: Sequence[Item], style: Style) -> Element:
    """Put formatted references in the place of the citations, and the bibliography at the end.

    The bibliography is the last block: a Div with one for each publication, whose id is "ref-" and the item's.
    """
    if not items:
        return document
    with TemporaryDirectory(prefix="insourcing-") as folder:
        bibliography = Path(folder) / "items.json"
        bibliography.write_text(json.dumps([fitted(item, style) for item in items]), encoding="utf-8")
        written = _run(
            document,
            *("--to", "json", "--citeproc", "--bibliography", str(bibliography), "--csl", str(style.path)),
            *("--metadata", f"lang={LANGUAGE}"),
        )
    # The metadata stay as they were: pandoc adds the paths of its files, which are nobody's business.
    return {**document, "blocks": json.loads(written)["blocks"]}


def _run(document: Element, *arguments: str) -> bytes:
    # In its sandbox pandoc reads and writes no file but those named here, and asks nothing of the network.
    command = [str(_program()), "--from", "json", "--sandbox", *arguments]
    given = json.dumps(document).encode()
    try:
        done = subprocess.run(  # noqa: S603 (our own program and arguments; others' text comes on standard input)
            command,
            input=given,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ExportError(f"pandoc did not run ({type(error).__name__}).") from error
    if done.returncode:
        raise ExportError(f"pandoc could not write it ({done.stderr.decode(errors='replace').strip()[:300]}).")
    return done.stdout


@cache
def _program() -> Path:
    # The packaged one, whatever else is installed, so that every machine writes the same.
    package = importlib.util.find_spec("pypandoc")
    folder = Path(package.origin).parent / "files" if package and package.origin else Path()
    for name in ("pandoc", "pandoc.exe"):
        if (folder / name).is_file():
            return folder / name
    raise ExportError("pandoc is not installed: run `pip install pypandoc_binary`.")
