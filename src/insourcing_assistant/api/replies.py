"""What the API answers, described for those who read it by program.

Nothing is made from these: the tests hold the answers against them.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["report", "brief", "article", "catalogue"]


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Problem(_Reply):
    """Why there is no other answer."""

    error: str = Field(description="A sentence: what is wrong, and what to do.")


class Statement(_Reply):
    """One sentence or more of an answer, with what they rest on."""

    text: str
    citations: list[int] = Field(description="The numbers of the citations.")


class Citation(_Reply):
    """Where a quote stands."""

    number: int
    report_id: str
    title: str
    authors: list[str]
    publisher: str | None
    year: int | None
    kind: Kind = Field(description="Which text of the publication is quoted; a brief is ours about it.")
    page: int | None = Field(description="The page of the file, from 1; null for texts without pages.")
    page_label: str | None = Field(description="What is printed on the page.")
    pages: list[int] = Field(description="Every page that the quote stands on.")
    section: str | None = Field(description="The heading, for texts without pages.")
    quote: str = Field(description="The words as they stand there.")
    url: str | None = Field(description="Where the publication is.")
    source_url: str | None = Field(description="The source that a brief gives for the quote.")
    source_urls: list[str]
    strength: Literal["strong", "some", "weak"]
    ocr: bool = Field(description="Whether the page was read by OCR, so that words may be wrong.")
    passage_id: str
    label: str = Field(description="How running text cites it, such as (APSE 2019, p. 14).")


class Coverage(_Reply):
    """Ids of publications."""

    searched: list[str]
    cited: list[str]
    related: list[str] = Field(description="Found, but not cited.")
    silent: list[str]


class Cell(_Reply):
    """What a publication says on an aspect."""

    aspect: str
    addressed: bool
    citations: list[int]


class Row(_Reply):
    """A publication in a table."""

    report_id: str
    label: str
    cells: list[Cell]


class Table(_Reply):
    """A comparison of publications."""

    aspects: list[str]
    rows: list[Row]


class Usage(_Reply):
    """What a language model took."""

    input_tokens: int
    output_tokens: int
    seconds: float
    cost: float | None


class Answer(_Reply):
    """What `insourcing ask --json` prints."""

    id: str | None = Field(description="The id of its record, where records are kept.")
    question: str
    rewritten: str | None = Field(description="What was searched for, where that is not the question itself.")
    answerable: bool
    kind: Literal["answer", "abstention", "welcome"]
    answerer: str = Field(description="Who worded it: extractive, or llm.")
    model: str | None
    prompt_hash: str | None
    usage: Usage | None
    answer: str = Field(description="The whole in Markdown, with [1] for the citations.")
    statements: list[Statement]
    citations: list[Citation]
    coverage: Coverage
    not_covered: list[str] = Field(description="Parts of the question that no publication answers.")
    notes: list[str]
    table: Table | None
    suggestions: list[str] = Field(description="Questions that can be answered, where this one cannot.")
    rejected: int = Field(description="How many sentences of a language model were removed.")
    library_version: str
    timings_ms: dict[str, float]


class Hit(_Reply):
    """A passage that was found."""

    rank: int
    passage_id: str
    report_id: str
    kind: Kind
    page: int | None
    pages: list[int]
    section: str | None
    ocr: bool
    score: float = Field(description="Higher is better.")
    text: str


class Hits(_Reply):
    """What `insourcing search --json` prints."""

    query: str
    hits: list[Hit]
    timings_ms: dict[str, float]


class Publication(_Reply):
    """A publication in the library."""

    report_id: str
    title: str
    authors: list[str]
    publisher: str | None
    year: int | None
    url: str | None
    kinds: list[Kind] = Field(description="Which texts of it there are.")
    pages: int
    passages: int
    status: str
    added_at: str


class Publications(_Reply):
    """What `insourcing library list --json` prints."""

    reports: list[Publication]
    library_version: str
