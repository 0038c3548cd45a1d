"""The nouns of the program, frozen, in the order in which data flows through it.

Report → ParsedReport → Passage; Question → Hit → Citation → Statement → Answer. Every offset is half-open and counts
characters of ``ParsedReport.text``; pages count from 1; scores are higher-is-better.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

# A question stands in a module of its own for its length alone: it is one of the nouns, and imported with them.
from insourcing_assistant.asked import Question as Question
from insourcing_assistant.asked import QuestionKind as QuestionKind
from insourcing_assistant.asked import QuestionTerm as QuestionTerm
from insourcing_assistant.asked import Stems as Stems
from insourcing_assistant.spent import Timings as Timings
from insourcing_assistant.spent import Usage as Usage

Kind = Literal["report", "article", "brief", "catalogue"]
"""Which text of a publication: its own full text, a web article, our brief about it, or its catalogue entry."""

Unit = Literal["page", "section"]
"""What `Page` stands for: a physical page, or a section of a format without pages."""

Strength = Literal["strong", "some", "weak"]
"""How well a passage matches the question, in the bands that people are shown instead of scores."""

Vectors = NDArray[np.float32]
"""Unit vectors, one a row: shape (n, dimension)."""


class Span(NamedTuple):
    """A half-open range of characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Address:
    """A place where a publication may be fetched from, with how far that place is to be trusted."""

    url: str
    evidence: str = ""
    archive: str | None = None
    verified: bool = False
    format: str | None = None
    """What is expected there: "pdf", "html"."""
    sha256: str | None = None
    """What the content must be, where that is known; anything else is refused."""


@dataclass(frozen=True, slots=True)
class Report:
    """One publication: bibliographic, no text. `id` is a slug, unique and never reused."""

    id: str
    title: str
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    year: int | None = None
    url: str | None = None
    rights: str | None = None
    filename: str | None = None
    label: str | None = None
    """What a citation in running text calls the source, such as "APSE/UNISON"."""
    about: str | None = None
    """The catalogue entry in sentences, which answers about the library quote."""
    aliases: tuple[str, ...] = ()
    """Other names people use for it: title variants, short titles."""
    addresses: tuple[Address, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    """What was not verified or is disputed: (field, note) pairs, such as ("publisher", "…")."""
    month: int | None = None
    date: str | None = None
    """The day of publication where it is known, as "2019-05-29"."""
    isbn: str | None = None
    pages: int | None = None
    language: str | None = None
    transcripts: tuple[Address, ...] = ()
    """Third-party pages that hold text taken from the publication: for checking, not as its text."""
    related: tuple[Address, ...] = ()
    """Pages about the publication: its landing page, speeches, announcements."""
    remarks: tuple[tuple[str, str], ...] = ()
    """How a thing is known, where that is worth saying: (field, remark) pairs."""
    kind: Kind = "report"
    """What the publication's own text is: "report" or, for a web page, "article"."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, or a section of a format without pages. `label` is what is printed, or the heading."""

    number: int
    label: str
    start: int
    end: int
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and where it stands; `level` counts from 1."""

    title: str
    level: int
    start: int


@dataclass(frozen=True, slots=True)
class Source:
    """The address that a brief gives for the statement at [start, end)."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class FoundMetadata:
    """What a file says of itself; each `…_from` is "metadata" (its properties), "first page" or "file name"."""

    title: str | None = None
    title_from: str = "file name"
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    year: int | None = None
    authors_from: str = "metadata"
    publisher_from: str = "metadata"
    year_from: str = "metadata"


@dataclass(frozen=True, slots=True)
class Caution:
    """A sentence on how a text was read that its reader should know; no `pages` means that it is about all of it."""

    text: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedReport:
    """One text of a publication. The pages tile `text` exactly; a newline ends a block, and stands nowhere else."""

    report: Report
    kind: Kind
    text: str
    pages: tuple[Page, ...]
    unit: Unit
    sha256: str
    headings: tuple[Heading, ...] = ()
    sources: tuple[Source, ...] = ()
    found: FoundMetadata = FoundMetadata()
    warnings: tuple[Caution, ...] = ()
    tables: int = 0
    """How many tables were seen; their rows stand in the text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences: ``parsed.text[start:start + len(text)] == text``.

    `pages` and `sources` are those that it touches, with their offsets in the whole text; `sentences` are spans
    relative to `text` and cover all of it but white space. `id` is derived from the report id, the content hash
    and the span, so that ingesting twice changes nothing.
    """

    id: str
    report_id: str
    kind: Kind
    unit: Unit
    text: str
    start: int
    pages: tuple[Page, ...]
    heading: str = ""
    sentences: tuple[Span, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PassageVectors:
    """Unit float32 vectors: of the passage, shape (dimension,), and of each of its sentences, (n, dimension)."""

    passage: Vectors
    sentences: Vectors


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to. Empty means no limit; a report without a year passes no year limit."""

    reports: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. Ranks run from 1 without gaps.

    `dense` is the cosine of question and passage, `keyword` the BM25 score (0 where no word matched), and
    `sentence_scores` the cosine of the question with each of `passage.sentences`.
    """

    passage: Passage
    score: float
    rank: int
    dense: float = 0.0
    keyword: float = 0.0
    sentence_scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands: `quote` is the slice of the text at `start`. Made only by `answering.citations`.

    `pages` are the numbers of the pages (or sections) that the quote stands on, `labels` what is printed there.
    """

    passage_id: str
    report_id: str
    kind: Kind
    unit: Unit
    pages: tuple[int, ...]
    labels: tuple[str, ...]
    quote: str
    start: int
    source_urls: tuple[str, ...] = ()
    ocr: bool = False
    strength: Strength = "some"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or two of an answer, with at least one citation."""

    text: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError(f"a statement without a citation cannot be said: {self.text!r}")


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """What one publication says on each aspect: a cell without citations means that it does not address it."""

    report_id: str
    cells: tuple[tuple[Citation, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table with a row for each publication and a column for each aspect."""

    aspects: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.aspects):
                raise ValueError(f"{row.report_id} has {len(row.cells)} cells for {len(self.aspects)} aspects")

    @property
    def citations(self) -> frozenset[Citation]:
        """Every citation that stands in a cell."""
        return frozenset(citation for row in self.rows for cell in row.cells for citation in cell)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Report ids: searched = cited + related (found, not used) + silent (nothing found)."""

    searched: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says. No statements means that the reports do not answer the question.

    `message` is the sentence that stands in for statements: an abstention, or a welcome (`kind` says which).
    `rejected` counts the sentences of a language model that failed the check; `model` was asked, with the prompt of
    `prompt_hash`, and `answerer` says whether what it wrote is what is said. `not_covered` has the parts of the
    question that no publication answers, and `notes` sentences on the answer as a whole, such as that the law has
    changed since. What stands in the `table` of a comparison is said in `statements` too.
    """

    question: str
    kind: Literal["answer", "abstention", "welcome"] = "answer"
    statements: tuple[Statement, ...] = ()
    message: str = ""
    hits: tuple[Hit, ...] = ()
    coverage: Coverage = Coverage()
    not_covered: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    rejected: int = 0
    rewritten: str | None = None
    answerer: str = "extractive"
    model: str | None = None
    prompt_hash: str | None = None
    usage: Usage | None = None
    library_version: str = ""
    id: str | None = None
    """Of its record; None where none is kept."""
    timings: Timings = field(default_factory=Timings)
    table: Comparison | None = None

    @property
    def answerable(self) -> bool:
        """Whether the reports answer the question."""
        return bool(self.statements)

    @property
    def beside_table(self) -> tuple[Statement, ...]:
        """The statements that do not stand in the table; without one, all of them."""
        shown = self.table.citations if self.table else frozenset()
        return tuple(statement for statement in self.statements if not shown.issuperset(statement.citations))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The distinct citations in the order in which they are first used; their numbers count from 1."""
        return tuple(dict.fromkeys(c for statement in self.statements for c in statement.citations))
