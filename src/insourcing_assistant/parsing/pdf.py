"""Read the text of a PDF with pdfium: page by page, without running lines, in whole paragraphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2

from insourcing_assistant.errors import NoTextError
from insourcing_assistant.parsing.builder import TextBuilder
from insourcing_assistant.parsing.files import read_bytes, sha256
from insourcing_assistant.parsing.hyphens import join_lines, line_end, vocabulary
from insourcing_assistant.parsing.normalise import normalise
from insourcing_assistant.parsing.pdf_blocks import BULLET, Block, blocks_of, ends_sentence, same_size, usual_leading
from insourcing_assistant.parsing.pdf_front import pdf_metadata
from insourcing_assistant.parsing.pdf_headings import body_size, find_headings, largest_text, merge_headings
from insourcing_assistant.parsing.pdf_lines import Line, PageLines, read_lines
from insourcing_assistant.parsing.pdf_parted import in_columns
from insourcing_assistant.parsing.pdf_scans import Outcome, Scan, even_sizes, read_scan, scan_cautions
from insourcing_assistant.parsing.pdf_tables import SaidTables, say_tables
from insourcing_assistant.parsing.pdf_typed import has_typed
from insourcing_assistant.parsing.running_lines import part_running_lines, printed_labels
from insourcing_assistant.pdf_files import open_pdf
from insourcing_assistant.types import Caution, FoundMetadata, Kind, ParsedReport, Report

_READABLE_PT = 2.5  # smaller text is there for machines

BARRED_TEXT = (
    "Text lies under bars, black or white, or is marked for redaction. It was left out here, but anybody can copy it "
    "out of the file: do not pass the file on, and tell its publisher."
)

TYPED_TEXT = (
    "Words that were typed onto the page, or into the fields of a form, were not read. "
    "Print the file to a PDF to have them in."
)


@dataclass(frozen=True, slots=True)
class _Contents:
    """What is taken out of a file while it is open."""

    pages: tuple[PageLines, ...]
    unreadable: tuple[int, ...]
    labels: tuple[str, ...]
    outline: dict[int, list[tuple[str, int]]]
    properties: dict[str, str]
    scans: dict[int, Outcome]
    barred: tuple[int, ...]
    typed: tuple[int, ...]


def parse_pdf(
    report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None, ocr: bool = True
) -> ParsedReport:
    """Read a PDF file; `password` opens a protected one, and `ocr` reads pages that have no usable text."""
    content = read_bytes(path, report_id=report.id)
    with open_pdf(path, content=content, password=password, report_id=report.id) as document:
        contents = _contents(document, ocr=ocr)
    readable = [[line for line in page.lines if line.size >= _READABLE_PT] for page in contents.pages]
    pages = [replace(page, lines=tuple(lines)) for lines, page in zip(readable, contents.pages, strict=True)]
    if not any(readable):
        raise NoTextError(path, _why_empty(contents.scans), report_id=report.id)
    texts, running = part_running_lines(pages)
    words = vocabulary(line.text for lines in texts for line in in_columns(lines))
    said = _said(texts, pages, words)
    texts = [in_columns(page.lines) for page in said]
    builder = TextBuilder()
    scanned = {number for number, page in enumerate(pages, start=1) if page.is_scan}
    scanned |= {number for number, outcome in contents.scans.items() if outcome in ("read", "poor")}
    labels = _labels(contents.labels, printed_labels(running))
    _write(builder, texts, labels, contents.outline, words, frozenset(scanned))
    return ParsedReport(
        report=report,
        kind=kind or "report",
        text=builder.text,
        pages=builder.pages,
        unit="page",
        sha256=sha256(content),
        headings=builder.headings,
        found=_found(contents.properties, texts),
        warnings=tuple(_warnings(contents, readable)),
        tables=sum(page.tables for page in said),
    )


def _said(texts: Sequence[Sequence[Line]], pages: Sequence[PageLines], words: frozenset[str]) -> list[SaidTables]:
    said: list[SaidTables] = []
    for lines, page in zip(texts, pages, strict=True):
        said.append(say_tables(lines, page.rules, words, head=said[-1].head if said else None))
    return said


def _contents(document: pypdfium2.PdfDocument, *, ocr: bool) -> _Contents:
    pages: list[PageLines] = []
    unreadable: list[int] = []
    scans: dict[int, Scan] = {}
    barred: list[int] = []
    typed: list[int] = []
    known_words: set[str] = set()
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            unreadable.append(number + 1)
            pages.append(PageLines((), 0.0, 0.0))
            continue
        pages.append(read_lines(page, known_words=known_words))
        if pages[-1].is_barred:
            barred.append(number + 1)
        if has_typed(page):
            typed.append(number + 1)
        # A page with a text layer behind its picture was read by OCR before.
        if not pages[-1].is_scan and (scan := read_scan(page, pages[-1], ocr=ocr)):
            scans[number + 1] = scan
        page.close()
    scans = even_sizes(scans)
    return _Contents(
        pages=tuple(scans[number].page if number in scans else page for number, page in enumerate(pages, start=1)),
        unreadable=tuple(unreadable),
        labels=tuple(normalise(document.get_page_label(number)) for number in range(len(document))),
        outline=_outline(document),
        properties={name: normalise(text) for name, text in document.get_metadata_dict().items()},
        scans={number: scan.outcome for number, scan in scans.items()},
        barred=tuple(barred),
        typed=tuple(typed),
    )


def _why_empty(scans: Mapping[int, Outcome]) -> str:
    outcomes = set(scans.values())
    if "not asked" in outcomes:
        return "its pages may be scans, and reading scans (OCR) is switched off: switch `ocr` on."
    if "too large" in outcomes:
        return "its pages are pictures that are too large to be read safely: scan it with fewer dots per inch."
    return "its pages are pictures in which OCR finds no text." if outcomes else "its pages are empty."


def _outline(document: pypdfium2.PdfDocument) -> dict[int, list[tuple[str, int]]]:
    entries: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for bookmark in document.get_toc():
        destination = bookmark.get_dest()
        number = destination.get_index() if destination else None
        if number is not None:
            entries[number].append((normalise(bookmark.get_title()), bookmark.level + 1))
    return entries


def _labels(given: Sequence[str], printed: Sequence[str | None]) -> list[str]:
    """The label of each page: the file's own, else the printed one, else "[n]" among printed ones, else the number."""
    if any(given):
        return [label or str(number) for number, label in enumerate(given, start=1)]
    if any(printed):
        return [label or f"[{number}]" for number, label in enumerate(printed, start=1)]
    return [str(number) for number in range(1, len(given) + 1)]


def _write(
    builder: TextBuilder,
    texts: Sequence[Sequence[Line]],
    labels: Sequence[str],
    outline: dict[int, list[tuple[str, int]]],
    words: frozenset[str],
    scanned: frozenset[int],
) -> None:
    leading = usual_leading(texts)
    pages = merge_headings([blocks_of(lines, leading=leading) for lines in texts])
    headings = find_headings(pages, outline)
    last: Line | None = None
    for number, (blocks, label) in enumerate(zip(pages, labels, strict=True), start=1):
        builder.open_page(label, ocr=number in scanned)
        for place, block in enumerate(blocks):
            text, level = _block_text(block, words), headings.get(block)
            if level is not None:
                builder.add_heading(text, level=level)
            elif place == 0 and last is not None and _runs_over(last, block[0]):
                before, glue = line_end(last.text, text, words)
                builder.shorten(len(last.text) - len(before))
                builder.add(text, glue=glue)
            else:
                builder.add(text)
            if text:
                last = None if level is not None else block[-1]


def _block_text(block: Block, words: frozenset[str]) -> str:
    text = join_lines([line.text for line in block], words)
    if block[0].is_row:
        return text
    bullet = BULLET.match(text)
    return text[bullet.end() :].strip() if bullet else text


def _runs_over(last: Line, first: Line) -> bool:
    """Whether a sentence runs over the page turn between the two lines."""
    if last.is_row or first.is_row:
        return False
    return first.text[0].islower() and not ends_sentence(last.text) and same_size(last, first)


def _found(properties: dict[str, str], texts: Sequence[Sequence[Line]]) -> FoundMetadata:
    first_page = next((lines for lines in texts if lines), [])
    largest = largest_text(first_page, body=body_size([[(line,) for line in lines] for lines in texts]))
    return pdf_metadata(properties, texts, largest=largest)


def _warnings(contents: _Contents, readable: Sequence[Sequence[Line]]) -> Iterator[Caution]:
    if contents.unreadable:
        yield Caution("Damaged pages that cannot be read.", contents.unreadable)
    yield from scan_cautions(contents.scans)
    told = {*contents.unreadable, *contents.scans}
    if empty := tuple(number for number, lines in enumerate(readable, start=1) if not lines and number not in told):
        yield Caution("Pages without text.", empty)
    tiny = tuple(
        number
        for number, (page, lines) in enumerate(zip(contents.pages, readable, strict=True), start=1)
        if len(lines) < len(page.lines)
    )
    if tiny:
        yield Caution("Text too small to be read by people was left out.", tiny)
    hidden = tuple(number for number, page in enumerate(contents.pages, start=1) if page.hidden)
    if hidden:
        yield Caution("Hidden text (invisible, white on white or off the page) was left out.", hidden)
    if contents.barred:
        yield Caution(BARRED_TEXT, contents.barred)
    if contents.typed:
        yield Caution(TYPED_TEXT, contents.typed)
    scanned = tuple(number for number, page in enumerate(contents.pages, start=1) if page.is_scan)
    if scanned:
        yield Caution("The text of scanned pages was read by a machine before, and may have mistakes.", scanned)
