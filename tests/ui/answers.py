"""A small made-up library, and a function that answers a handful of questions from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from insourcing_assistant.answering.citations import cite
from insourcing_assistant.errors import LongQuestionError, StoreUnavailableError
from insourcing_assistant.types import (
    Answer,
    Citation,
    Comparison,
    ComparisonRow,
    Coverage,
    Filters,
    Hit,
    Kind,
    Page,
    Passage,
    Report,
    Source,
    Statement,
    Strength,
    Unit,
)

REPORTS = {
    report.id: report
    for report in (
        Report(
            id="wards-2019",
            title="Rebuilding the Wards: What Councils Learnt from Running Services Themselves",
            publisher="Northmoor Institute",
            year=2019,
            label="Northmoor",
            url="https://northmoor.example.org/wards",
        ),
        Report(id="bins-2011", title="Bins Brought Home", publisher="Public Works Union", year=2011, label="PWU"),
        Report(
            id="parks-2015",
            title="Who Keeps the Parks?",
            publisher="Green Spaces Forum",
            year=2015,
            label="GSF",
            url="https://parks.example.org/report?id=7&lang=en",
        ),
        Report(id="leisure-2016", title="Leisure after the Contract", publisher="Northmoor Institute", year=2016),
    )
}

WHY = "Why do councils bring services back in-house?"
LATER = "What does the Rivers Act 2031 say about it?"
HELLO = "Hello"
BROKEN = "Is the store there?"
UNFORESEEN = "What happens when nobody thought of it?"
FOLLOW_UP = "And in the parks?"
COMPARE = "How do Northmoor, the PWU and the GSF differ on reasons and cost?"
COMPARE_WIDELY = "Compare Northmoor, the PWU and the GSF."
CATALOGUE = "Who wrote Bins Brought Home?"
EXAMPLES = (WHY, "How did the parks change after 2015?", "What did bringing the bins home cost?")
MAX_CHARS = 400
NO_LIMIT = Filters()
LIMITS: list[Filters] = []
"""What the questions were limited to, latest last."""

BRIEF_TEXT = (
    "Survey figures\n"
    "The Northmoor Institute asked 120 councils in 2018 why they brought services back. "
    "Of the councils asked by the Northmoor Institute in 2018, 64% named efficiency and 58% named quality. "
    "A third of them named the wish to steer services day by day.\n"
    "What followed\n"
    "Two years later, most of the councils had kept the services that they had brought back."
)
PDF_TEXT = (
    "Sickness fell by a fifth in the first year. Insourcing was less a reaction to contract failure than a "
    "deliberate choice. The crews said that they were asked for their advice for the first time."
)
OCR_TEXT = "The officers named cost first: 60% of them expected to pay less, and 44% hoped for better service."


def answer_of(question: str, history: Sequence[str] = (), filters: Filters = NO_LIMIT) -> Answer:
    """Answer as the assistant would; raise what it would raise."""
    LIMITS.append(filters)
    if len(question) > MAX_CHARS:
        raise LongQuestionError(len(question), MAX_CHARS)
    if question == BROKEN:
        raise StoreUnavailableError("corpus/library", "the database is being rebuilt. Try again in a minute.")
    if question == UNFORESEEN:
        raise ZeroDivisionError("a bug")
    if question.casefold() == HELLO.casefold():
        return Answer(question=question, kind="welcome", message="Hello. Ask what the publications in here say.")
    if question == CATALOGUE:
        return answer(question, [(BINS_ENTRY, "“Bins Brought Home” was written by the Public Works Union.", "strong")])
    if question == FOLLOW_UP:
        asked = f"Why do councils bring the parks back in-house? (after {len(history)} questions)"
        return answer(question, [(ARTICLE, "The parks followed the bins.", "weak")], rewritten=asked)
    if question in (COMPARE, COMPARE_WIDELY):
        return comparison(
            question, ("reasons", "cost") if question == COMPARE else ("reasons", "cost", "staff", "time")
        )
    if "in-house" in question or question in EXAMPLES:
        return answer(
            question,
            [
                (BRIEF, "Of the councils asked by the Northmoor Institute in 2018, 64% named efficiency", "strong"),
                (PDF, "Insourcing was less a reaction to contract failure than a deliberate choice.", "strong"),
                (OCR, "60% of them expected to pay less, and 44% hoped for better service.", "some"),
            ],
            not_covered=("what it costs in 2031",),
        )
    return Answer(
        question=question,
        kind="abstention",
        message="Not in these reports. Every publication here is older than that Act.",
        suggestions=EXAMPLES[:2],
        coverage=Coverage(searched=tuple(REPORTS), silent=tuple(REPORTS)),
    )


def answer(
    question: str,
    quotes: Sequence[tuple[Passage, str, Strength]],
    *,
    rewritten: str | None = None,
    not_covered: tuple[str, ...] = (),
) -> Answer:
    """Make an answer whose statements are quotes of passages, found by their words."""
    cited = [quote(passage, words, strength=strength) for passage, words, strength in quotes]
    used = tuple(dict.fromkeys(citation.report_id for citation in cited))
    others = tuple(report_id for report_id in REPORTS if report_id not in used)
    return Answer(
        question=question,
        statements=tuple(Statement(citation.quote, (citation,)) for citation in cited),
        hits=tuple(Hit(passage, 1 / rank, rank) for rank, (passage, _, _) in enumerate(quotes, start=1)),
        coverage=Coverage(searched=tuple(REPORTS), cited=used, related=others[:1], silent=others[1:]),
        rewritten=rewritten,
        not_covered=not_covered,
    )


def comparison(question: str, aspects: tuple[str, ...]) -> Answer:
    """Make a table of three publications, of which one addresses nothing, and one cell that stands in two columns."""
    pdf = (quote(PDF, "Insourcing was less a reaction to contract failure than a deliberate choice."),)
    ocr = (quote(OCR, "The officers named cost first: 60% of them expected to pay less", strength="some"),)
    empty: tuple[Citation, ...] = ()
    more = (empty,) * (len(aspects) - 2)
    rows = [
        ("wards-2019", (pdf, empty, *more)),
        ("bins-2011", (ocr, ocr, *more)),
        ("parks-2015", (empty, empty, *more)),
    ]
    said = answer(question, [(PDF, pdf[0].quote, "strong"), (OCR, ocr[0].quote, "some")])
    return replace(said, table=Comparison(aspects, tuple(ComparisonRow(id_, cells) for id_, cells in rows)))


def quote(passage: Passage, words: str, *, strength: Strength = "strong") -> Citation:
    """Cite words of a passage."""
    start = passage.text.index(words)
    return cite(passage, start, start + len(words), strength=strength)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a made-up passage stands."""

    unit: Unit = "page"
    number: int = 1
    label: str = ""
    ocr: bool = False


def passage_of(report_id: str, kind: Kind, text: str, place: Place, *, sources: Sequence[str] = ()) -> Passage:
    """Make a passage that begins 1000 characters into its text."""
    start = 1000
    page = Page(place.number, place.label, start, start + len(text), ocr=place.ocr)
    return Passage(
        id=f"{report_id}-{kind}",
        report_id=report_id,
        kind=kind,
        unit=place.unit,
        text=text,
        start=start,
        pages=(page,),
        sources=tuple(Source(start, start + len(text), url) for url in sources),
    )


BRIEF = passage_of(
    "wards-2019",
    "brief",
    BRIEF_TEXT,
    Place(unit="section", label="Survey figures"),
    sources=["https://www.northmoor.example.org/survey?a=1&b=2", "javascript:alert(1)"],
)
PDF = passage_of("wards-2019", "report", PDF_TEXT, Place(number=2, label="12"))
OCR = passage_of("bins-2011", "report", OCR_TEXT, Place(number=11, label="11", ocr=True))
ARTICLE = passage_of(
    "parks-2015", "article", "The parks followed the bins.", Place(unit="section", label="What came next")
)
BINS_ENTRY = passage_of(
    "bins-2011",
    "catalogue",
    "“Bins Brought Home” was written by the Public Works Union. It was published in 2011.",
    Place(unit="section", label="Catalogue"),
)
