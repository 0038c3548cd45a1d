"""Fetch what the catalogue lists, and addresses that were given, into `reports/`; one failure never stops the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from insourcing_assistant.errors import FetchError
from insourcing_assistant.fetching.candidates import Candidate, candidates
from insourcing_assistant.fetching.content import recognise
from insourcing_assistant.fetching.downloading import NO_VALIDATORS, Download, Show, download
from insourcing_assistant.fetching.filenames import safe_name
from insourcing_assistant.fetching.outcomes import OFFLINE, Attempt, Fetched, Progress
from insourcing_assistant.fetching.parts import Part
from insourcing_assistant.fetching.record import Entry, Record, file_sha256
from insourcing_assistant.fetching.requesting import Session
from insourcing_assistant.fetching.storing import store
from insourcing_assistant.types import Report

LOCK = ".fetching.lock"
NOT_LISTED = "the catalogue lists no address for it."
BY_HAND = "it was put there by hand, and is left alone."
NOT_HAD = "no address gave it."


def fetch(
    addresses: Sequence[str] | None,
    *,
    reports: Sequence[Report],
    own: Mapping[str, Path],
    folder: Path,
    session: Session,
    readable: Collection[str],
    progress: Progress | None = None,
    wait_s: float = 5.0,
) -> tuple[Fetched, ...]:
    """Fetch these addresses or, with None, every publication of the catalogue, into `folder`.

    `own` says which file each publication has already, by report id; a file that a person put there is never
    touched. `readable` are the suffixes that are of use. Raises `FetchError` where the folder cannot be used at all.
    """
    show = progress or _no_progress
    done: list[Fetched] = []
    with _alone(folder, wait_s):
        desk = _Desk(folder, tuple(reports), dict(own), session, readable, Record(folder), show)
        wanted = [report.id for report in reports] if addresses is None else addresses
        for number, name in enumerate(wanted):
            show("fetching", number, len(wanted), name)
            if addresses is None:
                done.append(_catalogued(desk, reports[number], candidates(reports[number])))
            else:
                done.append(_given(desk, name))
        show("fetching", len(wanted), len(wanted), "")
    if not session.offline:
        return tuple(done)
    return tuple(replace(each, reason=OFFLINE) if each.attempts else each for each in done)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all fetching of a run needs."""

    folder: Path
    reports: tuple[Report, ...]
    own: dict[str, Path]
    session: Session
    readable: Collection[str]
    record: Record
    progress: Progress

    def entry_of(self, path: Path | None) -> Entry | None:
        """The record of a file that was fetched; None for a person's own."""
        if path is None or path.resolve().parent != self.folder.resolve():
            return None
        return self.record.entries.get(path.name)

    def show_bytes(self, label: str) -> Show:
        """Progress in kilobytes under a label."""
        return lambda come, total: self.progress("kilobytes", come // 1000, total // 1000, label)


@dataclass(frozen=True, slots=True)
class _Errand:
    """One thing to fetch: which publication it is ("" if none), and the file that is there from an earlier run."""

    desk: _Desk
    report: Report | None
    path: Path | None = None
    entry: Entry | None = None

    @property
    def report_id(self) -> str:
        return self.report.id if self.report else ""

    @property
    def is_current(self) -> bool:
        """Whether the file is what was fetched last, so that its validators are true of it."""
        return self.path is not None and self.entry is not None and file_sha256(self.path) == self.entry.sha256


def _catalogued(desk: _Desk, report: Report, listed: Sequence[Candidate]) -> Fetched:
    path = desk.own.get(report.id)
    entry = desk.entry_of(path)
    if path is not None and entry is None:
        return Fetched(report.id, "present", path=path, reason=BY_HAND)
    if not listed:
        return Fetched(report.id, "failed", reason=NOT_LISTED)
    errand = _Errand(desk, report, path, entry)
    source = next((each for each in listed if entry and each.url == entry.address), None)
    if entry and source and errand.is_current and source.sha256 in (None, entry.sha256):
        return _again(errand, source, entry)
    return _first_of(errand, listed)


def _given(desk: _Desk, address: str) -> Fetched:
    for report in desk.reports:
        listed = [each for each in candidates(report) if each.url == address]
        if listed:
            return replace(_catalogued(desk, report, listed), url=address)
    known = ((name, entry) for name, entry in desk.record.entries.items() if entry.address == address)
    name, entry = next(known, ("", None))
    path = desk.folder / name if entry else None
    errand = _Errand(desk, None, path, entry) if path and path.is_file() else _Errand(desk, None)
    if errand.entry and errand.is_current:
        return _again(errand, Candidate(address), errand.entry)
    return _first_of(errand, [Candidate(address)])


def _again(errand: _Errand, candidate: Candidate, entry: Entry) -> Fetched:
    """Ask the address that a file came from whether there is a newer state of it."""
    kept = Fetched(errand.report_id, "unchanged", candidate.url, errand.path, entry.bytes, entry.sha256)
    try:
        return _one(errand, candidate, kept)
    except FetchError as error:
        reason = f"it cannot be asked for again; the file fetched on {entry.fetched_at[:10]} stays."
        return replace(kept, status="present", reason=reason, attempts=(Attempt(candidate.url, error.problem),))


def _first_of(errand: _Errand, listed: Sequence[Candidate]) -> Fetched:
    """Try one address after the other."""
    attempts: list[Attempt] = []
    for candidate in listed:
        if errand.desk.session.offline:
            attempts.append(Attempt(candidate.url, "it was not tried."))
            continue
        try:
            done = _one(errand, candidate, None)
        except FetchError as error:
            attempts.append(Attempt(candidate.url, error.problem))
        else:
            for other in listed:
                Part(errand.desk.folder, other.url).discard()
            return replace(done, attempts=tuple(attempts))
    reason = attempts[0].reason if len(attempts) == 1 else NOT_HAD
    return Fetched(errand.report_id, "failed", listed[0].url, reason=reason, attempts=tuple(attempts))


def _one(errand: _Errand, candidate: Candidate, kept: Fetched | None) -> Fetched:
    """Download, check and store one address. Returns `kept` where nothing has changed. Raises `FetchError`."""
    desk, part = errand.desk, Part(errand.desk.folder, candidate.url)
    known = errand.entry.validators if errand.entry and kept else NO_VALIDATORS
    show = desk.show_bytes(errand.report_id or candidate.url)
    come = download(candidate.url, part, session=desk.session, show=show, known=known)
    if not come.changed and kept is not None:
        return kept
    try:
        suffix = recognise(
            part.path,
            address=candidate.url,
            expects=candidate.expects,
            content_type=come.content_type,
            readable=desk.readable,
        )
        name_path = partial(_path, errand, come, suffix)
        return store(part, come, candidate, report_id=errand.report_id, name_path=name_path, record=desk.record)
    finally:
        part.discard()


def _path(errand: _Errand, come: Download, suffix: str, sha256: str) -> Path:
    """Choose the file: the one that is there from an earlier run, the catalogue's, or one named by the server."""
    folder, report = errand.desk.folder, errand.report
    if errand.path is not None and errand.path.suffix.lower() == suffix:
        return errand.path
    if report is not None:
        listed = report.filename if report.filename and report.filename.lower().endswith(suffix) else None
        return folder / (listed or f"{report.id}{suffix}")
    # A name of the catalogue would make the file that publication's text, whatever it is.
    taken = {name.rpartition(".")[0] or name for report in errand.desk.reports for name in _names(report)}
    plain = safe_name(come.url, come.disposition, suffix, sha256=sha256, taken={name.casefold() for name in taken})
    path = folder / plain
    if not path.exists() or path.stem.endswith(sha256[:6]) or file_sha256(path) == sha256:
        return path
    return path.with_name(f"{path.stem}-{sha256[:6]}{suffix}")


def _names(report: Report) -> Iterator[str]:
    yield f"{report.id}."
    if report.filename:
        yield report.filename


@contextmanager
def _alone(folder: Path, wait_s: float) -> Iterator[None]:
    """Keep a second run from writing to the same parts. Raises `FetchError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=wait_s)
        lock.acquire()
    except Timeout as error:
        problem = "another process is fetching into this folder. Try again when it has finished."
        raise FetchError(str(folder), problem) from error
    except OSError as error:
        raise FetchError(str(folder), f"this folder cannot be written to: {error.strerror or error}.") from error
    try:
        yield
    finally:
        lock.release()


def _no_progress(stage: str, done: int, total: int, label: str) -> None:
    """Show nothing."""
