"""A keeper that changes a shelf in memory at once, so that tests of the page need no model."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from insourcing_assistant.errors import DamagedFileError, LibraryLockedError
from insourcing_assistant.ingestion import IngestionSummary, Progress, Row
from insourcing_assistant.ingestion.setting_aside import SetAside
from insourcing_assistant.library import Edits, LibraryReport
from insourcing_assistant.types import Caution, Report
from tests.ui.holdings import SHELF, held, text_of


class MemoryKeeper:
    """Brings every file in whose content does not begin with "bad".

    What reads files waits in the middle while `going` is not set, and small changes while `passing` is not. With
    `must_read`, what is put back must be read again.
    """

    def __init__(self, *, locked: int = 0, must_read: bool = False) -> None:
        self.shelf: dict[str, LibraryReport] = {each.report.id: each for each in SHELF}
        self.going = threading.Event()
        self.passing = threading.Event()
        self.going.set()
        self.passing.set()
        self.locked, self.must_read = locked, must_read
        self.done: list[tuple[object, ...]] = []

    def reports(self) -> tuple[LibraryReport, ...]:
        return tuple(self.shelf.values())

    def add_file(self, staged: Path, name: str, *, of: str, progress: Progress) -> IngestionSummary:
        if self.locked:
            self.locked -= 1
            raise LibraryLockedError(Path("library"), "process 7")
        content = staged.read_bytes()
        progress("pages", 3, 12, name)
        self.going.wait(timeout=20)
        if content.startswith(b"bad"):
            row = Row("", "report", name, "failed", error=str(DamagedFileError(Path(name), "it is not a PDF")))
            return IngestionSummary((row,))
        self.done.append(("add", name, of, content))
        report_id = of or Path(name).stem
        report = self.shelf[of].report if of else Report(report_id, Path(name).stem)
        warnings = (Caution("Text too small to be read was left out.", (2,)),)
        self.shelf[report_id] = held(report, text_of("report", path=name, warnings=warnings))
        row = Row(report_id, "report", name, "added", pages=12, passages=30, title=report.title, warnings=warnings)
        return IngestionSummary((row,))

    def add_address(self, address: str, *, progress: Progress) -> IngestionSummary:
        progress("kilobytes", 120, 3400, address)
        self.going.wait(timeout=20)
        self.done.append(("fetch", address))
        error = f"{address}: no such host. Download the file by hand and give its path."
        return IngestionSummary((Row("", "report", address, "failed", error=error),))

    def edit(self, report_id: str, edits: Edits) -> None:
        self.passing.wait(timeout=20)
        self.done.append(("edit", report_id, edits))
        before = self.shelf[report_id]
        self.shelf[report_id] = replace(before, report=replace(before.report, **edits), edits=edits)

    def remove(self, report_id: str) -> SetAside:
        self.passing.wait(timeout=20)
        self.done.append(("remove", report_id))
        self.gone = self.shelf.pop(report_id)
        return SetAside(report_id, self.gone.report.title, {}, ())

    def put_back(self, aside: SetAside) -> IngestionSummary | None:
        self.passing.wait(timeout=20)
        return None if self.must_read else self._restored(aside)

    def read_again(self, aside: SetAside, *, progress: Progress) -> IngestionSummary:
        progress("pages", 3, 12, aside.title)
        self.going.wait(timeout=20)
        return self._restored(aside)

    def _restored(self, aside: SetAside) -> IngestionSummary:
        self.done.append(("restore", aside.report_id))
        self.shelf[aside.report_id] = self.gone
        return IngestionSummary((Row(aside.report_id, "report", "x.pdf", "added", title=aside.title),))

    def forget(self, aside: SetAside) -> None:
        self.done.append(("forget", aside.report_id))
