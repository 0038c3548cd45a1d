from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.library import Library
from tests.library.making import FINGERPRINT, add, found_by_meaning, found_by_words, make_parsed, make_report

OLD = make_parsed(make_report("old"), "Leisure came back in-house. ")
KEPT = make_parsed(make_report("kept"), "Refuse collection was insourced. ")
NEW = make_parsed(make_report("new"), "Parks were opened. ", "Trees were planted. ")


@pytest.fixture
def rebuilt(library: Library, folder: Path) -> Path:
    """A library within the folder of the old one, which has OLD and KEPT; it has KEPT and NEW."""
    add(library, OLD)
    add(library, KEPT)
    with Library.open(folder / "rebuilding", fingerprint="text 2", writable=True) as fresh:
        add(fresh, KEPT)
        add(fresh, NEW)
    return folder / "rebuilding"


def test_all_that_the_new_library_has_takes_the_place_of_the_old(library: Library, folder: Path, rebuilt: Path) -> None:
    generation = library.generation
    library.adopt(rebuilt, fingerprint="text 2")
    assert [entry.report.id for entry in library.reports()] == ["kept", "new"]
    assert found_by_words(library, "leisure") == []
    assert found_by_words(library, "trees") == ["new"]
    assert sorted(found_by_meaning(library, "parks")) == ["kept", "new", "new"]
    assert library.generation > generation
    assert library.verify() == ()
    library.close()
    with Library.open(folder, fingerprint="text 2") as reader:
        assert reader.verify() == ()


def test_a_reader_that_is_open_sees_the_new_content(library: Library, folder: Path, rebuilt: Path) -> None:
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        assert sorted(found_by_meaning(reader, "parks")) == ["kept", "old"]
        library.adopt(rebuilt, fingerprint="text 2")
        assert sorted(found_by_meaning(reader, "parks")) == ["kept", "new", "new"]


def test_a_report_that_was_there_keeps_its_date(library: Library, folder: Path, rebuilt: Path) -> None:
    connection = sqlite3.connect(folder / "library.db")
    with connection:
        connection.execute("UPDATE reports SET added_at = '2020-02-02T20:20:20+00:00' WHERE id = 'kept'")
    connection.close()
    library.adopt(rebuilt, fingerprint="text 2")
    assert library.report("kept").added_at == "2020-02-02T20:20:20+00:00"
    assert library.report("new").added_at > "2020-02-02"


def test_what_cannot_be_adopted_leaves_the_old_library_as_it_was(library: Library, folder: Path, rebuilt: Path) -> None:
    (rebuilt / "library.db").write_bytes(b"not a database, whatever it is called. " * 100)
    with pytest.raises(StoreUnavailableError):
        library.adopt(rebuilt, fingerprint="text 2")
    assert sorted(found_by_meaning(library, "parks")) == ["kept", "old"]
    assert library.verify() == ()
    library.close()
    Library.open(folder, fingerprint=FINGERPRINT).close()
