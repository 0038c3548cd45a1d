"""The next files are read while one is worked on: a few ahead, in order."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from insourcing_assistant.errors import LibraryError
from insourcing_assistant.ingestion import Item, ingest, plan
from insourcing_assistant.ingestion.reading_ahead import WAITING, Begun, ReadAhead, Reading
from insourcing_assistant.library import Library
from insourcing_assistant.parsing import parse
from insourcing_assistant.parsing.confined import Reader
from insourcing_assistant.parsing.limits import Limits
from insourcing_assistant.types import Kind, ParsedReport, Report
from tests.hashing import HashingEmbedder
from tests.ingestion.making import EMBEDDER, FINGERPRINT, Corpus, outcome
from tests.parsing.hostile import PARSER


class Watched:
    """Parses, notes which files it has begun, and lets others wait for that."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.changed = threading.Condition()

    def __call__(
        self, report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None
    ) -> ParsedReport:
        with self.changed:
            self.begun.append(path.name)
            self.changed.notify_all()
        return parse(report, path, kind=kind, password=password)

    def wait_for(self, name: str) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: name in self.begun, timeout=60)


def items_of(corpus: Corpus, library: Library) -> tuple[Item, ...]:
    return plan((), reports=(), corpus=corpus.folder, held=library.reports())


def writable(corpus: Corpus) -> Library:
    return Library.open(corpus.library, fingerprint=FINGERPRINT, writable=True)


def test_the_next_file_is_read_while_one_is_embedded(corpus: Corpus) -> None:
    for name in ("a", "b", "c"):
        corpus.write(f"reports/{name}.txt", f"The text of {name}.\n")
    read = Watched()

    class Waiting(HashingEmbedder):
        """Embeds a text only when the next has been begun: without reading ahead it would wait in vain."""

        def embed_passages(self, passages, contexts):  # type: ignore[no-untyped-def]
            following = {"a": "b.txt", "b": "c.txt"}.get(passages[0].report_id)
            if following:
                read.wait_for(following)
            return super().embed_passages(passages, contexts)

    with writable(corpus) as library:
        summary = ingest(items_of(corpus, library), library=library, embedder=Waiting(), read=read)
        assert outcome(summary) == [(name, "report", "added") for name in ("a", "b", "c")]
        assert library.verify() == ()
    assert read.begun == ["a.txt", "b.txt", "c.txt"]


def test_only_so_many_texts_wait(corpus: Corpus) -> None:
    names = [f"{number:02}.txt" for number in range(WAITING + 3)]
    for name in names:
        corpus.write(f"reports/{name}", f"The text of {name}.\n")
    read = Watched()
    with writable(corpus) as library:
        ahead = ReadAhead(items_of(corpus, library), library=library, read=read, password=None)
        readings = iter(ahead)
        assert isinstance(next(readings), Begun)
        first = next(readings)
        assert isinstance(first, Reading)
        assert first.parsed is not None
        # The first is being worked on and so many wait; the one after them has no room.
        read.wait_for(names[WAITING])
        assert read.begun == names[: WAITING + 1]
        next(readings)
        read.wait_for(names[WAITING + 1])
        assert read.begun == names[: WAITING + 2]
        ahead.stop()


def test_what_the_library_has_is_neither_read_nor_embedded(corpus: Corpus) -> None:
    for name in ("a", "b"):
        corpus.write(f"reports/{name}.txt", f"The text of {name}.\n")
    corpus.ingest()
    read = Watched()

    class NotAsked(HashingEmbedder):
        def embed_passages(self, passages, contexts):  # type: ignore[no-untyped-def]
            raise AssertionError("nothing is to be embedded, and nothing to be loaded for it")

    with writable(corpus) as library:
        summary = ingest(items_of(corpus, library), library=library, embedder=NotAsked(), read=read)
    assert summary.count("unchanged") == 2
    assert read.begun == []


def test_copies_in_one_run_are_one_report_and_a_duplicate(corpus: Corpus) -> None:
    for name in ("a", "b", "c"):
        corpus.write(f"reports/{name}.txt", "The same.\n")
    assert outcome(corpus.ingest()) == [
        ("a", "report", "added"),
        ("b", "report", "duplicate"),
        ("c", "report", "duplicate"),
    ]


def test_hostile_files_are_failed_rows_and_the_good_ones_are_in(corpus: Corpus) -> None:
    deeds = ("crash", "eat memory", "hang", "leave", "print", "trip")
    for number, deed in enumerate(deeds):
        corpus.write(f"reports/{number} a good one.txt", f"Text number {number}.\n")
        corpus.write(f"reports/{number} bad.txt", f"do {deed}\n")
    with writable(corpus) as library, Reader(parser=PARSER, limits=Limits(seconds=2, memory_mb=512)) as reader:
        summary = ingest(items_of(corpus, library), library=library, embedder=EMBEDDER, read=reader.read)
        assert library.verify() == ()
    statuses = {row.path: row.status for row in summary.rows}
    assert [row.path for row in summary.rows] == sorted(statuses)
    assert {path for path, status in statuses.items() if status == "failed"} == {
        f"{number} bad.txt" for number, deed in enumerate(deeds) if deed != "print"
    }
    said = {row.path: row.error or "" for row in summary.rows}
    assert "crashed with signal" in said["0 bad.txt"]
    assert "more than 512 MB of memory" in said["1 bad.txt"]
    assert "longer than 2 seconds" in said["2 bad.txt"]
    assert summary.exit_code == 3


def test_an_error_of_the_library_ends_the_run_and_the_reading(corpus: Corpus) -> None:
    for name in ("a", "b", "c"):
        corpus.write(f"reports/{name}.txt", f"The text of {name}.\n")

    class Full(HashingEmbedder):
        def embed_passages(self, passages, contexts):  # type: ignore[no-untyped-def]
            if passages[0].report_id:
                raise LibraryError("The disk is full.")
            return super().embed_passages(passages, contexts)

    with writable(corpus) as library, Reader() as reader, pytest.raises(LibraryError, match="full"):
        ingest(items_of(corpus, library), library=library, embedder=Full(), read=reader.read)
    assert not any(thread.name == "reading ahead" and _stays(thread) for thread in threading.enumerate())


def test_each_row_and_the_card_say_how_long_it_took(corpus: Corpus) -> None:
    corpus.write("reports/a.txt", "The text of a.\n")
    summary = corpus.ingest()
    [row] = summary.rows
    stages = dict(row.timings.stages)
    assert list(stages) == ["read", "split", "embed", "store"]
    assert all(ms > 0 for ms in stages.values())
    assert row.seconds == pytest.approx(sum(stages[name] for name in ("read", "split", "embed")) / 1000)
    assert list(summary.stage_seconds) == list(stages)
    with corpus.reader() as library:
        [text] = library.report("a").texts
        assert text.seconds == row.seconds
    [again] = corpus.ingest().rows
    assert (again.status, again.seconds, again.timings.stages) == ("unchanged", row.seconds, ())


def _stays(thread: threading.Thread) -> bool:
    thread.join(timeout=30)
    return thread.is_alive()
