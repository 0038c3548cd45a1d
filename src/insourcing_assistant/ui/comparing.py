"""Makes the tables that the Compare page is asked for, a few at a time, and remembers the latest of them."""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from insourcing_assistant.errors import AssistantError, UsageError
from insourcing_assistant.types import Answer, Citation, Filters
from insourcing_assistant.ui.markup import counted, shortened
from insourcing_assistant.ui.pictures import PagePictures, Picture

logger = logging.getLogger(__name__)

Compare = Callable[[Sequence[str], Sequence[str]], Answer]
"""Answers with a table: what is said in publications, by id, on each aspect, or on the usual ones."""

Ask = Callable[[str, Sequence[str], Filters], Answer]

MAX_ASPECT_CHARS = 120
MAX_GIVEN = 60
"""More publications or aspects than that are not even looked at."""

MAX_NAMED, MAX_TITLE_CHARS = 3, 80

AT_ONCE, MAX_WAITING = 2, 8
REMEMBERED = 50
PICTURED = 24
"""Of so many sources the pages are pictured: each takes a moment to draw."""

BUSY = "Many comparisons are being made at the moment. Try again in a minute."
NO_TABLE = (
    "This question compares no publications that are in the library. Name two or more of them beside each other, as in "
    "“How do APSE and NEF differ on cost?”, or choose them below."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks to be compared: publications and aspects, or a question."""

    reports: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    question: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for yet."""
        return not (self.reports or self.aspects or self.question)

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """What stands in the address."""
        if self.question:
            return (("question", self.question),)
        return (*(("report", each) for each in self.reports), *(("aspect", each) for each in self.aspects))

    @property
    def address(self) -> str:
        """The query of the address by which the table is reopened."""
        return urlencode(self.fields)


@dataclass(frozen=True, slots=True)
class Compared:
    """A table that was made, with the pictures of the pages that it cites."""

    answer: Answer
    pictures: Mapping[Citation, tuple[Picture, ...]] = field(default_factory=dict)


def wanted(given: Sequence[tuple[str, str]]) -> Wanted:
    """Make sense of an address; aspects may be listed with commas between them. A question goes before the rest."""
    question = " ".join(" ".join(value for name, value in given if name == "question").split())
    if question:
        return Wanted(question=question)
    reports = dict.fromkeys(value.strip() for name, value in given if name == "report")
    aspects: dict[str, str] = {}
    for name, value in given:
        for part in re.split("[,;]", value) if name == "aspect" else ():
            words = " ".join(part.split())
            aspects.setdefault(words.casefold(), words)
    return Wanted(tuple(filter(None, reports))[:MAX_GIVEN], tuple(filter(None, aspects.values()))[:MAX_GIVEN])


def not_held(titles: Sequence[str]) -> str:
    """Say which publications cannot be compared, because they are not in the library."""
    named = [f"“{shortened(each, max_chars=MAX_TITLE_CHARS)}”" for each in titles[:MAX_NAMED]]
    named += [f"{counted(len(titles) - MAX_NAMED, 'other')}"] if len(titles) > MAX_NAMED else []
    listed = " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
    verb, it = ("is", "it has") if len(titles) == 1 else ("are", "they have")
    return (
        f"{listed} {verb} not in the library: {it} been removed, or the address of this page is not right. Choose "
        "below what is there."
    )


class Comparing:
    """Compares. Safe from many threads; the same comparison of the same library is made once."""

    def __init__(self, *, compare: Compare, ask: Ask, pictures: PagePictures, generation: Callable[[], object]) -> None:
        self._compare, self._ask, self._pictures, self._generation = compare, ask, pictures, generation
        self._made: OrderedDict[tuple[Wanted, object], Compared] = OrderedDict()
        self._lock = threading.Lock()
        self._working = threading.Semaphore(AT_ONCE)
        self._waiting = threading.Semaphore(AT_ONCE + MAX_WAITING)

    def table(self, asked: Wanted) -> Compared:
        """Return the table, or an answer without one where nothing is said. Raises `AssistantError`."""
        _check(asked)
        key = asked, self._generation()
        with self._lock:
            made = self._made.get(key)
        if made is None:
            made = self._make(asked)
            with self._lock:
                self._made[key] = made
                while len(self._made) > REMEMBERED:
                    self._made.popitem(last=False)
        return made

    def _make(self, asked: Wanted) -> Compared:
        if not self._waiting.acquire(blocking=False):
            raise UsageError(BUSY)
        try:
            with self._working:
                answer = self._answer(asked)
                return Compared(answer, self._pictured(answer))
        finally:
            self._waiting.release()

    def _answer(self, asked: Wanted) -> Answer:
        if not asked.question:
            return self._compare(asked.reports, asked.aspects)
        answer = self._ask(asked.question, (), Filters())
        if answer.table is None:
            raise UsageError(NO_TABLE)
        return answer

    def _pictured(self, answer: Answer) -> dict[Citation, tuple[Picture, ...]]:
        pictures: dict[Citation, tuple[Picture, ...]] = {}
        for citation in answer.citations[:PICTURED]:
            try:
                pictures[citation] = self._pictures.offer(citation)
            except (AssistantError, OSError):
                logger.warning("No picture of %s, page %s", citation.report_id, citation.pages[0], exc_info=True)
        return pictures


def _check(asked: Wanted) -> None:
    if not asked.question and len(asked.reports) < 2:
        raise UsageError("Choose at least two publications to compare.")
    for aspect in asked.aspects:
        if len(aspect) > MAX_ASPECT_CHARS:
            raise UsageError(f"An aspect is a word or a few, of at most {MAX_ASPECT_CHARS} characters together.")
        if not any(map(str.isalnum, aspect)):
            raise UsageError(f"“{aspect}” is no word, so nothing can be looked for.")
