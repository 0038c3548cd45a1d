"""The contract of a vector index, for the one of Chroma alone and for the one that the library shows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from insourcing_assistant.errors import StoreUnavailableError
from insourcing_assistant.library import Library
from insourcing_assistant.library.vectors import ChromaIndex
from insourcing_assistant.protocols import VectorIndex
from insourcing_assistant.types import Filters, ParsedReport, PassageVectors, Vectors
from tests.library.making import FINGERPRINT, make_parsed, make_passages, make_report

# Cosines with EAST by hand: east 1, north-east 1/√2, north 0, west -1.
EAST, NORTH, WEST = (np.array(v, dtype=np.float32) for v in ((1, 0, 0), (0, 1, 0), (-1, 0, 0)))
NORTH_EAST = np.array([0.5**0.5, 0.5**0.5, 0], dtype=np.float32)
PLACES = {"east": EAST, "north-east": NORTH_EAST, "north": NORTH, "west": WEST}
REPORTS = {
    "east": make_report("east", year=2011, publisher="APSE"),
    "north-east": make_report("north-east", year=2019, publisher="APSE and UNISON"),
    "north": make_report("north", year=None, publisher="Smith Institute"),
    "west": make_report("west", year=2020, publisher="Unison"),
}

Fill = Callable[[dict[str, Vectors]], VectorIndex]


@pytest.fixture(params=["chroma", "library"])
def fill(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fill]:
    """A function that makes an index of one passage for each report, with the report's id."""
    if request.param == "chroma":
        index = ChromaIndex(tmp_path / "chroma", collection="passages-1")
        yield lambda places: _fill_chroma(index, places)
        index.close()
    else:
        with Library.open(tmp_path / "library", fingerprint=FINGERPRINT, writable=True) as library:
            yield lambda places: _fill_library(library, places)


def _fill_chroma(index: ChromaIndex, places: dict[str, Vectors]) -> VectorIndex:
    metadata = []
    for report_id in places:
        report = REPORTS.get(report_id, make_report(report_id))
        entry: dict[str, str | int] = {"report_id": report_id, "kind": "report", "publisher": str(report.publisher)}
        metadata.append(entry if report.year is None else {**entry, "year": report.year})
    index.add([f"{report_id}:0" for report_id in places], np.stack(list(places.values())), metadata)
    return index


def _fill_library(library: Library, places: dict[str, Vectors]) -> VectorIndex:
    for report_id, vector in places.items():
        parsed = _parsed(report_id)
        [passage] = make_passages(parsed)
        vectors = PassageVectors(vector, np.stack([vector]))
        library.add(parsed, [replace(passage, id=f"{report_id}:0")], [vectors], path=f"{report_id}.pdf")
    return library.vectors


def _parsed(report_id: str) -> ParsedReport:
    return make_parsed(REPORTS.get(report_id, make_report(report_id)), f"The text of {report_id}.")


def found(index: VectorIndex, *, k: int = 10, filters: Filters = Filters()) -> list[str]:
    return [key for key, _ in index.search(EAST, k=k, filters=filters)]


def test_what_is_nearest_comes_first_with_its_cosine(fill: Fill) -> None:
    result = fill(PLACES).search(EAST, k=10, filters=Filters())
    assert [key for key, _ in result] == ["east:0", "north-east:0", "north:0", "west:0"]
    assert [score for _, score in result] == pytest.approx([1.0, 0.5**0.5, 0.0, -1.0], abs=1e-6)


def test_at_most_k_are_found(fill: Fill) -> None:
    index = fill(PLACES)
    assert found(index, k=2) == ["east:0", "north-east:0"]
    assert found(index, k=0) == []


def test_equals_are_ordered_by_id(fill: Fill) -> None:
    assert found(fill({"c": EAST, "a": EAST, "b": EAST})) == ["a:0", "b:0", "c:0"]


def test_an_empty_index_finds_nothing(fill: Fill) -> None:
    index = fill({"east": EAST})
    index.delete(["east:0"])
    assert found(index) == []


def test_what_was_deleted_is_not_found(fill: Fill) -> None:
    index = fill(PLACES)
    index.delete(["north-east:0", "absent"])
    assert found(index) == ["east:0", "north:0", "west:0"]


def test_adding_an_id_again_replaces_its_vector(fill: Fill) -> None:
    index = fill(PLACES)
    index.add(["west:0"], np.stack([EAST]), [{"report_id": "west", "kind": "report"}])
    assert index.count() == 4
    assert dict(index.search(EAST, k=4, filters=Filters()))["west:0"] == pytest.approx(1.0, abs=1e-6)


def test_reports_can_be_chosen(fill: Fill) -> None:
    index = fill(PLACES)
    assert found(index, filters=Filters(reports=("west", "north"))) == ["north:0", "west:0"]
    assert found(index, filters=Filters(reports=("absent",))) == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(year_from=2019), ["north-east:0", "west:0"]),
        (Filters(year_to=2019), ["east:0", "north-east:0"]),
        (Filters(year_from=2012, year_to=2019), ["north-east:0"]),
        (Filters(year_from=2030), []),
    ],
)
def test_a_report_without_a_year_passes_no_year_limit(fill: Fill, filters: Filters, expected: list[str]) -> None:
    assert found(fill(PLACES), filters=filters) == expected


def test_a_publisher_is_found_by_a_part_of_the_name_in_any_case(fill: Fill) -> None:
    index = fill(PLACES)
    assert found(index, filters=Filters(publisher="unison")) == ["north-east:0", "west:0"]
    assert found(index, filters=Filters(publisher="nobody")) == []


def test_limits_add_up(fill: Fill) -> None:
    filters = Filters(reports=("east", "north-east"), year_from=2011, publisher="UNISON")
    assert found(fill(PLACES), filters=filters) == ["north-east:0"]


def test_the_library_finds_no_vector_that_has_no_ready_passage(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", fingerprint=FINGERPRINT, writable=True) as library:
        index = _fill_library(library, PLACES)
        strangers = [f"stranger-{number}" for number in range(50)]
        index.add(strangers, np.stack([EAST] * 50), [{"report_id": "east", "kind": "report"}] * 50)
        # The fifty are nearer than three of the four, and must not take their places.
        assert found(index, k=4) == ["east:0", "north-east:0", "north:0", "west:0"]
        assert index.count() == 4


def test_more_vectors_than_chroma_takes_at_once_are_added_and_deleted(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path / "chroma", collection="passages-1")
    count = 6_000  # Chroma takes 5,461 at once.
    ids = [f"{number:05}" for number in range(count)]
    angles = np.linspace(0, np.pi, count)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    index.add(ids, vectors, [{"report_id": "r", "kind": "report"}] * count)
    assert index.count() == count
    assert [key for key, _ in index.search(vectors[0], k=3, filters=Filters())] == ["00000", "00001", "00002"]
    assert len(index.search(vectors[0], k=500, filters=Filters())) == 500
    index.delete(ids)
    assert index.count() == 0
    index.close()


def test_files_that_chroma_cannot_read_are_reported(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(b"nothing that Chroma could read" * 100)
    index = ChromaIndex(folder, collection="passages-1")
    with pytest.raises(StoreUnavailableError, match="vector store"):
        index.count()
    index.close()


def test_what_another_process_took_out_hides_nothing_of_what_is_left(tmp_path: Path) -> None:
    folder, ids = tmp_path / "chroma", [f"{number:02}" for number in range(40)]
    vectors = np.random.default_rng(3).normal(size=(40, 8)).astype(np.float32)
    writer = ChromaIndex(folder, collection="passages-1")
    writer.add(ids, vectors, [{"report_id": "a", "kind": "report"}] * 40)
    writer.close()
    reader = ChromaIndex(folder, collection="passages-1", create=False)
    assert len(reader.search(vectors[0], k=100, filters=Filters())) == 40
    program = """
import sys
from pathlib import Path
from insourcing_assistant.library.vectors import ChromaIndex
index = ChromaIndex(Path(sys.argv[1]), collection="passages-1")
index.delete(sys.argv[2:])
index.close()
"""
    subprocess.run([sys.executable, "-c", program, str(folder), *ids[:20]], check=True)
    found = {key for key, _ in reader.search(vectors[0], k=100, filters=Filters())}
    assert set(ids[20:]) <= found
    reader.close()
