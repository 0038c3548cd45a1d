"""Passages are found by meaning and by words, ranked without gaps, and found again the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.library import Library
from insourcing_assistant.questions import analyse
from insourcing_assistant.retrieval import Retriever
from insourcing_assistant.stopwatch import Stopwatch
from insourcing_assistant.types import Filters, Hit
from tests.shelves import BINS, FINGERPRINT, GLOSSARY, LAMPS, PARKS, REPORTS, fill, make_retriever

NO_LIMIT = Filters()
QUESTIONS = st.text(max_size=40) | st.lists(
    st.sampled_from(["Norton", "parks", "lamps", "why", "refuse", "£40,000", '"', "NEAR(", "*", "OR"]), max_size=6
).map(" ".join)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Three reports; not to be changed by tests."""
    folder = tmp_path_factory.mktemp("shelf")
    with Library.open(folder / "library", fingerprint=FINGERPRINT, writable=True) as opened:
        fill(opened, folder, *REPORTS)
        yield opened


@pytest.fixture(scope="module")
def retriever(library: Library) -> Retriever:
    return make_retriever(library)


def search(retriever: Retriever, text: str, *, k: int = 10, filters: Filters = NO_LIMIT) -> tuple[Hit, ...]:
    return retriever.search(analyse(text, GLOSSARY), k=k, filters=filters)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Since when has Norton run its own parks?", "Norton has run its own parks since 2016."),
        ("What did the gardeners of Norton cost?", "The gardeners of Norton cost £1.9 million"),
        ("How much was saved on lamps in Eastham?", "Eastham saved £40,000 on lamps in 2011."),
    ],
)
def test_the_passage_that_speaks_of_the_question_is_first(retriever: Retriever, question: str, sentence: str) -> None:
    assert sentence in search(retriever, question)[0].passage.text


@given(QUESTIONS, st.integers(1, 8))
def test_ranks_have_no_gaps_and_scores_fall(retriever: Retriever, text: str, k: int) -> None:
    hits = search(retriever, text, k=k)
    assert [hit.rank for hit in hits] == [*range(1, len(hits) + 1)]
    assert len(hits) <= k
    assert len({hit.passage.id for hit in hits}) == len(hits)
    order = [(-hit.score, hit.passage.id) for hit in hits]
    assert order == sorted(order)
    for hit in hits:
        assert 0.0 <= hit.score <= 1.0
        assert -1.001 <= hit.dense <= 1.001
        assert hit.keyword >= 0.0
        assert len(hit.sentence_scores) == len(hit.passage.sentences)


@given(QUESTIONS)
def test_the_same_is_found_twice_and_asking_for_more_changes_no_rank(retriever: Retriever, text: str) -> None:
    hits = search(retriever, text, k=8)
    assert search(retriever, text, k=8) == hits
    assert search(retriever, text, k=2) == hits[:2]


@given(QUESTIONS)
def test_every_hit_is_a_slice_of_its_report(library: Library, retriever: Retriever, text: str) -> None:
    for hit in search(retriever, text):
        passage = hit.passage
        whole = library.text(passage.report_id, passage.kind)
        assert whole[passage.start : passage.start + len(passage.text)] == passage.text


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(reports=("lamps",)), {"lamps"}),
        (Filters(year_from=2013), {"parks"}),
        (Filters(year_to=2013), {"lamps"}),
        (Filters(publisher="park society"), {"parks"}),
        (Filters(year_from=2030), set()),
        (NO_LIMIT, {"parks", "lamps", "bins"}),
    ],
)
def test_filters_limit_what_is_found(retriever: Retriever, filters: Filters, found: set[str]) -> None:
    hits = search(retriever, "Norton Eastham Westport parks lamps refuse", filters=filters)
    assert {hit.passage.report_id for hit in hits} == found


def test_a_synonym_of_the_glossary_finds_the_word_that_was_written(retriever: Retriever) -> None:
    by_synonym = {hit.passage.report_id: hit for hit in search(retriever, "dustbins")}
    assert by_synonym["bins"].keyword > 0.0
    assert by_synonym["lamps"].keyword == 0.0
    own_words = {hit.passage.report_id: hit for hit in search(retriever, "refuse containers")}
    assert own_words["bins"].keyword > by_synonym["bins"].keyword


def test_fewer_candidates_than_hits_asked_for_lose_no_hit(library: Library, retriever: Retriever) -> None:
    assert len(make_retriever(library, candidates=1).search(analyse("Norton parks", GLOSSARY), k=4)) == 4


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    with Library.open(tmp_path, fingerprint=FINGERPRINT, writable=True) as library:
        assert search(make_retriever(library), "parks") == ()


def test_what_was_removed_is_found_no_more_and_what_is_added_is(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", fingerprint=FINGERPRINT, writable=True) as library:
        fill(library, tmp_path, PARKS, LAMPS)
        retriever = make_retriever(library)
        assert {hit.passage.report_id for hit in search(retriever, "parks lamps")} == {"parks", "lamps"}
        library.remove("parks")
        assert {hit.passage.report_id for hit in search(retriever, "parks lamps")} == {"lamps"}
        fill(library, tmp_path, BINS)
        assert search(retriever, "refuse in Westport")[0].passage.report_id == "bins"


def test_each_stage_is_timed_in_order(retriever: Retriever) -> None:
    watch = Stopwatch()
    retriever.search(analyse("parks", GLOSSARY), watch=watch)
    assert [stage for stage, _ in watch.timings().stages] == ["embed", "keyword", "dense", "fuse"]


def test_less_than_one_hit_or_candidate_cannot_be_asked_for(library: Library, retriever: Retriever) -> None:
    with pytest.raises(ValueError, match="k must be at least 1, not 0"):
        retriever.search(analyse("parks", GLOSSARY), k=0)
    with pytest.raises(ValueError, match="candidates must be at least 1, not 0"):
        make_retriever(library, candidates=0)
