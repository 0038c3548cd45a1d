"""The elements of a document as pandoc knows them, made of text that cannot be anything but text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from insourcing_assistant.escaping import printable

Element = dict[str, object]
"""An inline or a block: its type under "t", its content under "c"."""

API_VERSION = [1, 23, 1]
_PLAIN: list[object] = ["", [], []]
"""No id, no classes, no attributes."""


def cleaned(text: str) -> str:
    """Take out what no file format may hold, and what could steer a terminal or turn the reading direction."""
    return _UNSTORABLE.sub("", printable(text))


def words(text: str) -> list[Element]:
    """Write text as it stands; white space may become a line's end. Nothing in it is markup."""
    pieces = re.split("([ \t\r\n\u2028\u2029]+)", cleaned(text))
    return [{"t": "Space"} if at % 2 else {"t": "Str", "c": piece} for at, piece in enumerate(pieces) if piece]


def paragraph(*inlines: Sequence[Element]) -> Element:
    """Write a paragraph."""
    return {"t": "Para", "c": [element for part in inlines for element in part]}


def heading(level: int, text: str) -> Element:
    """Write a heading; the title of the document stands above those of level 1."""
    return {"t": "Header", "c": [level, _PLAIN, words(text)]}


def bullets(points: Iterable[Sequence[Element]]) -> Element:
    """Write a list of points."""
    return {"t": "BulletList", "c": [[{"t": "Plain", "c": list(point)}] for point in points]}


def strong(text: str) -> Element:
    """Write words that stand out."""
    return {"t": "Strong", "c": words(text)}


def link(address: str) -> list[Element]:
    """Write a web address as a link that shows it; any other kind as text."""
    target = web_address(address)
    if target is None:
        return words(address)
    return [{"t": "Link", "c": [_PLAIN, [{"t": "Str", "c": target}], [target, ""]]}]


def footnote(inlines: Sequence[Element]) -> Element:
    """Write a footnote."""
    return {"t": "Note", "c": [{"t": "Para", "c": list(inlines)}]}


def cite(item_id: str, locator: str, *, is_note: bool) -> Element:
    """Cite a publication, with its page as `locator`: in a sentence, or as a note of its own."""
    suffix = [{"t": "Str", "c": ","}, {"t": "Space"}, *words(locator)] if locator else []
    citation = {
        "citationId": item_id,
        "citationPrefix": [],
        "citationSuffix": suffix,
        "citationMode": {"t": "NormalCitation" if is_note else "AuthorInText"},
        "citationNoteNum": 0,
        "citationHash": 0,
    }
    return {"t": "Cite", "c": [[citation], []]}


def table(head: Sequence[str], rows: Sequence[Sequence[Sequence[Element]]], *, first_share: float) -> Element:
    """Write a table with a header row; the first column names the rows, and takes this share of the width."""
    share = (1 - first_share) / max(len(head) - 1, 1)
    columns = [
        [{"t": "AlignLeft"}, {"t": "ColWidth", "c": round(first_share if at == 0 else share, 4)}]
        for at in range(len(head))
    ]
    body = [_PLAIN, 1, [], [_row(cells) for cells in rows]]
    header = [_PLAIN, [_row([words(text) for text in head])]]
    return {"t": "Table", "c": [_PLAIN, [None, []], columns, header, [body], [_PLAIN, []]]}


def document(title: str, blocks: Sequence[Element], **metadata: str) -> Element:
    """Put a document together; `metadata` are plain texts."""
    meta: dict[str, Element] = {name: {"t": "MetaInlines", "c": words(value)} for name, value in metadata.items()}
    meta["title"] = {"t": "MetaInlines", "c": words(title)}
    return {"pandoc-api-version": API_VERSION, "meta": meta, "blocks": list(blocks)}


def web_address(url: str | None) -> str | None:
    """Return the address when it is one of the web that can be a link as it stands, else none."""
    address = (url or "").strip()
    if re.search(r"[\s<>\"\\^`{|}\x00-\x20\x7f-\x9f]", address) or cleaned(address) != address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:  # such as an unclosed bracket in the host
        return None
    return address if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def _row(cells: Sequence[Sequence[Element]]) -> list[object]:
    return [_PLAIN, [[_PLAIN, {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": list(cell)}]] for cell in cells]]


_UNSTORABLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|[\U0001fffe-\U0010ffff](?<=[\ufffe\uffff])")
