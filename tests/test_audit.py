"""Every answer has a record, from which it can be given again."""

from __future__ import annotations

import json
import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from insourcing_assistant.audit import Audited, Replay, replay, verdicts
from insourcing_assistant.library import Library
from insourcing_assistant.rendering import answer_json
from insourcing_assistant.types import Answer, Filters, Statement
from tests.shelves import BINS, FINGERPRINT, LAMPS, PARKS, fill, make_assistant, put

QUESTION = "Since when has Norton run its own parks?"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", fingerprint=FINGERPRINT, writable=True) as opened:
        fill(opened, tmp_path, BINS, LAMPS, PARKS)
        yield opened


@pytest.fixture
def audited(library: Library) -> Audited:
    return Audited(make_assistant(library), library, library.answers, keep=100, program="1.2.3")


def again(library: Library, answer: Answer) -> Replay:
    assert answer.id is not None
    record = library.answers.get(answer.id)
    assert record is not None
    return replay(record, asked=make_assistant(library), shelf=library)


def test_a_record_holds_what_was_asked_found_and_said(library: Library, audited: Audited) -> None:
    limits = Filters(reports=("parks", "lamps"), year_from=2010, publisher="Park")
    answer = audited.ask(QUESTION, filters=limits, history=("What about parks?",), max_statements=2)
    [record] = library.answers.since()
    assert answer.answerable
    assert (record["id"], record["question"], record["history"]) == (answer.id, QUESTION, ["What about parks?"])
    assert record["filters"] == {
        "reports": ["parks", "lamps"],
        "year_from": 2010,
        "year_to": None,
        "publisher": "Park",
    }
    assert (record["max_statements"], record["answerer"], record["model"]) == (2, "extractive", None)
    assert (record["prompt_hash"], record["program"]) == (None, "1.2.3")
    assert (record["library_version"], record["library_generation"]) == (library.version, library.generation)
    assert record["verdicts"] == [{"citation": n, "stands": True} for n in range(1, len(answer.citations) + 1)]
    assert record["hits"] == [
        {
            "rank": hit.rank,
            "passage_id": hit.passage.id,
            "score": hit.score,
            "dense": hit.dense,
            "keyword": hit.keyword,
        }
        for hit in answer.hits
    ]
    assert record["answer"] == json.loads(json.dumps(answer_json(answer, make_assistant(library).reports())))


def test_an_id_cannot_be_guessed_and_needs_no_quotation_marks(audited: Audited) -> None:
    given = {audited.ask(QUESTION).id for _ in range(20)}
    assert len(given) == 20
    for each in given:
        assert each is not None
        assert len(each) == 16
        assert set(each) <= set(string.ascii_lowercase + string.digits)


def test_only_what_is_said_to_a_person_is_recorded(library: Library, audited: Audited) -> None:
    answer = audited.ask("What did Lisbon pay for submarines?")
    assert answer.suggestions  # each of which was tried out
    assert [record["id"] for record in library.answers.since()] == [answer.id]
    make_assistant(library).ask(QUESTION)
    assert len(list(library.answers.since())) == 1


def test_without_a_store_nothing_is_recorded(library: Library) -> None:
    answer = Audited(make_assistant(library), library, None, keep=100, program="1").ask(QUESTION)
    assert (answer.answerable, answer.id) == (True, None)
    assert list(library.answers.since()) == []


def test_a_quote_that_does_not_stand_is_found_out(library: Library) -> None:
    assistant = make_assistant(library)
    answer = assistant.ask(QUESTION, max_statements=1)
    [citation] = answer.citations
    moved = replace(citation, start=citation.start + 1)
    lost = replace(citation, report_id="lost")
    answer = replace(answer, statements=(Statement("…", (citation, moved, lost)),))
    assert verdicts(answer, library, assistant.reports()) == [
        {"citation": 1, "stands": True},
        {"citation": 2, "stands": False},
        {"citation": 3, "stands": False},
    ]


def test_a_quote_of_the_catalogue_is_checked_there(library: Library, audited: Audited) -> None:
    answer = audited.ask("Who wrote Parks come home?")
    assert {citation.kind for citation in answer.citations} == {"catalogue"}
    [record] = library.answers.since()
    assert record["verdicts"] == [{"citation": n, "stands": True} for n in range(1, len(answer.citations) + 1)]


@pytest.mark.parametrize("question", [QUESTION, "What did Lisbon pay for submarines?", "Hello", "Who wrote Parks?"])
def test_an_unchanged_library_gives_the_answer_again(library: Library, audited: Audited, question: str) -> None:
    answer = audited.ask(question, history=("What did Eastham save on lamps?",), max_statements=2)
    replayed = again(library, answer)
    assert (replayed.is_same, replayed.has_changed, replayed.is_unexplained) == (True, False, False)
    assert replayed.answer.statements == answer.statements
    assert replayed.sentence() == "This is the recorded answer, word for word."
    assert len(list(library.answers.since())) == 1


def test_a_changed_library_explains_another_answer(library: Library, audited: Audited, tmp_path: Path) -> None:
    answer = audited.ask(QUESTION)
    put(library, tmp_path, PARKS, "# Parks come home\n\nNorton has run its own parks since 2015, as is known now.\n")
    replayed = again(library, answer)
    assert {"statements", "citations"} <= set(replayed.differences)
    assert (replayed.is_same, replayed.has_changed, replayed.is_unexplained) == (False, True, False)
    versions = f"(version {answer.library_version} then, {library.version} now)"
    assert replayed.sentence().endswith(f": the library has changed since {versions}.")


def test_an_edited_publication_explains_it_too(library: Library, audited: Audited) -> None:
    answer = audited.ask(QUESTION)
    library.edit("parks", {"publisher": "Somebody Else"})
    replayed = again(library, answer)
    assert replayed.differences == ("citations",)
    assert (replayed.version_then, replayed.has_changed) == (replayed.version_now, True)
    assert "its texts are the same, but it was edited or made anew" in replayed.sentence()


def test_a_change_that_does_not_matter_is_told_of(library: Library, audited: Audited, tmp_path: Path) -> None:
    answer = audited.ask(QUESTION, filters=Filters(reports=("parks",)))
    put(library, tmp_path, LAMPS, "# Lamps in Eastham\n\nThe lamps of Eastham are green.\n")
    replayed = again(library, answer)
    assert (replayed.is_same, replayed.has_changed) == (True, True)
    assert replayed.sentence().startswith(
        "This is the recorded answer, word for word, although the library has changed"
    )


def test_another_answer_from_the_same_library_is_not_explained(library: Library, audited: Audited) -> None:
    answer = audited.ask(QUESTION, max_statements=1)
    assert answer.id is not None
    record = library.answers.get(answer.id)
    assert record is not None
    said = record["answer"]
    assert isinstance(said, dict)
    tampered = {**record, "answer": {**said, "answer": "Norton sold its parks. [1]"}}
    replayed = replay(tampered, asked=make_assistant(library), shelf=library)
    assert (replayed.differences, replayed.is_unexplained) == (("answer",), True)
    assert "although the library is unchanged" in replayed.sentence()
    by_model = replay({**tampered, "model": "ollama:small"}, asked=make_assistant(library), shelf=library)
    assert not by_model.is_unexplained
    assert "what a language model writes (ollama:small) cannot be reproduced" in by_model.sentence()


def test_a_comparison_has_a_record_and_is_given_again(library: Library, audited: Audited) -> None:
    answer = audited.compare(("parks", "lamps"), ("cost", "lamps"))
    assert answer.table is not None
    assert answer.id is not None
    record = library.answers.get(answer.id)
    assert record is not None
    assert record["compared"] == {"reports": ["parks", "lamps"], "aspects": ["cost", "lamps"]}
    assert record["answer"] == json.loads(json.dumps(answer_json(answer, make_assistant(library).reports())))
    replayed = again(library, answer)
    assert (replayed.is_same, replayed.answer.table) == (True, answer.table)


def test_without_a_store_a_comparison_is_not_recorded(library: Library) -> None:
    silent = Audited(make_assistant(library), library, None, keep=100, program="1")
    assert silent.compare(("parks", "lamps"), ("lamps",)).id is None
    assert list(library.answers.since()) == []
