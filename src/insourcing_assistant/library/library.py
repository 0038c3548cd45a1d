"""The library: the record and the vector index, kept in step."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from insourcing_assistant.errors import LibraryNotFoundError, StoreUnavailableError, UnknownReportError
from insourcing_assistant.library.adopting import adopt
from insourcing_assistant.library.answers import Answers
from insourcing_assistant.library.checking import check
from insourcing_assistant.library.contents import Description, Edits, LibraryReport, vector_metadata
from insourcing_assistant.library.conversations import Conversations
from insourcing_assistant.library.keeping import fits, insert_pending, keep, opened
from insourcing_assistant.library.keywords import FullTextIndex
from insourcing_assistant.library.late_writes import LateWrites
from insourcing_assistant.library.opening import DATABASE, Parts, fill, open_for_reading, open_for_writing
from insourcing_assistant.library.ready import ReadyVectors
from insourcing_assistant.library.recording import Recorder
from insourcing_assistant.library.remembering import Remembered
from insourcing_assistant.protocols import KeywordIndex, VectorIndex
from insourcing_assistant.types import Kind, ParsedReport, Passage, PassageVectors, Report


class Library:
    """Reports that can be searched. Reading is safe from many threads, and sees what other processes finish."""

    def __init__(self, folder: Path, parts: Parts) -> None:
        self._folder = folder
        self._parts = parts
        self._is_cut_off = False
        self._record, self._index = parts.record, parts.index
        self._ready = ReadyVectors(self._record, self._index, seen=parts.seen)
        self._keywords = FullTextIndex(self._record)
        self._version = Remembered(self._record.version, generation=lambda: self.generation)
        self._reports = Remembered(self._record.reports, generation=lambda: self.generation)
        self._total = Remembered(self._record.passage_count, generation=lambda: self.generation)
        # A library on a read-only disk is known by its scratch copy.
        self._writes = LateWrites(folder / DATABASE) if parts.scratch is None else None
        self._answers = Answers(parts.record.connections, self._writes)

    @classmethod
    def open(cls, folder: Path, *, fingerprint: str | None, writable: bool = False, wait_s: float = 2.0) -> Library:
        """Open a library for reading, or make and repair it for writing.

        `fingerprint` names what shaped the index (parser, splitter, embedding model); None accepts any, for what
        needs no vectors. `wait_s` is how long to wait for another writer. Raises `LibraryNotFoundError` (reading
        only), `LibraryMismatchError`, `LibraryLockedError`, `StoreUnavailableError`.
        """
        if writable:
            return cls(folder, open_for_writing(folder, fingerprint, wait_s))
        if not (folder / DATABASE).is_file():
            raise LibraryNotFoundError(folder)
        return cls(folder, open_for_reading(folder, fingerprint))

    def close(self) -> None:
        """Let go of all files and of the lock."""
        if self._writes is not None:
            self._writes.close()
        self._index.close()
        self._record.connections.close()
        if self._parts.lock is not None:
            self._parts.lock.release()
        if self._parts.scratch is not None:
            self._parts.scratch.cleanup()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- reading --------------------------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """Where the library is kept."""
        return self._folder

    @property
    def version(self) -> str:
        """A short hash that changes with the content: the same texts have the same version."""
        return self._version()

    @property
    def generation(self) -> int:
        """A number that grows with every change: cheap to ask, and what a cache can go by."""
        return self._record.state().generation

    @property
    def vectors(self) -> VectorIndex:
        """Ready passages by meaning."""
        return self._ready

    @property
    def keywords(self) -> KeywordIndex:
        """Ready passages by their words."""
        return self._keywords

    @property
    def passage_count(self) -> int:
        """How many passages can be found."""
        return self._total()

    def document_frequency(self, words: Sequence[str]) -> dict[str, int]:
        """How many passages hold each word (or phrase), by its stem."""
        return self._keywords.document_frequency(words)

    def reports(self) -> tuple[LibraryReport, ...]:
        """All reports, by id."""
        return self._reports()

    def report(self, report_id: str) -> LibraryReport:
        """One report, or `UnknownReportError`."""
        return self._record.report(report_id)

    def held(self, report_id: str) -> LibraryReport | None:
        """One report, or None."""
        return self._record.held(report_id)

    def holder_of(self, sha256: str) -> tuple[str, Kind] | None:
        """The report id and kind of the text with this content."""
        return self._record.holder_of(sha256)

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """The passages with these ids; one that was removed in the meantime is absent."""
        return self._record.passages(ids)

    def passage_vectors(self, ids: Sequence[str]) -> dict[str, PassageVectors]:
        """The vectors of these passages; one that was removed in the meantime is absent."""
        return self._record.passage_vectors(ids)

    def text(self, report_id: str, kind: Kind) -> str:
        """The whole text, in which every offset counts."""
        return self._record.text(report_id, kind)

    def page_text(self, report_id: str, kind: Kind, number: int) -> str:
        """The text of one page or section; empty where there is no such page."""
        return self._record.page_text(report_id, kind, number)

    def parsed(self, report_id: str, kind: Kind) -> ParsedReport:
        """A text with its pages, headings and sources, as the parser gave it."""
        return self._record.parsed(report_id, kind)

    @property
    def answers(self) -> Answers:
        """The record of the answers that were given: kept here, and no part of the content."""
        return self._answers

    @property
    def conversations(self) -> Conversations | None:
        """Which answers were given one after the other, and to whom; None where nothing can be written."""
        return None if self._writes is None else Conversations(self._record.connections, self._writes)

    def copy_record(self, path: Path) -> None:
        """Write the record, from which all else can be made, to a new file, as it is at one moment."""
        self._record.copy_to(path)

    def verify(self) -> tuple[str, ...]:
        """Say in a sentence each what is not as it should be; empty when all is well."""
        return tuple(check(self._record, self._index.ids()))

    # -- writing --------------------------------------------------------------------------------------------

    def add(
        self,
        parsed: ParsedReport,
        passages: Sequence[Passage],
        vectors: Sequence[PassageVectors],
        *,
        path: str,
        origins: Mapping[str, str] | None = None,
        seconds: float = 0.0,
    ) -> None:
        """Put a text in, or in the place of the one with its report id and kind: readers see all of it or nothing.

        `origins` says by field where what is known of the report is from; a person's edits of it stay. `seconds` is
        how long making the text took, for the report card.
        """
        recorder = self._for_writing()
        found = Description(parsed.report, origins or {})
        recorder.add_pending(parsed, passages, vectors, path=path, found=found, seconds=seconds)
        with self._changing(recorder):
            self._add_vectors(found.edited(self._record.edits(parsed.report.id)), parsed.kind, passages, vectors)
            recorder.mark_ready(found, parsed.kind)

    def update(self, found: Description) -> None:
        """Correct what was found out about a report; its texts and a person's edits stay as they are."""
        recorder, held = self._for_writing(), self.report(found.report.id)
        with self._redescribing(recorder, held.report, found.edited(held.edits)):
            recorder.update_report(found)

    def edit(self, report_id: str, edits: Edits | None) -> None:
        """Change by hand what is known of a report, whatever is found out later; None takes back all edits."""
        recorder, held = self._for_writing(), self.report(report_id)
        both: Edits = {} if edits is None else {**held.edits, **edits}
        with self._redescribing(recorder, held.report, held.found.edited(both)):
            recorder.edit_report(held.found, both)

    def update_path(self, report_id: str, kind: Kind, path: str) -> None:
        """Note where the file of a text lies now."""
        self._for_writing().update_path(report_id, kind, path)

    def remove(self, report_id: str, kind: Kind | None = None) -> None:
        """Take out a report, or one text of it, with all that belongs to it, or raise `UnknownReportError`."""
        recorder = self._for_writing()
        kinds = [text.kind for text in self.report(report_id).texts if kind in (None, text.kind)]
        if not kinds:
            raise UnknownReportError(f"{report_id} ({kind})", tuple(entry.report.id for entry in self.reports()))
        with self._changing(recorder):
            for each in kinds:
                recorder.drop(report_id, each)

    def keep(self, report_id: str, database: Path) -> None:
        """Copy all that is held of a report to a new file, for `put_back`, or raise `UnknownReportError`."""
        keep(self._record.connections, self.report(report_id).report.id, database)

    def put_back(self, database: Path) -> bool:
        """Put in what `keep` kept, as it was, though it has been removed since; nothing is read or embedded again.

        False, with nothing changed, where it does not fit any more: the file is gone or damaged, the library was made
        by other means since, or the report or a text of it has come back by another way.
        """
        recorder = self._for_writing()
        with opened(database) as kept:
            if kept is None or not fits(kept, self._record):
                return False
            insert_pending(self._record.connections, database)
            with self._changing(recorder):
                fill(self._index, kept)
                recorder.mark_put_back(each.report.id for each in kept.reports())
        return True

    def adopt(self, folder: Path, *, fingerprint: str) -> None:
        """Take over all that the library in `folder` holds, which must be closed, in the place of what is here."""
        adopt(self._parts, self._for_writing(), folder, fingerprint=fingerprint)
        self._ready.note(self._record.state())

    def _for_writing(self) -> Recorder:
        if self._parts.recorder is None:
            raise StoreUnavailableError(self._folder, "it was opened for reading only.")
        if self._is_cut_off:
            raise StoreUnavailableError(self._folder, "the last change failed half-way. Open it again to repair it.")
        return self._parts.recorder

    @contextlib.contextmanager
    def _changing(self, recorder: Recorder) -> Iterator[None]:
        """Change record and vectors together. What is cut off half-way is put right when next opened for writing."""
        recorder.begin_change()
        self._is_cut_off = True
        yield
        self._index.delete(self._record.doomed())
        recorder.end_change(self._index.mark())
        self._is_cut_off = False
        self._ready.note(self._record.state())

    @contextlib.contextmanager
    def _redescribing(self, recorder: Recorder, before: Report, after: Report) -> Iterator[None]:
        """Change what is known of a report, and what the vector index keeps of it where that is concerned."""
        if (before.year, before.publisher) == (after.year, after.publisher):
            yield
            self._ready.note(self._record.state())
            return
        with self._changing(recorder):
            yield
            for kind, ids in self._record.passage_ids(after.id).items():
                metadata = vector_metadata(after.id, kind, year=after.year, publisher=after.publisher)
                self._index.describe(ids, metadata)

    def _add_vectors(
        self, report: Report, kind: Kind, passages: Sequence[Passage], vectors: Sequence[PassageVectors]
    ) -> None:
        if not passages:
            return
        metadata = vector_metadata(report.id, kind, year=report.year, publisher=report.publisher)
        self._index.add(
            [passage.id for passage in passages],
            np.stack([each.passage for each in vectors]),
            [metadata] * len(passages),
        )
