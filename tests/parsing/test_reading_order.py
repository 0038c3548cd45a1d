from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.parsing.pdf_lines import Line
from insourcing_assistant.parsing.reading_order import in_reading_order


def lines(*rows: tuple[str, float, float], width: float = 200, size: float = 10) -> list[Line]:
    return [Line(text, left, top, left + width, top + size, size) for text, left, top in rows]


def order(given_lines: Sequence[Line]) -> list[str]:
    return [line.text for line in in_reading_order(given_lines)]


def text_column(name: str, *, left: float, top: float, rows: int = 4) -> list[Line]:
    return lines(*((f"{name} column, line {row}", left, top + 12 * row) for row in range(rows)))


def named(name: str, rows: int = 4) -> list[str]:
    return [f"{name} column, line {row}" for row in range(rows)]


def test_columns_are_read_one_after_the_other() -> None:
    page = text_column("right", left=320, top=103) + text_column("left", left=72, top=100)
    assert order(page) == named("left") + named("right")


def test_lines_across_the_page_part_the_columns() -> None:
    title = lines(("The title runs across", 72, 60), width=450)
    middle = lines(("So does the line in the middle", 72, 170), width=450)
    page = (
        text_column("low right", left=320, top=200)
        + text_column("low left", left=72, top=200)
        + middle
        + text_column("right", left=320, top=100)
        + text_column("left", left=72, top=100)
        + title
    )
    assert order(page) == [
        "The title runs across", *named("left"), *named("right"),
        "So does the line in the middle", *named("low left"), *named("low right"),
    ]  # fmt: skip


def test_three_columns_are_read_one_after_the_other() -> None:
    page = [line for place, name in enumerate("abc") for line in text_column(name, left=50 + 220 * place, top=90)]
    assert order(reversed_order(page)) == named("a") + named("b") + named("c")


def test_a_longer_column_stays_whole() -> None:
    page = text_column("left", left=72, top=100, rows=8) + text_column("right", left=320, top=100, rows=4)
    assert order(page) == named("left", 8) + named("right", 4)


def test_a_table_is_read_row_by_row() -> None:
    cells = [("Waste", 72), ("1.2", 200), ("1.4", 300)], [("Parks", 72), ("0.3", 200), ("0.2", 300)]
    page = [
        line
        for row, texts in enumerate([*cells, *cells])
        for line in lines(*((text, left, 100 + 14 * row) for text, left in texts), width=40)
    ]
    assert order(reversed_order(page)) == ["Waste", "1.2", "1.4", "Parks", "0.3", "0.2"] * 2


def test_lines_up_the_margin_come_last() -> None:
    stamp = Line("Stamp", 10, 50, 20, 300, 10, sideways=True)
    assert order([stamp, *text_column("only", left=72, top=100)]) == [*named("only"), "Stamp"]


@given(
    st.lists(
        st.builds(
            lambda text, left, top, width: Line(text, left, top, left + width, top + 10, 10),
            st.text(min_size=1, max_size=30), st.floats(0, 500), st.floats(0, 700), st.floats(1, 300),
        ),
        max_size=30,
    )
)  # fmt: skip
def test_no_line_is_lost(page: list[Line]) -> None:
    ordered = in_reading_order(page)
    assert sorted(map(id, ordered)) == sorted(map(id, page))


def reversed_order(page: Sequence[Line]) -> list[Line]:
    return list(reversed(page))
