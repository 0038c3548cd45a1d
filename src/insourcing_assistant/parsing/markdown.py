"""Read Markdown: headings open sections, table rows become sentences, a brief's links become sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from markdown_it import MarkdownIt
from markdown_it.token import Token

from insourcing_assistant.errors import NoTextError
from insourcing_assistant.parsing.builder import TextBuilder
from insourcing_assistant.parsing.files import read_bytes, read_text, sha256
from insourcing_assistant.parsing.front_matter import FrontMatter, split_front_matter
from insourcing_assistant.parsing.markdown_html import Markup
from insourcing_assistant.parsing.normalise import normalise
from insourcing_assistant.parsing.sections import HIDDEN_TEXT, STRUCK_TEXT
from insourcing_assistant.parsing.tables import row_sentence
from insourcing_assistant.types import Caution, FoundMetadata, Kind, ParsedReport, Report

_SENTENCE_END = re.compile(r"[.!?:…][)\]\"'”’»]*\s*$")


def parse_markdown(
    report: Report, path: Path, *, kind: Kind | None = None, password: str | None = None
) -> ParsedReport:
    """Read a Markdown file. `password` has no meaning here.

    In a brief, the addresses in angle brackets behind a statement are its sources and leave the text.
    """
    del password
    content = read_bytes(path, report_id=report.id)
    front, body = split_front_matter(read_text(path, content, report_id=report.id))
    kind = kind or _kind_named(front)
    builder = TextBuilder(first_label=front.title or report.title or "Beginning")
    walk = _Walk(builder, sources_leave_text=kind == "brief")
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    walk.blocks(tokens)
    if not builder.text:
        raise NoTextError(path, "there is nothing in it to read.", report_id=report.id)
    return ParsedReport(
        report=report,
        kind=kind,
        text=builder.text,
        pages=builder.pages,
        unit="section",
        sha256=sha256(content),
        headings=builder.headings,
        sources=builder.sources,
        found=_found(front, builder),
        warnings=(*front.warnings, *walk.cautions()),
        tables=sum(token.type == "table_open" for token in tokens),
    )


def _kind_named(front: FrontMatter) -> Kind:
    kinds: tuple[Kind, ...] = get_args(Kind)
    return next((kind for kind in kinds if kind == front.kind), "report")


def _found(front: FrontMatter, builder: TextBuilder) -> FoundMetadata:
    title, title_from = front.title, "metadata"
    if not title:
        title = next((heading.title for heading in builder.headings if heading.level == 1), None)
        title_from = "first page" if title else "file name"
    return FoundMetadata(
        title=title, title_from=title_from, authors=front.authors, publisher=front.publisher, year=front.year
    )


@dataclass(frozen=True, slots=True)
class _Statement:
    """A piece of running text and the addresses behind it."""

    text: str
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Walk:
    """One pass over the tokens, writing into the builder."""

    builder: TextBuilder
    sources_leave_text: bool
    markup: Markup = field(default_factory=Markup)
    left_out: dict[str, dict[int, None]] = field(default_factory=lambda: {"hidden": {}, "struck": {}})

    def cautions(self) -> list[Caution]:
        """Say in which sections something was left out, and why."""
        texts = {"hidden": HIDDEN_TEXT, "struck": STRUCK_TEXT}
        return [Caution(texts[why], tuple(places)) for why, places in self.left_out.items() if places]

    def blocks(self, tokens: Sequence[Token]) -> None:
        position = 0
        while position < len(tokens):
            token = tokens[position]
            end = position + 1
            if token.type == "heading_open":
                self._heading(tokens[position + 1], level=int(token.tag[1]))
                end += 1
            elif token.type == "table_open":
                end = next(i for i in range(position, len(tokens)) if tokens[i].type == "table_close")
                self._table(tokens[position:end])
            elif token.type == "inline":
                self._add(self._statements(token))
            elif token.type in ("fence", "code_block"):
                self._lines("\n".join(map(self.markup.text, token.content.splitlines())))
            elif token.type == "html_block":
                self._lines(self.markup.block(token.content))
            self._note_left_out()
            position = end

    def _note_left_out(self) -> None:
        for why in self.markup.left_out:
            self.left_out[why][max(1, self.builder.page_count)] = None
        self.markup.left_out.clear()

    def _heading(self, inline: Token, *, level: int) -> None:
        title = normalise("".join(text for text, _ in self._pieces(inline.children or ())))
        if title:
            self.builder.open_page(title)
            self.builder.add_heading(title, level=level)

    def _table(self, tokens: Iterable[Token]) -> None:
        names: list[str] | None = None
        row: list[_Statement] = []
        for token in tokens:
            if token.type == "tr_open":
                row = []
            elif token.type == "inline":
                row.append(_joined(self._statements(token)))
            elif token.type == "tr_close" and names is None:
                names = [cell.text for cell in row]
            elif token.type == "tr_close":
                self._add([_row_statement(names or [], row)])

    def _statements(self, inline: Token) -> list[_Statement]:
        children = inline.children or []
        if self.sources_leave_text:
            return list(_with_sources(list(self._pieces(children))))
        return [_Statement(normalise("".join(text for text, _ in self._pieces(children))))]

    def _pieces(self, children: Iterable[Token]) -> Iterator[tuple[str, str]]:
        """The words of a line without their marks, and the address where the words are a bare address (else "").

        Addresses behind link texts are dropped, and so are the tags of inline HTML.
        """
        url = ""
        for child in children:
            if child.type in ("link_open", "link_close"):
                href = str(child.attrs.get("href", ""))
                url = href if child.info == "auto" and href.startswith(("http://", "https://")) else ""
            elif child.type in ("s_open", "s_close"):
                self.markup.strike(begins=child.type == "s_open")
            elif child.type == "html_inline":
                self.markup.inline(child.content)
            elif child.type in ("text", "code_inline", "image"):
                yield self.markup.text(child.content), url
            elif child.type in ("softbreak", "hardbreak"):
                yield " ", ""
        self.markup.end_line()

    def _add(self, statements: Iterable[_Statement]) -> None:
        glue = "\n"
        for statement in statements:
            span = self.builder.add(statement.text, glue=glue)
            glue = " "
            for url in statement.urls:
                self.builder.add_source(span, url)

    def _lines(self, text: str) -> None:
        for line in text.splitlines():
            self.builder.add(normalise(line))


def _with_sources(pieces: Sequence[tuple[str, str]]) -> Iterator[_Statement]:
    """Part a line into statements, each with the addresses behind it.

    An address is a source behind the end of a sentence or at the end of the line; elsewhere it is a word.
    """
    text, urls = "", list[str]()
    last_words = max((i for i, (words, url) in enumerate(pieces) if words.strip() and not url), default=-1)
    for position, (words, url) in enumerate(pieces):
        if url and (urls or position > last_words or _SENTENCE_END.search(text)):
            urls.append(url)
        else:
            if urls and words.strip():
                yield _Statement(normalise(text), tuple(urls))
                text, urls = "", []
            text += words
    yield _Statement(normalise(text), tuple(urls))


def _joined(statements: Iterable[_Statement]) -> _Statement:
    cells = list(statements)
    text = " ".join(cell.text for cell in cells if cell.text)
    return _Statement(text, tuple(url for cell in cells for url in cell.urls))


def _row_statement(names: Sequence[str], row: Sequence[_Statement]) -> _Statement:
    """Say a table row so that it can be quoted alone: "Fife: Saving 7%; Year 2011"."""
    text = row_sentence(names, [cell.text for cell in row])
    return _Statement(text, tuple(dict.fromkeys(url for cell in row for url in cell.urls)))
