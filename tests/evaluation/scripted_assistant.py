"""A small library and an assistant over it, which finds by shared words and answers with the best sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from insourcing_assistant.answering.citations import cite
from insourcing_assistant.errors import UnknownReportError, UsageError
from insourcing_assistant.types import Answer, Filters, Hit, Kind, Page, Passage, Report, Span, Statement

REPORTS = {
    "plan": Report("plan", "The Plan", year=2019, label="Party 2019", about="The Plan was published in 2019."),
    "survey": Report("survey", "The Survey", year=2011),
}
PAGES = {
    ("plan", "report"): (("i", "Wardtown saved 3m on cleaning. "), ("1", "Pensions stay as they are.")),
    ("survey", "brief"): (("Summary", "Most councils named quality. "), ("Figures", "In Wardtown 64% named cost.")),
}


@dataclass
class ScriptedAssistant:
    """Fits `Respondent`. It answers what shares a word of five letters with a passage, and declines the rest."""

    texts: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = field(default_factory=lambda: PAGES)
    asked: list[tuple[str, Filters, tuple[str, ...]]] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)

    @property
    def library(self) -> ScriptedAssistant:
        return self

    def reports(self) -> Mapping[str, Report]:
        return REPORTS

    def text(self, report_id: str, kind: Kind) -> str:
        if (report_id, kind) not in self.texts:
            raise UnknownReportError(report_id, tuple(REPORTS))
        return "".join(text for _, text in self.texts[report_id, kind])

    def page_text(self, report_id: str, kind: Kind, number: int) -> str:
        return self.texts[report_id, kind][number - 1][1]

    def search(self, query: str, *, k: int, filters: Filters) -> tuple[Hit, ...]:
        self.searched.append(query)
        asked = _long_words(query)
        scored = [
            (len(asked & _long_words(passage.text)), passage)
            for passage in passages()
            if not filters.reports or passage.report_id in filters.reports
        ]
        best = sorted(((score, p) for score, p in scored if score), key=lambda pair: (-pair[0], pair[1].id))
        return tuple(Hit(passage, float(score), rank) for rank, (score, passage) in enumerate(best[:k], start=1))

    def ask(self, question: str, *, filters: Filters, history: tuple[str, ...]) -> Answer:
        if question == "?":
            raise UsageError("There is no word in it.")
        self.asked.append((question, filters, history))
        rewritten = f"{history[-1]} {question}" if history else None
        hits = self.search(rewritten or question, k=3, filters=filters)
        if not hits:
            return Answer(question, kind="abstention", message="Not in these reports.")
        passage = hits[0].passage
        citation = cite(passage, 0, len(passage.text))
        return Answer(question, statements=(Statement(citation.quote, (citation,)),), hits=hits, rewritten=rewritten)


def passages() -> list[Passage]:
    """One passage for each page."""
    made = []
    for (report_id, kind), texts in PAGES.items():
        start = 0
        for number, (label, text) in enumerate(texts, start=1):
            page = Page(number, label, start, start + len(text))
            made.append(
                Passage(
                    id=f"{report_id}-{number}",
                    report_id=report_id,
                    kind="brief" if kind == "brief" else "report",
                    unit="section" if kind == "brief" else "page",
                    text=text,
                    start=start,
                    pages=(page,),
                    sentences=(Span(0, len(text)),),
                )
            )
            start = page.end
    return made


def _long_words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) >= 5}
