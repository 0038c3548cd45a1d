"""Markdown shows every text as it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insourcing_assistant.exporting.elements import cleaned, document, heading, link, paragraph, table, words
from insourcing_assistant.exporting.markdown import markdown
from tests.exporting.making import shown_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def one_line(text: str) -> str:
    return " ".join(cleaned(text).split())


@pytest.mark.parametrize(
    "text",
    [r"\%", r"{}\\%&#_$^~", r"\[x\]", "1. one", "- one", "---", "# one", "> one", "&amp; <b>", "[^1]", "~~x~~", "`x`"],
)
def test_no_character_is_lost_or_read_as_markup(text: str) -> None:
    assert shown_text(markdown(document("T", [paragraph(words(text))]))) == f"T {text}"


@given(TEXTS)
@settings(deadline=None)
def test_whatever_a_paragraph_holds_is_shown(text: str) -> None:
    written = markdown(document("T", [paragraph(words(text), words("."))]))
    assert shown_text(written) == one_line(f"T {text}.")


@given(TEXTS)
@settings(deadline=None)
def test_whatever_a_cell_holds_is_shown(text: str) -> None:
    written = markdown(document("T", [table(("H", "I"), [[words("a"), words(f"x{text}x")]], first_share=0.5)]))
    assert shown_text(written) == one_line(f"T H I a x{text}x")


@pytest.mark.parametrize("text", ["What is C#", "What # is #", "#"])
def test_a_heading_may_end_with_number_signs(text: str) -> None:
    assert shown_text(markdown(document("T", [heading(1, text)]))) == f"T {text}"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://e.org", "https://e.org/<x>", "https://e.org/a\u202eb"]
)
def test_only_an_address_of_the_web_becomes_a_link(address: str) -> None:
    assert "<a " not in markdown(document("T", [paragraph(link(address))]))
    assert link("https://e.org/a")[0]["t"] == "Link"
    assert link(address)[0]["t"] == "Str"
