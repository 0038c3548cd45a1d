from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.library import Description, Library
from insourcing_assistant.library.connections import Connections
from insourcing_assistant.library.opening import next_collection
from insourcing_assistant.library.recording import Recorder
from tests.library.making import (
    FINGERPRINT,
    add,
    found_by_meaning,
    found_by_words,
    make_parsed,
    make_passages,
    make_report,
    make_vectors,
)

OLD = make_parsed(make_report("leisure"), "Leisure came back in-house. ", "Swimming costs fell. ")
NEW = make_parsed(make_report("leisure"), "Gyms were closed. ", "Parks were opened. ", "Trees were planted. ")


def cut_off(folder: Path, *, changing: bool) -> None:
    """Do the first steps of adding NEW, and stop where a killed process would have."""
    connections = Connections(folder / "library.db", create=True)
    recorder, passages = Recorder(connections), make_passages(NEW)
    recorder.add_pending(NEW, passages, make_vectors(passages), path="new.pdf", found=Description(NEW.report))
    if changing:
        recorder.begin_change()
    connections.close()


@pytest.mark.parametrize("changing", [False, True])
def test_a_pending_text_is_not_seen_and_taken_out_by_the_next_writer(
    library: Library, folder: Path, changing: bool
) -> None:
    add(library, OLD)
    library.close()
    cut_off(folder, changing=changing)
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        assert found_by_words(reader, "parks") == []
        assert found_by_meaning(reader, "parks") == ["leisure", "leisure"]
        assert reader.parsed("leisure", "report") == OLD
        half = "The report of leisure is half ingested; the next `insourcing ingest` repairs that."
        assert reader.verify() == (() if changing else (half,))
    with Library.open(folder, fingerprint=FINGERPRINT, writable=True) as repaired:
        assert repaired.verify() == ()
        assert repaired.passage_count == 2
        add(repaired, NEW)
        assert repaired.verify() == ()
        assert found_by_words(repaired, "parks") == ["leisure"]


def test_a_reader_repairs_what_was_cut_off_before_it_loads_vectors(library: Library, folder: Path) -> None:
    add(library, OLD)
    library.close()
    cut_off(folder, changing=True)
    # What a writer that is killed while it writes may leave.
    for file in (folder / "chroma").glob("*/*.bin"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        assert found_by_meaning(reader, "swimming costs") == ["leisure", "leisure"]
        assert reader.verify() == ()


@pytest.mark.parametrize("changing", [False, True])
def test_vectors_that_are_lost_are_made_anew_from_the_record(library: Library, folder: Path, changing: bool) -> None:
    add(library, OLD)
    library.close()
    shutil.rmtree(folder / "chroma")
    if changing:
        cut_off(folder, changing=True)
        (folder / "chroma").mkdir()
        (folder / "chroma" / "chroma.sqlite3").write_bytes(b"nothing that Chroma could read" * 100)
    with Library.open(folder, fingerprint=FINGERPRINT, writable=True) as repaired:
        assert repaired.verify() == ()
        assert found_by_meaning(repaired, "swimming costs") == ["leisure", "leisure"]


@pytest.mark.parametrize("pattern", ["chroma.sqlite3", "*/*.bin", "*/*"])
def test_vectors_that_somebody_overwrote_are_made_anew_from_the_record(
    library: Library, folder: Path, pattern: str
) -> None:
    # More than Chroma keeps in its own database before it writes its index files.
    many = make_parsed(make_report("many"), *(f"Page {number} is on costs. " for number in range(1_100)))
    add(library, many)
    library.close()
    files = [path for path in (folder / "chroma").glob(pattern) if path.is_file()]
    assert files
    for file in files:
        file.write_bytes(b"nothing that Chroma could read" * 100)
    with Library.open(folder, fingerprint=FINGERPRINT, writable=True) as repaired:
        assert repaired.verify() == ()
        assert found_by_meaning(repaired, "costs", k=5) == ["many"] * 5


def test_sound_vectors_are_left_as_they_are(library: Library, folder: Path) -> None:
    add(library, OLD)
    library.close()
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        assert found_by_meaning(reader, "swimming costs") == ["leisure", "leisure"]
        generation = reader.generation
    with Library.open(folder, fingerprint=FINGERPRINT, writable=True) as writer:
        assert writer.generation == generation


def test_a_library_of_another_format_is_refused(library: Library, folder: Path) -> None:
    library.close()
    connection = sqlite3.connect(folder / "library.db")
    with connection:
        connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    connection.close()
    for writable in (False, True):
        with pytest.raises(StoreUnavailableError, match="has format 99, and this program reads format 5"):
            Library.open(folder, fingerprint=FINGERPRINT, writable=writable)


def test_what_cannot_be_opened_is_not_kept_locked(folder: Path) -> None:
    folder.mkdir()
    (folder / "library.db").write_bytes(b"not a database, whatever it is called. " * 100)
    with pytest.raises(StoreUnavailableError):
        Library.open(folder, fingerprint=FINGERPRINT, writable=True)
    (folder / "library.db").unlink()
    Library.open(folder, fingerprint=FINGERPRINT, writable=True, wait_s=0).close()


def test_collections_are_numbered() -> None:
    assert next_collection("passages-9") == "passages-10"
