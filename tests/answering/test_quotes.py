"""A quote is found where it stands, to the letter but for what typesetting changes, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.answering.quotes import MOST_SENTENCES, find_quote, whole_sentences
from insourcing_assistant.types import Span
from tests.answering.making import make_passage

TEXT = "The council’s “own”\nworkers came back in-\nhouse, and recog-\n nition grew by 1,100."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("workers came", "workers came"),
        ('The council\'s "own" workers', "The council’s “own”\nworkers"),
        ("“own”   workers\n\ncame", "“own”\nworkers came"),
        ("  recognition grew ", "recog-\n nition grew"),
        ("recog-\nnition", "recog-\n nition"),
        ("1,100.", "1,100."),
    ],
)
def test_white_space_line_ends_and_the_shape_of_quotation_marks_do_not_matter(quote: str, found: str) -> None:
    span = find_quote(quote, TEXT)
    assert span is not None
    assert TEXT[span.start : span.end] == found


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "  ",
        "the council’s",
        "workers come",
        "workers, came",
        "orkers came",
        "workers cam",
        "100",
        "… grew",
        "grew…",
    ],
)
def test_anything_else_does(quote: str) -> None:
    assert find_quote(quote, TEXT) is None


def test_the_first_place_where_words_begin_and_end_counts() -> None:
    assert find_quote("cat sat", "A tomcat sat. A cat sat.") == Span(16, 23)


@given(st.text(alphabet="ab -\n\u00ad“”'’.", max_size=40), st.data())
def test_what_is_cut_from_a_text_at_words_is_found_in_it(text: str, draws: st.DataObject) -> None:
    start = draws.draw(st.integers(0, len(text)))
    end = draws.draw(st.integers(start, len(text)))
    span = find_quote(text[start:end], text)
    if span is not None:
        assert 0 <= span.start < span.end <= len(text)
        assert find_quote(text[span.start : span.end], text) is not None
    assert find_quote(text, text) is not None or not text.replace("\u00ad", "").strip()


def test_a_quote_is_cited_with_the_sentences_it_is_from() -> None:
    passage = make_passage("Nobody says that parks paid. Lamps did in 2011. Bins came next. Then the rest followed.")
    span = find_quote("parks paid", passage.text)
    assert span is not None
    assert whole_sentences(passage, span) == passage.sentences[0]
    both = find_quote("parks paid. Lamps did", passage.text)
    assert both is not None
    assert whole_sentences(passage, both) == Span(0, passage.sentences[1].end)


def test_a_whole_passage_is_no_quote() -> None:
    passage = make_passage("One is here. Two is here. Three is here. Four is here.")
    assert len(passage.sentences) == MOST_SENTENCES + 1
    assert whole_sentences(passage, Span(0, len(passage.text))) is None
