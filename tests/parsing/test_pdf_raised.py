from __future__ import annotations

from pathlib import Path

import pytest
import typst

from insourcing_assistant.page_images import locate_quote
from insourcing_assistant.parsing import parse
from insourcing_assistant.splitting import sentence_spans
from insourcing_assistant.types import ParsedReport, Report


def read(tmp_path: Path, source: str) -> ParsedReport:
    path = tmp_path / "example.pdf"
    path.write_bytes(typst.compile(f'#set page(paper: "a5")\n{source}'.encode()))
    return parse(Report(id="example", title="Example"), path)


@pytest.mark.parametrize("drawn", ["", "#set super(typographic: false)\n"], ids=["of the font", "made smaller"])
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("It cost £9#super[1] in all.", "It cost £9¹ in all."),
        ("It cost £1,234#super[12] in all.", "It cost £1,234¹² in all."),
        ("It ended in 2015#super[3] they say.", "It ended in 2015³ they say."),
        ("The cost fell by 10.#super[4] Staff stayed.", "The cost fell by 10.⁴ Staff stayed."),
        ("The cost fell by 5%.#super[5]", "The cost fell by 5%.⁵"),
        ("A contract#super[6] with a firm.#super[7] It ended.", "A contract⁶ with a firm.⁷ It ended."),
        ("A depot of 500 m#super[2] was sold.", "A depot of 500 m² was sold."),
        ("#text(size: 7pt)[#super[8]See the annex.]", "⁸See the annex."),
    ],
)
def test_a_raised_figure_is_not_part_of_what_it_stands_behind(
    tmp_path: Path, source: str, text: str, drawn: str
) -> None:
    assert read(tmp_path, drawn + source).text == f"{text}\n"
    assert len(locate_quote(tmp_path / "example.pdf", 1, text)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "It cost £91 in 2015, or 1,234 at 10.4 each (7), CO#sub[2].",
        "#text(size: 20pt)[91]#text(size: 11pt)[ per cent of 2,345 homes]",
        "Part #text(size: 8pt)[91] of 2015-16.",
    ],
)
def test_figures_on_the_line_stay_as_they_are(tmp_path: Path, source: str) -> None:
    assert not set("⁰¹²³⁴⁵⁶⁷⁸⁹") & set(read(tmp_path, source).text)


def test_a_raised_figure_ends_a_sentence_with_its_full_stop(tmp_path: Path) -> None:
    text = read(tmp_path, "Costs fell by 10.#super[4] Staff stayed.#super[12] 7 left.").text
    assert [text[span.start : span.end] for span in sentence_spans(text)] == [
        "Costs fell by 10.⁴",
        "Staff stayed.¹²",
        "7 left.",
    ]


def test_figures_with_the_marks_of_notes_are_still_those_of_a_table(tmp_path: Path) -> None:
    rows = (
        "[Council], [2015#super[1]], [2016#super[2]], [Fife], [451#super[3]], [12#super[4]], [Hull], [38], [7#super[5]]"
    )
    text = read(tmp_path, f"#table(columns: 3, stroke: none, {rows}, [Leeds], [5#super[6]], [4#super[7]])").text
    assert text.splitlines() == [
        "Fife: 2015¹ 451³; 2016² 12⁴",
        "Hull: 2015¹ 38; 2016² 7⁵",
        "Leeds: 2015¹ 5⁶; 2016² 4⁷",
    ]
