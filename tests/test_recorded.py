"""What a record says is made an answer again, and is not believed where the library says otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from insourcing_assistant.audit import Audited
from insourcing_assistant.errors import StoreUnavailableError, UsageError
from insourcing_assistant.library import Library
from insourcing_assistant.recorded import Feedback, Recorded, hits_of, laid_out, read, standings
from insourcing_assistant.rendering import answer_json
from insourcing_assistant.types import Answer, Filters, Kind, Usage
from tests.shelves import BINS, FINGERPRINT, LAMPS, PARKS, fill, make_assistant, put
from tests.ui.answers import COMPARE, HELLO, LATER, REPORTS, WHY, answer_of

QUESTION = "Since when has Norton run its own parks?"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", fingerprint=FINGERPRINT, writable=True) as opened:
        fill(opened, tmp_path, BINS, LAMPS, PARKS)
        yield opened


def asked(library: Library, question: str = QUESTION, filters: Filters = Filters()) -> tuple[Answer, Recorded]:
    assistant = make_assistant(library)
    answer = Audited(assistant, library, library.answers, keep=100, program="1").ask(question, filters=filters)
    assert answer.id is not None
    record = library.answers.get(answer.id)
    assert record is not None
    return answer, read(record)


def kept(answer: Answer) -> dict[str, object]:
    """A record of an answer as it comes out of JSON."""
    whole = {
        "id": "abc",
        "asked_at": "2026-11-28T10:00:00.000+00:00",
        "filters": {"reports": [], "year_from": None, "year_to": None, "publisher": None},
        "hits": [],
        "answer": answer_json(answer, REPORTS),
        **laid_out(answer, REPORTS),
    }
    found = json.loads(json.dumps(whole))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("question", [QUESTION, "What did Lisbon pay for submarines?", "Hello", "Who wrote Parks?"])
def test_an_answer_is_made_again_with_the_very_same_citations(library: Library, question: str) -> None:
    limits = Filters(publisher="Park", year_from=2000)
    answer, recorded = asked(library, question, limits)
    assert replace(recorded.answer, timings=answer.timings) == replace(answer, hits=())
    assert recorded.filters == limits
    assert hits_of(recorded, library) == tuple(
        replace(hit, dense=0.0, keyword=0.0, sentence_scores=()) for hit in answer.hits
    )


@pytest.mark.parametrize("question", [WHY, COMPARE, LATER, HELLO])
def test_every_kind_of_answer_is_kept_whole(question: str) -> None:
    answer = replace(answer_of(question), id="abc", usage=Usage(3, 4, 0.5, None), model="m", rejected=2)
    assert read(kept(answer)).answer == replace(answer, hits=())


def test_a_cited_publication_is_described_as_it_was(library: Library) -> None:
    _, recorded = asked(library)
    library.edit("parks", {"title": "Another title", "year": 1999})
    report = recorded.reports["parks"]
    assert (report.title, report.year, report.authors, report.publisher) == (
        "Parks come home",
        2016,
        ("Ann Lee",),
        "Park Society",
    )


def test_quotes_of_an_unchanged_library_stand(library: Library) -> None:
    for question in (QUESTION, "Who wrote Parks come home?"):
        answer, recorded = asked(library, question)
        found = standings(recorded, library, make_assistant(library).reports())
        assert found == dict.fromkeys(answer.citations, "stands")
        assert found


def test_quotes_of_a_text_that_is_another_now_are_found_out(library: Library, tmp_path: Path) -> None:
    answer, recorded = asked(library)
    put(library, tmp_path, PARKS, "# Parks come home\n\nNobody knows.\n")
    reports = make_assistant(library).reports()
    assert standings(recorded, library, reports) == dict.fromkeys(answer.citations, "changed")
    assert "parks" not in {hit.passage.report_id for hit in hits_of(recorded, library)}


def test_quotes_of_a_publication_that_was_removed_are_found_out(library: Library) -> None:
    for question in (QUESTION, "Who wrote Parks come home?"):
        answer, recorded = asked(library, question)
        library.remove("parks")
        reports = make_assistant(library).reports()
        assert standings(recorded, library, reports) == dict.fromkeys(answer.citations, "removed")
        fill(library, library.folder, PARKS)


def test_a_library_that_cannot_be_read_is_no_library_without_the_text(library: Library) -> None:
    class Busy:
        def text(self, report_id: str, kind: Kind) -> str:
            raise StoreUnavailableError("library", "it is busy.")

    _, recorded = asked(library)
    with pytest.raises(StoreUnavailableError):
        standings(recorded, Busy(), {})


def test_what_a_reader_thinks_of_it_is_read_too() -> None:
    whole = kept(answer_of(WHY))
    assert read(whole).feedback == Feedback()
    judged = read({**whole, "feedback": {"verdict": "down", "reason": "Too old.", "at": "…"}})
    assert judged.feedback == Feedback("down", "Too old.")


@pytest.mark.parametrize(
    "broken",
    [
        {"cited": []},
        {"cited": None},
        {"publications": "none"},
        {"answer": {}},
        {"filters": 3},
        {"feedback": {"verdict": "sideways"}},
    ],
)
def test_a_record_that_is_not_whole_is_a_sentence(broken: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="recorded by an earlier version"):
        read({**kept(answer_of(WHY)), **broken})


def test_no_number_of_a_citation_counts_from_the_end() -> None:
    whole = kept(answer_of(WHY))
    said = whole["answer"]
    assert isinstance(said, dict)
    with pytest.raises(UsageError):
        read({**whole, "answer": {**said, "statements": [{"text": "One.", "citations": [0]}]}})
