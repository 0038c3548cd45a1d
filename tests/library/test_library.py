from __future__ import annotations

import threading
from pathlib import Path

import pytest

from insourcing_assistant.errors import (
    LibraryMismatchError,
    LibraryNotFoundError,
    StoreUnavailableError,
    UnknownReportError,
)
from insourcing_assistant.library import Description, Library
from insourcing_assistant.types import Caution, Filters
from tests.hashing import HashingEmbedder
from tests.library.making import (
    EMBEDDER,
    FINGERPRINT,
    add,
    found_by_meaning,
    found_by_words,
    make_parsed,
    make_passages,
    make_report,
    make_vectors,
)

LEISURE = make_parsed(make_report("leisure"), "Leisure centres came back in-house. ", "Swimming costs fell by 64%. ")
REFUSE = make_parsed(make_report("refuse", year=2011), "Refuse collection was insourced. ", "", "Bins are emptied. ")


def test_passages_come_back_exactly_as_they_were_split(library: Library) -> None:
    passages = add(library, REFUSE)
    assert library.passages([passage.id for passage in passages]) == {passage.id: passage for passage in passages}
    assert library.parsed("refuse", "report") == REFUSE


def test_every_change_is_seen_by_a_reader_that_has_looked_before(library: Library) -> None:
    with Library.open(library.folder, fingerprint=FINGERPRINT) as reader:
        seen = [(reader.reports(), reader.version, reader.passage_count)]
        for change in (
            lambda: add(library, REFUSE, path="refuse.pdf"),
            lambda: library.update_path("refuse", "report", "bins.pdf"),
            lambda: library.edit("refuse", {"year": 2012}),
            lambda: library.remove("refuse"),
        ):
            change()
            seen.append((reader.reports(), reader.version, reader.passage_count))
        assert seen[0] == seen[-1] == ((), reader.version, 0)
        texts = [entry[0].texts[0].path for entry, _, _ in seen[1:-1]]
        assert texts == ["refuse.pdf", "bins.pdf", "bins.pdf"]
        assert [entry[0].report.year for entry, _, _ in seen[1:-1]] == [2011, 2011, 2012]
        assert len({version for _, version, _ in seen[:2]}) == 2


def test_vectors_come_back_those_of_sentences_from_half_precision(library: Library) -> None:
    passages = add(library, LEISURE)
    [expected, _] = make_vectors(passages)
    vectors = library.passage_vectors([passages[0].id, "absent"])
    assert list(vectors) == [passages[0].id]
    assert (vectors[passages[0].id].passage == expected.passage).all()
    assert vectors[passages[0].id].sentences == pytest.approx(expected.sentences, abs=1e-3)


def test_a_report_is_described_with_its_texts(library: Library) -> None:
    add(library, REFUSE, path="refuse.pdf")
    add(library, make_parsed(make_report("refuse", year=2011), "A brief. ", kind="brief"), path="briefs/refuse.md")
    entry = library.report("refuse")
    assert entry.report == REFUSE.report
    assert [text.kind for text in entry.texts] == ["brief", "report"]
    text = entry.text("report")
    assert text is not None
    assert (text.path, text.sha256, text.unit) == ("refuse.pdf", REFUSE.sha256, "page")
    # Three pages, of which the second is empty and the third was read by OCR.
    assert (text.pages, text.passages, text.pages_without_text, text.pages_ocr) == (3, 2, 1, 1)
    assert text.warnings == (Caution("It is odd.", (1,)),)


def test_one_report_is_the_same_alone_as_among_all(library: Library) -> None:
    for parsed in (REFUSE, LEISURE):
        add(library, parsed)
    add(library, make_parsed(make_report("refuse", year=2011), "A brief. ", kind="brief"), path="briefs/refuse.md")
    assert [library.held(each.report.id) for each in library.reports()] == list(library.reports())
    assert library.held("parks") is None


def test_reports_are_listed_by_id(library: Library) -> None:
    for parsed in (REFUSE, LEISURE):
        add(library, parsed)
    assert [entry.report.id for entry in library.reports()] == ["leisure", "refuse"]
    with pytest.raises(UnknownReportError, match=r"no report 'parks'.*leisure, refuse"):
        library.report("parks")


def test_pages_and_texts_can_be_read(library: Library) -> None:
    add(library, REFUSE)
    assert library.text("refuse", "report") == REFUSE.text
    assert library.page_text("refuse", "report", 3) == "Bins are emptied. "
    assert library.page_text("refuse", "report", 2) == ""
    assert library.page_text("refuse", "report", 9) == ""
    with pytest.raises(UnknownReportError):
        library.text("refuse", "brief")


def test_adding_the_same_text_twice_changes_nothing(library: Library) -> None:
    add(library, LEISURE)
    version = library.version
    add(library, LEISURE)
    assert library.version == version
    assert library.passage_count == 2
    assert found_by_meaning(library, "swimming costs") == ["leisure", "leisure"]
    assert library.verify() == ()


def test_a_new_text_takes_the_place_of_the_old_one(library: Library) -> None:
    [old, _] = add(library, LEISURE)
    version = library.version
    add(library, make_parsed(LEISURE.report, "Parks are cared for by the council. "))
    assert library.version != version
    assert library.passages([old.id]) == {}
    assert found_by_words(library, "swimming") == []
    assert found_by_meaning(library, "swimming") == ["leisure"]
    assert library.passage_count == 1
    assert library.verify() == ()


def test_the_version_depends_on_the_content_alone(library: Library, tmp_path: Path) -> None:
    add(library, LEISURE)
    add(library, REFUSE)
    with Library.open(tmp_path / "other", fingerprint="another", writable=True) as other:
        add(other, REFUSE)
        assert other.version != library.version
        add(other, LEISURE)
        assert other.version == library.version


def test_a_removed_report_leaves_nothing_behind(library: Library) -> None:
    add(library, LEISURE)
    add(library, REFUSE)
    library.remove("leisure")
    assert [entry.report.id for entry in library.reports()] == ["refuse"]
    assert found_by_meaning(library, "leisure") == ["refuse", "refuse"]
    assert found_by_words(library, "leisure") == []
    assert library.holder_of(LEISURE.sha256) is None
    assert library.verify() == ()
    with pytest.raises(UnknownReportError):
        library.remove("leisure")


def test_one_text_can_be_removed_and_the_other_stays(library: Library) -> None:
    add(library, LEISURE)
    add(library, make_parsed(LEISURE.report, "A brief about leisure. ", kind="brief"))
    library.remove("leisure", "report")
    assert [text.kind for text in library.report("leisure").texts] == ["brief"]
    with pytest.raises(UnknownReportError):
        library.remove("leisure", "report")
    library.remove("leisure")
    assert library.reports() == ()


def test_bibliographic_data_can_be_corrected_without_the_text(library: Library) -> None:
    add(library, LEISURE)
    before = library.passages([passage.id for passage in make_passages(LEISURE)])
    library.update(Description(make_report("leisure", title="On swimming pools", year=2020, publisher="UNISON")))
    assert library.report("leisure").report.title == "On swimming pools"
    assert library.passages(list(before)) == before
    assert found_by_words(library, "pools") == ["leisure", "leisure"]
    assert found_by_meaning(library, "swimming", filters=Filters(publisher="unison", year_from=2020)) != []
    assert found_by_meaning(library, "swimming", filters=Filters(year_to=2019)) == []
    assert library.verify() == ()


def test_content_is_found_by_its_hash(library: Library) -> None:
    add(library, LEISURE)
    assert library.holder_of(LEISURE.sha256) == ("leisure", "report")
    assert library.holder_of("0" * 64) is None


def test_a_report_without_passages_can_be_kept(library: Library) -> None:
    library.add(make_parsed(make_report("empty"), ""), (), [], path="empty.pdf")
    assert library.passage_count == 0
    assert found_by_meaning(library, "anything") == []
    assert library.verify() == ()


def test_what_was_added_is_there_when_opened_again(library: Library, folder: Path) -> None:
    add(library, LEISURE)
    library.close()
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        assert found_by_meaning(reader, "swimming costs")[0] == "leisure"
        assert found_by_words(reader, "swim") == ["leisure"]


def test_two_libraries_share_nothing(library: Library, tmp_path: Path) -> None:
    add(library, LEISURE)
    with Library.open(tmp_path / "other", fingerprint=FINGERPRINT, writable=True) as other:
        add(other, REFUSE)
        assert set(found_by_meaning(other, "leisure")) == {"refuse"}
        assert set(found_by_meaning(library, "refuse")) == {"leisure"}


def test_there_must_be_a_library_to_read(folder: Path) -> None:
    with pytest.raises(LibraryNotFoundError, match="insourcing ingest"):
        Library.open(folder, fingerprint=FINGERPRINT)
    assert not folder.exists()


def test_a_library_that_was_built_by_other_means_is_refused(library: Library, folder: Path) -> None:
    library.close()
    for writable in (False, True):
        with pytest.raises(
            LibraryMismatchError, match=r"built with text 1, hashing-64, not text 2: run `insourcing ingest`"
        ):
            Library.open(folder, fingerprint="text 2", writable=writable)
    with Library.open(folder, fingerprint=None) as reader:
        assert reader.reports() == ()


def test_a_reader_cannot_write(library: Library, folder: Path) -> None:
    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        with pytest.raises(StoreUnavailableError, match="for reading only"):
            reader.remove("leisure")
        with pytest.raises(StoreUnavailableError, match="for reading only"):
            add(reader, LEISURE)


def test_a_closed_library_says_so(library: Library) -> None:
    library.close()
    with pytest.raises(StoreUnavailableError, match="closed"):
        library.reports()


def test_a_database_that_is_no_database_is_reported(folder: Path) -> None:
    folder.mkdir()
    (folder / "library.db").write_bytes(b"not a database, whatever it is called. " * 100)
    for writable in (False, True):
        with pytest.raises(StoreUnavailableError, match=r"library\.db is damaged"):
            Library.open(folder, fingerprint=FINGERPRINT, writable=writable)


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailableError, match="cannot be made"):
        Library.open(tmp_path / "file" / "library", fingerprint=FINGERPRINT, writable=True)


def test_many_threads_may_read_while_one_writes(library: Library, folder: Path) -> None:
    add(library, LEISURE)
    problems: list[str] = []
    stop = threading.Event()

    def read(reader: Library) -> None:
        while not stop.is_set():
            ids = [key for key, _ in reader.vectors.search(EMBEDDER.embed_question("costs"), k=50, filters=Filters())]
            found = [passage for passage in reader.passages(ids).values() if passage.report_id == "refuse"]
            if len(found) not in (0, 2):
                problems.append(f"half a report: {found}")

    with Library.open(folder, fingerprint=FINGERPRINT) as reader:
        threads = [threading.Thread(target=read, args=(reader,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(10):
            add(library, REFUSE)
            library.remove("refuse")
        stop.set()
        for thread in threads:
            thread.join()
    assert problems == []


def test_after_a_change_that_failed_half_way_the_library_must_be_opened_again(library: Library, folder: Path) -> None:
    add(library, LEISURE)
    passages = make_passages(REFUSE)
    wrong = HashingEmbedder(dimension=32).embed_passages(passages, [""] * len(passages))
    with pytest.raises(StoreUnavailableError, match="vector store"):
        library.add(REFUSE, passages, wrong, path="refuse.pdf")
    with pytest.raises(StoreUnavailableError, match="failed half-way"):
        add(library, REFUSE)
    library.close()
    with Library.open(folder, fingerprint=FINGERPRINT, writable=True) as repaired:
        assert [entry.report.id for entry in repaired.reports()] == ["leisure"]
        assert repaired.verify() == ()
        add(repaired, REFUSE)
        assert repaired.verify() == ()
