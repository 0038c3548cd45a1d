"""What is taken out can be put back: files get hidden names, and their own again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from insourcing_assistant.errors import UnknownReportError, UsageError
from insourcing_assistant.ingestion import ingest, plan
from insourcing_assistant.ingestion.setting_aside import (
    ASIDE,
    LEFT_BEHIND_S,
    forget,
    put_back,
    put_back_as_it_was,
    set_aside,
    sweep,
)
from insourcing_assistant.library import Library
from tests.hashing import HashingEmbedder

TEXT = "# Ferries\n\nThe island council took its ferries back in-house in 2013.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name in ("reports", "briefs"):
        (tmp_path / "corpus" / name).mkdir(parents=True)
    (tmp_path / "corpus" / "reports" / "ferries.md").write_text(TEXT, encoding="utf-8")
    return tmp_path / "corpus"


@pytest.fixture
def library(corpus: Path, tmp_path: Path) -> Library:
    library = Library.open(tmp_path / "library", fingerprint="text 1, hashing-64", writable=True)
    ingest(plan(reports=(), corpus=corpus), library=library, embedder=HashingEmbedder())
    library.edit("ferries", {"year": 2014})
    return library


def test_its_file_is_hidden_and_comes_back_under_its_own_name(library: Library, corpus: Path) -> None:
    path = corpus / "reports" / "ferries.md"
    aside = set_aside("ferries", library=library, corpus=corpus)
    assert (aside.title, aside.edits) == ("Ferries", {"year": 2014})
    assert library.reports() == ()
    assert not path.exists()
    assert plan(reports=(), corpus=corpus) == ()  # a later ingestion does not find it
    assert put_back(aside) == (path,)
    assert path.read_text(encoding="utf-8") == TEXT
    library.close()


def test_a_file_outside_the_folder_of_reports_stays_where_it_is(library: Library, corpus: Path, tmp_path: Path) -> None:
    outside = tmp_path / "lamps.md"
    outside.write_text("# Lamps\n\nEastham saved £40,000 on lamps in 2011.\n", encoding="utf-8")
    ingest(plan([outside], reports=(), corpus=corpus), library=library, embedder=HashingEmbedder())
    aside = set_aside("lamps", library=library, corpus=corpus)
    assert outside.exists()
    assert put_back(aside) == (outside,)
    library.close()


def test_no_other_file_is_overwritten(library: Library, corpus: Path) -> None:
    aside = set_aside("ferries", library=library, corpus=corpus)
    (corpus / "reports" / "ferries.md").write_text("Another.", encoding="utf-8")
    with pytest.raises(UsageError, match=r"another file has this name now.*\.removed-"):
        put_back(aside)
    assert (corpus / "reports" / "ferries.md").read_text(encoding="utf-8") == "Another."
    library.close()


def test_what_is_not_there_cannot_be_taken_out(library: Library, corpus: Path) -> None:
    with pytest.raises(UnknownReportError):
        set_aside("nowhere", library=library, corpus=corpus)
    library.close()


def test_what_the_library_held_comes_back_with_its_file_without_being_read(library: Library, corpus: Path) -> None:
    before = library.report("ferries")
    aside = set_aside("ferries", library=library, corpus=corpus)
    put_back(aside)
    summary = put_back_as_it_was(aside, library)
    assert summary
    assert [(row.report_id, row.status, row.passages) for row in summary.rows] == [("ferries", "added", 1)]
    assert library.report("ferries") == before
    forget(aside)
    assert list((library.folder / ASIDE).iterdir()) == []
    assert library.verify() == ()
    library.close()


def test_a_file_that_was_changed_meanwhile_has_to_be_read_anew(library: Library, corpus: Path) -> None:
    aside = set_aside("ferries", library=library, corpus=corpus)
    (path,) = put_back(aside)
    path.write_text(f"{TEXT}\nAnd its buses.\n", encoding="utf-8")
    assert put_back_as_it_was(aside, library) is None
    path.unlink()
    assert put_back_as_it_was(aside, library) is None
    assert library.reports() == ()
    library.close()


def test_without_room_to_keep_it_a_publication_is_removed_all_the_same(library: Library, corpus: Path) -> None:
    (library.folder / ASIDE).write_text("in the way", encoding="utf-8")
    aside = set_aside("ferries", library=library, corpus=corpus)
    assert aside.kept is None
    assert library.reports() == ()
    put_back(aside)
    assert put_back_as_it_was(aside, library) is None
    forget(aside)
    library.close()


def test_what_a_server_left_behind_a_day_ago_is_swept_away(library: Library, corpus: Path) -> None:
    old = set_aside("ferries", library=library, corpus=corpus).kept
    assert old
    sweep(library.folder)
    assert old.is_file()
    os.utime(old, (old.stat().st_mtime - LEFT_BEHIND_S - 1,) * 2)
    sweep(library.folder)
    assert not old.exists()
    library.close()
