"""Write small PDF files by hand, so that tests know every character that stands in them and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842
"""The size of every page, in points: A4."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of Helvetica whose baseline begins at (x, y), in points from the top left corner."""

    text: str
    x: float = 72
    y: float = 72
    size: float = 11
    bold: bool = False
    state: str = ""
    """What is set before it is drawn, in PDF's own language: "3 Tr" makes it invisible, "1 g" white."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line, drawn from one point to another, in points from the top left corner."""

    x1: float
    y1: float
    x2: float
    y2: float


def column(
    texts: Sequence[str], *, x: float = 72, y: float = 120, size: float = 11, bold: bool = False, leading: float = 1.3
) -> list[Line]:
    """Set texts one below the other."""
    return [Line(text, x, y + place * size * leading, size, bold) for place, text in enumerate(texts)]


def with_running_lines(pages: Sequence[Sequence[Line]], *, header: str, first_number: int = 1) -> list[list[Line]]:
    """Give each page a header and, at its foot, its number."""
    return [
        [Line(header, y=40, size=9), *lines, Line(str(number), x=290, y=810, size=9)]
        for number, lines in enumerate(pages, start=first_number)
    ]


def build_pdf(
    pages: Sequence[Sequence[Line]],
    *,
    labels: Sequence[str] = (),
    turns: Sequence[int] = (),
    outline: Sequence[tuple[str, int]] = (),
    properties: Sequence[tuple[str, str]] = (),
    rules: Sequence[Sequence[Rule]] = (),
    drawn: Sequence[bytes] = (),
) -> bytes:
    """Write a PDF file.

    Args:
        pages: the lines of each page; a page without lines is empty.
        labels: what is printed on each page, as the file says it.
        turns: by how many degrees each page is turned clockwise when it is shown.
        outline: titles with the number of the page, from 1, that they point to.
        properties: such as ("Title", "…").
        rules: the thin lines of each page.
        drawn: what else is drawn on each page, below its lines, in PDF's own language.
    """
    file = _File()
    root, info, tree = file.reserve(), file.reserve(), file.reserve()
    plain = file.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    bold = file.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>")
    kids: list[int] = []
    for place, (lines, turn) in enumerate(zip(pages, [*turns, *[0] * len(pages)], strict=False)):
        ruled = [_ruled(rule) for rule in (rules[place] if place < len(rules) else ())]
        stream = b"\n".join([*drawn[place : place + 1], *ruled, *(_drawn(line) for line in lines)])
        contents = file.add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(
            file.add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %d %d] /Rotate %d /Contents %d 0 R "
                b"/Resources << /Font << /F0 %d 0 R /F1 %d 0 R >> >> >>"
                % (tree, WIDTH, HEIGHT, turn, contents, plain, bold)
            )
        )
    file.put(tree, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), _references(kids)))
    file.put(info, b"<< %s >>" % b" ".join(b"/%s %s" % (name.encode(), _string(text)) for name, text in properties))
    catalogue = [b"/Type /Catalog /Pages %d 0 R" % tree]
    if labels:
        numbers = b" ".join(b"%d << /P %s >>" % (place, _string(label)) for place, label in enumerate(labels))
        catalogue.append(b"/PageLabels << /Nums [%s] >>" % numbers)
    if outline:
        catalogue.append(b"/Outlines %d 0 R" % _outline(file, outline, kids))
    file.put(root, b"<< %s >>" % b" ".join(catalogue))
    return file.written(root=root, info=info)


class _File:
    """The numbered objects of a file."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def reserve(self) -> int:
        self._objects.append(b"null")
        return len(self._objects)

    def put(self, number: int, body: bytes) -> None:
        self._objects[number - 1] = body

    def add(self, body: bytes) -> int:
        self._objects.append(body)
        return len(self._objects)

    def written(self, *, root: int, info: int) -> bytes:
        parts = [b"%PDF-1.7\n"]
        offsets: list[int] = []
        for number, body in enumerate(self._objects, start=1):
            offsets.append(sum(map(len, parts)))
            parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        start = sum(map(len, parts))
        parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
        parts += [b"%010d 00000 n \n" % offset for offset in offsets]
        size = len(offsets) + 1
        parts.append(b"trailer << /Size %d /Root %d 0 R /Info %d 0 R >>\n" % (size, root, info))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % start)
        return b"".join(parts)


def _drawn(line: Line) -> bytes:
    place = f"q {line.state} BT /F{int(line.bold)} {line.size:g} Tf 1 0 0 1 {line.x:g} {HEIGHT - line.y:g} Tm ".encode()
    return place + _string(line.text) + b" Tj ET Q"


def _ruled(rule: Rule) -> bytes:
    return f"0.5 w {rule.x1:g} {HEIGHT - rule.y1:g} m {rule.x2:g} {HEIGHT - rule.y2:g} l S".encode()


def _string(text: str) -> bytes:
    return b"<" + text.encode("cp1252").hex().encode() + b">"


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _outline(file: _File, entries: Sequence[tuple[str, int]], kids: Sequence[int]) -> int:
    top = file.reserve()
    numbers = [file.reserve() for _ in entries]
    for place, ((title, page), number) in enumerate(zip(entries, numbers, strict=True)):
        following = b" /Next %d 0 R" % numbers[place + 1] if place + 1 < len(numbers) else b""
        target = b"/Dest [%d 0 R /Fit]" % kids[page - 1]
        file.put(number, b"<< /Title %s /Parent %d 0 R %s%s >>" % (_string(title), top, target, following))
    file.put(top, b"<< /First %d 0 R /Last %d 0 R /Count %d >>" % (numbers[0], numbers[-1], len(numbers)))
    return top
