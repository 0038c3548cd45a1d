"""Which files are to be ingested, and as which reports."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from insourcing_assistant.errors import IngestError, UsageError
from insourcing_assistant.ingestion.comparing import file_sha256
from insourcing_assistant.ingestion.items import NO_OVERRIDES, Item, Overrides
from insourcing_assistant.library import LibraryReport, LibraryText
from insourcing_assistant.parsing import SUFFIXES, unsupported
from insourcing_assistant.types import Kind, Report

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_IGNORED = {"readme.md", "readme.txt", "thumbs.db", "desktop.ini"}
_SHORT_HASH = 6


def plan(
    paths: Sequence[str | Path] = (),
    *,
    reports: tuple[Report, ...],
    corpus: Path,
    held: Sequence[LibraryReport] = (),
    overrides: Overrides = NO_OVERRIDES,
) -> tuple[Item, ...]:
    """List what to ingest: the files, folders and addresses in `paths`, or without any the whole corpus.

    The corpus is each catalogued report's full text where it lies in `reports/`, its brief where it lies in
    `briefs/`, and every other file in `reports/`. `held` is what the library has, so that a file keeps the id that
    it had. Raises `UsageError` where overrides are given for more than one file.
    """
    desk = _Desk(reports, corpus, held)
    if paths:
        items = [item for path in paths for item in _given(desk, path)]
    else:
        items = [*_catalogued(desk), *_dropped_in(desk)]
    if overrides == NO_OVERRIDES:
        return tuple(items)
    if len(items) != 1:
        raise UsageError(
            f"Title, authors, publisher, year and address can be given for one file at a time, not for {len(items)}."
        )
    return (_overridden(items[0], overrides),)


@dataclass(frozen=True, slots=True)
class _Desk:
    """The corpus, and what was planned so far: files by their real paths, ids by the paths that have them."""

    reports: tuple[Report, ...]
    corpus: Path
    held: Sequence[LibraryReport]
    seen: set[Path] = field(default_factory=set)
    taken: dict[str, Path] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.corpus / "reports"

    @property
    def briefs(self) -> Path:
        return self.corpus / "briefs"

    def is_new(self, path: Path) -> bool:
        """Whether the file was not planned before; it is now."""
        real = path.resolve()
        if real in self.seen:
            return False
        self.seen.add(real)
        return True


def name_of(path: Path, *, corpus: Path) -> str:
    """Name a file as people are shown it: within `reports/` or the corpus, else in full."""
    real = path.resolve()
    for folder in (corpus / "reports", corpus):
        if real.is_relative_to(folder.resolve()):
            return real.relative_to(folder.resolve()).as_posix()
    return str(real)


def path_of(name: str, kind: Kind, *, corpus: Path) -> Path:
    """Find the file that `name_of` named."""
    return (corpus if kind == "brief" else corpus / "reports") / name


def _catalogued(desk: _Desk) -> Iterator[Item]:
    files = list(_files_in(desk.folder))
    for report in desk.reports:
        own = next((path for path in files if _is_text_of(report, path)), None)
        if own is not None and desk.is_new(own):
            yield _catalogue_item(desk, report, own, report.kind)
        brief = desk.briefs / f"{report.id}.md"
        if brief.is_file() and desk.is_new(brief):
            yield _catalogue_item(desk, report, brief, "brief")


def _dropped_in(desk: _Desk) -> Iterator[Item]:
    for path in _files_in(desk.folder):
        yield from _file_item(desk, path)


def _given(desk: _Desk, given: str | Path) -> Iterator[Item]:
    if _ADDRESS.match(str(given)):
        yield _problem(
            str(given),
            f"{given}: addresses cannot be fetched yet. Download the file and give its path.",
        )
        return
    path = Path(given).expanduser()
    if path.is_dir():
        if path.resolve() == desk.corpus.resolve():
            yield from _catalogued(desk)
            path = desk.folder
        for file in _files_in(path):
            yield from _file_item(desk, file)
    elif path.is_file():
        yield from _file_item(desk, path)
    else:
        yield _problem(str(given), f"{given}: there is no such file or folder.")


def _file_item(desk: _Desk, path: Path) -> Iterator[Item]:
    if not desk.is_new(path):
        return
    if path.suffix.lower() not in SUFFIXES:
        yield _problem(name_of(path, corpus=desk.corpus), str(unsupported(path, SUFFIXES)))
        return
    is_brief = path.resolve().parent == desk.briefs.resolve()
    for report in desk.reports:
        if is_brief and path.stem == report.id:
            yield _catalogue_item(desk, report, path, "brief")
            return
        if not is_brief and _is_text_of(report, path):
            yield _catalogue_item(desk, report, path, report.kind)
            return
    name = name_of(path, corpus=desk.corpus)
    report_id = _free_id(desk, path, name)
    desk.taken[report_id] = path
    yield Item(Report(id=report_id, title=readable(path.stem)), name, path)


def _catalogue_item(desk: _Desk, report: Report, path: Path, kind: Kind) -> Item:
    return Item(report, name_of(path, corpus=desk.corpus), path, kind=kind, catalogued=True)


def _problem(name: str, sentence: str) -> Item:
    stem = Path(name.rstrip("/")).stem
    return Item(Report(id=slug(stem), title=readable(stem)), name, Path(name), problem=sentence)


def _is_text_of(report: Report, path: Path) -> bool:
    return path.name == report.filename or (path.stem == report.id and path.suffix.lower() in SUFFIXES)


def _files_in(folder: Path) -> Iterator[Path]:
    """All files below a folder, in the order of their paths; no hidden ones, no libraries, no readmes."""
    for root, folders, names in os.walk(folder):
        here = Path(root)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_library(here / name))
        for name in sorted(names):
            if not name.startswith((".", "~$")) and name.lower() not in _IGNORED:
                yield here / name


def _is_library(folder: Path) -> bool:
    return (folder / "library.db").exists()


def _free_id(desk: _Desk, path: Path, name: str) -> str:
    """The id that the library has for this file, else the slug of its name, made unique where that is taken."""
    known = next((entry.report.id for entry in desk.held if _holds(desk, entry, path, name)), None)
    if known is not None and known not in desk.taken:
        return known
    wanted = slug(path.stem)
    if wanted in desk.taken or any(report.id == wanted for report in desk.reports) or _is_held_elsewhere(desk, wanted):
        return f"{wanted}-{_content(path)[:_SHORT_HASH]}"
    return wanted


def _holds(desk: _Desk, entry: LibraryReport, path: Path, name: str) -> bool:
    """Whether a report's own text came from this file, under this name or, moved since, with this content."""
    return any(
        text.path == name or (not _is_there(desk, text) and text.sha256 == _content(path))
        for text in entry.texts
        if text.kind != "brief"
    )


def _is_held_elsewhere(desk: _Desk, report_id: str) -> bool:
    """Whether the library has the id from another file that is still there."""
    texts = (text for entry in desk.held if entry.report.id == report_id for text in entry.texts)
    return any(_is_there(desk, text) for text in texts)


def _is_there(desk: _Desk, text: LibraryText) -> bool:
    return path_of(text.path, text.kind, corpus=desk.corpus).exists()


def _content(path: Path) -> str:
    try:
        return file_sha256(path, report_id=path.stem)
    except IngestError:
        # It will fail with a better word when it is read; until then its name will do.
        return hashlib.sha256(str(path).encode()).hexdigest()


def _overridden(item: Item, overrides: Overrides) -> Item:
    return Item(item.report, item.name, item.path, item.kind, item.catalogued, overrides, item.problem)


def slug(name: str) -> str:
    """Make an id of a file name: "Annual Report (2019)" becomes "annual-report-2019"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    return "-".join(words) or f"report-{hashlib.sha256(name.encode()).hexdigest()[:_SHORT_HASH]}"


def readable(stem: str) -> str:
    """Make a title of a file name: "annual_report-2019" becomes "Annual report 2019"."""
    words = " ".join(re.split(r"[\s_\-]+", stem)).strip()
    return words[:1].upper() + words[1:] if words else stem
