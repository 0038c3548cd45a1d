"""The read path: a question goes in, an answer of cited statements comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from insourcing_assistant.answering.about import about_library
from insourcing_assistant.answering.compare import CANDIDATES, compare
from insourcing_assistant.answering.contrasts import Contrast, contrast_asked, make_contrast
from insourcing_assistant.answering.coverages import coverage_of
from insourcing_assistant.answering.disagreements import disagreements
from insourcing_assistant.answering.overview import overview, overview_asked, topic_asked, topic_overview
from insourcing_assistant.answering.replies import reply
from insourcing_assistant.answering.together import together
from insourcing_assistant.definitions import definition_notes
from insourcing_assistant.entries import about, entry, issued
from insourcing_assistant.errors import LongQuestionError, UsageError
from insourcing_assistant.filters import passes
from insourcing_assistant.followups import resolve
from insourcing_assistant.glossary import Glossary
from insourcing_assistant.naming import named_reports
from insourcing_assistant.parts import split_parts
from insourcing_assistant.protocols import Answerer, Writer
from insourcing_assistant.questions import analyse
from insourcing_assistant.retrieval import Retriever
from insourcing_assistant.spelling import Speller
from insourcing_assistant.stopwatch import Stopwatch
from insourcing_assistant.suggestions import Suggester
from insourcing_assistant.types import Answer, Filters, Hit, Kind, Question, Report
from insourcing_assistant.vintage import vintage_notes

_WIDE = 100
"""How many passages an overview is chosen from."""

_REMEMBERED = 2_000
"""Of how many suggestions it is remembered whether they can be answered: asking three takes longer than all else."""

_STANDS_FROM = 5
"""From how many terms on the part of a question is asked by itself: "who led the work" has two."""

_LEANS_BELOW = 3
"""With fewer terms and no name, a part says nothing without the one before it, though nothing in it points there."""

EMPTY = "The library is empty, so there is nothing to answer from. Fill it with `insourcing ingest`."


class Entry(Protocol):
    """What a library says of one publication."""

    @property
    def report(self) -> Report:
        """The publication."""

    @property
    def is_in_full(self) -> bool:
        """Whether its own text is there, and not a brief alone."""


class Shelf(Protocol):
    """What the assistant reads of a library beside its passages."""

    @property
    def version(self) -> str:
        """Changes whenever the content does."""

    def reports(self) -> Sequence[Entry]:
        """Return the publications in the library, by id."""

    def text(self, report_id: str, kind: Kind) -> str:
        """Return the whole of a text, in which citations are checked."""

    def page_text(self, report_id: str, kind: Kind, number: int) -> str:
        """Return one page or section of a text."""


class Assistant:
    """Answers questions from a library.

    `depth` is the number of passages that an answer is made from. `writer` words answers from passages anew; overviews,
    answers about the library and abstentions stay as they are.
    """

    def __init__(
        self,
        shelf: Shelf,
        retriever: Retriever,
        answerer: Answerer,
        *,
        glossary: Glossary,
        suggester: Suggester,
        speller: Speller | None = None,
        writer: Writer | None = None,
        depth: int = 20,
        max_question_chars: int = 2000,
    ) -> None:
        self._shelf, self._retriever, self._answerer = shelf, retriever, answerer
        self._glossary, self._suggester, self._speller = glossary, suggester, speller
        self._writer = writer
        self._depth, self._max_question_chars = depth, max_question_chars
        self._answerable: dict[tuple[str, Filters, str], bool] = {}

    def ask(
        self, question: str, *, filters: Filters = Filters(), history: Sequence[str] = (), max_statements: int = 5
    ) -> Answer:
        """Answer a question.

        `history` has the questions asked before in this conversation, oldest first. An answer about the library
        itself, and a table, come whole, however long. Raises `UsageError` for a question that is empty or too long.
        """
        question = self._checked(question)
        _check_count("max_statements", max_statements)
        watch = Stopwatch()
        version = self._shelf.version
        rewritten = self._rewritten(question, history)
        answer = self._answer(question, rewritten or question, filters, max_statements, watch)
        if self._writer is not None and _can_be_worded(answer, rewritten or question):
            with watch.stage("model"):
                answer = self._worded(answer, rewritten or question, self._writer, max_statements)
        if answer.kind == "abstention":
            with watch.stage("suggest"):
                explained = definition_notes(analyse(rewritten or question, self._glossary), self._glossary)
                answer = replace(
                    answer,
                    notes=(*answer.notes, *explained),
                    suggestions=self._suggestions(question, answer.hits, filters),
                )
        return replace(
            answer,
            question=question,
            rewritten=rewritten,
            library_version=version,
            timings=watch.timings(),
        )

    def compare(self, reports: Sequence[str], aspects: Sequence[str] = (), *, filters: Filters = Filters()) -> Answer:
        """Answer with a table of what publications say on each aspect, or without any on the usual ones.

        Raises `UnknownReportError`, and `UsageError` where there is nothing to compare, or too much.
        """
        held = {report.id: report for report in self._reports(filters)}
        contrast = make_contrast(reports, [self._checked(aspect) for aspect in aspects], held=tuple(held))
        titles = [held[report_id].title for report_id in contrast.reports]
        question = f"Compare what is said about {', '.join(contrast.aspects)} in {'; '.join(titles)}."
        watch = Stopwatch()
        version = self._shelf.version
        answer = self._compared(question, contrast, tuple(held.values()), filters, watch)
        return replace(answer, library_version=version, timings=watch.timings())

    def search(self, query: str, *, k: int = 10, filters: Filters = Filters()) -> tuple[Hit, ...]:
        """Return the k best passages for a query, best first. Raises `UsageError` as `ask` does."""
        _check_count("k", k)
        return self._retriever.search(analyse(self._checked(query), self._glossary), k=k, filters=filters)

    def is_answerable(self, question: str, *, filters: Filters = Filters()) -> bool:
        """Say whether the library answers a question; no language model is asked. It is remembered while texts stay."""
        key = self._shelf.version, filters, question
        known = self._answerable.get(key)
        if known is None:
            known = self._answer(question, question, filters, 1, Stopwatch()).answerable
            if len(self._answerable) >= _REMEMBERED:
                self._answerable.clear()
            self._answerable[key] = known
        return known

    @property
    def library(self) -> Shelf:
        """Where the texts are that it answers from."""
        return self._shelf

    def reports(self) -> Mapping[str, Report]:
        """Return the publications in the library by id, each described."""
        return {report.id: replace(report, about=about(report)) for report in self._reports(Filters())}

    @property
    def glossary(self) -> Glossary:
        """The terms that it knows."""
        return self._glossary

    @property
    def examples(self) -> tuple[str, ...]:
        """The example questions of the corpus."""
        return self._suggester.examples

    def _rewritten(self, question: str, history: Sequence[str]) -> str | None:
        """Return what is searched for where it is not the question as it was asked."""
        # What leans on a question of two parts leans on the first: the other may have had no answer.
        resolved = resolve(question, [split_parts(each)[0] for each in history]) or question
        searched = self._speller.correct(resolved) if self._speller else resolved
        return None if searched == question else searched

    def _checked(self, question: str) -> str:
        # Lone surrogates are what bytes that are no UTF-8 become on the command line; no tokenizer takes them.
        question = " ".join(question.encode("utf-8", "replace").decode("utf-8").split())
        if not any(map(str.isalnum, question)):
            raise UsageError(
                "The question is empty. Ask something about insourcing, such as: What does insourcing mean?"
            )
        if len(question) > self._max_question_chars:
            raise LongQuestionError(len(question), self._max_question_chars)
        return question

    def _answer(self, asked: str, text: str, filters: Filters, max_statements: int, watch: Stopwatch) -> Answer:
        replied = reply(asked)
        if replied is not None:
            return replied
        reports = self._reports(filters)
        if not reports and not self._shelf.reports():
            return Answer(question=text, kind="abstention", message=EMPTY)
        return self._answer_parts(asked, text, reports, filters, max_statements, watch)

    def _answer_parts(
        self,
        asked: str,
        text: str,
        reports: Sequence[Report],
        filters: Filters,
        max_statements: int,
        watch: Stopwatch,
    ) -> Answer:
        """Answer each part of a question by itself; what has no answer is named beside those that have."""
        parts = split_parts(text)
        whole = self._answer_one(asked, text, reports, filters, max_statements, watch)
        if len(parts) == 1 or (not whole.answerable and any(self._leans(part, parts[:1]) for part in parts[1:])):
            # What leans on the first part ("how much did it save") cannot be answered beside it.
            return whole
        share = -(-max_statements // len(parts))
        asked_of = [
            self._in_context(part, parts[:place]) if whole.answerable else part for place, part in enumerate(parts)
        ]
        answers = [
            self._answer_one(part, of, reports, filters, share, watch) for part, of in zip(parts, asked_of, strict=True)
        ]
        return together(whole, parts, answers)

    def _leans(self, part: str, before: Sequence[str]) -> bool:
        """Say whether a part of a question cannot be asked without the one before it."""
        terms = analyse(part, self._glossary).terms
        says_little = len(terms) < _LEANS_BELOW and not any(term.is_name for term in terms)
        return says_little or resolve(part, before) is not None

    def _in_context(self, part: str, before: Sequence[str]) -> str:
        """Return a part with the first behind it where it leans on that, or says little by itself and names nobody."""
        terms = analyse(part, self._glossary).terms
        stands = len(terms) >= _STANDS_FROM or any(term.is_name for term in terms)
        return resolve(part, before) or (f"{part} ({before[0]})" if before and not stands else part)

    def _answer_one(
        self,
        asked: str,
        text: str,
        reports: Sequence[Report],
        filters: Filters,
        max_statements: int,
        watch: Stopwatch,
    ) -> Answer:
        named = named_reports(text, reports)
        catalogue = about_library(
            asked,
            named,
            {report.id: entry(report) for report in reports},
            issued={report.id: day for report in reports if (day := issued(report))},
            in_full={each.report.id for each in self._shelf.reports() if each.is_in_full},
        )
        if catalogue is not None:
            return catalogue
        contrast = contrast_asked(text, reports)
        if contrast is not None:
            return self._compared(text, contrast, reports, filters, watch)
        limited = replace(filters, reports=named) if named else filters
        answer = self._overview(text, named, limited, max_statements, watch)
        if answer is None:
            hits = self._retriever.search(analyse(text, self._glossary), k=self._depth, filters=limited, watch=watch)
            with watch.stage("answer"):
                answer = self._answerer.answer(analyse(text, self._glossary), hits, max_statements=max_statements)
        searched = [report.id for report in reports if not named or report.id in named]
        return replace(answer, coverage=coverage_of(answer, searched), notes=self._notes(text, answer, reports))

    def _compared(
        self, text: str, contrast: Contrast, reports: Sequence[Report], filters: Filters, watch: Stopwatch
    ) -> Answer:
        """Answer with a table: each cell is searched for in its publication alone."""

        def search(asked: str, ids: tuple[str, ...], many: bool) -> tuple[Question, tuple[Hit, ...]]:
            question, k = analyse(asked, self._glossary), _WIDE if many else self._depth
            limited = replace(filters, reports=ids)
            return question, self._retriever.search(question, k=k, filters=limited, watch=watch)

        def reply(question: Question, hits: Sequence[Hit]) -> Answer:
            with watch.stage("answer"):
                return self._answerer.answer(question, hits, max_statements=CANDIDATES)

        answer = compare(text, contrast, reports, search=search, reply=reply)
        return replace(answer, notes=(*answer.notes, *self._notes(text, answer, reports)))

    def _overview(
        self, text: str, named: Sequence[str], limited: Filters, max_statements: int, watch: Stopwatch
    ) -> Answer | None:
        """Answer a question for the summary of one publication, or for what each of them says on a topic."""
        topic, aspect = topic_asked(text), overview_asked(text)
        if topic is not None and not named:
            hits = self._retriever.search(analyse(topic, self._glossary), k=_WIDE, filters=limited, watch=watch)
            return topic_overview(analyse(topic, self._glossary), hits)
        if aspect is not None and len(named) == 1:
            hits = self._retriever.search(analyse(text, self._glossary), k=_WIDE, filters=limited, watch=watch)
            return overview(text, aspect, hits, max_statements=max_statements)
        return None

    def _notes(self, text: str, answer: Answer, reports: Sequence[Report]) -> tuple[str, ...]:
        cited = {citation.report_id for citation in answer.citations}
        differing = disagreements(answer.citations, {report.id: report for report in reports})
        return (*vintage_notes(text, [report for report in reports if report.id in cited], self._glossary), *differing)

    def _worded(self, draft: Answer, text: str, writer: Writer, max_statements: int) -> Answer:
        """Have an answer worded anew; coverage and notes are of what it cites afterwards."""
        answer = writer.write(analyse(text, self._glossary), draft, max_statements=max_statements)
        if answer.statements == draft.statements:
            return answer
        reports = self._reports(Filters())
        stale = self._notes(text, draft, reports)
        return replace(
            answer,
            coverage=coverage_of(answer, draft.coverage.searched),
            notes=(*self._notes(text, answer, reports), *(note for note in answer.notes if note not in stale)),
        )

    def _suggestions(self, question: str, hits: Sequence[Hit], filters: Filters) -> tuple[str, ...]:
        def answerable(candidate: str) -> bool:
            return self.is_answerable(candidate, filters=filters)

        return self._suggester.suggest(question, hits, self._reports(filters), answerable=answerable)

    def _reports(self, filters: Filters) -> tuple[Report, ...]:
        return tuple(entry.report for entry in self._shelf.reports() if passes(entry.report, filters))


def _check_count(name: str, count: int) -> None:
    if count < 1:
        raise UsageError(f"{name} must be at least 1, not {count}.")


def _can_be_worded(answer: Answer, text: str) -> bool:
    """Say whether an answer is one from passages: an overview and a table are arranged."""
    is_arranged = answer.table is not None or topic_asked(text) is not None or overview_asked(text) is not None
    return answer.answerable and answer.answerer == "extractive" and not is_arranged
