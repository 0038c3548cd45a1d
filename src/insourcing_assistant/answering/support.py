"""Says whether a sentence says more than the quotes it rests on: by its words, names, figures and the turn it takes.

These are rules over words and not an understanding of them. They are strict on purpose: a true sentence that is removed
costs a little, for the sources' own sentences stand in for it; a false one that stays costs everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from itertools import chain, pairwise, permutations

from insourcing_assistant.answering.sentences import is_sentence
from insourcing_assistant.wording import is_stop, numbers, stem, words

MAX_SENTENCE_CHARS = 500
_IN_ORDER = 0.5
"""The share of its words that must come in the order of the quotes: who did what to whom."""


def objection(sentence: str, quotes: Sequence[str], *, common_words: Set[str]) -> str | None:
    """Say what in a sentence its quotes do not bear out, or None where nothing speaks against it.

    `common_words` are words known to be written small, which a capital at the beginning therefore makes no name.
    """
    if len(sentence) > MAX_SENTENCE_CHARS:
        return "it is too long"
    if not is_sentence(sentence):
        return "it is no sentence"
    if "?" in sentence:
        return "it is a question"
    found = (_objection(part, quotes, common_words) for part in _parts(sentence))
    return next((problem for problem in found if problem), None)


def small_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that stand in the texts without a capital."""
    return frozenset(word for text in texts for word in words(text) if word.islower())


def _objection(sentence: str, quotes: Sequence[str], common_words: Set[str]) -> str | None:
    evidence = " ".join(quotes)
    said, proved = _content(sentence), {_base(word) for word in words(evidence)}
    names = _names(sentence, common_words)
    if any(_base(name) not in proved for name in names):
        return "a name is not in its quotes"
    if not (numbers(sentence) <= numbers(evidence) and _money(sentence) <= _money(evidence)):
        return "a number is not in its quotes"
    if any(not _has_count(word, evidence) for word in words(sentence.lower()) if word in _COUNTS):
        return "a number is not in its quotes"
    if not _turns_the_same_way(sentence, evidence):
        return "it turns what its quotes say"
    if not set(said) <= proved | _NEUTRAL or len(said) < _FEWEST_WORDS:
        return "its words are not those of its quotes"
    if not any(_in_order(sentence, said, order, names) for order in permutations(quotes[:4])):
        return "it connects what its quotes do not"
    return None


def _base(word: str) -> str:
    """Return the stem of a word, and of the forms of an irregular verb that of the first."""
    return stem(_IRREGULAR.get(word.lower(), word))


_FORMS = """
    become became; begin began begun; bring brought; build built; buy bought; choose chose chosen; come came; deal dealt
    draw drew drawn; drive drove driven; fall fell fallen; feel felt; fight fought; find found; give gave given
    grow grew grown; hold held; keep kept; know knew known; lay laid; leave left; lose lost; mean meant; meet met
    pay paid; rise rose risen; run ran; seek sought; sell sold; send sent; show shown; lead led; speak spoke spoken
    stand stood; spend spent; take took taken; think thought; win won; withdraw withdrew withdrawn; write wrote written
"""
_IRREGULAR = {form: row.split()[0] for row in re.split(r"[;\n]", _FORMS.strip()) for form in row.split()[1:]}

_FEWEST_WORDS = 2
_NEUTRAL = frozenset(
    map(_base, ["example", "include", "including", "namely", "publication", "report", "reported", "reports"])
)
"""Words of content that say nothing by themselves: any other may be the one that makes a sentence false."""

_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z])")


def _parts(text: str) -> list[str]:
    """Return the sentences of a text, so that a true one does not carry another; "Mr. Smith" stays together."""
    parts: list[str] = []
    for piece in filter(None, _BETWEEN_SENTENCES.split(text)):
        if parts and (len(words(piece)) < _SHORT or len(words(parts[-1])) < _SHORT):
            parts[-1] = f"{parts[-1]} {piece}"
        else:
            parts.append(piece)
    return parts


_SHORT = 3


def _content(text: str) -> list[str]:
    """Return the stems that say something, in order; figures and their units are looked at by themselves."""
    kept = (word for word in words(text) if not (is_stop(word) or word[0].isdigit() or word.lower() in _UNITS))
    return [_base(word) for word in kept]


_UNITS = frozenset(["bn", "billion", "cent", "m", "million", "percent"])


def _names(sentence: str, common_words: Set[str]) -> list[str]:
    """Return the words that are names, acronyms or codes such as "B12"; plain numbers are not."""
    found = []
    for position, word in enumerate(words(sentence)):
        if word[0].isdigit() or word == "I":
            continue
        starts = position == 0 and word[1:].islower() and (is_stop(word) or word.lower() in {*common_words, *_COUNTS})
        if (any(map(str.isupper, word)) and not starts) or any(map(str.isdigit, word)):
            found.append(word)
    return found


_MONEY = re.compile(r"([£$€])\s?(\d[\d,]*(?:\.\d+)?)")


def _money(text: str) -> set[tuple[str, str]]:
    return {(sign, amount.replace(",", "")) for sign, amount in _MONEY.findall(text)}


_DIGITS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_COUNTS = {word: {str(value)} for value, word in enumerate(_DIGITS, start=2)} | {
    "half": {"50%", "1/2"},
    "third": {"3rd"},
    "thirds": set[str](),
    "quarter": {"25%"},
    "quarters": {"75%"},
    "fifth": {"20%", "5th"},
    "double": set[str](),
    "doubled": set[str](),
    "twice": set[str](),
    "triple": set[str](),
    "tripled": set[str](),
    "dozen": {"12"},
    "dozens": set[str](),
    "hundred": {"100"},
    "hundreds": set[str](),
    "thousand": {"1000"},
    "thousands": set[str](),
    "million": set[str](),
    "millions": set[str](),
    "billion": set[str](),
    "majority": set[str](),
    "minority": set[str](),
}


def _has_count(word: str, evidence: str) -> bool:
    short = {"million": r"\dm\b", "billion": r"\dbn\b"}.get(word)
    lower = evidence.lower()
    return word in words(lower) or bool(_COUNTS[word] & numbers(lower)) or bool(short and re.search(short, lower))


_TURNS = (
    # Where a sentence has a word of a row, so must its quotes; "both ways": and the other way round.
    ("one way", "rise rose risen increase grow grew grown growth higher more gain improve better rising expand"),
    ("one way", "fall fell fallen decrease decline drop reduce reduction lower less fewer worse cut shrink shrank"),
    ("one way", "save saving profit benefit surplus gain win won success successful"),
    ("one way", "lose lost loss deficit overspend waste fail failure failed failing worse"),
    ("one way", "outsource outsourcing outsourced privatise privatize privatised privatisation contractor contract"),
    ("one way", "insource insourcing insourced house back remunicipalise remunicipalisation return municipal"),
    ("one way", "always every all everyone whole entire each any"),
    ("one way", "only solely alone exclusively"),
    ("one way", "must should need shall require ought"),
    ("one way", "most best majority mainly largely mostly main"),
    ("one way", "least worst minority"),
    ("one way", "because cause due lead led result reason therefore thus drive driven since why owing"),
    ("one way", "prove proved proven evidence show demonstrate guarantee confirm"),
    ("one way", "before prior previous until earlier"),
    ("one way", "after following later since afterwards"),
    (
        "both ways",
        "not no never none nobody nothing neither nor without cannot fail failed failing refuse refused deny denied"
        " lack lacked unlikely hardly barely false wrong untrue myth",
    ),
    (
        "both ways",
        "may might could would likely possibly perhaps probably expect expected estimate estimated forecast plan"
        " planned propose proposed intend intended aim hope hoped project projected if unless claim claimed"
        " allege alleged argue argued suggest suggested believe believed fear feared critic opponent"
        " potential potentially",
    ),
)
_STEMMED = tuple((kind, frozenset(map(_base, row.split()))) for kind, row in _TURNS)


def _turns_the_same_way(sentence: str, evidence: str) -> bool:
    said, proved = _turning(sentence), _turning(evidence)
    for kind, row in _STEMMED:
        if said & row and not proved & row:
            return False
        if kind == "both ways" and not _same_scopes(sentence, evidence, row):
            return False
    return True


def _same_scopes(sentence: str, evidence: str, row: Set[str]) -> bool:
    """Say whether what is denied, or only thought, is so in both: the words behind a "not" or "may" are its scope."""
    said, proved = _scopes(sentence, row), _scopes(evidence, row)
    if len(said) > len(proved) or bool(said) != bool(proved):
        return False
    content, within_said, within_proved = set(_content(sentence)), set(chain(*said)), set(chain(*proved))
    kept = all(scope[0] in within_said for scope in proved if scope and scope[0] in content)
    return kept and all(scope[0] in within_proved for scope in said if scope)


def _scopes(text: str, row: Set[str]) -> list[list[str]]:
    """Return for each word of the row the next words of content behind it."""
    found = words(_NOT.sub(" not", text))
    starts = [place for place, word in enumerate(found, start=1) if _base(word) in row]
    return [_content(" ".join(found[start:]))[:_SCOPE] for start in starts]


_NOT = re.compile(r"n['’]t\b")
_SCOPE = 3


def _turning(text: str) -> set[str]:
    return {_base(word) for word in words(_NOT.sub(" not", text))}


def _in_order(sentence: str, said: Sequence[str], quotes: Sequence[str], names: Sequence[str]) -> bool:
    """Say whether words, names and figures come in the order of the quotes, and figures beside the same names."""
    evidence = " ".join(quotes)
    there = _content(evidence)
    if _longest_common(said, there) < _IN_ORDER * len(said) or _torn(said, there) > len(quotes):
        return False
    own = {_base(name) for name in names}
    anchors, others = _anchors(sentence, own), _anchors(evidence, own | _capitals(evidence))
    if _longest_common(anchors, others) < len(anchors):
        return False
    return not own or all(_owner(figure, others) in {*own, None} for figure in anchors if figure[0].isdigit())


def _torn(said: Sequence[str], there: Sequence[str]) -> int:
    """Count the neighbours in a sentence that are far from each other in what it rests on."""
    places = {word: [place for place, each in enumerate(there) if each == word] for word in set(said)}
    return sum(
        min((abs(left - right) for left in places[one] for right in places[other]), default=0) > _NEAR
        for one, other in pairwise(said)
    )


_NEAR = 3


def _anchors(text: str, names: Set[str]) -> list[str]:
    found = (_base(word) for word in words(text))
    return [each.rstrip("bnmk") if each[0].isdigit() else each for each in found if each in names or each[0].isdigit()]


def _capitals(text: str) -> set[str]:
    """Return the words inside sentences that have a capital: who else a figure may belong to."""
    return {_base(word) for word in re.findall(r"(?<=[\w,;] )[A-Z][\w'’]+", text) if not is_stop(word)}


def _owner(figure: str, anchors: Sequence[str]) -> str | None:
    """Return the name that stands last before a figure, else None."""
    before = anchors[: anchors.index(figure)] if figure in anchors else ()
    return next((each for each in reversed(before) if not each[0].isdigit()), None)


def _longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest common subsequence (Wagner and Fischer, 1974)."""
    row = [0] * (len(other) + 1)
    for left in one:
        previous = row[:]
        for index, right in enumerate(other, start=1):
            row[index] = previous[index - 1] + 1 if left == right else max(previous[index], row[index - 1])
    return row[-1]
