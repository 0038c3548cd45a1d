"""What a question asks: its terms with their synonyms, its names, numbers and quoted words, and the kind of answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from insourcing_assistant.asking import asking, topic_of
from insourcing_assistant.glossary import Glossary
from insourcing_assistant.types import Question, QuestionKind, QuestionTerm, Stems
from insourcing_assistant.wording import is_stop, numbers, stems, words, years


def analyse(text: str, glossary: Glossary) -> Question:
    """Take a question apart."""
    asks, rest = asking(text)
    first, topic = topic_of(asks)
    terms = list(_terms(first, glossary))
    is_named = any(term.is_name for term in terms)
    # "And Islington? (What did Fife save?)" is not asked of Fife.
    for term in _terms(topic, glossary):
        if term.forms[0] not in {known.forms[0] for known in terms}:
            terms.append(replace(term, is_name=term.is_name and not is_named))
    own = {term.forms[0] for term in terms}
    # A supplier's name, or a town where somebody lives, is said to explain: no answer has to speak of it.
    terms += [replace(term, is_name=False) for term in _terms(rest, glossary) if term.forms[0] not in own]
    return Question(
        text=text,
        kind=_kind(asks),
        terms=tuple(terms),
        phrases=tuple(phrase.strip() for phrase in _QUOTED.findall(asks) if phrase.strip()),
        numbers=numbers(asks),
        years=years(asks),
        asking=asks,
    )


_QUOTED = re.compile(r"[\"“]([^\"“”]{2,80})[\"”]")
_SMALL = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"})
_NAME_LINKS = frozenset({"of", "for", "on", "the", "upon"})
_KINDS: tuple[tuple[QuestionKind, re.Pattern[str]], ...] = (
    ("how many", re.compile(r"\bhow (?:many|much|common|large|big|often|far|long|widespread)\b", re.I)),
    ("how many", re.compile(r"\bwhat (?:share|proportion|percent\w*|number|amount|fraction|figure|sum)\b", re.I)),
    ("how many", re.compile(r"\bwhat (?:did|does|do|would|was|were)\b.{3,80}\b(?:saved?|cost|spen[dt])\b", re.I)),
    ("definition", re.compile(r"\bwhat do(?:es)? .{2,60} mean\b|\bmean(?:s|ing|t)? (?:by|of)\b", re.I)),
    (
        "definition",
        re.compile(
            r"^\W*(?:define\b|what(?:'s| is| are) (?:an? |the )?[\w\" “”'’-]{2,40}\W*$)|\bdefinition of\b", re.I
        ),
    ),
    ("who", re.compile(r"\bwho(?:m|se)?\b|\bwhich (?:person|authors?|firm|company|organisations?|publisher)\b", re.I)),
    ("when", re.compile(r"^\W*(?:and |so |but )?when\b|\bwhen (?:did|was|were|is|will|would|does|do)\b", re.I)),
    ("when", re.compile(r"\b(?:what|which) (?:year|date|month|day)\b|\bsince when\b", re.I)),
    ("where", re.compile(r"\bwhere\b", re.I)),
    ("why", re.compile(r"\bwhy\b|\bhow come\b|\b(?:reasons?|causes?|motives?|drivers?|motivat\w+)\b", re.I)),
    (
        "steps",
        re.compile(
            r"\b(?:what|which|list|the|name) (?:\w+ ){0,2}?(?:steps|stages)\b|\bstep[ -]by[ -]step\b"
            r"|\bhow (?:do|does|should|can|could|would|might) (?:\w+ ){1,4}?"
            r"(?:go about|get started|start|begin|proceed)\b"
            r"|^\W*how (?:do|does|can|could|should|would|might|to) (?:\w+ ){0,3}?(?:insource|in-source"
            r"|(?:bring|take) (?:[\w'’-]+ ){1,4}?(?:back|in-?house))\b",
            re.I,
        ),
    ),
    ("how", re.compile(r"^\W*how\b|\bwhat (?:process|procedure)\b", re.I)),
    ("which", re.compile(r"\bwhich\b|\bwhat (?:are|were)\b|\blist\b|\bname\b", re.I)),
)


def _kind(text: str) -> QuestionKind:
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "other")


def _terms(text: str, glossary: Glossary) -> Iterator[QuestionTerm]:
    tokens = words(text)
    names = _name_lengths(text, tokens)
    done: set[Stems] = set()
    position = 0
    while position < len(tokens):
        length = _glossary_length(tokens, position, glossary)
        term = None
        if length:
            term = _glossary_term(tokens[position : position + length], glossary)
        elif position in names:
            length = names[position]
            term = _plain_term(tokens[position : position + length], is_name=True)
        elif not is_stop(tokens[position]):
            term = _plain_term(tokens[position : position + 1], is_name=_has_number(tokens[position]))
        if term is not None and term.forms[0] not in done:
            done.add(term.forms[0])
            yield term
        position += max(length, 1)


def _has_number(token: str) -> bool:
    """Say whether a word is a number that must be matched as it is; a decade ("1980s") may be said otherwise."""
    return any(c.isdigit() for c in token) and not re.fullmatch(r"\d+['’]?s", token)


def _glossary_length(tokens: list[str], position: int, glossary: Glossary) -> int:
    for length in range(min(glossary.longest, len(tokens) - position), 0, -1):
        run = tokens[position : position + length]
        if not all(is_stop(token) for token in run) and glossary.lookup(stems(" ".join(run))):
            return length
    return 0


def _glossary_term(run: list[str], glossary: Glossary) -> QuestionTerm:
    own = " ".join(run)
    spellings = tuple(dict.fromkeys((own, *glossary.alternatives(stems(own)))))
    forms = tuple(dict.fromkeys(tuple(stems(spelling)) for spelling in spellings))
    # "Procurement Act 2023" may be said otherwise, but by nothing that is only near to it.
    exact = any(c.isdigit() for c in own) or any(len(word) > 1 and word.isupper() for word in run)
    exact = exact or sum(word[0].isupper() for word in run) > 1
    concept = any(not term.incidental for term in glossary.lookup(stems(own)))
    return QuestionTerm(text=own, forms=forms, spellings=spellings, is_name=exact and concept, is_concept=concept)


def _plain_term(run: list[str], *, is_name: bool) -> QuestionTerm:
    text = " ".join(run)
    return QuestionTerm(text=text, forms=(tuple(stems(text)),), spellings=(text,), is_name=is_name)


def _name_lengths(text: str, tokens: list[str]) -> dict[int, int]:
    """Return where names begin and how many words they have: "Institute for Government" is one name of three.

    "and" joins nothing, for "Walker and Tizard" are two.

    A capital at the beginning of a sentence makes no name; in a text all in capitals or title case nothing does.
    """
    capital = [token[0].isupper() for token in tokens]
    if len(tokens) > 2 and all(c or token in _SMALL for token, c in zip(tokens, capital, strict=True)):
        return {}
    starts = _sentence_starts(text, tokens)
    found: dict[int, int] = {}
    position = 0
    while position < len(tokens):
        acronym = len(tokens[position]) > 1 and tokens[position].isupper()
        if not capital[position] or (is_stop(tokens[position]) and not acronym) or (position in starts and not acronym):
            position += 1
            continue
        end = position + 1
        while (
            end < len(tokens)
            and end not in starts
            and (capital[end] or (tokens[end] in _NAME_LINKS and end + 1 < len(tokens) and capital[end + 1]))
        ):
            end += 1
        found[position] = end - position
        position = end
    return found


def _sentence_starts(text: str, tokens: list[str]) -> set[int]:
    starts, offset, fresh = set(), 0, True
    for number, token in enumerate(tokens):
        at = text.index(token, offset)
        if fresh or re.search(r"[.?!:]\s*\W*$", text[offset:at]):
            starts.add(number)
        offset, fresh = at + len(token), False
    return starts
