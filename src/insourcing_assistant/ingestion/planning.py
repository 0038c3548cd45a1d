"""Which files are to be ingested, and as which reports."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from insourcing_assistant.errors import UsageError
from insourcing_assistant.fetching import is_address
from insourcing_assistant.ingestion.holdings import Held, content_of
from insourcing_assistant.ingestion.items import NO_OVERRIDES, Item, Overrides
from insourcing_assistant.ingestion.names import name_of, printable, real_path
from insourcing_assistant.ingestion.supply import NO_SUPPLY, Supply
from insourcing_assistant.library import LibraryReport
from insourcing_assistant.parsing import SUFFIXES, unsupported
from insourcing_assistant.types import Kind, Report

_IGNORED = {"readme.md", "readme.txt", "thumbs.db", "desktop.ini"}
_SHORT_HASH = 6
_LEADS_NOWHERE = "it is a link that leads nowhere."
_NO_FILE = "it is no file but a pipe, a socket or a device."


def plan(
    paths: Sequence[str | Path] = (),
    *,
    reports: tuple[Report, ...],
    corpus: Path,
    held: Sequence[LibraryReport] = (),
    overrides: Overrides = NO_OVERRIDES,
    supply: Supply = NO_SUPPLY,
) -> tuple[Item, ...]:
    """List what to ingest: the files, folders and addresses in `paths`, or without any the whole corpus.

    The corpus is each catalogued report's full text where it lies in `reports/`, its brief where it lies in
    `briefs/`, and every other file in `reports/`. `held` is what the library has, so that a file keeps the id that
    it had. `supply` says what became of addresses, and where files in `reports/` came from. Raises `UsageError` where
    overrides are given for more than one file.
    """
    desk = _Desk(reports, corpus, Held.of(held, corpus=corpus), supply)
    if paths:
        items = [item for path in paths for item in _given(desk, path)]
    else:
        items = [*_catalogued(desk), *_dropped_in(desk)]
    if overrides == NO_OVERRIDES:
        return tuple(items)
    planned = sum(each.status == "planned" for each in supply.fetched) if paths else 0
    if len(items) + planned != 1:
        count = len(items) + planned
        raise UsageError(
            f"Title, authors, publisher, year and address can be given for one file at a time, not for {count}."
        )
    return tuple(_overridden(item, overrides) for item in items)


def own_files(reports: Sequence[Report], *, corpus: Path) -> dict[str, Path]:
    """Find the full texts that lie in `reports/` already, by the ids of their publications."""
    files = [path for path in _files_in(corpus / "reports") if path.is_file()]
    found = {report.id: next((path for path in files if _is_text_of(report, path)), None) for report in reports}
    return {report_id: path for report_id, path in found.items() if path is not None}


@dataclass(frozen=True, slots=True)
class _Desk:
    """The corpus, and what was planned so far: files by their real paths, ids by the paths that have them."""

    reports: tuple[Report, ...]
    corpus: Path
    held: Held
    supply: Supply
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
        real = real_path(path)
        if real in self.seen:
            return False
        self.seen.add(real)
        return True


def _catalogued(desk: _Desk) -> Iterator[Item]:
    files = own_files(desk.reports, corpus=desk.corpus)
    for report in desk.reports:
        own = files.get(report.id)
        if own is not None and desk.is_new(own):
            yield _catalogue_item(desk, report, own, report.kind)
        brief = desk.briefs / f"{report.id}.md"
        if brief.is_file() and desk.is_new(brief):
            yield _catalogue_item(desk, report, brief, "brief")


def _dropped_in(desk: _Desk) -> Iterator[Item]:
    for path in _files_in(desk.folder):
        yield from _file_item(desk, path)


def _given(desk: _Desk, given: str | Path) -> Iterator[Item]:
    if is_address(str(given)):
        yield from _address_item(desk, str(given))
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


def _address_item(desk: _Desk, address: str) -> Iterator[Item]:
    """Plan the file that an address gave; where it gave none, that is a problem, and in a dry run nothing."""
    fetched = desk.supply.at(address)
    if fetched is None or fetched.status == "failed":
        reason = (fetched and fetched.reason) or "it was not fetched."
        yield _problem(address, f"{address}: {reason} Download the file by hand and give its path.")
    elif fetched.path is not None and fetched.status != "planned":
        yield from _file_item(desk, fetched.path, url=address)


def _file_item(desk: _Desk, path: Path, *, url: str | None = None) -> Iterator[Item]:
    if not desk.is_new(path):
        return
    if reason := _why_no_file(path):
        yield _problem(printable(name_of(path, corpus=desk.corpus)), f"{printable(path.name)}: {reason}")
        return
    origin = desk.supply.origin(path)
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
    report = Report(id=report_id, title=readable(path.stem), url=origin.url if origin else url)
    yield Item(report, name, path, problem=origin.problem if origin else None)


def _why_no_file(path: Path) -> str:
    """Say why what stands in a folder cannot be read as a file and kept under its name; nothing where it can."""
    if path.is_dir():
        return "it is a link to a folder, and these are not followed. Give the folder itself."
    if not path.is_file():
        # To open a pipe is to wait without end for somebody to write to it.
        return f"{_LEADS_NOWHERE if path.is_symlink() else _NO_FILE} Put the file itself there."
    if printable(path.name) != path.name:
        return "its name is not in Unicode. Give it another name."
    return ""


def _catalogue_item(desk: _Desk, report: Report, path: Path, kind: Kind) -> Item:
    origin = desk.supply.origin(path)
    problem = origin.problem if origin else None
    return Item(report, name_of(path, corpus=desk.corpus), path, kind=kind, catalogued=True, problem=problem)


def _problem(name: str, sentence: str) -> Item:
    stem = Path(name.rstrip("/")).stem
    return Item(Report(id=slug(stem), title=readable(stem)), name, Path(name), problem=sentence)


def _is_text_of(report: Report, path: Path) -> bool:
    return path.name == report.filename or (path.stem == report.id and path.suffix.lower() in SUFFIXES)


def _files_in(folder: Path) -> Iterator[Path]:
    """All files below a folder, in the order of their paths; no hidden ones, no libraries, no readmes.

    A link to a folder elsewhere is among them, since it is not followed.
    """
    whole = real_path(folder)
    for root, folders, names in os.walk(folder):
        here = Path(root)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_library(here / name))
        links = [name for name in folders if (here / name).is_symlink()]
        names += [name for name in links if not real_path(here / name).is_relative_to(whole)]
        for name in sorted(names):
            if not name.startswith((".", "~$")) and name.lower() not in _IGNORED:
                yield here / name


def _is_library(folder: Path) -> bool:
    return (folder / "library.db").exists()


def _free_id(desk: _Desk, path: Path, name: str) -> str:
    """The id that the library has for this file, else the slug of its name, made unique where that is taken."""
    known = desk.held.id_of(path, name)
    if known is not None and known not in desk.taken:
        return known
    wanted = slug(path.stem)
    if wanted in desk.taken or any(report.id == wanted for report in desk.reports) or wanted in desk.held.there:
        return f"{wanted}-{content_of(path)[:_SHORT_HASH]}"
    return wanted


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
