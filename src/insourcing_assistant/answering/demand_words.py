"""The words by which a question demands a figure, a date or a name, and by which a sentence is seen to have it."""

from __future__ import annotations

import re
from typing import Literal

from insourcing_assistant.wording import stem

Wanted = Literal["wording", "time", "share", "price", "sum", "count", "date", "name"]


def _either(*patterns: str, case: bool = False) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.NOFLAG if case else re.IGNORECASE)


def _stems(group: str) -> frozenset[str]:
    return frozenset(map(stem, group.split()))


# What a question wants.

_THING = r"((?:[\w'’-]+\s*){1,6})"
_IS_THE = r"(?:'s| is| was| are| were)?(?: the)?"
_WORK = r"(?:report|paper|document|study|guide|toolkit|plan)"

ASKED: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    (
        "wording",
        _either(
            r"\b(?:exact|precise|full|actual) (?:wording|words|text)\b",
            r"\b(?:drafting|wording) of\b|\bword for word\b|\bverbatim\b",
        ),
    ),
    (
        "time",
        _either(
            r"\bhow many (?:years|months|weeks|days|hours)\b",
            r"\bhow long (?:does|did|do|is|was|will|would|must|should|has|have)\b(?!.{0,60}\b" + _WORK + r"\b)",
        ),
    ),
    ("share", _either(r"\bwhat (?:share|proportion|percent\w*|fraction)\b|\bhow many percent|\bpercentage points?\b")),
    (
        "price",
        _either(
            r"\bhow much (?:does|do|did|would|will|has|have) (?:[\w'’-]+ ){1,5}?"
            r"(?<!\bthe )(?<!\bits )(?<!\btheir )cost\b(?! of| (?:fall|rise|drop|grow|change))"
        ),
    ),
    (
        "sum",
        _either(
            r"\bhow much\b.{0,80}\b(?:costs?|sav\w+|spen[dt]\w*|paid|pays?|earn\w*|worth|fine\w*|fees?|money"
            r"|compensation|borrow\w*|owe\w*|charge\w*)\b",
            r"\bwhat (?:did|does|do|would|was|were|has|have)\b.{3,80}\b(?:saved?|cost|pa(?:y|id)|spen[dt])\W*$",
            r"\bwhat (?:did|does|would|has|have) (?:[\w'’-]+ ){1,4}?(?<!to )(?:pay|paid|spend|spent|save|saved|cost)\b",
            r"\bwhat (?:sum|price|fee|fine|compensation|salary|amount|cost|savings?)\b",
            r"\bwhat"
            + _IS_THE
            + r" (?:average |total |annual |yearly |typical )?(?:\w+ )?(?:costs?|price|salary|fee|fine|savings?)\b",
        ),
    ),
    (
        "count",
        _either(
            r"\bwhat"
            + _IS_THE
            + r" (?:[\w'’-]+ ){0,2}?"
            + r"(cap|gap|limit|rate|ratio|threshold|ceiling|turnover|budget|wage|headcount|population|membership"
            + r"|target)\b",
            r"\bhow many\s+(?:of (?:the |these |those |its |their )?)?" + _THING,
            r"\bnumber of\s+" + _THING,
        ),
    ),
    (
        "date",
        _either(
            r"\b(?:what|which) (?:year|month|date)\b|\bon what (?:date|day)\b|^\W*when (?:did|was|were|is)\b",
        ),
    ),
    (
        "name",
        _either(
            r"\bwho (?:led|chaired|headed|managed|audited|funded|advised|signed)\b",
            r"\b(?:which|what) (?:\w+ )?(?:firm|company|contractor|supplier|provider|consultancy)\b",
            r"\bwhich (?:council|authority|city|town|borough|trust|university|union)\b"
            r"(?! (?:services?|contracts?|jobs|staff)\b)",
        ),
    ),
)
"""What is wanted, the first that fits. Of "count", a group has what is counted."""

SAID_BY = _either(
    r"^\W*what (?:else )?(?:did|does|do|has|have) (.{3,80}?) (?:say|said|think|find|found|argued?|claim(?:ed)?|wants?"
    r"|wanted|proposed?|recommend(?:ed)?|warn(?:ed)?|believed?|conclude[d]?|suggest(?:ed)?"
    r"|call(?:ed)? for|ask(?:ed)? for)\b"
)
"""Of a question for somebody's words, whose."""

SPENT_ON = _either(
    r"\b(?:spen[dt]\w*|paid|pays?)\b(?: \w+){0,2}? (?:on|for) "
    r"(?:the |its |their |a |an )?((?:[\w'’-]+ ?){1,3})"
)
"""Of a sum, what it went on."""

COSTS = _either(r"\bhow much (?:does|do|did|would|will|has|have|can|could) (?:a |an |the )?((?:[\w'’-]+ ){1,4}?)cost\b")
"""Of a price, what has it."""

ON_A_TOPIC = _either(r"\b(?:say|says|said|tell|written|writes?|known?) (?:\w+ )?(?:about|on|of)\b")
"""Not the sum is asked for, but what is said about cost."""

SEVERAL = _either(r"[,;]? (?:and|but) (?:\w+ )?(?:what|which|who|how|where|why)\b")
"""More is asked than one thing, of several names perhaps."""

COST_OF = _either(
    r"\bwhat(?:'s| is| was| are| were) the (?:average |total |annual |yearly |typical |usual )?"
    r"([a-z]+) (?:costs?|price|fees?|fine|savings?)\b"
)

VERBS = frozenset(
    {"did", "does", "do", "have", "has", "had", "are", "is", "were", "was", "can", "could", "should", "must", "would"}
    | {"will", "may", "might", "took", "take", "takes", "went", "go", "came", "come", "made", "make", "get", "got"}
    | {"want", "need", "say", "said", "think", "thought", "found", "felt", "knew", "gave", "lost", "kept", "left"}
    | {"ran", "won", "built", "spent", "paid", "brought", "began", "chose", "wrote", "saw", "met", "put", "run", "held"}
)
"""Words that end the name of what is counted, as verbs on -ed do."""

ALIKE = tuple(
    map(
        _stems,
        (
            "people staff employee worker job post workforce person ppl operative men women member adult resident"
            " population",
            "council authority municipality borough county city",
            "firm company business contractor provider supplier",
            "case example study",
            "page pp",
            "contract deal",
        ),
    )
)
"""What is counted may be called otherwise."""

DONE_WITH_MONEY = tuple(
    map(
        _stems,
        (
            "save saved saving savings cut cuts reduce reduced reduction cheaper fell fall lower less economies"
            " efficiency",
            "pay paid pays salary wage wages earn earned earns remuneration bonus",
        ),
    )
)
"""A sum is an answer where the sentence speaks of the same as the question."""

COSTING = _stems("cost costs costing spend spent pay paid price expensive charge fee worth bill invest free")
"""What is said of a price."""

TAKES = _either(r"\bhow (?:long|many (?:years|months|weeks|days|hours)) .{0,30}?\btake\b")
TAKING = _stems(
    "take took taken taking within over after before until period last lasted process complete completed need needed"
    " duration allow allowed wait spend spent require required"
)
"""Asked how long something takes, what a sentence with a time says of it: not how long a contract runs."""

EVERYWHERE = frozenset({"uk", "england", "britain", "british", "english", "united kingdom", "european", "eu"})

# What a sentence has.

_NUMBER = (
    r"(?:\d[\d.,]*(?:\s?(?:bn|m|k|million|billion|thousand))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|(?:a )?dozen|hundreds?|thousands?|half|(?:two )?thirds?|(?:three )?quarters?|most|majority|none|all|no"
    r"|both|once|twice)"
)
FIGURE = _either(rf"\b{_NUMBER}\b", r"\d")
MONEY = _either(
    r"[£$€]\s?\d|\d\s?(?:p|%)(?!\w)|\b(?:pounds?|pence|euros?|dollars?|per ?cent|millions?|billions?)\b",
    r"\bby (?:a|one|two|three)?[ -]?(?:half|thirds?|quarters?|fifths?|tenths?)\b",
)
PRICE = _either(r"[£$€]\s?\d|\d\s?p\b|\bfree\b|\b(?:pounds?|pence|euros?|dollars?|millions?|billions?)\b")
SHARE = _either(
    r"\d\s?%|\bper ?cent\b|\b(?:half|thirds?|quarters?|fifths?|tenths?|most|majority|all|none)\b",
    r"\b(?:in|out of) (?:every )?(?:\d+|two|three|four|five|ten)\b",
)
TIME = _either(
    rf"\b{_NUMBER}[- ](?:[a-z]+ )?(?:years?|months?|weeks?|days?|hours?|decades?)\b", r"\buntil\b|\bcentury\b"
)
DATE = _either(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
    r"(?<![£$€\d.,])\b\d{3,4}s?\b(?![.,]?\d|%)|\b(?:century|centuries|BC|BP|AD)\b",
    r"\b(?:years?|months?|weeks?|days?|decades?) (?:ago|later|earlier|after|before)\b",
    r"\bat (?:the )?(?:end|expiry)\b|\bwhen\b|\bafter\b|\bbefore\b|\buntil\b|\bsince\b",
    case=True,
)
QUOTED = _either(r"[\"“][^\"”]{12,}[\"”]")
