"""A comparison that is made up, with a record, and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from insourcing_assistant.answering.contrasts import make_contrast
from insourcing_assistant.types import Answer, Citation, Comparison, ComparisonRow, Coverage, Statement
from tests.ui.answers import BRIEF, OCR, PDF, REPORTS, answer, quote

NOTE = "Different figures are given: 64% (Northmoor 2019) and 60% (PWU 2011)."


@dataclass(slots=True)
class Comparer:
    """Compares as the assistant would: it raises what that would raise, and knows nothing of the "moon"."""

    asked: list[tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)

    def __call__(self, reports: Sequence[str], aspects: Sequence[str]) -> Answer:
        contrast = make_contrast(reports, aspects, held=tuple(REPORTS))
        self.asked.append((tuple(reports), tuple(aspects)))
        if contrast.aspects == ("moon",):
            coverage = Coverage(searched=contrast.reports, silent=contrast.reports)
            return Answer("?", kind="abstention", message="Not in these reports. Nothing is said.", coverage=coverage)
        brief = quote(BRIEF, "64% named efficiency and 58% named quality.")
        pdf = quote(PDF, "Insourcing was less a reaction to contract failure than a deliberate choice.")
        ocr = quote(OCR, "60% of them expected to pay less", strength="some")
        said: dict[str, tuple[tuple[Citation, ...], ...]] = {
            "wards-2019": ((brief,), (pdf,)),
            "bins-2011": ((), (ocr,)),
        }
        empty: tuple[tuple[Citation, ...], ...] = ((),) * len(contrast.aspects)
        rows = [
            ComparisonRow(each, (*said.get(each, ()), *empty)[: len(contrast.aspects)]) for each in contrast.reports
        ]
        made = answer(
            "Compare.", [(BRIEF, brief.quote, "strong"), (PDF, pdf.quote, "strong"), (OCR, ocr.quote, "some")]
        )
        cited = tuple(dict.fromkeys(citation for row in rows for cell in row.cells for citation in cell))
        return replace(
            made,
            statements=tuple(Statement(each.quote, (each,)) for each in cited),
            table=Comparison(contrast.aspects, tuple(rows)),
            notes=(NOTE,),
            id="abcdefgh23456789",
            library_version="v7",
        )
