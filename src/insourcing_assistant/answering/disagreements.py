"""Notes on figures that differ: where two publications give different ones for what looks like the same thing.

A false alarm costs more than a missed one, so that two sentences must say the same but for the figure, who says it
and when. What the figure is a share of, whom it is about and what was asked must be in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from insourcing_assistant.authors import cited_as
from insourcing_assistant.naming import without_names
from insourcing_assistant.types import Citation, Report
from insourcing_assistant.wording import is_stop, stems, years

FEWEST_SHARED = 4
"""How many words of content two sentences must share before they can be about the same thing."""


@dataclass(frozen=True, slots=True)
class _Figure:
    """The one figure of a sentence, as it stands there and as a number of its unit, and what it is a figure of."""

    shown: str
    amount: float
    unit: str
    subject: frozenset[str]
    years: frozenset[int]
    report_id: str


def disagreements(citations: Sequence[Citation], reports: Mapping[str, Report]) -> tuple[str, ...]:
    """Say, for each thing that publications give different figures for, which figures they give."""
    groups: list[list[_Figure]] = []
    for figure in _figures(citations, reports):
        same = next((group for group in groups if _are_of_one_thing(group[0], figure)), None)
        if same is None:
            groups.append([figure])
        elif all(figure.report_id != other.report_id for other in same):
            same.append(figure)
    return tuple(_note(group, reports) for group in groups if len({figure.amount for figure in group}) > 1)


def _figures(citations: Sequence[Citation], reports: Mapping[str, Report]) -> Iterator[_Figure]:
    for citation in dict.fromkeys(citations):
        report = reports.get(citation.report_id)
        claim = _ATTRIBUTION.sub("", _PLACE.sub("", citation.quote))
        found = list(_FIGURE.finditer(_DATE.sub(" ", claim)))
        # With two figures in a sentence nobody can tell which of them is the other sentence's.
        if report is None or len(found) != 1 or _LENGTH.search(claim) or _HEDGED.search(citation.quote):
            continue
        match = found[0]
        amount = float(match["number"].replace(",", "")) * _SCALES.get((match["scale"] or "").lower(), 1.0)
        unit = match["currency"] or ("%" if match["percent"] else "")
        subject = _subject(_FIGURE.sub(" ", _DATE.sub(" ", claim)), report)
        # The year of a publication is when it says something; any other is when the thing was so.
        spoken_of = years(claim) - {report.year}
        yield _Figure(match.group().strip(), amount, unit, subject, spoken_of, citation.report_id)


def _subject(claim: str, report: Report) -> frozenset[str]:
    found = stems(without_names(claim, report))
    # "No" and "not" are stop words, but turn a figure into that of the opposite.
    kept = {stem for stem in found if (not is_stop(stem) or stem in _TURNING) and stem not in _NEUTRAL}
    return frozenset(_SAME.get(stem, stem) for stem in kept)


def _are_of_one_thing(one: _Figure, other: _Figure) -> bool:
    same = (one.unit, one.subject, one.years) == (other.unit, other.subject, other.years)
    return same and len(one.subject) >= FEWEST_SHARED


def _note(group: Sequence[_Figure], reports: Mapping[str, Report]) -> str:
    origins = [_origin(reports[figure.report_id]) for figure in group]
    if len(set(origins)) < len(origins):
        origins = [reports[figure.report_id].title for figure in group]
    parts = [f"{figure.shown} ({origin})" for figure, origin in zip(group, origins, strict=True)]
    return f"The sources give different figures: {', '.join(parts[:-1])} and {parts[-1]}."


def _origin(report: Report) -> str:
    return " ".join(filter(None, [cited_as(report) or report.title, str(report.year or "")]))


_FIGURE = re.compile(
    r"(?<![\w.,])(?P<currency>[£$€])?(?P<number>\d[\d,]*(?:\.\d+)?)"
    r"(?:(?P<percent>\s?%|\s?per cent\b|\s?percent\b)|\s?(?P<scale>bn|billion|m|million|k|thousand)\b)?(?![\w])",
    re.IGNORECASE,
)
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"(?:\b\d{{1,2}} )?\b(?:{_MONTHS})\b|(?<![\d£$€,.])(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?(?![\d%]|,\d)"
)
_PLACE = re.compile(r"\((?:[^()]*\b)?pp?\. ?\d[^()]*\)")
_ATTRIBUTION = re.compile(
    r",?\s*\b(?:as (?:reported|told|given|quoted|published) (?:by|in)|(?i:according to)|as [A-Z][\w’' ]{2,40} "
    r"(?:wrote|said|reported|says|reports))\b[^,;.]*(?=[,;.]|$)"
)
_LENGTH = re.compile(r"\d[ -]pages?\b", re.IGNORECASE)
_HEDGED = re.compile(r"\b(?:not (?:to )?be (?:added|mixed|compared|confused)|conflict|cannot be compared)\b", re.I)
_TURNING = frozenset(stems("no not never more less most before after above below over under once without"))
_NEUTRAL = frozenset(
    stems(
        "survey poll respondent report study research paper brief find found say said show state write "
        "wrote publish accord figure about around approximately roughly nearly almost some estimate now "
        "then year"
    )
)
_SAME = {stems(one)[0]: stems(other)[0] for one, other in (("authorities", "councils"), ("percentage", "share"))}
