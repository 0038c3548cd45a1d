"""One text on its way into the library: parse → split → embed, which others may write beside, and then store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from insourcing_assistant.errors import IngestError, NoTextError
from insourcing_assistant.ingestion.describing import describe_change
from insourcing_assistant.ingestion.items import Item, Progress
from insourcing_assistant.ingestion.reading_ahead import Reading, parse_item
from insourcing_assistant.ingestion.turns import Turns
from insourcing_assistant.library import Description, Library, LibraryReport
from insourcing_assistant.parsing import parse
from insourcing_assistant.protocols import Parser, PassageEmbedder
from insourcing_assistant.splitting import context, split
from insourcing_assistant.stopwatch import Stopwatch
from insourcing_assistant.types import Page, ParsedReport, Passage, PassageVectors, Report, Span, Timings

EMBED_AT_ONCE = 256
"""Passages between two reports of progress; enough for batches of about equal length."""


@dataclass(frozen=True, slots=True)
class Made:
    """A text with all that is stored of it; `found` is what its report was described as when it was made."""

    parsed: ParsedReport
    found: Description
    passages: Sequence[Passage]
    vectors: Sequence[PassageVectors]
    timings: Timings

    def fits(self, item: Item, held: LibraryReport | None) -> bool:
        """Whether its report would be described in the same way beside what the library holds of it now."""
        return describe_change(item, held, self.parsed.found) == self.found


class WritePath:
    """Makes texts and stores them, one at a time; `library` is what is read from meanwhile."""

    def __init__(
        self,
        library: Library,
        embedder: PassageEmbedder,
        *,
        turns: Turns,
        progress: Progress,
        password: str | None = None,
        read: Parser = parse,
    ) -> None:
        self.library, self.turns = library, turns
        self._embedder, self._show, self._password, self._read = embedder, progress, password, read
        self._known = {entry.report.id: _own_paths(entry) for entry in library.reports()}

    def warm_up(self) -> None:
        """Have the embedder load what it loads when it is first used: that takes seconds, and a file is being read."""
        word = Passage("", "", "report", "page", "Ready.", 0, (Page(1, "", 0, 6),), sentences=(Span(0, 6),))
        self._embedder.embed_passages([word], [""])

    def make(self, reading: Reading, held: LibraryReport | None) -> Made:
        """Make the text of a file, beside what the library holds of its report. Raises what reading it raised."""
        item = reading.item
        if reading.parsed is None and reading.error is None:
            # The library had it when it was looked at, and an earlier file has changed that.
            reading = parse_item(item, reading.sha256, read=self._read, password=self._password)
        if reading.parsed is None:
            raise reading.error or AssertionError(f"{item.name} was neither read nor refused")
        found = describe_change(item, held, reading.parsed.found)
        parsed = replace(reading.parsed, report=found.report)
        return self.make_of(parsed, name=item.name, origins=found.origins, read_s=reading.seconds)

    def make_of(self, parsed: ParsedReport, *, name: str, origins: Mapping[str, str], read_s: float = 0.0) -> Made:
        """Make what is stored of a text that is parsed already, which took `read_s`.

        `origins` says by field where what is known of its report is from.
        """
        watch = Stopwatch()
        with watch.stage("split"):
            passages = split(parsed, count_tokens=self._embedder.count_tokens, max_tokens=self._embedder.max_tokens)
        if not passages:
            raise NoTextError(Path(name), "there is nothing in it to quote.", report_id=parsed.report.id)
        if len(passages) > EMBED_AT_ONCE:
            self.turns.let_go()
        with watch.stage("embed"):
            vectors = self._embed(parsed.report, passages, name)
        timings = Timings((("read", read_s * 1000), *watch.timings().stages))
        return Made(parsed, Description(parsed.report, origins), passages, vectors, timings)

    def check(self, item: Item, held: LibraryReport | None) -> None:
        """See that what is stored replaces nothing that came into the library while the text was made.

        Ids are planned before that: another process may have given the same to another file. Raises `IngestError`.
        """
        if not item.path.is_file():
            raise IngestError(f"{item.name}: the file was taken away while it was read.", report_id=item.report.id)
        if held is None or item.catalogued:
            return
        others = _own_paths(held) - self._known.get(item.report.id, frozenset()) - {item.name}
        if others:
            raise IngestError(
                f"{item.name}: while it was read, {min(others)} came into the library under the same id, "
                f"{item.report.id}. Add it again, and it gets another.",
                report_id=item.report.id,
            )

    def store(self, made: Made, *, name: str) -> Timings:
        """Put a text into the library. Returns how long each stage took, from reading to storing."""
        library, watch = self.turns.take(), Stopwatch()
        with watch.stage("store"):
            library.add(
                made.parsed,
                made.passages,
                made.vectors,
                path=name,
                origins=made.found.origins,
                seconds=made.timings.total_ms / 1000,
            )
        report_id = made.parsed.report.id
        self._known[report_id] = self._known.get(report_id, frozenset()) | {name}
        return Timings((*made.timings.stages, *watch.timings().stages))

    def _embed(self, report: Report, passages: Sequence[Passage], label: str) -> list[PassageVectors]:
        vectors: list[PassageVectors] = []
        for start in range(0, len(passages), EMBED_AT_ONCE):
            self._show("passages", start, len(passages), label)
            some = passages[start : start + EMBED_AT_ONCE]
            vectors += self._embedder.embed_passages(some, [context(report, passage) for passage in some])
        self._show("passages", len(passages), len(passages), label)
        return vectors


def _own_paths(held: LibraryReport) -> frozenset[str]:
    return frozenset(text.path for text in held.texts if text.kind != "brief")
