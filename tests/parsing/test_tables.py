from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.parsing.tables import MAX_COLUMNS, Cell, lay_out, row_sentence, table_sentences


def name(text: str, *, columns: int = 1, rows: int = 1) -> Cell:
    return Cell(text, columns, rows, is_name=True)


def test_a_row_is_said_with_the_names_of_its_columns() -> None:
    assert table_sentences([["Council", "Saving", "Year"], ["Fife", "7%", "2011"], ["", "£3m"]], header_rows=1) == (
        "Fife: Saving 7%; Year 2011",
        "Saving £3m",
    )


def test_a_row_that_ends_in_a_colon_has_one_only() -> None:
    assert row_sentence(["", "Year"], ["Fife:", "2011"]) == "Fife: Year 2011"


@pytest.mark.parametrize(
    ("rows", "sentences"),
    [
        ([["Service", "2010", "2011/12"], ["Waste", "£2m", "£3m"]], ("Waste: 2010 £2m; 2011/12 £3m",)),
        ([["Measure", "Target 1", "Target 2"], ["Waste", "yes", "no"]], ("Waste: Target 1 yes; Target 2 no",)),
        ([["Council", "Saving"], ["Fife", "£2m"]], ("Fife: Saving £2m",)),
        ([["Contract value", "£2m"], ["Term", "5 years"]], ("Contract value: £2m", "Term: 5 years")),
        ([["Author", "J. Smith"], ["Department", "Housing"]], ("Author: J. Smith", "Department: Housing")),
        ([["One", "two", "three"]], ("One: two; three",)),
        ([["x", ""], ["", ""]], ("x",)),
        ([], ()),
    ],
    ids=["years", "words", "figures below", "names and values", "words in pairs", "one row", "empty", "nothing"],
)
def test_the_names_of_columns_are_told_from_the_cells(rows: list[list[str]], sentences: tuple[str, ...]) -> None:
    assert table_sentences(rows) == sentences


def test_merged_cells_are_said_with_all_that_they_cover() -> None:
    rows: list[list[str | Cell]] = [
        [Cell("Table 1: cost in £m", columns=3)],
        [Cell("Council", rows=2), Cell("Cost", columns=2)],
        ["2010", "2011"],
        ["Fife", "1", "2"],
        [Cell("North", columns=3)],
        ["Moray", Cell("4", columns=2)],
        [Cell("Elgin", rows=2), "5", "6"],
        ["7", "8"],
    ]
    assert table_sentences(rows) == (
        "Table 1: cost in £m",
        "Fife: Cost 2010 1; Cost 2011 2",
        "North",
        "Moray: Cost 2010, Cost 2011 4",
        "Elgin: Cost 2010 5; Cost 2011 6",
        "Elgin: Cost 2010 7; Cost 2011 8",
    )


def test_rows_of_names_alone_name_the_columns() -> None:
    assert table_sentences([[name("A"), name("B")], [name("x"), Cell("1")]]) == ("x: B 1",)


def test_a_name_before_each_value_names_its_row() -> None:
    assert table_sentences([[name("A"), Cell("v")], [name("B"), Cell("w")]]) == ("A: v", "B: w")


def test_a_table_of_nothing_but_names_is_said_once() -> None:
    assert table_sentences([[name("A"), name("B")]]) == ("A: B",)


def test_a_cell_cannot_cover_more_than_a_page_could_show() -> None:
    [row] = lay_out([[Cell("wide", columns=10**9), Cell("lost")]])
    assert len(row) == MAX_COLUMNS


CELLS = st.builds(Cell, st.sampled_from(["", "a", "7", "2019"]), st.integers(-1, 4), st.integers(-1, 4))


@given(st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_no_value_is_lost(rows: list[list[Cell]]) -> None:
    said = " ".join(table_sentences(rows, header_rows=0))
    assert all(cell.text in said for row in lay_out(rows) for cell in row)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=6), st.none() | st.integers(0, 7))
def test_a_table_with_words_is_said_with_words(rows: list[list[Cell]], header_rows: int | None) -> None:
    said = table_sentences(rows, header_rows=header_rows)
    assert all(said)
    assert bool(said) == any(cell.text for row in lay_out(rows) for cell in row)
