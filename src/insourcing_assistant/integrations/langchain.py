"""The retriever as a LangChain `BaseRetriever`, for chains and agents of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, SkipValidation

from insourcing_assistant.types import Filters, Hit, Report


class Searcher(Protocol):
    """What an `Assistant` offers for searching."""

    def search(self, query: str, *, k: int, filters: Filters) -> tuple[Hit, ...]:
        """Return the k best passages for a query, best first."""

    def reports(self) -> Mapping[str, Report]:
        """Return the publications in the library by id."""


class LibraryRetriever(BaseRetriever):
    """Returns passages of the library as documents, best first.

    Each document has the passage's id, and as metadata report_id, title, kind, pages (numbers), labels (what is
    printed on them), start (offset in the report's text), score and rank; publisher, year and heading where known.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: SkipValidation[Searcher]
    k: int = Field(10, ge=1, le=1000, description="How many documents to return.")
    filters: Filters = Filters()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002  # the shape of the base class
        reports = self.searcher.reports()
        hits = self.searcher.search(query, k=self.k, filters=self.filters)
        return [_document(hit, reports.get(hit.passage.report_id)) for hit in hits]


def _document(hit: Hit, report: Report | None) -> Document:
    passage = hit.passage
    metadata: dict[str, object] = {
        "report_id": passage.report_id,
        "kind": passage.kind,
        "pages": [page.number for page in passage.pages],
        "labels": [page.label for page in passage.pages],
        "start": passage.start,
        "score": hit.score,
        "rank": hit.rank,
    }
    if passage.heading:
        metadata["heading"] = passage.heading
    if report is not None:
        known = {"title": report.title, "publisher": report.publisher, "year": report.year}
        metadata |= {name: value for name, value in known.items() if value is not None}
    return Document(id=passage.id, page_content=passage.text, metadata=metadata)
