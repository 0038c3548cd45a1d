"""An answer as its record has it: laid out so that nothing of it is lost, and made again from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from insourcing_assistant.answering.citations import stands
from insourcing_assistant.errors import UnknownReportError, UsageError
from insourcing_assistant.rendering import Json
from insourcing_assistant.types import (
    Answer,
    Citation,
    Comparison,
    ComparisonRow,
    Coverage,
    Filters,
    Hit,
    Kind,
    Passage,
    Report,
    Statement,
    Timings,
    Usage,
)

Standing = Literal["stands", "removed", "changed"]
"""Whether a quote stands where it stood; its text may have left the library, or be another one by now."""

Verdict = Literal["up", "down"]

DESCRIBED = {"id", "title", "authors", "publisher", "year", "label", "url", "month", "date", "isbn", "pages", "kind"}
"""What is kept of a cited publication: what a reference to it takes."""


class Texts(Protocol):
    """Where citations are checked. A library fits."""

    def text(self, report_id: str, kind: Kind) -> str:
        """The whole text. Raises `UnknownReportError` where there is none."""


class Passages(Protocol):
    """Where passages are. A library fits."""

    def passages(self, ids: Sequence[str]) -> Mapping[str, Passage]:
        """The passages with these ids that are still there."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader thinks of an answer; no verdict where nothing was said, or taken back."""

    verdict: Verdict | None = None
    reason: str = ""


NOT_JUDGED = Feedback()


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer from its record. `reports` are the publications it cites, described as they were then.

    `answer.hits` are empty, since the record does not have the words of passages: `hits_of` finds those.
    """

    id: str
    asked_at: str
    answer: Answer
    reports: Mapping[str, Report]
    filters: Filters
    feedback: Feedback
    found: tuple[tuple[str, float], ...]
    """The ids and scores of the passages that were found, best first."""


def laid_out(answer: Answer, reports: Mapping[str, Report]) -> Json:
    """Lay out what the JSON of an answer leaves away and making it again takes: the citations as they are, and what."""
    cited = dict.fromkeys(citation.report_id for citation in answer.citations)
    return {
        "cited": _CITATIONS.dump_python(answer.citations, mode="json"),
        "publications": [
            _REPORT.dump_python(reports[report_id], mode="json", include=DESCRIBED, exclude_defaults=True)
            for report_id in cited
            if report_id in reports
        ],
    }


def read(record: Mapping[str, object]) -> Recorded:
    """Make an answer again from its record. Raises `UsageError` for one that was not kept whole."""
    try:
        kept = _RECORD.validate_python(record)
        answer = _answer(kept)
    except (ValidationError, ValueError, IndexError) as error:
        raise UsageError(
            "This answer was recorded by an earlier version of the program, which did not keep all that showing it "
            "again takes. `insourcing library answers --json` has what was kept."
        ) from error
    return Recorded(
        id=kept["id"],
        asked_at=kept["asked_at"],
        answer=answer,
        reports={report.id: report for report in kept["publications"]},
        filters=kept["filters"],
        feedback=kept.get("feedback") or NOT_JUDGED,
        found=tuple((hit["passage_id"], hit["score"]) for hit in kept["hits"]),
    )


def standings(recorded: Recorded, texts: Texts, reports: Mapping[str, Report]) -> dict[Citation, Standing]:
    """Check each citation again, character for character, in the texts that the library has now."""
    held: dict[tuple[str, Kind], str | None] = {}
    found: dict[Citation, Standing] = {}
    for citation in recorded.answer.citations:
        key = citation.report_id, citation.kind
        if key not in held:
            held[key] = _text(citation, texts, reports)
        text = held[key]
        found[citation] = "removed" if text is None else "stands" if stands(citation, text) else "changed"
    return found


def hits_of(recorded: Recorded, shelf: Passages) -> tuple[Hit, ...]:
    """Return the hits of an answer whose passages are still there, as if they alone had been found."""
    passages = shelf.passages([passage_id for passage_id, _ in recorded.found])
    there = [(passages[passage_id], score) for passage_id, score in recorded.found if passage_id in passages]
    return tuple(Hit(passage, score, rank) for rank, (passage, score) in enumerate(there, start=1))


class _Statement(TypedDict):
    text: str
    citations: list[int]


class _Cell(TypedDict):
    citations: list[int]


class _Row(TypedDict):
    report_id: str
    cells: list[_Cell]


class _Table(TypedDict):
    aspects: tuple[str, ...]
    rows: list[_Row]


class _Said(TypedDict):
    """What `rendering.answer_json` makes of an answer."""

    question: str
    rewritten: str | None
    kind: Literal["answer", "abstention", "welcome"]
    answerer: str
    model: str | None
    prompt_hash: str | None
    usage: Usage | None
    answer: str
    statements: list[_Statement]
    coverage: Coverage
    not_covered: tuple[str, ...]
    notes: tuple[str, ...]
    table: _Table | None
    suggestions: tuple[str, ...]
    rejected: int
    library_version: str
    timings_ms: dict[str, float]


class _Hit(TypedDict):
    passage_id: str
    score: float


class _Kept(TypedDict, total=False):
    feedback: Feedback | None


class _Record(_Kept):
    id: str
    asked_at: str
    filters: Filters
    hits: list[_Hit]
    answer: _Said
    cited: tuple[Citation, ...]
    publications: list[Report]


_CITATIONS = TypeAdapter(tuple[Citation, ...])
_REPORT = TypeAdapter(Report)
_RECORD = TypeAdapter(_Record)


def _answer(kept: _Record) -> Answer:
    said = kept["answer"]

    def cited(numbers: Sequence[int]) -> tuple[Citation, ...]:
        if min(numbers, default=1) < 1:
            raise IndexError(numbers)
        return tuple(kept["cited"][number - 1] for number in numbers)

    table = said["table"]
    return Answer(
        question=said["question"],
        kind=said["kind"],
        statements=tuple(Statement(each["text"], cited(each["citations"])) for each in said["statements"]),
        message="" if said["statements"] else said["answer"],
        coverage=said["coverage"],
        not_covered=said["not_covered"],
        notes=said["notes"],
        suggestions=said["suggestions"],
        rejected=said["rejected"],
        rewritten=said["rewritten"],
        answerer=said["answerer"],
        model=said["model"],
        prompt_hash=said["prompt_hash"],
        usage=said["usage"],
        library_version=said["library_version"],
        id=kept["id"],
        timings=Timings(tuple((stage, ms) for stage, ms in said["timings_ms"].items() if stage != "total")),
        table=table
        and Comparison(
            table["aspects"],
            tuple(
                ComparisonRow(row["report_id"], tuple(cited(cell["citations"]) for cell in row["cells"]))
                for row in table["rows"]
            ),
        ),
    )


def _text(citation: Citation, texts: Texts, reports: Mapping[str, Report]) -> str | None:
    """Return the text a citation is from, or none where it has left the library."""
    if citation.kind == "catalogue":
        report = reports.get(citation.report_id)
        return None if report is None else report.about or ""
    try:
        return texts.text(citation.report_id, citation.kind)
    except UnknownReportError:
        return None
