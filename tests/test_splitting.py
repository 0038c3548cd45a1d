from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insourcing_assistant.parsing.builder import TextBuilder
from insourcing_assistant.parsing.normalise import normalise
from insourcing_assistant.splitting import MAX_CONTEXT_CHARS, context, sentence_spans, split
from insourcing_assistant.types import ParsedReport, Passage, Report, Span

REPORT = Report(id="example", title="Rebuilding capacity")
MAX_TOKENS = 60

untimed = settings(deadline=None)  # a busy machine is no failure


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def parsed(builder: TextBuilder, *, report: Report = REPORT) -> ParsedReport:
    return ParsedReport(
        report=report,
        kind="report",
        text=builder.text,
        pages=builder.pages,
        unit="page",
        sha256="0" * 64,
        headings=builder.headings,
        sources=builder.sources,
    )


def split_by_words(report: ParsedReport, max_tokens: int = MAX_TOKENS) -> tuple[Passage, ...]:
    return split(report, count_tokens=count_words, max_tokens=max_tokens)


def words(count: int) -> str:
    return " ".join(["word"] * (count - 1) + ["end."])


@st.composite
def reports(draw: st.DrawFn) -> ParsedReport:
    """Any report that a parser can make: pages that break blocks, headings, sources, long and odd sentences."""
    builder = TextBuilder(first_label="1")
    piece = st.one_of(
        st.text(max_size=30),
        st.sampled_from(["St. Helens saved £3.5m (p. 3). It rose.", "No. 5", "a.", "“Yes.” he said. Then", "B. c"]),
        st.integers(1, 150).map(words),
    ).map(normalise)
    for _ in range(draw(st.integers(1, 12))):
        action = draw(st.sampled_from(["block", "block", "join", "page", "heading", "source"]))
        if action == "page":
            builder.open_page(draw(st.sampled_from(["i", "2", "Findings"])))
        elif action == "heading":
            builder.add_heading(draw(piece)[:40].strip(), level=draw(st.integers(1, 3)))
        else:
            span = builder.add(draw(piece), glue=" " if action == "join" else "\n")
            if action == "source" and span.start < span.end:
                builder.add_source(span, "https://example.org")
    return parsed(builder)


@untimed
@given(reports())
def test_pages_tile_the_text(report: ParsedReport) -> None:
    assert "".join(report.text[page.start : page.end] for page in report.pages) == report.text
    assert [page.number for page in report.pages] == list(range(1, len(report.pages) + 1))


@untimed
@given(reports())
def test_every_passage_is_the_slice_that_it_says(report: ParsedReport) -> None:
    for passage in split_by_words(report):
        end = passage.start + len(passage.text)
        assert report.text[passage.start : end] == passage.text
        assert passage.pages == tuple(
            page for page in report.pages if page.start < page.end and page.start < end and passage.start < page.end
        )
        assert passage.sources == tuple(
            source for source in report.sources if source.start < end and passage.start < source.end
        )


@untimed
@given(reports())
def test_sentences_cover_the_passage_but_for_white_space(report: ParsedReport) -> None:
    for passage in split_by_words(report):
        outside = list(passage.text)
        for start, end in passage.sentences:
            assert passage.text[start:end].strip() == passage.text[start:end] != ""
            outside[start:end] = " " * (end - start)
        assert "".join(outside).strip() == ""
        assert list(passage.sentences) == sorted(passage.sentences)


@untimed
@given(reports())
def test_nothing_is_lost_and_nothing_is_said_twice(report: ParsedReport) -> None:
    left = list(report.text)
    for passage in split_by_words(report):
        end = passage.start + len(passage.text)
        assert "\0" not in left[passage.start : end]
        left[passage.start : end] = "\0" * len(passage.text)
    remaining = {line.strip(" \0") for line in "".join(left).split("\n")}
    assert remaining <= {heading.title for heading in report.headings} | {""}


@untimed
@given(reports())
def test_no_passage_is_longer_than_the_model_reads(report: ParsedReport) -> None:
    for passage in split_by_words(report):
        assert count_words([context(report.report, passage) + passage.text])[0] <= MAX_TOKENS


@untimed
@given(reports())
def test_splitting_twice_gives_the_same_ids_and_no_id_twice(report: ParsedReport) -> None:
    ids = [passage.id for passage in split_by_words(report)]
    assert ids == [passage.id for passage in split_by_words(report)]
    assert len(set(ids)) == len(ids)
    assert all(each.startswith("example-") for each in ids)


def test_a_long_section_is_cut_into_equal_parts() -> None:
    builder = TextBuilder()
    for _ in range(26):
        builder.add(words(10))
    # 26 sentences of 10 words are 260: two passages of 130 words, not one of 230 and one of 30.
    passages = split_by_words(parsed(builder), max_tokens=232)
    assert count_words([passage.text for passage in passages]) == [130, 130]


def test_a_section_that_fits_stays_whole_even_above_the_target() -> None:
    builder = TextBuilder()
    for _ in range(21):
        builder.add(words(10))
    passages = split_by_words(parsed(builder), max_tokens=232)
    assert count_words([passage.text for passage in passages]) == [210]


def test_a_sentence_over_the_limit_is_cut_between_words() -> None:
    builder = TextBuilder()
    builder.add(words(100))
    passages = split_by_words(parsed(builder), max_tokens=52)
    # The context "Rebuilding capacity. " is 2 words, which leaves 50: 100 words are two passages of 50.
    assert count_words([passage.text for passage in passages]) == [50, 50]


def test_a_word_over_the_limit_is_cut_between_letters() -> None:
    builder = TextBuilder()
    builder.add("x" * 100)
    passages = split(parsed(builder), count_tokens=lambda texts: [len(text) for text in texts], max_tokens=61)
    # The context is 21 letters, which leaves 40: 40 + 40 + 20.
    assert [len(passage.text) for passage in passages] == [40, 40, 20]


def test_no_room_for_text_is_an_error() -> None:
    builder = TextBuilder()
    builder.add("Text.")
    with pytest.raises(ValueError, match="no room"):
        split_by_words(parsed(builder), max_tokens=2)


def test_a_heading_begins_a_passage_names_it_and_stays_outside() -> None:
    builder = TextBuilder()
    builder.add_heading("Rebuilding capacity", level=1)
    builder.add("Before.")
    builder.add_heading("Part II", level=2)
    builder.add_heading("A new framework", level=3)
    builder.add("Under it.")
    builder.add_heading("Part III", level=2)
    builder.add("The end.")
    passages = split_by_words(parsed(builder))
    assert [(passage.heading, passage.text) for passage in passages] == [
        ("", "Before."),
        ("Part II > A new framework", "Under it."),
        ("Part III", "The end."),
    ]


def test_a_text_of_headings_only_is_still_read() -> None:
    builder = TextBuilder()
    builder.add_heading("Savings of £3m in Fife", level=1)
    assert [passage.text for passage in split_by_words(parsed(builder))] == ["Savings of £3m in Fife"]


def test_a_passage_over_a_page_turn_has_both_pages() -> None:
    builder = TextBuilder()
    builder.open_page("i")
    builder.add("A sentence that runs")
    builder.open_page("ii")
    builder.add("over the page.", glue=" ")
    (passage,) = split_by_words(parsed(builder))
    assert passage.sentences == (Span(0, len("A sentence that runs over the page.")),)
    assert [page.label for page in passage.pages] == ["i", "ii"]


def test_tokens_are_counted_in_one_call_when_nothing_is_too_long() -> None:
    calls: list[int] = []

    def counting(texts: Sequence[str]) -> list[int]:
        calls.append(len(texts))
        return count_words(texts)

    builder = TextBuilder()
    builder.add("One. Two. Three.")
    split(parsed(builder), count_tokens=counting, max_tokens=MAX_TOKENS)
    assert calls == [1 + 3]  # one context and three sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["St. Helens saved £3.5m.", "Then it rose."],
        ["Cllr. Smith said so (p. 3).", "Fife agreed."],
        ["See p. 12 and No. 5.", "It is e.g. Fife.", "She met J. K. Rowling there."],
        ["Smith et al. (2019) found it.", "Para. 4.2 says so."],
        ["Savings were £3m. (p. 3).", "Staff stayed."],
        ["“Is it?” asked the leader.", "‘No.’", "She left."],
        ["1. First item.", "2. Second item."],
        ["It kept the services.3", "The council gained."],
        ["64% said yes.", "£3m was lost.", "APSE agreed."],
        ["It works in the U.S. as well.", "OK."],
    ],
)
def test_sentences_are_whole(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_a_new_line_always_ends_a_sentence() -> None:
    assert sentence_spans("see p.\n 12. \n\nand") == (Span(0, 6), Span(8, 11), Span(14, 17))


@untimed
@given(st.text(alphabet="aA.?!…(\"'“” \n\N{NO-BREAK SPACE}é😀1:;）Ж"))
def test_sentences_of_any_text_lose_nothing(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


def test_the_context_is_title_and_heading_within_bounds() -> None:
    builder = TextBuilder()
    builder.add_heading("A " + "very " * 40 + "long heading", level=1)
    builder.add("Text.")
    builder.add_heading("Why?", level=1)
    builder.add("Text.")
    first, second = split_by_words(parsed(builder))
    assert context(REPORT, second) == "Rebuilding capacity. Why? "
    assert len(context(REPORT, first)) <= MAX_CONTEXT_CHARS
    assert context(REPORT, first).startswith("Rebuilding capacity. A very very")
