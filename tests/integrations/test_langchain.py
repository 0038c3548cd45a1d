"""The retriever for LangChain gives the assistant's hits as documents, with what is needed to cite them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda
from pydantic import ValidationError

from insourcing_assistant.assistant import Assistant
from insourcing_assistant.integrations.langchain import LibraryRetriever
from insourcing_assistant.library import Library
from insourcing_assistant.types import Filters
from tests.shelves import FINGERPRINT, REPORTS, fill, make_assistant

QUESTION = "Since when has Norton run its own parks?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Three reports; not to be changed by tests."""
    folder = tmp_path_factory.mktemp("shelf")
    with Library.open(folder / "library", fingerprint=FINGERPRINT, writable=True) as library:
        fill(library, folder, *REPORTS)
        yield make_assistant(library)


def test_documents_are_the_hits_best_first(assistant: Assistant) -> None:
    documents = LibraryRetriever(searcher=assistant, k=3).invoke(QUESTION)
    hits = assistant.search(QUESTION, k=3)
    assert [document.id for document in documents] == [hit.passage.id for hit in hits]
    assert [document.page_content for document in documents] == [hit.passage.text for hit in hits]
    assert [document.metadata["rank"] for document in documents] == [1, 2, 3]
    assert [document.metadata["score"] for document in documents] == [hit.score for hit in hits]


def test_a_document_says_where_it_is_from(assistant: Assistant) -> None:
    document = LibraryRetriever(searcher=assistant, k=1).invoke(QUESTION)[0]
    passage = assistant.search(QUESTION, k=1)[0].passage
    assert document.metadata == {
        "report_id": "parks",
        "title": "Parks come home",
        "publisher": "Park Society",
        "year": 2016,
        "kind": "report",
        "heading": passage.heading,
        "pages": [page.number for page in passage.pages],
        "labels": [page.label for page in passage.pages],
        "start": passage.start,
        "score": document.metadata["score"],
        "rank": 1,
    }


def test_what_is_not_known_of_a_report_is_left_out(assistant: Assistant) -> None:
    document = LibraryRetriever(searcher=assistant, filters=Filters(reports=("bins",))).invoke("refuse")[0]
    assert document.metadata["title"] == "Refuse in Westport"
    assert not {"publisher", "year"} & document.metadata.keys()


def test_filters_are_kept_to(assistant: Assistant) -> None:
    retriever = LibraryRetriever(searcher=assistant, filters=Filters(year_to=2013))
    assert {document.metadata["report_id"] for document in retriever.invoke(QUESTION)} == {"lamps"}


@pytest.mark.parametrize("k", [0, 1001])
def test_a_number_of_documents_out_of_bounds_is_refused(assistant: Assistant, k: int) -> None:
    with pytest.raises(ValidationError, match="k"):
        LibraryRetriever(searcher=assistant, k=k)


def test_it_fits_into_a_chain_and_can_be_awaited(assistant: Assistant) -> None:
    def first_sentence(documents: list[Document]) -> str:
        return documents[0].page_content.partition(". ")[0]

    retriever = LibraryRetriever(searcher=assistant, k=2)
    assert (retriever | RunnableLambda(first_sentence)).invoke(QUESTION) == "Norton has run its own parks since 2016"
    assert asyncio.run(retriever.ainvoke(QUESTION)) == retriever.invoke(QUESTION)
