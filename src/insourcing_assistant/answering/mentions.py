"""Where a question names publications, one by one: by title, by who made them, or by maker and year.

`naming` says which publications a search is limited to, and is careful with makers, since "What did Labour want?" is no
question for one publication. Here a question that compares is read, in which "APSE" is what APSE published.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from insourcing_assistant.naming import begun_titles, names_of, occurrences
from insourcing_assistant.types import Report
from insourcing_assistant.wording import stems, word_spans


@dataclass(frozen=True, slots=True)
class Mention:
    """The words [start, end) of a question, counted from 0, and the publications that they name.

    `by` is how: "title", "maker" or "year".
    """

    start: int
    end: int
    reports: tuple[str, ...]
    by: str


def mentions(question: str, reports: Sequence[Report]) -> tuple[Mention, ...]:
    """Return what names publications in a question, in its order; a maker with a year names those of that year."""
    asked = stems(question)
    tokens = [question[span.start : span.end] for span in word_spans(question)]
    named = _longest([*_titles(asked, reports), *_makers(asked, tokens, reports)])
    return tuple(_dated(named, _years(tokens, named), tokens, reports))


def _titles(asked: Sequence[str], reports: Sequence[Report]) -> list[Mention]:
    places: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for report in reports:
        spans = [(start, start + len(name)) for name in names_of(report) for start in occurrences(name, asked)]
        for span in dict.fromkeys([*spans, *begun_titles(report, asked)]):
            places[span].append(report.id)
    return [Mention(start, end, tuple(ids), "title") for (start, end), ids in places.items()]


def _makers(asked: Sequence[str], tokens: Sequence[str], reports: Sequence[Report]) -> list[Mention]:
    places: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for report in reports:
        for name in dict.fromkeys(_maker_names(report)):
            run = stems(name)
            for start in occurrences(run, asked) if run else []:
                if len(run) > 1 or name.isupper() or tokens[start][0].isupper():
                    places[start, start + len(run)].append(report.id)
    return [Mention(start, end, tuple(dict.fromkeys(ids)), "maker") for (start, end), ids in places.items()]


def _maker_names(report: Report) -> Iterator[str]:
    """Yield what a maker is called: "New Economics Foundation (NEF)" is "NEF" too, "The Labour Party" is "Labour"."""
    for maker in filter(None, (report.label, report.publisher)):
        for part in dict.fromkeys([maker, *maker.split("/")]):
            plain, _, short = part.partition("(")
            for name in (plain, short.partition(")")[0]):
                name = name.strip().removeprefix("The ").removeprefix("the ")
                if name:
                    yield name
                    yield re.sub(r"\s+(?:Party|LLP|Ltd|Limited|plc)$", "", name)
    yield from (author for author in report.authors if " " in author)
    if len(report.authors) > 1:
        yield " and ".join(author.split()[-1] for author in report.authors)


def _longest(found: Sequence[Mention]) -> list[Mention]:
    """Keep the longer of two that overlap, a title before a maker, and put what stands in one place together."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda each: (each.start - each.end, each.by != "title", each.start)):
        if not any(other.start < mention.end and mention.start < other.end for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def _years(tokens: Sequence[str], named: Sequence[Mention]) -> list[int]:
    """Return where years stand that may be those of publications, not of a survey or of what happened."""
    return [
        place
        for place, token in enumerate(tokens)
        if re.fullmatch(r"(?:19|20)\d\d", token.removesuffix("'s").removesuffix("’s"))
        and not any(mention.start <= place < mention.end for mention in named)
        and not _NOT_PUBLISHED & {token.lower() for token in tokens[max(place - 1, 0) : place]}
        and not _SURVEYS & {token.lower() for token in tokens[place + 1 : place + 4]}
    ]


_NOT_PUBLISHED = frozenset({"since", "after", "before", "by", "until", "till", "between", "from", "during"})
_SURVEYS = frozenset({"survey", "surveys", "poll", "polls", "conference", "election", "budget", "act"})
_WORKS = frozenset({"report", "reports", "publication", "publications", "study", "studies", "paper", "papers"})


def _dated(
    named: Sequence[Mention], years: Sequence[int], tokens: Sequence[str], reports: Sequence[Report]
) -> list[Mention]:
    """Narrow makers to the years that stand behind them, or before where no maker stands in front."""
    published = {report.id: report.year for report in reports}
    dated: list[Mention] = []
    narrowed: set[Mention] = set()
    for place in years:
        year = int(tokens[place][:4])
        before = [mention for mention in named if mention.end <= place]
        maker = before[-1] if before else next((mention for mention in named if mention.by == "maker"), None)
        if maker is not None and maker.by == "title":
            continue
        if maker is None and not _WORKS & {token.lower() for token in tokens[place + 1 : place + 5]}:
            continue
        ids = tuple(id_ for id_ in (maker.reports if maker else published) if published[id_] == year)
        if not ids:
            continue
        if maker and maker not in narrowed and place == maker.end:
            dated.append(replace(maker, end=place + 1, reports=ids, by="year"))
        else:
            dated.append(Mention(place, place + 1, ids, "year"))
        if maker:
            narrowed.add(maker)
    # A maker that was narrowed names nothing by itself any more, but its words are no aspect either.
    named = [replace(mention, reports=()) if mention in narrowed else mention for mention in named]
    return _longest([*dated, *named])
