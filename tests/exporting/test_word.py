"""The Word document opens, has real footnotes, and is ready for a screen reader."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
from defusedxml import ElementTree
from docx import Document
from docx.shared import Mm

from insourcing_assistant.exporting import export
from insourcing_assistant.exporting.elements import cleaned
from tests.exporting.making import ANSWER, COMPARISON, HOSTILE, REPORTS, hostile_record, recorded

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def written(*records: dict[str, object], style: str = "harvard") -> bytes:
    return export(records, REPORTS, format_key="docx", style=style).content


def part(content: bytes, name: str) -> Any:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return ElementTree.fromstring(archive.read(name))


def text_of(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def footnotes(content: bytes) -> dict[str, str]:
    """The footnotes by their ids, without the lines that Word draws above them."""
    notes = part(content, "word/footnotes.xml").findall(f"{W}footnote")
    return {note.get(f"{W}id"): text_of(note).strip() for note in notes if note.get(f"{W}type") is None}


def references(content: bytes) -> list[str]:
    body = part(content, "word/document.xml")
    return [reference.get(f"{W}id") for reference in body.iter(f"{W}footnoteReference")]


@pytest.mark.parametrize("style", ["harvard", "apa", "oscola"])
def test_every_footnote_is_referred_to_once_and_in_order(style: str) -> None:
    content = written(recorded(), recorded(COMPARISON), style=style)
    ids = references(content)
    assert len(ids) == 7
    assert ids == list(footnotes(content))
    assert all(footnotes(content).values())


def test_the_footnotes_part_is_declared_and_related() -> None:
    with zipfile.ZipFile(BytesIO(written(recorded()))) as archive:
        types, relations = archive.read("[Content_Types].xml"), archive.read("word/_rels/document.xml.rels")
    assert b"wordprocessingml.footnotes+xml" in types
    assert b"relationships/footnotes" in relations


def test_every_link_resolves_and_leads_to_the_web() -> None:
    content = written(recorded(), hostile_record())
    for name in ("document", "footnotes"):
        relations = {relation.get("Id"): relation for relation in part(content, f"word/_rels/{name}.xml.rels")}
        for link in part(content, f"word/{name}.xml").iter(f"{W}hyperlink"):
            target = relations[link.get(f"{R}id")]
            assert target.get("TargetMode") == "External"
            assert target.get("Target").startswith("https://")


def test_title_language_author_and_headings_are_set() -> None:
    content = written(recorded())
    opened = Document(BytesIO(content))
    properties = opened.core_properties
    assert (properties.title, properties.author, properties.language) == (
        ANSWER.question,
        "Insourcing Assistant",
        "en-GB",
    )
    assert properties.created is not None
    assert properties.created.isoformat().startswith("2026-11-28T12:30:45")
    assert [
        (each.style.name, each.text) for each in opened.paragraphs if each.style and "Head" in str(each.style.name)
    ] == [
        ("Heading 1", "Answer"),
        ("Heading 1", "Bibliography"),
        ("Heading 1", "About this answer"),
    ]
    assert opened.paragraphs[0].style is not None
    assert opened.paragraphs[0].style.name == "Title"
    language = part(content, "word/styles.xml").find(f".//{W}lang")
    assert language.get(f"{W}val") == "en-GB"


def test_the_page_is_a4_and_numbered() -> None:
    (section,) = Document(BytesIO(written(recorded()))).sections
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    (field,) = section.footer.paragraphs[0]._p.findall(f"{W}fldSimple")
    assert field.get(f"{W}instr") == "PAGE"


def test_a_table_has_a_header_row_and_its_properties_in_the_order_of_the_schema() -> None:
    content = written(recorded(COMPARISON))
    table = part(content, "word/document.xml").find(f".//{W}tbl")
    first, *others = table.findall(f"{W}tr")
    assert first.find(f"{W}trPr/{W}tblHeader") is not None
    assert [text_of(cell) for cell in first.iter(f"{W}tc")] == ["Publication", "Cost", "Quality"]
    assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)
    names = [child.tag.removeprefix(W) for child in table.find(f"{W}tblPr")]
    order = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblLook"]
    assert names == [name for name in order if name in names]
    assert "tblBorders" in names


def test_a_table_is_as_wide_as_the_text_and_parts_no_row() -> None:
    table = part(written(recorded(COMPARISON)), "word/document.xml").find(f".//{W}tbl")
    widths = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
    assert abs(sum(widths) - Mm(160).twips) < 5
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.findall(f"{W}tr"))


def test_the_notes_of_a_conversation_are_counted_through() -> None:
    content = written(recorded(), recorded(COMPARISON))
    restarts = [each.get(f"{W}val") for each in part(content, "word/document.xml").iter(f"{W}numRestart")]
    assert set(restarts) <= {"continuous"}


def test_a_word_processor_takes_it_for_a_document_of_today_in_british_english() -> None:
    settings = part(written(recorded()), "word/settings.xml")
    (mode,) = settings.iter(f"{W}compatSetting")
    assert (mode.get(f"{W}name"), mode.get(f"{W}val")) == ("compatibilityMode", "15")
    assert settings.find(f"{W}themeFontLang").get(f"{W}val") == "en-GB"
    names = [child.tag.removeprefix(W) for child in settings]
    assert names.index("characterSpacingControl") < names.index("compat") < names.index("rsids")


def test_every_style_has_the_same_font_and_a_link_is_underlined() -> None:
    styles = part(written(recorded()), "word/styles.xml")
    fonts = {fonts.get(f"{W}ascii") or fonts.get(f"{W}asciiTheme") for fonts in styles.iter(f"{W}rFonts")}
    assert "Arial" in fonts
    assert not [font for font in fonts if font and font.startswith(("minor", "major"))]
    (link,) = [style for style in styles.iter(f"{W}style") if style.get(f"{W}styleId") == "Hyperlink"]
    assert (link.find(f"{W}rPr/{W}u").get(f"{W}val"), link.find(f"{W}rPr/{W}color").get(f"{W}val")) == (
        "single",
        "0B5C55",
    )


def test_every_quote_stands_word_for_word() -> None:
    content = written(recorded(), recorded(COMPARISON))
    everything = " ".join([text_of(part(content, "word/document.xml")), *footnotes(content).values()])
    assert all(citation.quote in everything for citation in (*ANSWER.citations, *COMPARISON.citations))


@pytest.mark.parametrize("style", ["harvard", "oscola"])
def test_hostile_text_is_text(style: str) -> None:
    content = written(hostile_record(), style=style)
    opened = Document(BytesIO(content))
    assert cleaned(HOSTILE).split() == opened.paragraphs[0].text.split()[: len(cleaned(HOSTILE).split())]
    assert references(content) == list(footnotes(content))
    assert any("word word word" in note and note.count("word") > 1999 for note in footnotes(content).values())
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower() or "embed" in name.lower()]


def test_the_same_answer_gives_the_same_document() -> None:
    one, two = written(recorded()), written(recorded())
    with zipfile.ZipFile(BytesIO(one)) as first, zipfile.ZipFile(BytesIO(two)) as second:
        assert {name: first.read(name) for name in first.namelist()} == {
            name: second.read(name) for name in second.namelist()
        }
