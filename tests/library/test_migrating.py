"""Records of older formats are brought up to date; here they are made by taking out what came later."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from insourcing_assistant.errors import LibraryFormatError
from insourcing_assistant.library import Library
from insourcing_assistant.library.opening import built_with
from insourcing_assistant.types import Caution
from tests.library.making import FINGERPRINT, add, found_by_meaning, make_parsed, make_report

LEISURE = make_parsed(make_report("leisure"), "Swimming came back in-house. ", "Costs fell. ")

TO_FORMAT_4 = """
DROP TABLE turns;
DROP TABLE conversations;
DROP TABLE versions;
DROP INDEX answers_by_version;
UPDATE meta SET value = '4' WHERE name = 'schema';
"""
TO_FORMAT_3 = """
DROP TABLE turns;
DROP TABLE conversations;
DROP TABLE answers;
UPDATE meta SET value = '3' WHERE name = 'schema';
"""
TO_FORMAT_2 = """
DROP TABLE turns;
DROP TABLE conversations;
DROP TABLE answers;
ALTER TABLE reports DROP COLUMN origins;
ALTER TABLE reports DROP COLUMN edits;
DELETE FROM meta WHERE name = 'vector_files';
UPDATE meta SET value = '2' WHERE name = 'schema';
"""
TO_FORMAT_1 = """
ALTER TABLE texts DROP COLUMN tables;
ALTER TABLE texts DROP COLUMN seconds;
UPDATE texts SET warnings = '["It is odd."]';
UPDATE meta SET value = '1' WHERE name = 'schema';
"""


@pytest.mark.parametrize("changes", [TO_FORMAT_4, TO_FORMAT_3, TO_FORMAT_2, TO_FORMAT_2 + TO_FORMAT_1])
def test_nothing_is_lost_of_an_older_library(library: Library, folder: Path, changes: str) -> None:
    add(library, LEISURE)
    library.close()
    connection = sqlite3.connect(folder / "library.db")
    connection.executescript(changes)
    connection.close()
    assert built_with(folder) == FINGERPRINT
    with pytest.raises(LibraryFormatError, match="Run `insourcing ingest`, which brings it up to date"):
        Library.open(folder, fingerprint=FINGERPRINT)
    with Library.open(folder, fingerprint=FINGERPRINT, writable=True) as migrated:
        assert migrated.verify() == ()
        [text] = migrated.report("leisure").texts
        expected = (Caution("It is odd."),) if "texts" in changes else LEISURE.warnings
        assert (text.warnings, text.tables, text.seconds) == (expected, 0, 0.0)
        assert list(migrated.answers.since()) == []
        assert migrated.conversations
        assert migrated.conversations.latest("somebody") is None
        assert found_by_meaning(migrated, "costs") == ["leisure", "leisure"]
        add(migrated, make_parsed(make_report("new"), "Parks. "))
        assert migrated.verify() == ()
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        assert [entry.report.id for entry in reader.reports()] == ["leisure", "new"]


def test_where_nothing_is_there_nothing_has_shaped_it(folder: Path) -> None:
    assert built_with(folder) is None
