"""A library goes into one file: whole, as it was at one moment, and without what is nobody's business."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from insourcing_assistant.errors import UsageError
from insourcing_assistant.library import Library
from insourcing_assistant.library.exporting import export, portable_path
from insourcing_assistant.library.importing import import_library
from tests.library.making import FINGERPRINT, add, make_parsed, make_report
from tests.library.test_library_answers import record
from tests.library.test_two_processes import hear, running

LEISURE = make_parsed(make_report("leisure"), "Swimming came back in-house. ", "Costs fell. ")


def unpack(path: Path, folder: Path) -> tuple[dict[str, Any], Path]:
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == ["library.db", "manifest.json"]
        archive.extractall(folder)
    return json.loads((folder / "manifest.json").read_text()), folder / "library.db"


def test_the_file_says_what_is_in_it(library: Library, tmp_path: Path) -> None:
    add(library, LEISURE)
    said = export(library, tmp_path / "out.zip", program="1.2.3")
    manifest, database = unpack(tmp_path / "out.zip", tmp_path / "out")
    assert manifest["format"] == "insourcing-library 1"
    assert (manifest["schema"], manifest["fingerprint"], manifest["program"]) == (5, FINGERPRINT, "1.2.3")
    assert (manifest["reports"], manifest["passages"], manifest["answers"]) == (1, 2, 0)
    assert manifest["library_version"] == library.version == said.library_version
    assert manifest["sha256"] == hashlib.sha256(database.read_bytes()).hexdigest()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library", "out", "out.zip"]


@pytest.mark.parametrize(("with_answers", "expected"), [(False, 0), (True, 1)])
def test_what_people_asked_stays_behind_unless_it_is_asked_for(
    library: Library, tmp_path: Path, with_answers: bool, expected: int
) -> None:
    library.answers.add({**record("day-01"), "question": "Who is the secret whistleblower?"}, keep=10)
    assert library.conversations
    library.conversations.note("the-owner-s-key", "one", "day-01", title="About the owner")
    export(library, tmp_path / "out.zip", with_answers=with_answers)
    manifest, database = unpack(tmp_path / "out.zip", tmp_path / "out")
    assert manifest["answers"] == expected
    assert (b"whistleblower" in database.read_bytes()) is with_answers
    assert b"owner" not in database.read_bytes().replace(b"owner TEXT", b"").replace(b"(owner, asked_at)", b"").replace(
        b"by_owner", b""
    )


def test_where_files_lay_on_this_machine_stays_behind(library: Library, tmp_path: Path) -> None:
    add(library, LEISURE, path="/home/ann/secret/leisure.pdf")
    export(library, tmp_path / "out.zip")
    _, database = unpack(tmp_path / "out.zip", tmp_path / "out")
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT path FROM texts").fetchall() == [("leisure.pdf",)]
    assert b"/home/ann" not in database.read_bytes()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("leisure.pdf", "leisure.pdf"),
        ("2019/leisure.pdf", "2019/leisure.pdf"),
        ("/home/ann/leisure.pdf", "leisure.pdf"),
        ("../../etc/leisure.pdf", "leisure.pdf"),
        ("a/../../leisure.pdf", "leisure.pdf"),
        ("C:\\Users\\ann\\leisure.pdf", "leisure.pdf"),
        ("..\\leisure.pdf", "leisure.pdf"),
    ],
)
def test_a_path_leads_nowhere_but_into_the_corpus(name: str, expected: str) -> None:
    assert portable_path(name) == expected


def test_an_earlier_export_is_replaced_and_any_other_file_is_not(library: Library, tmp_path: Path) -> None:
    export(library, tmp_path / "out.zip")
    add(library, LEISURE)
    assert export(library, tmp_path / "out.zip").reports == 1
    report = tmp_path / "report.pdf"
    report.write_bytes(b"%PDF-1.7 precious")
    with pytest.raises(UsageError, match=r"report\.pdf is there already, and is no exported library"):
        export(library, report)
    assert report.read_bytes() == b"%PDF-1.7 precious"


def test_a_folder_that_is_not_there_is_named(library: Library, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"The library cannot be written to .*lost/out\.zip"):
        export(library, tmp_path / "lost" / "out.zip")


def test_a_library_that_is_being_written_to_is_exported_whole(library: Library, folder: Path, tmp_path: Path) -> None:
    add(library, LEISURE)
    library.close()
    with running(folder, "churn") as writer, Library.open(folder, fingerprint=FINGERPRINT) as reader:
        assert hear(writer) == "round"
        for number in range(5):
            export(reader, tmp_path / f"{number}.zip")
    for number in range(5):
        import_library(tmp_path / f"{number}.zip", tmp_path / f"there{number}", fingerprint=FINGERPRINT)
        with Library.open(tmp_path / f"there{number}", fingerprint=FINGERPRINT) as there:
            assert there.verify() == ()
            assert "leisure" in [entry.report.id for entry in there.reports()]
