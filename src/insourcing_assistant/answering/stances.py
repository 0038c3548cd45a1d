"""On which side of the matter a question wants to hear something: against insourcing, or for somebody's plan.

A sentence in praise is as near to "What are the disadvantages of insourcing?" as one that names them, and no answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from insourcing_assistant.answering.claims import claim
from insourcing_assistant.types import Passage


def _either(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_TROUBLE = (
    r"(?:disadvantages?|draw-?backs?|down ?sides?|pitfalls?|shortcomings?|weakness(?:es)?|limitations?|dangers?"
    r"|problems?|difficult(?:y|ies)|barriers?|obstacles?|hurdles?|challenges?|risks?|cons|criticisms?|objections?)"
)
_AND_GOOD = r"(?! (?:and|or|as well as) (?:benefit|advantage|opportunit|strength))"
_FAILS = r"fail(?:s|ed|ing|ures?)?"
_COSTS_MORE = (
    r"\b(?:costs?|costed|spen[dt]s?) (?:\w+ ){0,2}?more\b|\bdearer\b|\bmore expensive\b"
    r"|\b(?:higher|extra|large|more|rising|added) (?:\w+ )?costs?\b"
    r"|\bcosts? (?:\w+ )?(?:rose|rises?|grew|increased?|went up|go up)\b"
    r"|\b(?:rais|increas|push)\w* (?:up )?(?:the |its |their )?costs?\b"
)


@dataclass(frozen=True, slots=True)
class Stance:
    """What a sentence has to have, and what speaks against it; `of_insourcing` where it is to be said of that."""

    has: re.Pattern[str]
    lacks: re.Pattern[str] | None = None
    of_insourcing: bool = False

    def is_taken_by(self, sentence: str, passage: Passage, identity: str) -> bool:
        """Say whether a sentence of `passage` is on this side; `identity` says which publication it is from.

        A brief's sentences stand alone. What a whole report says may lean on what stands around it.
        """
        if passage.kind != "brief":
            return self.has.search(_UNLIKE.sub(" ", f"{passage.heading}. {passage.text}")) is not None
        said = _UNLIKE.sub(" ", claim(sentence))
        found = [match.span() for match in self.has.finditer(said)]
        if not found or (self.lacks is not None and self.lacks.search(said)):
            return False
        if not self.of_insourcing:
            return True
        if not (_INSOURCING.search(sentence) or (_PLAN.search(sentence) and _INSOURCING.search(identity))):
            return False
        others = [match.span() for match in _OUTSOURCING.finditer(said)]
        return any(all(start - end_ > _NEAR or start_ - end > _NEAR for start_, end_ in others) for start, end in found)


_NEAR = 40
"""Characters within which something bad is said of a contract, and not of insourcing."""

_INSOURCING = _either(
    r"\binsourc\w+",
    r"\bin[- ]?house\b",
    r"\b(?:bring|brings|bringing|brought|take|takes|taking|took|taken|comes?|coming|came) (?:[\w'’-]+ ){0,4}?back\b",
    r"\breturn\w* to (?:the )?(?:council|public)",
)
_OUTSOURCING = _either(
    r"\boutsourc\w+|\bcontract(?:s|ed|ing|ors?)?\b|\bPFI\b|\bprivati[sz]\w+|\bprivate\b|\bCarillion\b|\bmarkets?\b"
)
_PLAN = _either(r"\b(?:plans?|proposals?|polic(?:y|ies)|blueprint|announcement|scheme)\b")

_AGAINST = _either(
    rf"\b{_TROUBLE}\b",
    r"\bcritici[sz]\w+|\bcritics?\b|\bcritical(?:ly)?\b|\boppos(?:e|ed|es|ing|nents?)\b|\bopposition to\b",
    r"\bobject(?:s|ed)\b|\breject\w*|\battack\w*|\bcondemn\w*|\bdisagree\w*|\bsceptic\w*|\bdoubt\w*|\bwarn\w*",
    r"\bfear(?:ed|s that)\b|\bmisread\w*|\boverlook\w*|\bregret\w*|\bworse\w*|\bdeteriorat\w+|\bharm(?:s|ed|ful)?\b",
    rf"\bcomplain\w*|\b{_FAILS}\b",
    r"\bshould keep the choice\b",
    _COSTS_MORE,
)
_FOR = _either(
    r"\bsupport(?:s|ed|ers?|ive)?\b(?![- ]services?)|\bback(?:s|ed)\b|\bwelcom\w+|\bprais\w+|\bendors\w+",
    r"\bfavou?r(?:s|ed|able)?\b|\bapprov\w+|\bapplaud\w*|\bcommend\w*|\bserious contribution\b|\bwell thought\b",
)
_PRAISE = _either(r"\bwarmly\b|\bwell thought\b|\bprais\w+")
_UNLIKE = _either(
    r"\b(?:low(?:er|ers|ered)|less|fewer|reduc\w+|without|no|not|never|nor|avoid\w*|best|unless) (?:[\w'’-]+ ){0,3}?"
    rf"(?:{_TROUBLE}|{_FAILS}|losses|delays)\b",
    r"\b(?:not|never|nor) (?:\w+ ){0,2}?(?:rais|increas|cost)\w* (?:\w+ )?(?:costs?|more)\b",
    r"\bat[- ]risk\b|\bcurrent challenges\b",
)
"""What is said to be less, or not to be, or is bad only as a word."""

_OF_INSOURCING: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (_either(r"\bregret\w*"), _either(r"\bregret\w*|\breverse[ds]?\b|\bmistake\b")),
    (
        _either(r"\b(?:go|goes|going|gone|went) wrong\b|\bunsuccessful\w*", rf"\b{_FAILS}\b"),
        _either(rf"\b{_FAILS}\b", r"\bwent wrong\b|\bunsuccessful\w*|\bcollaps\w+"),
    ),
    (
        _either(r"\bworse\b|\bworsen\w*|\bdeteriorat\w+"),
        _either(r"\bworse\w*|\bdeteriorat\w+|\bpoorer\b|\bdeclin\w+"),
    ),
    (_either(_COSTS_MORE), _either(_COSTS_MORE)),
    (
        _either(
            # What is asked for, and not something in passing: "which risks", "the main problems", "any drawbacks".
            rf"\b(?:what|which|list|name|any|are there|the|some)\b(?: (?!and\b)[\w'’-]+){{0,3}}? {_TROUBLE}\b"
            + _AND_GOOD,
            r"\b(?:arguments?|case|evidence|reasons?|said|says?|anything|speaks?) (?:\w+ )?against\b",
        ),
        _AGAINST,
    ),
)
"""What is asked of insourcing, and what a sentence must have, the first that fits."""

_WHO_IS_AGAINST = _either(
    r"\b(?:critici[sz]\w+|oppos(?:e|ed|es|ing)|opposition to|object(?:s|ed|ing) to|reject(?:s|ed|ing)?)\b",
    r"\battack(?:ed|ing)\b",
    r"\b(?:condemn\w*|disagree\w* with|critical of|sceptical of|critics|opponents)\b|\b(?:was|were|is|are) against\b",
    r"\b(?:arguments?|case|said|says?|speaks?) against\b",
)
_WHO_IS_FOR = _either(
    r"\bwho\b.*?\b(?:support(?:s|ed)?|back(?:s|ed)|welcom(?:e|es|ed)|prais(?:e|es|ed)|endors(?:e|es|ed))\b",
    r"\bwho\b.*?\b(?:favou?r(?:s|ed)|approv(?:e|es|ed)|applaud(?:s|ed)?)\b|\bsupporters\b",
)


def stance_of(question: str) -> Stance | None:
    """Return the side that a question about insourcing, or about a plan for it, wants to hear, or None."""
    is_of_plan = bool(_PLAN.search(question))
    is_of_insourcing = bool(_INSOURCING.search(question)) and not _OUTSOURCING.search(question)
    if is_of_insourcing and not is_of_plan:
        answers = (answer for asks, answer in _OF_INSOURCING if asks.search(question))
        has = next(answers, None)
        if has is not None:
            return Stance(has, of_insourcing=True)
    if not (is_of_plan or is_of_insourcing):
        return None
    if _WHO_IS_AGAINST.search(question):
        return Stance(_AGAINST, lacks=_PRAISE, of_insourcing=not is_of_plan)
    return Stance(_FOR, lacks=_AGAINST) if _WHO_IS_FOR.search(question) else None
