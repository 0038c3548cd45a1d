"""Leads a conversation: every step of it is a view, which is all that the page shows."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from insourcing_assistant.errors import AssistantError, UsageError
from insourcing_assistant.glossary import Glossary
from insourcing_assistant.types import Answer, Citation, Filters, Report
from insourcing_assistant.ui import answers, sources
from insourcing_assistant.ui.filters import choices, filter_words, filters_of
from insourcing_assistant.ui.markup import counted
from insourcing_assistant.ui.pictures import PagePictures, Picture
from insourcing_assistant.ui.standing import NOTHING_SINCE, Since
from insourcing_assistant.wording import listed

logger = logging.getLogger(__name__)

Ask = Callable[[str, Sequence[str], Filters], Answer]
"""Answers a question, given the questions asked before, oldest first, and what it is limited to."""

Reports = Callable[[], Mapping[str, Report]]
"""The publications that are in the library now, by id."""

Examples = Callable[[], Sequence[str]]
"""Questions that the publications answer now."""

View = dict[str, str | int | bool]

REMEMBERED_TURNS = 50
EXAMPLES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was answered, with its two pieces of the page."""

    number: int
    question: str
    thread: str
    sources: str
    answered: bool = True
    limits: str = ""
    """What it was limited to, in words."""
    record: str | None = None
    """The id of the record of its answer."""


class Conversation:
    """What happens between a question and the page. Holds no reader's turns: each step is given them."""

    def __init__(
        self,
        *,
        ask: Ask,
        reports: Reports,
        pictures: PagePictures,
        examples: Examples,
        pace_s: float,
        glossary: Glossary = answers.NO_GLOSSARY,
    ) -> None:
        self._ask, self._reports, self._pictures, self._glossary = ask, reports, pictures, glossary
        self._examples, self._pace_s = examples, pace_s

    def view(self, turns: Sequence[Turn], *, notice: str = "", status: str = "", busy: bool = False) -> View:
        """Show the turns so far; before the first one, the opening page."""
        reports = self._reports()
        return {
            "shelf": _shelf_size(reports.values()),
            "choices": choices(reports),
            "thread": "".join(turn.thread for turn in turns) or self._opening(),
            "sources": "".join(turn.sources for turn in turns) or sources.shelf(reports),
            "turns": turns[-1].number if turns else 0,
            "notice": notice,
            "status": status,
            "busy": busy,
        }

    def turn(
        self, turns: tuple[Turn, ...], question: str, chosen: object = None
    ) -> Iterator[tuple[tuple[Turn, ...], View]]:
        """Answer a question, statement by statement: each step is the turns to remember, and the view.

        `chosen` is what the page sent of its filters, which nobody has checked.
        """
        question, reports = question.strip(), self._reports()
        if not question:
            yield turns, self.view(turns, notice="Type a question first.")
            return
        try:
            filters = filters_of(chosen, reports)
        except UsageError as error:
            yield turns, self.view(turns, notice=str(error))
            return
        number = turns[-1].number + 1 if turns else 1
        coming = Turn(
            number=number,
            question=question,
            thread=answers.article(number, question, answers.pending(0 if filters != Filters() else len(reports))),
            sources=sources.without_sources(number, question, "The sources will stand here."),
            limits=filter_words(filters, reports),
        )
        yield turns, self.view((*turns, coming), busy=True)
        try:
            answer = self._ask(question, tuple(turn.question for turn in turns if turn.answered), filters)
        except UsageError as error:
            yield turns, self.view(turns, notice=str(error))
        except Exception as error:  # a reader is owed a sentence, whatever went wrong
            yield self._failed(turns, coming, error)
        else:
            yield from self._answered(turns, coming, answer)

    def _opening(self) -> str:
        asked = answers.questions(self._offered()[:EXAMPLES_SHOWN], "For example:")
        return (
            '<div class="opening" id="opening"><h2 tabindex="-1">What do the reports say?</h2>'
            "<p>Every sentence of an answer links to the place in the publications that it rests on, so that you can "
            "check it.</p>"
            f"{asked}</div>"
        )

    def _offered(self) -> tuple[str, ...]:
        """Return the examples; none while they cannot be had, which must not keep the page from opening."""
        try:
            return tuple(self._examples())
        except AssistantError:
            logger.warning("No examples", exc_info=True)
            return ()

    def _answered(
        self, turns: tuple[Turn, ...], coming: Turn, answer: Answer
    ) -> Iterator[tuple[tuple[Turn, ...], View]]:
        reports = self._reports()
        if answer.kind == "welcome" and not answer.suggestions:
            answer = replace(answer, suggestions=self._offered()[:3])
        pictures: dict[Citation, tuple[Picture, ...]] = {}
        for said in range(1, len(answer.statements)):
            pictures |= self.pictures_of(answer.statements[said - 1].citations)
            if answer.table:  # a table is not read while it grows
                continue
            said_so_far = self.answered(coming, answer, reports, pictures, said=said)
            yield turns, self.view((*turns, said_so_far), busy=True)
            time.sleep(self._pace_s)
        pictures |= self.pictures_of(answer.statements[-1].citations if answer.statements else ())
        whole = self.answered(coming, answer, reports, pictures, said=len(answer.statements))
        turns = (*turns, whole)[-REMEMBERED_TURNS:]
        yield turns, self.view(turns, status=_announcement(answer))

    def answered(
        self,
        coming: Turn,
        answer: Answer,
        reports: Mapping[str, Report],
        pictures: Mapping[Citation, tuple[Picture, ...]],
        *,
        said: int,
        since: Since = NOTHING_SINCE,
    ) -> Turn:
        """Write a turn with the first `said` statements of its answer."""
        number, question = coming.number, coming.question
        said_of_it = answers.reply(number, answer, reports, said=said, since=since, glossary=self._glossary)
        body = [answers.limited(coming.limits), *said_of_it]
        if answer.kind == "welcome":
            beside = sources.without_sources(number, question, "This is about the assistant, so there are no sources.")
        else:
            beside = sources.section(number, question, answer, reports, pictures, said=said, since=since)
        return replace(coming, thread=answers.article(number, question, body), sources=beside, record=answer.id)

    def pictures_of(self, citations: Iterable[Citation]) -> dict[Citation, tuple[Picture, ...]]:
        """Draw the pages that are cited. A page that cannot be drawn is left out."""
        pictures: dict[Citation, tuple[Picture, ...]] = {}
        for citation in citations:
            try:
                pictures[citation] = self._pictures.offer(citation)
            except (AssistantError, OSError):
                logger.warning("No picture of %s, page %s", citation.report_id, citation.pages[0], exc_info=True)
        return pictures

    def _failed(self, turns: tuple[Turn, ...], coming: Turn, error: Exception) -> tuple[tuple[Turn, ...], View]:
        if isinstance(error, AssistantError):
            sentence = str(error)
        else:
            logger.error("A question failed", exc_info=error)
            sentence = "Something went wrong on the server, which has noted it. Please try again."
        failed = replace(
            coming,
            thread=answers.article(coming.number, coming.question, answers.failure(coming.question, sentence)),
            sources=sources.without_sources(coming.number, coming.question, "There are no sources to show."),
            answered=False,
        )
        shown = (*turns, failed)[-REMEMBERED_TURNS:]
        return shown, self.view(shown, status=f"The question could not be answered. {sentence}")


def _announcement(answer: Answer) -> str:
    if answer.kind == "welcome":
        return answer.message
    if not answer.statements:
        offered = f" {counted(len(answer.suggestions), 'other question')} suggested." if answer.suggestions else ""
        return f"Not in these reports.{offered}"
    cited = counted(len(answer.citations), "source")
    if answer.table:
        return f"Answer ready: a table of {counted(len(answer.table.rows), 'publication')}, {cited}."
    said = counted(len(answer.statements), "statement")
    missing = f" Not covered by any publication: {listed(answer.not_covered)}" if answer.not_covered else ""
    return f"Answer ready: {said}, {cited}.{missing}"


def _shelf_size(reports: Iterable[Report]) -> str:
    """Say how many publications there are, and from which years."""
    listed = list(reports)
    dated = sorted(report.year for report in listed if report.year is not None)
    size = counted(len(listed), "publication")
    if not dated:
        return size
    return f"{size} · {dated[0]}" if dated[0] == dated[-1] else f"{size} · {dated[0]}–{dated[-1]}"
