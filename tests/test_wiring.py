"""Settings become objects that fit together."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from insourcing_assistant import wiring
from insourcing_assistant.errors import LibraryFormatError, LibraryMismatchError, LibraryNotFoundError
from insourcing_assistant.ingestion import Overrides
from insourcing_assistant.library import Library
from insourcing_assistant.settings import Settings
from insourcing_assistant.types import Citation


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "parks.txt").write_text("The council of Norton has run its own parks since 2016.\n")
    return Settings(corpus=tmp_path, library=tmp_path / "library")


def test_a_missing_library_is_found_missing_before_a_model_is_loaded(settings: Settings) -> None:
    with pytest.raises(LibraryNotFoundError), wiring.open_assistant(settings):
        pass


@pytest.mark.model
def test_what_is_ingested_is_answered_from(settings: Settings) -> None:
    assert wiring.preview(settings, (), overrides=Overrides()).count("added") == 1
    assert wiring.ingest(settings, (), overrides=Overrides()).count("added") == 1
    with wiring.open_assistant(settings) as (assistant, library):
        answer = assistant.ask("Since when has Norton run its own parks?")
        assert [report.report.id for report in library.reports()] == ["parks"]
    assert answer.statements[0].text == "The council of Norton has run its own parks since 2016."


@pytest.mark.model
def test_a_library_of_another_making_is_refused_until_it_is_rebuilt(settings: Settings) -> None:
    with Library.open(settings.library, fingerprint="another model", writable=True):
        pass
    with pytest.raises(LibraryMismatchError, match=r"built with another model, not text \d+, "):
        wiring.ingest(settings, (str(settings.corpus / "reports"),), overrides=Overrides())
    assert wiring.rebuild(settings, (), overrides=Overrides()).count("added") == 1
    with wiring.open_assistant(settings) as (_, library):
        assert library.passage_count == 1


@pytest.mark.model
def test_a_plain_ingest_makes_an_outdated_library_anew_and_loses_nothing(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    wiring.ingest(settings, (), overrides=Overrides())
    (settings.corpus / "reports" / "parks.txt").rename(settings.corpus / "gone.txt")
    (settings.corpus / "reports" / "lamps.txt").write_text("The lamps of Norton were dark.\n")
    # As a library of format 1 that an older program made.
    connection = sqlite3.connect(settings.library / "library.db")
    connection.executescript(
        """ALTER TABLE reports DROP COLUMN origins; ALTER TABLE reports DROP COLUMN edits;
        ALTER TABLE texts DROP COLUMN tables; ALTER TABLE texts DROP COLUMN seconds;
        UPDATE texts SET warnings = '[]'; UPDATE meta SET value = '1' WHERE name = 'schema';
        UPDATE meta SET value = 'text 0' WHERE name = 'fingerprint';"""
    )
    connection.close()
    with pytest.raises(LibraryFormatError), wiring.open_assistant(settings):
        pass
    summary = wiring.ingest(settings, (), overrides=Overrides())
    assert [(row.report_id, row.status) for row in summary.rows] == [("lamps", "added"), ("parks", "unchanged")]
    assert "it is made anew" in caplog.text
    assert wiring.ingest(settings, (), overrides=Overrides()).count("unchanged") == 1
    with wiring.open_record(settings) as library:
        assert library.verify() == ()
        assert [entry.report.id for entry in library.reports()] == ["lamps", "parks"]


@pytest.mark.model
def test_nothing_heavy_is_loaded_where_nothing_changed(settings: Settings) -> None:
    wiring.ingest(settings, (), overrides=Overrides())
    program = """
import sys
from insourcing_assistant.cli import main
try:
    main(["--corpus", sys.argv[1], "--library", sys.argv[2], "ingest"])
finally:
    print(*{"torch", "chromadb", "sentence_transformers", "pypdfium2"} & set(sys.modules), "loaded")
"""
    command = [sys.executable, "-c", program, str(settings.corpus), str(settings.library)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0].startswith("1 unchanged")
    assert done.stdout.splitlines()[-1].split() == ["loaded"]


@pytest.mark.model
def test_the_file_of_a_cited_page_is_found_where_it_is_still_there(settings: Settings) -> None:
    wiring.ingest(settings, (), overrides=Overrides())
    paged = Citation("p", "parks", "report", "page", (1,), ("1",), "Norton", 0)
    sectioned = Citation("p", "parks", "report", "section", (1,), ("Parks",), "Norton", 0)
    with wiring.open_record(settings) as library:
        assert wiring.page_file(settings, library, paged) == settings.corpus / "reports" / "parks.txt"
        assert wiring.page_file(settings, library, sectioned) is None
        (settings.corpus / "reports" / "parks.txt").write_text("Another text under the same name.")
        assert wiring.page_file(settings, library, paged) is None
        (settings.corpus / "reports" / "parks.txt").unlink()
        assert wiring.page_file(settings, library, paged) is None
