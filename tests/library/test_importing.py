"""An exported file makes the same library elsewhere, or is refused before anything is changed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from insourcing_assistant.errors import UsageError
from insourcing_assistant.library import Library
from insourcing_assistant.library.exporting import export
from insourcing_assistant.library.importing import import_library
from tests.library.making import FINGERPRINT, add, found_by_meaning, found_by_words, make_parsed, make_report
from tests.library.test_library_answers import ids, record
from tests.library.test_migrating import TO_FORMAT_1, TO_FORMAT_2
from tests.library.test_two_processes import ROOT

LEISURE = make_parsed(make_report("leisure"), "Swimming came back in-house. ", "Costs fell. ")
PARKS = make_parsed(make_report("parks"), "Parks came back in-house. ", "Trees grew. ")
ANSWER = {
    **record("day-01"),
    "history": ["Why?"],
    "filters": {"reports": [], "year_from": None, "year_to": None, "publisher": None},
    "max_statements": 5,
    "library_generation": 3,
    "model": None,
    "answer": {"answer": "…"},
}


@pytest.fixture
def exported(library: Library, tmp_path: Path) -> Path:
    add(library, LEISURE)
    library.edit("leisure", {"title": "Edited"})
    library.answers.add(ANSWER, keep=10)
    export(library, tmp_path / "out.zip", with_answers=True)
    return tmp_path / "out.zip"


def repack(exported: Path, change: str | Callable[[sqlite3.Connection], object], **said: object) -> Path:
    """Change the record in a file, and have its manifest say that this is as it should be."""
    with zipfile.ZipFile(exported) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        database = exported.with_name("changed.db")
        database.write_bytes(archive.read("library.db"))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executescript(change) if isinstance(change, str) else change(connection)
    content = database.read_bytes()
    database.unlink()
    manifest |= {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), **said}
    return pack(exported.with_name("changed.zip"), ("manifest.json", json.dumps(manifest)), ("library.db", content))


def pack(path: Path, *members: tuple[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def test_the_same_library_is_made_elsewhere(library: Library, exported: Path, tmp_path: Path) -> None:
    there = tmp_path / "far" / "away"
    assert import_library(exported, there, fingerprint=FINGERPRINT).reports == 1
    with Library.open(there, fingerprint=FINGERPRINT) as made:
        assert made.verify() == ()
        assert made.version == library.version
        assert made.reports() == library.reports()
        assert made.parsed("leisure", "report") == library.parsed("leisure", "report")
        assert found_by_meaning(made, "costs") == ["leisure", "leisure"]
        assert found_by_words(made, "swimming") == ["leisure"]
        assert made.answers.get("day-01") == ANSWER
    assert sorted(path.name for path in there.parent.iterdir()) == ["away"]
    assert not list(there.glob(".import-*"))


def test_a_reader_that_is_open_sees_what_another_process_imports(exported: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    with Library.open(there, fingerprint=FINGERPRINT, writable=True) as before:
        add(before, PARKS)
        before.answers.add({**ANSWER, "id": "day-02"}, keep=10)
    with Library.open(there, fingerprint=FINGERPRINT) as reader:
        assert found_by_meaning(reader, "in-house") == ["parks", "parks"]
        call = (
            f"import_library(Path({str(exported)!r}), Path({str(there)!r}), fingerprint={FINGERPRINT!r}, replace=True)"
        )
        imports = "from pathlib import Path; from insourcing_assistant.library.importing import import_library"
        subprocess.run([sys.executable, "-c", f"{imports}; {call}"], cwd=ROOT, check=True)
        assert found_by_meaning(reader, "in-house") == ["leisure", "leisure"]
        assert found_by_words(reader, "parks") == []
        assert sorted(map(str, ids(reader))) == ["day-01", "day-02"]
        assert reader.verify() == ()


def test_a_library_with_something_in_it_is_not_replaced_unless_that_is_said(exported: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    with Library.open(there, fingerprint=FINGERPRINT, writable=True) as before:
        add(before, PARKS)
    with pytest.raises(UsageError, match="holds 1 publications: give --replace"):
        import_library(exported, there, fingerprint=FINGERPRINT)
    with Library.open(there, fingerprint=FINGERPRINT) as reader:
        assert found_by_words(reader, "trees") == ["parks"]


def test_a_library_that_once_had_an_older_format_can_be_moved_too(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    add(library, LEISURE)
    library.close()
    with closing(sqlite3.connect(folder / "library.db")) as connection:
        connection.executescript(TO_FORMAT_2 + TO_FORMAT_1)
    with Library.open(folder, fingerprint=FINGERPRINT, writable=True) as migrated:
        export(migrated, tmp_path / "out.zip")
    assert import_library(tmp_path / "out.zip", tmp_path / "there", fingerprint=FINGERPRINT).passages == 2


def nan_vector(connection: sqlite3.Connection) -> None:
    (vector,) = connection.execute("SELECT vector FROM passages").fetchone()
    nothing = np.full(len(vector) // 4, np.nan, dtype="<f4").tobytes()
    connection.execute("UPDATE passages SET vector = ?", (nothing,))


DAMAGE: dict[str, tuple[str | Callable[[sqlite3.Connection], object], str]] = {
    "trigger": (
        "CREATE TRIGGER t AFTER UPDATE ON reports BEGIN DELETE FROM texts; END",
        "does not have the tables of a library",
    ),
    "view": ("DROP TABLE doomed; CREATE VIEW doomed AS SELECT 1 AS id", "does not have the tables of a library"),
    "column": (
        "ALTER TABLE answers ADD COLUMN x GENERATED ALWAYS AS (abs(1))",
        "does not have the tables of a library",
    ),
    "table": ("CREATE TABLE more (x)", "does not have the tables of a library"),
    "no table": ("DROP TABLE pages", "does not have the tables of a library"),
    "slice": ("UPDATE passages SET start = start + 1", "is not the slice of its text"),
    "page": ("UPDATE pages SET start = start + 1", "does not fit together"),
    "json": ("UPDATE passages SET sentences = '{'", "is damaged"),
    "depth": (f"UPDATE passages SET sentences = '{'[' * 100_000}'", "is damaged"),
    "report": ("UPDATE reports SET entry = '[]'", "is damaged"),
    "kind": ("UPDATE texts SET kind = 'x'; UPDATE reports SET title = title", "unknown kind"),
    "version": ("UPDATE texts SET sha256 = 'x'", "is not what its manifest.json says"),
    "pending": ("UPDATE texts SET state = 'pending'", "half ingested"),
    "numbers": (nan_vector, "vectors that are no numbers"),
    "length": ("UPDATE passages SET vector = x'0000'", "cannot be imported"),
    "answer": ("""UPDATE answers SET record = '{"id": 1}'""", "record of an answer that this program cannot read"),
    "no json": ("UPDATE answers SET record = 'x'", "is damaged"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_record_that_is_not_a_librarys_is_refused(exported: Path, tmp_path: Path, name: str) -> None:
    change, sentence = DAMAGE[name]
    refused(repack(exported, change), tmp_path, sentence)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            {"fingerprint": "text 1, other"},
            "it was built with text 1, other, and is to be used with text 1, hashing-64",
        ),
        ({"schema": 99}, "it has format 99, and this program reads format 5"),
        ({"format": "something"}, "is not that of an exported library"),
        ({"reports": "many"}, "is not that of an exported library"),
        ({"library_version": "x"}, "is not what its manifest.json says"),
        ({"sha256": "x"}, "is not the one that was exported"),
        ({"bytes": 5}, "is not as long as it says"),
        ({"bytes": -5}, "is not as long as it says"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(
    exported: Path, tmp_path: Path, said: dict[str, object], sentence: str
) -> None:
    refused(repack(exported, "", **said), tmp_path, sentence)


def test_a_fingerprint_that_only_the_manifest_has_is_refused(exported: Path, tmp_path: Path) -> None:
    changed = repack(exported, "UPDATE meta SET value = 'other' WHERE name = 'fingerprint'")
    refused(changed, tmp_path, "is not what its manifest.json says")


def test_what_is_no_exported_library_is_refused(exported: Path, tmp_path: Path) -> None:
    whole = exported.read_bytes()
    manifest = zipfile.ZipFile(exported).read("manifest.json")
    truncated, broken, text = tmp_path / "a.zip", tmp_path / "b.zip", tmp_path / "c.zip"
    truncated.write_bytes(whole[: len(whole) // 2])
    middle = len(whole) // 2
    broken.write_bytes(whole[:middle] + bytes(b ^ 0xFF for b in whole[middle : middle + 50]) + whole[middle + 50 :])
    text.write_bytes(b"not a library")
    for path in (truncated, text, tmp_path / "lost.zip"):
        refused(path, tmp_path, "it cannot be read as an exported library")
    refused(broken, tmp_path, "cannot be imported")
    entry = ("manifest.json", manifest)
    refused(pack(tmp_path / "d.zip", ("report.docx", "x")), tmp_path, "and nothing else")
    outside = pack(tmp_path / "e.zip", entry, ("library.db", "x"), ("../../evil", "x"))
    refused(outside, tmp_path, "and nothing else")
    bomb = pack(tmp_path / "f.zip", entry, ("library.db", bytes(50_000_000)))
    refused(bomb, tmp_path, "unpack to far more than a library is")


def test_no_path_leads_out_of_the_corpus(exported: Path, tmp_path: Path) -> None:
    changed = repack(exported, "UPDATE texts SET path = '../../../etc/passwd.pdf'")
    import_library(changed, tmp_path / "there", fingerprint=FINGERPRINT)
    with Library.open(tmp_path / "there", fingerprint=FINGERPRINT) as made:
        assert [text.path for text in made.report("leisure").texts] == ["passwd.pdf"]


def refused(path: Path, tmp_path: Path, sentence: str) -> None:
    """It is refused with this sentence, nothing is made of it, and a library that is there answers as before."""
    with pytest.raises(UsageError, match=r"cannot be imported: .* The library is as it was\.") as caught:
        import_library(path, tmp_path / "nowhere", fingerprint=FINGERPRINT)
    assert sentence in str(caught.value)
    assert not (tmp_path / "nowhere").exists()
    there = tmp_path / "held"
    if not there.exists():
        with Library.open(there, fingerprint=FINGERPRINT, writable=True) as before:
            add(before, PARKS)
    with pytest.raises(UsageError):
        import_library(path, there, fingerprint=FINGERPRINT, replace=True)
    with Library.open(there, fingerprint=FINGERPRINT) as reader:
        assert found_by_words(reader, "trees") == ["parks"]
        assert reader.verify() == ()
    assert not [*there.glob(".import-*"), *tmp_path.glob(".import-*"), *tmp_path.parent.glob("evil")]
