"""What is kept of a report comes back as it was, or not at all; nothing is read or embedded for that."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import chromadb
import pytest

from insourcing_assistant.errors import UnknownReportError
from insourcing_assistant.library import Library
from insourcing_assistant.library.recording import Recorder
from tests.library.making import FINGERPRINT, add, found_by_meaning, found_by_words, make_parsed, make_report

FULL = make_parsed(make_report("leisure"), "Leisure came back in-house. ", "Pools were opened. ")
BRIEF = make_parsed(make_report("leisure"), "A brief on leisure. ", kind="brief")
OTHER = make_parsed(make_report("parks"), "Parks were opened. ")

TABLES = {
    "reports": "SELECT * FROM reports ORDER BY id",
    "texts": """SELECT report_id, kind, unit, sha256, state, path, added_at, text, headings, sources, found, warnings,
                tables, seconds FROM texts ORDER BY report_id, kind""",
    "pages": """SELECT report_id, kind, number, label, start, "end", ocr, blank
                FROM pages JOIN texts ON key = text_key ORDER BY report_id, kind, number""",
    "passages": """SELECT passages.id, report_id, kind, passages.start, passages.text, title, heading, pages, sentences,
                   passages.sources, hex(vector), hex(sentence_vectors)
                   FROM passages JOIN texts ON texts.key = text_key ORDER BY report_id, kind, passages.start""",
    "doomed": "SELECT * FROM doomed",
}


@pytest.fixture
def filled(library: Library, folder: Path) -> Library:
    """Three texts, of which those of one report were added long ago, and were edited by hand."""
    for parsed in (FULL, BRIEF, OTHER):
        add(library, parsed)
    with closing(sqlite3.connect(folder / "library.db")) as connection, connection:
        connection.execute("UPDATE reports SET added_at = '2020-02-02T20:20:20+00:00'")
        connection.execute("UPDATE texts SET added_at = '2020-02-02T20:20:21+00:00', seconds = 7.5")
    library.edit("leisure", {"year": 2014, "title": "Leisure & <b>more</b>", "publisher": "NEF"})
    return library


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(folder / "library.db")) as connection:
        return {name: connection.execute(query).fetchall() for name, query in TABLES.items()}


def test_every_row_comes_back_as_it_was(filled: Library, folder: Path, tmp_path: Path) -> None:
    before, version, held = rows(folder), filled.version, filled.reports()
    found = found_by_meaning(filled, "pools")
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        filled.keep("leisure", tmp_path / "kept.db")
        assert rows(folder) == before
        filled.remove("leisure")
        assert sorted(found_by_meaning(reader, "pools")) == ["parks"]
        assert filled.put_back(tmp_path / "kept.db")
        assert found_by_meaning(reader, "pools") == found
        assert found_by_words(reader, "pools") == ["leisure"]
        assert found_by_words(reader, "more") == found_by_words(filled, "more")
    assert rows(folder) == before
    assert (filled.version, filled.reports()) == (version, held)
    assert filled.verify() == ()


def test_the_vectors_are_found_by_the_edited_year_and_publisher(filled: Library, folder: Path, tmp_path: Path) -> None:
    filled.keep("leisure", tmp_path / "kept.db")
    filled.remove("leisure")
    filled.put_back(tmp_path / "kept.db")
    filled.close()
    (collection,) = chromadb.PersistentClient(folder / "chroma").list_collections()
    metadata = collection.get(where={"report_id": "leisure"})["metadatas"]
    assert {(each["year"], each["publisher"]) for each in metadata or ()} == {(2014, "NEF")}


def test_it_can_be_kept_and_put_back_again_and_again(filled: Library, folder: Path, tmp_path: Path) -> None:
    before = rows(folder)
    for number in range(3):
        filled.keep("leisure", tmp_path / f"{number}.db")
        filled.remove("leisure")
        assert filled.put_back(tmp_path / f"{number}.db")
    assert rows(folder) == before
    assert not filled.put_back(tmp_path / "0.db")  # it is there
    assert rows(folder) == before


def test_what_has_come_back_by_another_way_is_left_alone(filled: Library, folder: Path, tmp_path: Path) -> None:
    filled.keep("leisure", tmp_path / "kept.db")
    filled.remove("leisure")
    add(filled, make_parsed(make_report("swimming"), FULL.text))
    before = rows(folder)
    assert not filled.put_back(tmp_path / "kept.db")
    assert rows(folder) == before


def test_what_was_made_by_other_means_is_not_put_back(filled: Library, folder: Path, tmp_path: Path) -> None:
    filled.keep("leisure", tmp_path / "kept.db")
    filled.remove("leisure")
    with Library.open(folder / "rebuilding", fingerprint="text 2", writable=True) as fresh:
        add(fresh, OTHER)
    filled.adopt(folder / "rebuilding", fingerprint="text 2")
    assert not filled.put_back(tmp_path / "kept.db")
    with closing(sqlite3.connect(tmp_path / "kept.db")) as connection, connection:
        connection.execute("UPDATE meta SET value = '4' WHERE name = 'schema'")
    assert not filled.put_back(tmp_path / "kept.db")
    assert filled.verify() == ()


def test_after_a_rebuild_by_the_same_means_it_is_put_back_beside_the_new_rows(
    filled: Library, folder: Path, tmp_path: Path
) -> None:
    before = rows(folder)
    filled.keep("leisure", tmp_path / "kept.db")
    filled.remove("leisure")
    with Library.open(folder / "rebuilding", fingerprint=FINGERPRINT, writable=True) as fresh:
        add(fresh, OTHER)
    filled.adopt(folder / "rebuilding", fingerprint=FINGERPRINT)
    assert filled.put_back(tmp_path / "kept.db")
    after = rows(folder)
    assert after["passages"] == before["passages"]
    assert filled.verify() == ()


def test_what_is_gone_or_damaged_is_not_put_back(filled: Library, tmp_path: Path) -> None:
    filled.remove("leisure")
    assert not filled.put_back(tmp_path / "nowhere.db")
    assert not (tmp_path / "nowhere.db").exists()
    (tmp_path / "torn.db").write_bytes(b"not a database. " * 100)
    assert not filled.put_back(tmp_path / "torn.db")
    assert filled.verify() == ()
    with pytest.raises(UnknownReportError):
        filled.keep("leisure", tmp_path / "kept.db")


@pytest.mark.parametrize("died_at", ["after the removal", "with the rows unseen", "with the vectors written"])
def test_a_crash_leaves_a_clean_library_from_which_it_can_still_be_put_back(
    filled: Library, folder: Path, tmp_path: Path, died_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(folder)
    filled.keep("leisure", tmp_path / "kept.db")
    filled.remove("leisure")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    step = {"with the rows unseen": "begin_change", "with the vectors written": "mark_put_back"}.get(died_at)
    if step:
        with monkeypatch.context() as patched:
            patched.setattr(Recorder, step, die)
            with pytest.raises(KeyboardInterrupt):
                filled.put_back(tmp_path / "kept.db")
    filled.close()
    with Library.open(folder, fingerprint=FINGERPRINT, writable=True) as again:
        assert again.verify() == ()
        assert [each.report.id for each in again.reports()] == ["parks"]
        assert again.put_back(tmp_path / "kept.db")
        assert again.verify() == ()
    assert rows(folder) == before
