from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from insourcing_assistant.library import Library
from tests.library.making import FINGERPRINT, add, make_parsed, make_report


@pytest.fixture
def damaged(library: Library, folder: Path) -> Library:
    """A library with one report of two pages, whose database a test may change beneath it."""
    add(library, make_parsed(make_report("a"), "Costs fell. Staff were happy. ", "More was done. "))
    assert library.verify() == ()
    return library


def change(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / "library.db")
    with connection:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE texts SET text = 'x' || text", "is not the slice of its text"),
        ("UPDATE passages SET start = start + 1", "is not the slice of its text"),
        ("UPDATE passages SET sentences = '[[0, 9999]]'", "has a sentence outside its text"),
        ("UPDATE passages SET sentences = '[]'", "has 0 sentences and vectors for another number"),
        ("UPDATE passages SET pages = '[]'", "stands on no page"),
        ('UPDATE pages SET "end" = "end" + 1 WHERE number = 2', "pages of the report of a end at"),
        ("UPDATE pages SET start = start + 1 WHERE number = 2", "Page 2 of the report of a begins at"),
        ("UPDATE texts SET state = 'pending'", "is half ingested"),
        ("UPDATE passages SET heading = 'other' ", "keyword index does not match"),
        ("UPDATE passages SET id = id || 'x' WHERE start = 0", "1 passages have no vector"),
        ("UPDATE passages SET id = id || 'x' WHERE start = 0", "1 vectors belong to no passage"),
        (
            "INSERT INTO keyword_index (keyword_index, rowid, text, title, heading)"
            " SELECT 'delete', key, text, title, heading FROM passages WHERE start = 0",
            "keyword index has 1 passages, and the record 2",
        ),
    ],
)
def test_what_is_wrong_is_said(damaged: Library, folder: Path, statement: str, problem: str) -> None:
    change(folder, statement)
    assert [found for found in damaged.verify() if problem in found] != []


def test_a_reader_can_verify_too(damaged: Library, folder: Path) -> None:
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        assert reader.verify() == ()
        damaged.vectors.add(["stray"], np.ones((1, 64), dtype=np.float32), [{"report_id": "a", "kind": "report"}])
        assert reader.verify() == ("1 vectors belong to no passage: stray.",)
