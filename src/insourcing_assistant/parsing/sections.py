"""Write headings, paragraphs, tables and notes as the sections of a text without pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from insourcing_assistant.errors import NoTextError
from insourcing_assistant.parsing.builder import TextBuilder
from insourcing_assistant.parsing.normalise import normalise
from insourcing_assistant.parsing.tables import Cell, table_sentences
from insourcing_assistant.types import Caution, FoundMetadata, Kind, ParsedReport, Report

HIDDEN_TEXT = "Text that the document hides from its readers was left out."
STRUCK_TEXT = "Text that is struck out, or deleted with the change tracked, was left out."


class SectionWriter:
    """Writes blocks in the order of the document; each heading opens a section that it labels.

    Notes wait until their section ends. What readers are not shown is not written, only said to be there.
    """

    def __init__(self, *, first_label: str) -> None:
        """`first_label` names the section of what stands before the first heading."""
        self._builder = TextBuilder(first_label=first_label)
        self._notes: list[str] = []
        self._hidden: dict[int, None] = {}
        self._struck: dict[int, None] = {}
        self._tables = 0
        self._sections = 0

    def heading(self, title: str, *, level: int) -> None:
        """Open a section."""
        title = normalise(title)
        if title:
            self.open_section(title)
            self._builder.add_heading(title, level=max(1, level))

    def open_section(self, label: str) -> None:
        """Open a section whose label does not stand in the text."""
        self.end_section()
        self._builder.open_page(normalise(label))
        self._sections += 1

    def paragraph(self, text: str) -> None:
        """Write a paragraph or a list item."""
        self._add(normalise(text))

    def table(self, rows: Sequence[Sequence[Cell]], *, header_rows: int | None = None) -> None:
        """Write the rows of a table as sentences."""
        cells = [[replace(cell, text=normalise(cell.text)) for cell in row] for row in rows]
        sentences = table_sentences(cells, header_rows=header_rows)
        self._tables += bool(sentences)
        for sentence in sentences:
            self._add(sentence)

    def note(self, text: str) -> None:
        """Keep a footnote or endnote for the end of the section."""
        self._notes.append(normalise(text))

    def hidden(self) -> None:
        """Remember that something was left out here because people do not see it."""
        self._hidden[max(1, self._sections)] = None

    def struck(self) -> None:
        """Remember that something was left out here because it does not count any more."""
        self._struck[max(1, self._sections)] = None

    def end_section(self) -> None:
        """Write the notes that wait."""
        for note in self._notes:
            self._add(f"Note: {note}" if note else "")
        self._notes = []

    @property
    def text(self) -> str:
        """What was written so far."""
        return self._builder.text

    def finish(
        self,
        report: Report,
        path: Path,
        *,
        kind: Kind,
        sha256: str,
        found: FoundMetadata,
        warnings: Sequence[Caution] = (),
    ) -> ParsedReport:
        """Make the text of `report` of all that was written. Raises `NoTextError` where that is nothing."""
        self.end_section()
        if not self._builder.text:
            raise NoTextError(path, "there is nothing in it to read.", report_id=report.id)
        left_out = ((HIDDEN_TEXT, self._hidden), (STRUCK_TEXT, self._struck))
        told = [Caution(text, tuple(places)) for text, places in left_out if places]
        return ParsedReport(
            report=report,
            kind=kind,
            text=self._builder.text,
            pages=self._builder.pages,
            unit="section",
            sha256=sha256,
            headings=self._builder.headings,
            found=self._titled(found),
            warnings=(*warnings, *told),
            tables=self._tables,
        )

    def _add(self, block: str) -> None:
        if block:
            # What stands before the first heading is a section too.
            self._sections = max(1, self._sections)
            self._builder.add(block)

    def _titled(self, found: FoundMetadata) -> FoundMetadata:
        """Take the first heading for the title where the document gives none."""
        if found.title:
            return found
        title = next((heading.title for heading in self._builder.headings), None)
        return replace(found, title=title, title_from="first page" if title else "file name")
