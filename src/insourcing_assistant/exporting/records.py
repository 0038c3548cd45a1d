"""Reads the record of an answer, as the library keeps it, into what a document is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from insourcing_assistant.errors import ExportError
from insourcing_assistant.exporting.standing import UNCHECKED, Check
from insourcing_assistant.recorded import Standing
from insourcing_assistant.types import Filters, Kind, Strength


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", protected_namespaces=())


class CitedSource(_Read):
    """A citation with all that was known of its publication when it was made."""

    number: int
    report_id: str
    title: str
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    year: int | None = None
    kind: Kind
    page_label: str | None = None
    pages: tuple[int, ...] = ()
    section: str | None = None
    quote: str
    url: str | None = None
    source_urls: tuple[str, ...] = ()
    strength: Strength
    ocr: bool = False
    label: str = ""


class Said(_Read):
    """A statement and the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


class Cell(_Read):
    """What a publication says on an aspect: the numbers of the citations, none where it says nothing."""

    citations: tuple[int, ...] = ()


class Row(_Read):
    """A row of a comparison."""

    label: str
    cells: tuple[Cell, ...]


class Table(_Read):
    """A comparison."""

    aspects: tuple[str, ...]
    rows: tuple[Row, ...]


class RecordedAnswer(_Read):
    """An answer as it was laid out for machines; `answer` is the sentence that stands in for statements."""

    question: str
    rewritten: str | None = None
    kind: str = "answer"
    answerer: str = "extractive"
    model: str | None = None
    answer: str = ""
    statements: tuple[Said, ...] = ()
    citations: tuple[CitedSource, ...] = ()
    not_covered: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    table: Table | None = None
    suggestions: tuple[str, ...] = ()
    rejected: int = 0
    library_version: str = ""

    @property
    def beside_table(self) -> tuple[Said, ...]:
        """The statements that do not stand in the table; without one, all of them."""
        rows = self.table.rows if self.table else ()
        shown = {number for row in rows for cell in row.cells for number in cell.citations}
        return tuple(said for said in self.statements if not shown.issuperset(said.citations))


class Record(_Read):
    """An answer with when and from what it was given; without an id where no record is kept."""

    id: str | None = None
    asked_at: datetime
    program: str = ""
    filters: Filters = Field(default_factory=Filters)
    answer: RecordedAnswer
    check: Check = UNCHECKED
    """What came of looking for its quotes once more."""

    def standing(self, number: int) -> Standing:
        """Say what became of the citation with this number."""
        return self.check.fallen.get(number, "stands")


def read_record(record: Mapping[str, object], check: Check = UNCHECKED) -> Record:
    """Read what the library keeps of an answer. Raises `ExportError` where that cannot be understood."""
    try:
        read = Record.model_validate(record)
    except ValidationError as error:
        raise ExportError(f"the record of the answer is damaged ({error.error_count()} fields).") from error
    numbers = {citation.number for citation in read.answer.citations}
    if not numbers.issuperset(_used(read.answer)):
        raise ExportError("the record of the answer is damaged: it cites what it does not list.")
    return read.model_copy(update={"check": check})


def record_of(answer: Mapping[str, object], *, program: str, filters: Filters) -> dict[str, object]:
    """Make the record of an answer that was given just now, where the library keeps none."""
    return {
        "id": answer.get("id"),
        "asked_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "program": program,
        "filters": filters,
        "answer": answer,
    }


def _used(answer: RecordedAnswer) -> set[int]:
    rows = answer.table.rows if answer.table else ()
    cells = (number for row in rows for cell in row.cells for number in cell.citations)
    return {*cells, *(number for said in answer.statements for number in said.citations)}
