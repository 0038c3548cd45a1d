"""What a question demands of a sentence beyond being near: a figure of the right thing, a date, a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from insourcing_assistant.answering import demand_words as by
from insourcing_assistant.answering.claims import without_dates
from insourcing_assistant.asking import topic_of
from insourcing_assistant.matching import Text, is_misspelt_in, strength_of
from insourcing_assistant.parts import split_parts
from insourcing_assistant.types import Question, QuestionTerm
from insourcing_assistant.wording import is_stop, stem, words

_NEAR = 8
"""How many words may stand between a figure and what it counts."""

_NEAREST = 2
"""The sentence, and what is nearest to it."""

_PATTERNS = {"wording": by.QUOTED, "time": by.TIME, "date": by.DATE, "price": by.PRICE}


@dataclass(frozen=True, slots=True)
class Demand:
    """What at least one sentence must have.

    `of` are the names it must be said of, and `wants` says what it must have, if anything: `counted` are the stems of
    what a figure must stand by (of anything, without them), `about` those of which a sentence with a sum or a time must
    have one. `is_for_words` where it is the words of those names that are asked for.
    """

    wants: by.Wanted | None = None
    of: tuple[QuestionTerm, ...] = ()
    counted: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    is_for_words: bool = False

    def is_met(self, text: str, *surroundings: str) -> bool:
        """Say whether a sentence has what is wanted, and it or its surroundings name whom it is asked of.

        Of three names and more, one may be called otherwise.
        """
        if not self._has_answer(text):
            return False
        places = [Text(place) for place in (text, *surroundings)]
        # A matter of the whole field is in nearly every title.
        missing = sum(not _is_named(each, places if each.is_name else places[:_NEAREST]) for each in self.of)
        return missing <= len(self.of) // 3

    def known_in(self, texts: Iterable[str]) -> Demand:
        """Return the demand as these texts can meet it: where nothing is called like what is counted, by any figure."""
        if any(not self.counted.isdisjoint(map(stem, words(text))) for text in texts):
            return self
        return replace(self, counted=frozenset())

    def _has_answer(self, said: str) -> bool:
        if self.wants is None:
            return True
        if self.about and self.about.isdisjoint(map(stem, words(said))):
            return False
        pattern = _PATTERNS.get(self.wants)
        if pattern is not None:
            return pattern.search(said) is not None
        if self.wants == "name":
            known = {part for name in self.of for form in name.forms for part in form}
            capitals = [word[0].isupper() for word in words(said)[:2]]
            # The first word of a sentence says nothing by its capital, unless another one follows.
            named = words(said) if all(capitals) else words(said)[1:]
            return any(word[0].isupper() and stem(word) not in known for word in named)
        undated = without_dates(said)
        if self.wants == "share":
            return by.SHARE.search(undated) is not None
        if self.wants == "sum":
            return by.MONEY.search(undated) is not None
        return _counts(self.counted, undated)


def demand_of(question: Question) -> Demand | None:
    """Return what the question demands, or None where any sentence near to it may answer.

    Of a question of several parts, the first counts: what the others want is asked of each by itself.
    """
    text = split_parts(question.asking or question.text)[0]
    if by.SEVERAL.search(text):
        return None
    asked, topic = topic_of(text)
    wants, found = next((each for each in map(_wanted, (asked, topic)) if each[0]), (None, None))
    names = (term for term in question.terms if term.is_name and term.text.casefold() in text.casefold())
    of = tuple(name for name in names if not _says_little(name.text))
    said = by.SAID_BY.search(text)
    speaker = tuple(name for name in of if said is not None and name.text in said[1])
    if speaker:
        return Demand(of=speaker, is_for_words=True)
    if wants is None or found is None or (wants == "sum" and by.ON_A_TOPIC.search(text)):
        return Demand(of=of) if of else None
    # How it is put is known of the field alone: elsewhere, what takes its time is "done in a year".
    is_of_field = any(term.is_concept for term in question.terms)
    if wants in ("sum", "price"):
        about = _about(text) if wants == "sum" else by.COSTING if is_of_field else frozenset()
        return Demand(wants, (*of, *_spent_on(text, question.terms, of)), about=about)
    if wants == "time":
        return Demand(wants, of, about=by.TAKING if is_of_field and by.TAKES.search(text) else frozenset())
    return Demand(wants, of, counted=_head(found[found.lastindex or 0]) if wants == "count" else frozenset())


def _wanted(text: str) -> tuple[by.Wanted | None, re.Match[str] | None]:
    return next(((wanted, match) for wanted, pattern in by.ASKED if (match := pattern.search(text))), (None, None))


def _spent_on(text: str, terms: Sequence[QuestionTerm], of: Sequence[QuestionTerm]) -> tuple[QuestionTerm, ...]:
    """Return the term that says what money went on, or what cost it: a sentence must speak of it as of a name."""
    spent, costs = by.SPENT_ON.search(text), by.COSTS.search(text)
    found = [term for term in terms if spent is not None and term.text in spent[1]]
    found += [term for term in terms if costs is not None and term.is_concept and term.text in costs[1]]
    return tuple(term for term in found if term not in of)[:1]


def _about(text: str) -> frozenset[str]:
    """Return the stems of which a sentence with a sum must have one: of what it is, or what became of it."""
    thing = by.COST_OF.search(text)
    if thing:
        return frozenset({stem(thing[1])})
    asked = frozenset(map(stem, words(text)))
    return next((group for group in by.DONE_WITH_MONEY if group & asked), frozenset())


def _says_little(name: str) -> bool:
    """Say whether a name is a number, a month or the country, which a right answer may leave unsaid."""
    return any(map(str.isdigit, name)) or name.casefold() in by.EVERYWHERE or by.DATE.fullmatch(name) is not None


def _head(run: str) -> frozenset[str]:
    """Return the stem of what is counted, and those of all that is called alike; none where it is not said."""
    own = ""
    for word in words(run):
        if word.lower() in by.VERBS or word.lower().endswith("ed") or is_stop(word):
            break
        own = stem(word)
    return next((group for group in by.ALIKE if own in group), frozenset({own} if own and own != "time" else ()))


def _counts(counted: frozenset[str], said: str) -> bool:
    tokens = words(said)
    figures = [place for place, word in enumerate(tokens) if word[0].isdigit() or by.FIGURE.fullmatch(word)]
    if not counted:
        return any(not _is_share_or_sum(word, said) for word in (tokens[place] for place in figures))
    things = [place for place, word in enumerate(tokens) if stem(word) in counted]
    return any(abs(figure - thing) <= _NEAR for figure in figures for thing in things)


def _is_share_or_sum(figure: str, said: str) -> bool:
    return re.search(rf"[£$€]\s?{re.escape(figure)}|\b{re.escape(figure)}\s?(?:%|per ?cent)", said) is not None


def _is_named(name: QuestionTerm, places: Sequence[Text]) -> bool:
    if any(strength_of(name, place) for place in places):
        return True
    # "sources" is nearly "insource".
    return not name.is_concept and is_misspelt_in(name, places[0])
