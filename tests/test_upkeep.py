"""Changing the library from a running server: in processes of their own, with files that are kept or not."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from unittest.mock import patch

import pytest

from insourcing_assistant import wiring
from insourcing_assistant.apart import apart
from insourcing_assistant.errors import LibraryLockedError, UnknownReportError, UsageError
from insourcing_assistant.ingestion import Progress
from insourcing_assistant.library import LibraryReport
from insourcing_assistant.settings import Settings
from insourcing_assistant.types import Report
from insourcing_assistant.upkeep import NICENESS, Upkeep, _ingest
from tests.scans import PARAGRAPH, column, scan, scanned_pdf
from tests.ui.pdfs import write_pdf

FERRIES = ("The island council took its ferries back in-house in 2013", "because the contractor had cancelled one.")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for name in ("reports", "briefs"):
        (tmp_path / "corpus" / name).mkdir(parents=True)
    entry = '[[report]]\nid = "lamps-2012"\ntitle = "Street Lamps"\n'
    (tmp_path / "corpus" / "catalogue.toml").write_text(entry, encoding="utf-8")
    return Settings(corpus=tmp_path / "corpus", library=tmp_path / "library", lock_wait_s=0.1)


def staged(settings: Settings, *lines: str, content: bytes = b"") -> Path:
    path = settings.corpus / "reports" / ".upload-1.part"
    write_pdf(path, [lines])
    if content:
        path.write_bytes(content)
    return path


def kept(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.corpus / "reports").iterdir())


def held(settings: Settings) -> dict[str, Report]:
    with wiring.open_record(settings) as library:
        return {entry.report.id: entry.report for entry in library.reports()}


def whole(settings: Settings) -> tuple[LibraryReport, str]:
    with wiring.open_record(settings) as library:
        assert library.verify() == ()
        return library.report("ferries"), library.version


def silent(stage: str, done: int, total: int, label: str) -> None:
    pass


@pytest.mark.model
def test_a_file_is_added_edited_removed_and_put_back(settings: Settings) -> None:
    upkeep = Upkeep(settings)
    told: list[str] = []
    path = staged(settings, *FERRIES)
    added = upkeep.add_file(path, "../Ferries?.PDF", of="", progress=lambda stage, *_: told.append(stage))
    assert [(row.report_id, row.status) for row in added.rows] == [("ferries", "added")]
    assert {"reports", "pages", "passages"} <= set(told)
    assert kept(settings) == ["Ferries.pdf"]

    copy = upkeep.add_file(staged(settings, *FERRIES), "copy.pdf", of="", progress=silent)
    assert [(row.status, row.duplicate_of) for row in copy.rows] == [("duplicate", "ferries")]
    torn = upkeep.add_file(staged(settings, content=b"%PDF-1.4 torn"), "torn.pdf", of="", progress=silent)
    assert "torn.pdf: the file is damaged" in (torn.rows[0].error or "")
    assert kept(settings) == ["Ferries.pdf"]

    upkeep.edit("ferries", {"year": 2014})
    before = whole(settings)
    aside = upkeep.remove("ferries")
    assert held(settings) == {}
    assert upkeep.put_back(aside)  # nothing was read or embedded
    assert whole(settings) == before
    assert kept(settings) == ["Ferries.pdf"]
    assert list((settings.library / "removed").iterdir()) == []

    aside = upkeep.remove("ferries")
    upkeep.forget(aside)
    assert upkeep.put_back(aside) is None
    summary = upkeep.read_again(aside, progress=silent)
    assert [(row.report_id, row.status) for row in summary.rows] == [("ferries", "added")]
    assert held(settings)["ferries"].year == 2014


@pytest.mark.model
def test_a_file_becomes_the_full_text_of_a_catalogued_publication(settings: Settings) -> None:
    upkeep = Upkeep(settings)
    upkeep.add_file(staged(settings, *FERRIES), "download (3).pdf", of="lamps-2012", progress=silent)
    assert kept(settings) == ["lamps-2012.pdf"]
    assert held(settings)["lamps-2012"].title == "Street Lamps"
    with pytest.raises(UsageError, match="There is a file of lamps-2012"):
        upkeep.add_file(staged(settings, "Another."), "another.pdf", of="lamps-2012", progress=silent)


@pytest.mark.model
def test_another_writer_is_named_and_the_file_waits_unchanged(settings: Settings) -> None:
    with wiring.open_library(settings, wiring.build_embedder(settings), writable=True):
        path = staged(settings, *FERRIES)
        with pytest.raises(LibraryLockedError, match=f"process {os.getpid()}"):
            Upkeep(settings).add_file(path, "ferries.pdf", of="", progress=silent)
    assert kept(settings) == [path.name]
    with pytest.raises(UnknownReportError):
        Upkeep(settings).remove("ferries")


@pytest.mark.model
@pytest.mark.timeout(600)
def test_small_changes_are_done_while_a_scan_is_read_and_nothing_of_either_is_lost(settings: Settings) -> None:
    upkeep = Upkeep(settings)
    upkeep.add_file(staged(settings, *FERRIES), "ferries.pdf", of="", progress=silent)
    path = settings.corpus / "reports" / ".upload-2.part"
    path.write_bytes(scanned_pdf(*(scan(column([*PARAGRAPH, f"This is page {n}."])) for n in range(1, 17))))
    reading, summaries, pages = threading.Event(), [], []

    def progress(stage: str, done: int, total: int, label: str) -> None:
        if stage == "pages" and total:
            pages.append(done)
            reading.set()

    adding = threading.Thread(
        target=lambda: summaries.append(upkeep.add_file(path, "scan.pdf", of="", progress=progress))
    )
    adding.start()
    assert reading.wait(timeout=120)
    upkeep.edit("ferries", {"year": 2014})
    before = whole(settings)
    aside = upkeep.remove("ferries")
    assert held(settings) == {}
    assert upkeep.put_back(aside)
    assert whole(settings) == before
    assert adding.is_alive()
    assert pages[-1] < 16
    adding.join(timeout=400)
    assert [(row.report_id, row.status, row.pages_ocr) for row in summaries[0].rows] == [("scan", "added", 16)]
    assert held(settings)["ferries"].year == 2014
    assert set(held(settings)) == {"ferries", "scan"}
    whole(settings)


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this system knows no niceness")
def test_what_is_waited_for_a_second_has_the_haste_of_the_server_and_an_ingestion_has_not(settings: Settings) -> None:
    assert apart(_niceness, (), silent) == os.nice(0)
    assert apart(_niceness_of_ingesting, (settings,), silent) == min(os.nice(0) + NICENESS, 19)


def _niceness(progress: object) -> int:
    return os.nice(0)


def _niceness_of_ingesting(progress: Progress, settings: Settings) -> int:
    with patch.object(wiring, "ingest"):  # in this process alone, which ends with it
        _ingest(progress, settings, ())
    return os.nice(0)
