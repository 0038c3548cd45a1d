"""Which publications a question wants compared, and on what: "How do APSE 2019 and NEF 2018 differ on cost?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from insourcing_assistant.answering.mentions import Mention, mentions
from insourcing_assistant.errors import UnknownReportError, UsageError
from insourcing_assistant.parts import split_parts
from insourcing_assistant.types import Report
from insourcing_assistant.wording import is_stop, word_spans, words

DEFAULT_ASPECTS = ("reasons for insourcing", "cost", "staff", "quality")
"""What publications are compared on where a question names nothing."""

FINDINGS, RECOMMENDATIONS = "main findings", "recommendations"

MOST_REPORTS, MOST_ASPECTS = 12, 6
"""A table with more rows or columns than that is not read."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """What is to be compared: publications by id, and aspects in the question's own words."""

    reports: tuple[str, ...]
    aspects: tuple[str, ...]


def make_contrast(reports: Sequence[str], aspects: Sequence[str], *, held: Sequence[str]) -> Contrast:
    """Check what is to be compared; without aspects it is the usual ones.

    Raises `UnknownReportError` for a publication that is not `held`, and `UsageError` where there is nothing to
    compare, or more than a table has room for.
    """
    for report_id in reports:
        if report_id not in held:
            raise UnknownReportError(report_id, tuple(held))
    contrast = Contrast(tuple(dict.fromkeys(reports)), tuple(dict.fromkeys(aspects)) or DEFAULT_ASPECTS)
    if not 1 < len(contrast.reports) <= MOST_REPORTS or len(contrast.aspects) > MOST_ASPECTS:
        raise UsageError(
            f"{len(contrast.reports)} publications and {len(contrast.aspects)} aspects make no table that can be read. "
            f"Name 2 to {MOST_REPORTS} different publications, and at most {MOST_ASPECTS} aspects."
        )
    return contrast


def contrast_asked(question: str, reports: Sequence[Report]) -> Contrast | None:
    """Return what a question wants compared, or None where it is no such question.

    The publications must be named beside each other, so that a question about one publication that speaks of another
    maker is none.
    """
    if not (_COMPARES.search(question) or _SAYS.search(question)) or len(split_parts(question)) > 1:
        return None
    leaning = _LEANING.fullmatch(question)
    if leaning and not _OTHER_ASPECT.match(leaning["own"]):
        question = leaning["own"]
    found = mentions(question, reports)
    masked = _masked(question, found)
    compares, says = bool(_COMPARES.search(masked)), bool(_SAYS.search(masked))
    aspects = _aspects(masked)
    if not found and _ALL.search(masked) and compares and aspects and len(reports) > 1:
        return Contrast(tuple(report.id for report in reports), aspects)
    sides = dict.fromkeys(mention.reports for mention in found if mention.reports)
    if len(sides) > 1:
        if not (compares or says) or not _are_beside_each_other(question, found):
            return None
    elif not (compares and aspects and found and found[0].by == "maker"):
        return None
    named = dict.fromkeys(id_ for side in sides for id_ in side)
    return Contrast(tuple(named), aspects or _without_aspect(masked)) if len(named) > 1 else None


_COMPARES = re.compile(
    r"\bcompar(?:e[sd]?|ing|isons?)\b|\bcontrast(?:s|ed|ing)?\b|\bdiffer(?:s|ed|ing|ences?|ent|ently)?\b"
    r"|\b(?:dis)?agree(?:s|d|ment)?\b|\bversus\b|\bvs\b|\bside by side\b|\bin common\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:say|said|find|found|argued?|recommend(?:ed)?|conclude[ds]?|report(?:ed)?|proposed?|think|claim(?:ed)?"
    r"|suggest(?:ed)?|write|state|mention(?:ed)?|want(?:ed)?|give|given|identif(?:y|ied)|show|reveal(?:ed)?)\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:the|these|your|our|all|different|various) (?:different |various )?"
    r"(?:reports|publications|sources|papers|documents)\b",
    re.IGNORECASE,
)
_MASK = "\ue000"


def _masked(question: str, found: Sequence[Mention]) -> str:
    spans = word_spans(question)
    for mention in reversed(found):
        question = f"{question[: spans[mention.start].start]}{_MASK}{question[spans[mention.end - 1].end :]}"
    return question


def _are_beside_each_other(question: str, found: Sequence[Mention]) -> bool:
    """Say whether nothing but joining words, or words of comparison, stand between each two mentions."""
    tokens = [word.lower() for word in words(question)]
    between = [tokens[one.end : other.start] for one, other in pairwise(found)]
    return all(_JOINING.issuperset(run) or bool(_COMPARES.search(" ".join(run))) for run in between)


_JOINING = frozenset(
    words(
        "and or with to from versus vs against the of that those what as in by also both its their it they does do did "
        "say says said find finds found report reports reported paper papers pamphlet guide study publication "
        "publications toolkit article plan brief page s"
    )
)

_LEAD = (
    r"(?:on|about|regarding|concerning|over|in terms of|with (?:regard|respect) to|when it comes to|as to"
    r"|in relation to|in (?:their|its) (?:views?|accounts?|treatment|approach(?:es)?|positions?) (?:of|on|to)"
    r"|in (?:how|what) they (?:see|view|treat|say about|think of|approach))"
)
# A question that leans on an earlier one has that behind it: "And on pensions? (How do … differ on cost?)". It is of
# the same comparison where it asks for another aspect, and of none where it asks for something else.
_LEANING = re.compile(r"(?P<own>[^()]+) \((?P<topic>(?:\S+ ){3,}\S+)\)")
_OTHER_ASPECT = re.compile(rf"\W*(?:and |but |so |what |how )*{_LEAD}\s", re.IGNORECASE)
_OPENING = re.compile(rf"^\W*{_LEAD}\s+(?P<aspect>[^{_MASK},]+),\s", re.IGNORECASE)
_TAIL = re.compile(rf"\b{_LEAD}\s+(?P<aspect>(?!{_MASK})[^?]+)", re.IGNORECASE)
_LISTED = re.compile(rf"{_MASK}\s*:\s+(?P<aspect>[^{_MASK}]+)$")
_BEHIND = re.compile(
    rf"(?:[\s,]*\b(?:in|of|by|from|with|and|to|versus|vs|against|between|according|what|that|those|the|do|does|did"
    rf"|differ|compared?)\b)*[\s,]*{_MASK}.*$"
    r"|[\s,]+(?:do|does|did) (?:they|the(?:se)? (?:reports|publications|sources|papers)) .*$"
    r"|[\s,]+(?:differ|compare|agree|disagree)\W*$",
    re.IGNORECASE,
)


_LONGEST_ASPECT = 300
"""Characters: what goes on for longer names no aspect."""


def _aspects(masked: str) -> tuple[str, ...]:
    found = _OPENING.search(masked) or _LISTED.search(masked) or _TAIL.search(masked)
    text = _BEHIND.sub("", found["aspect"][:_LONGEST_ASPECT]) if found else ""
    return _split(text) or _split(_rest(masked))


def _rest(masked: str) -> str:
    """Return what a question asks beside whom it asks: "reasons for insourcing" of "What reasons do … give for …"."""
    kept: list[str] = []
    for piece in masked.split(_MASK):
        spans = word_spans(piece)
        run = [piece[span.start : span.end] for span in spans]
        first, last = 0, len(run)
        while first < last and _says_nothing(run[first]) and not (kept and run[first].lower() in _LINKS):
            first += 1
        while first < last and _says_nothing(run[last - 1]):
            last -= 1
        if first < last:
            kept.append(piece[spans[first].start : spans[last - 1].end])
    return " ".join(kept)


_LINKS = frozenset({"as", "for", "of", "to"})
_SCAFFOLD = frozenset(
    words(
        "report reports reported paper papers pamphlet guide study studies publication publications toolkit "
        "article plan brief source sources document documents view views approach approaches position positions "
        "account accounts main key important biggest table finding findings conclusion conclusions result results "
        "recommendation recommendations proposal proposals similarity similarities common side contents content "
        "overall two three year years library claim claims according want wanted"
    )
)


def _says_nothing(word: str) -> bool:
    return is_stop(word) or word.lower() in _SCAFFOLD or bool(_COMPARES.match(word) or _SAYS.fullmatch(word))


_AND = re.compile(r"\s*[,;]\s*(?:and\s+|or\s+)?|\s+(?:and|as well as|or)\s+|\s*&\s*", re.IGNORECASE)
_ONE_THING = re.compile(
    r"\b(?:terms|pay|repairs|revenues|health|wages|pros|strengths|profit|supply|research|human|waste) and "
    r"(?:conditions|maintenance|benefits|safety|cons|weaknesses|loss|demand|development|resources|recycling)\b",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"^(?:on|about|regarding|of|the|their|its|both|each|any|how|whether|matters of|questions? of|issues? of)\s+", re.I
)
_LONGEST_PART = 5


def _split(text: str) -> tuple[str, ...]:
    """Return the aspects that a text lists; one whose parts are long is one aspect, not several."""
    held = _ONE_THING.sub(lambda match: match.group().replace(" and ", " \ue001 "), " ".join(text.split()))
    parts = [_plain(part) for part in _AND.split(held.strip(" ?.!:;,"))]
    parts = [part for part in dict.fromkeys(parts) if part and not all(map(_says_nothing, words(part)))]
    if len(parts) > 1 and any(len(words(part)) > _LONGEST_PART for part in parts):
        parts = [_plain(held)]
    return tuple(parts[:MOST_ASPECTS])


def _plain(part: str) -> str:
    part = part.replace("\ue001", "and").replace(_MASK, "").strip(" ?.!:;,'’\"“”")
    while (shorter := _FILLER.sub("", part)) != part:
        part = shorter
    return part


def _without_aspect(masked: str) -> tuple[str, ...]:
    if re.search(r"\b(?:recommend\w*|propos\w+)\b", masked, re.IGNORECASE):
        return (RECOMMENDATIONS,)
    if re.search(r"\b(?:find|finds|found|findings?|conclu\w+|results?)\b", masked, re.IGNORECASE):
        return (FINDINGS,)
    return DEFAULT_ASPECTS
