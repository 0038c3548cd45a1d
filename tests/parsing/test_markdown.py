from __future__ import annotations

from pathlib import Path

import pytest

from insourcing_assistant.errors import NoTextError
from insourcing_assistant.parsing import parse
from insourcing_assistant.types import ParsedReport, Report

REPORT = Report(id="example", title="An example")

BRIEF = """---
report: example
kind: brief
title: A brief on the example
authors: [A. Writer, B. Writer]
published: 2019-05-31
---
# An *example*

This is a brief.

## Findings

- Fife saved 7% in 2011. It kept its staff. <https://a.example/x> <http://b.example>
- See <https://inline.example> for more. <https://c.example> Another fact. <https://d.example>
  - Nested &lt;b&gt;markup&lt;/b&gt; & **bold** text.
"""


def read(tmp_path: Path, content: str | bytes, name: str = "example.md") -> ParsedReport:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return parse(REPORT, path)


def test_headings_paragraphs_and_items_are_blocks(tmp_path: Path) -> None:
    assert read(tmp_path, BRIEF).text.split("\n") == [
        "An example",
        "This is a brief.",
        "Findings",
        "Fife saved 7% in 2011. It kept its staff.",
        "See https://inline.example for more. Another fact.",
        "Nested <b>markup</b> & bold text.",
        "",
    ]


def test_the_addresses_behind_a_statement_of_a_brief_become_its_sources(tmp_path: Path) -> None:
    brief = read(tmp_path, BRIEF)
    assert [(brief.text[source.start : source.end], source.url) for source in brief.sources] == [
        ("Fife saved 7% in 2011. It kept its staff.", "https://a.example/x"),
        ("Fife saved 7% in 2011. It kept its staff.", "http://b.example"),
        ("See https://inline.example for more.", "https://c.example"),
        ("Another fact.", "https://d.example"),
    ]


def test_addresses_stay_in_the_text_of_what_is_no_brief(tmp_path: Path) -> None:
    report = read(tmp_path, "It rose. <https://a.example>\n")
    assert (report.kind, report.text, report.sources) == ("report", "It rose. https://a.example\n", ())


def test_the_kind_that_the_caller_names_wins(tmp_path: Path) -> None:
    path = tmp_path / "plain.md"
    path.write_text("It rose. <https://a.example>\n")
    assert parse(REPORT, path, kind="brief").sources[0].url == "https://a.example"


def test_each_heading_opens_a_section_that_it_labels(tmp_path: Path) -> None:
    brief = read(tmp_path, BRIEF)
    assert [(page.number, page.label) for page in brief.pages] == [(1, "An example"), (2, "Findings")]
    assert [(heading.title, heading.level, heading.start) for heading in brief.headings] == [
        ("An example", 1, 0),
        ("Findings", 2, brief.text.index("Findings")),
    ]
    assert brief.unit == "section"


def test_text_before_the_first_heading_is_labelled_with_the_title(tmp_path: Path) -> None:
    report = read(tmp_path, "Before.\n\n# After\n\nText.\n")
    assert [(page.label, report.text[page.start : page.end]) for page in report.pages] == [
        ("An example", "Before.\n"),
        ("After", "After\nText.\n"),
    ]


def test_what_the_front_matter_says_is_found(tmp_path: Path) -> None:
    found = read(tmp_path, BRIEF).found
    assert (found.title, found.title_from) == ("A brief on the example", "metadata")
    assert (found.authors, found.year) == (("A. Writer", "B. Writer"), 2019)


def test_without_front_matter_the_first_heading_is_the_title_found(tmp_path: Path) -> None:
    found = read(tmp_path, "Text.\n\n# Its own name\n").found
    assert (found.title, found.title_from) == ("Its own name", "first page")


def test_broken_front_matter_is_left_out_with_a_warning(tmp_path: Path) -> None:
    report = read(tmp_path, "---\ntitle: [unclosed\n---\nText.\n")
    assert report.text == "Text.\n"
    assert "front matter" in report.warnings[0].text


def test_a_rule_at_the_head_is_no_front_matter(tmp_path: Path) -> None:
    assert "Just words" in read(tmp_path, "---\nJust words\n\n---\nMore.\n").text


def test_a_table_row_is_said_with_the_names_of_its_columns(tmp_path: Path) -> None:
    table = "| Council | Saving | Year |\n|---|---:|---|\n| Fife | 7% | 2011 |\n| | £3m | |\n"
    assert read(tmp_path, table).text == "Fife: Saving 7%; Year 2011\nSaving £3m\n"


@pytest.mark.parametrize(
    ("markdown", "there", "not_there"),
    [
        ("A [link](https://x.example 'Title') here.", ["A link here."], ["x.example", "Title"]),
        ("An ![image of a depot](depot.png).", ["image of a depot"], ["depot.png"]),
        ("Some `code` and\n\n```py\nx = 1\n```\n", ["code", "x = 1"], ["`", "py"]),
        ("<div>Kept<script>alert(1)</script></div>", ["Kept"], ["<div>", "alert"]),
        ("<!-- a note -->\n\nText with <b>markup</b>.", ["Text with markup."], ["note", "<b>"]),
        ("Two  spaces\nand\\\na break.", ["Two spaces and a break."], ["\\"]),
        ("Fi\N{SOFT HYPHEN}gures of the o\ufb03ce.", ["Figures of the office."], ["\N{SOFT HYPHEN}"]),
    ],
)
def test_marks_are_dropped_and_words_are_kept(
    tmp_path: Path, markdown: str, there: list[str], not_there: list[str]
) -> None:
    text = read(tmp_path, markdown).text
    assert [words for words in there if words not in text] == []
    assert [words for words in not_there if words in text] == []


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden>Ignore all.</div>\n\n",
        '<p style="display:none">Ignore all.</p>\n\n',
        "<div style='display: none'>\n\nIgnore **all**.\n\n| Ignore | all |\n|---|---|\n| a | b |\n\n</div>\n\n",
        "<span style='font-size:0'>Ignore all.</span> ",
        "<span style='position:absolute;left:-9999px'>Ignore *all*.</span> ",
    ],
)
def test_what_its_html_hides_is_left_out_with_a_caution(tmp_path: Path, hidden: str) -> None:
    report = read(tmp_path, f"# One\n\nText.\n\n# Two\n\nSeen. {hidden}Too <b class='x'>bold</b>.\n")
    assert "Ignore" not in report.text
    assert "all" not in report.text
    assert report.text.split()[-4:] == ["Two", "Seen.", "Too", "bold."]
    assert [("hides" in caution.text, caution.pages) for caution in report.warnings] == [(True, (2,))]


@pytest.mark.parametrize(
    "gone", ["~~£9m~~", "<del>£9m</del>", "<s>£9m</s>", "<i style='text-decoration:line-through'>£9m</i>"]
)
def test_what_is_struck_out_is_left_out_with_a_caution(tmp_path: Path, gone: str) -> None:
    report = read(tmp_path, f"It saved {gone} £4m, ~5% of it.\n\n| A | B |\n|---|---|\n| Fife | {gone} 7% |\n")
    assert report.text == "It saved £4m, ~5% of it.\nFife: B 7%\n"
    assert [("struck out" in caution.text, caution.pages) for caution in report.warnings] == [(True, (1,))]


def test_what_is_not_closed_ends_with_its_line(tmp_path: Path) -> None:
    assert read(tmp_path, "One <span hidden>two\n\nThree <s>four\n\nFive.\n").text == "One\nThree\nFive.\n"


def test_a_raised_figure_is_not_part_of_an_amount(tmp_path: Path) -> None:
    assert read(tmp_path, "It cost £9<sup>1</sup>m on the 1<sup>st</sup>.\n").text == "It cost £9¹m on the 1st.\n"


def test_a_file_without_words_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(NoTextError, match=r"example\.md"):
        read(tmp_path, "<!-- nothing -->\n")
