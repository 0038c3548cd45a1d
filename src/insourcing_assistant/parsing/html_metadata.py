"""Find what a web page says of itself: title, authors, publisher and date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml.etree import _Element as Element

from insourcing_assistant.parsing.normalise import normalise
from insourcing_assistant.parsing.properties import found_metadata
from insourcing_assistant.types import FoundMetadata

_TITLES = ("citation_title", "dcterms.title", "dc.title", "og:title", "twitter:title")
_AUTHORS = ("citation_author", "author", "dcterms.creator", "dc.creator", "article:author", "parsely-author")
_PUBLISHERS = ("citation_publisher", "dcterms.publisher", "dc.publisher", "og:site_name", "application-name")
_DATES = (
    "citation_publication_date", "citation_date", "article:published_time", "og:article:published_time",
    "dcterms.issued", "dcterms.date", "dc.date.issued", "dc.date", "date", "pubdate", "publication_date",
    "parsely-pub-date", "article:modified_time",
)  # fmt: skip
_WORKS = re.compile(r"article|report|newsarticle|blogposting|webpage|creativework|book|posting", re.IGNORECASE)
_BY = re.compile(r"^\s*(?:written\s+|posted\s+)?by:?\s+", re.IGNORECASE)
_BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|author(?:-?name|s)?)(?:$|[\s_-])", re.IGNORECASE)
_DATED = re.compile(r"(?:first )?(?:posted|published|publication date|date|last updated|updated)\b", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|–—·»:-]\s+")
_BYLINE_CHARS = 120


def page_metadata(root: Element) -> FoundMetadata:
    """Read the page's own tags first, then its linked data (JSON-LD), then its byline and dates as they are shown."""
    tags = _tags(root)
    works = list(_works(root))
    publisher = _first(tags, _PUBLISHERS) or next(filter(None, map(_publisher, works)), None)
    title = _first(tags, _TITLES) or next(filter(None, (_text(work.get("headline")) for work in works)), None)
    authors = next(filter(None, (tags.get(name) for name in _AUTHORS)), None)
    authors = authors or [name for work in works[:1] for name in _names(work.get("author"))] or list(_bylines(root))
    dates = [date for name in _DATES for date in tags.get(name, ())]
    dates += [
        date for work in works for date in map(_text, (work.get("datePublished"), work.get("dateCreated"))) if date
    ]
    shown = [element.get("datetime") or "".join(element.itertext()) for element in root.iter("time")]
    shown += ["".join(e.itertext()) or e.get("content", "") for e in root.iterfind(".//*[@itemprop='datePublished']")]
    headings = [normalise("".join(each.itertext())) for each in root.iter("h1", "h2")]
    title, site = _without_site(title or _title(root), publisher, headings)
    publisher = publisher or site
    shown += _dated_lines(root)
    found = found_metadata(
        title=title,
        authors=[_BY.sub("", author) for author in authors],
        publisher=publisher,
        dates=dates + shown,
    )
    is_shown = found.year is not None and not any(str(found.year) in date for date in dates)
    return replace(found, year_from="first page" if is_shown else "metadata")


def _tags(root: Element) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or ""
        content = normalise(meta.get("content", ""))
        if name and content:
            tags.setdefault(name.lower().replace("dc.terms", "dcterms"), []).append(content)
    return tags


def _first(tags: Mapping[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((tags[name][0] for name in names if name in tags), None)


def _works(root: Element) -> Iterator[Mapping[str, object]]:
    """The things that a page describes in JSON-LD as articles and the like."""
    for script in root.iterfind(".//script[@type='application/ld+json']"):
        try:
            described = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        graph = described.get("@graph", [described]) if isinstance(described, dict) else described
        for thing in graph if isinstance(graph, list) else []:
            if isinstance(thing, dict) and _WORKS.search(str(thing.get("@type"))):
                yield thing


def _publisher(work: Mapping[str, object]) -> str | None:
    return next(_names(work.get("publisher")), None)


def _names(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        name = _text(each.get("name")) if isinstance(each, dict) else _text(each)
        if name:
            yield name


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _bylines(root: Element) -> Iterator[str]:
    for element in root.iterfind(".//*[@rel='author']"):
        yield "".join(element.itertext())
        return
    for element in root.iter("p", "span", "div", "address", "a"):
        text = normalise("".join(element.itertext())) if _BYLINE.search(element.get("class", "")) else ""
        if 0 < len(text) < _BYLINE_CHARS and (_BY.match(text) or len(text.split()) <= 4):
            yield re.split(r"\s[|·•]\s|,\s*\d|\s\d", text)[0]
            return


def _dated_lines(root: Element) -> Iterator[str]:
    """The short lines that begin with a word such as "Published"."""
    for element in root.iter("p", "span", "div", "li", "dd", "small"):
        text = normalise("".join(element.itertext()))[: _BYLINE_CHARS + 1]
        if len(text) <= _BYLINE_CHARS and _DATED.match(text):
            yield text


def _title(root: Element) -> str | None:
    title = next(root.iterfind("./head/title"), None)
    return normalise("".join(title.itertext())) if title is not None else None


def _without_site(title: str | None, publisher: str | None, headings: list[str]) -> tuple[str | None, str | None]:
    """Part a title from the name of the site behind it: the publisher's, or what follows a heading of the page."""
    pieces = _SEPARATOR.split(title) if title else []
    if title is None or len(pieces) < 2:
        return title, None
    if publisher and pieces[-1].casefold() == publisher.casefold():
        return title[: title.rindex(pieces[-1])].rstrip(" |–—·»:-"), None
    return (pieces[0], pieces[-1]) if pieces[0] in headings else (title, None)
