"""Chooses the questions of the opening page: those of the corpus, and some on what was added, each asked beforehand."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Protocol

from insourcing_assistant.errors import AssistantError
from insourcing_assistant.library import LibraryReport
from insourcing_assistant.suggestions import heading_questions
from insourcing_assistant.types import Filters, Hit, Report

logger = logging.getLogger(__name__)

OFFERED = 6
OF_OWN = 2
"""How many of them are on full texts of the library, where it has any."""

TRIED = 12
"""How many examples are tried: somebody is waiting, and a library of other things answers none of them."""

FEWEST = 0.25
"""What share of the tried examples must be answered: fewer are answered by chance, by a library of other things."""

_SEARCHED = 12


class Answering(Protocol):
    """What is asked."""

    @property
    def examples(self) -> tuple[str, ...]:
        """The example questions of the corpus."""

    def search(self, query: str, *, k: int, filters: Filters) -> tuple[Hit, ...]:
        """Return the k best passages."""

    def is_answerable(self, question: str) -> bool:
        """Say whether the library answers a question."""


class Openings:
    """The questions of the opening page, chosen anew when the library has changed. Safe from many threads.

    Nobody waits for the new choice: what was chosen last is offered until it is made. `run` runs it, in a thread of
    its own unless another way is given.
    """

    def __init__(
        self,
        answering: Answering,
        *,
        held: Callable[[], Sequence[LibraryReport]],
        generation: Callable[[], int],
        run: Callable[[Callable[[], None]], None] | None = None,
    ) -> None:
        self._answering, self._held, self._generation = answering, held, generation
        self._run = run or _in_background
        self._chosen_of, self._chosen = generation(), opening_questions(answering, held())
        self._choosing = threading.Lock()

    def __call__(self) -> tuple[str, ...]:
        """Return up to `OFFERED` questions that the library answered when they were chosen. Raises `LibraryError`."""
        if self._generation() != self._chosen_of and self._choosing.acquire(blocking=False):
            self._run(self._choose)
        return self._chosen

    def _choose(self) -> None:
        try:
            generation = self._generation()
            self._chosen = opening_questions(self._answering, self._held())
            self._chosen_of = generation
        except AssistantError:
            logger.warning("The questions of the opening page stay as they were", exc_info=True)
        finally:
            self._choosing.release()


def _in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True).start()


def opening_questions(answering: Answering, held: Sequence[LibraryReport]) -> tuple[str, ...]:
    """Choose questions: examples, and last those on the full texts that were added last."""
    offered = _own(answering, held)
    own = list(islice(offered, OF_OWN))
    wanted = OFFERED - len(own)
    chosen: list[str] = []
    tried = 0
    for question in answering.examples[:TRIED]:
        if len(chosen) == wanted:
            break
        tried += 1
        if answering.is_answerable(question):
            chosen.append(question)
    if len(chosen) < FEWEST * tried:
        chosen = []
    return (*chosen, *own, *islice(offered, wanted - len(chosen)))


def _own(answering: Answering, held: Sequence[LibraryReport]) -> Iterator[str]:
    """Yield questions on the full texts that were added last: one on each, then more where there are few of them."""
    full = [each for each in held if each.is_in_full]
    full.sort(key=lambda each: (max(text.added_at for text in each.texts), each.report.id), reverse=True)
    asked = [_answered(answering, each.report) for each in full[:OFFERED]]
    for _ in range(OFFERED):
        for questions in asked:
            yield from islice(questions, 1)


def _answered(answering: Answering, report: Report) -> Iterator[str]:
    hits = answering.search(report.title, k=_SEARCHED, filters=Filters(reports=(report.id,)))
    return filter(answering.is_answerable, heading_questions(hits, [report]))
