"""The answerer with a language model: it words the answer, and everything that it says is checked before it counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from langchain_core.language_models import BaseChatModel

from insourcing_assistant.answering.llm_reply import declines, parse_reply
from insourcing_assistant.answering.llm_stream import Reply, stream_reply
from insourcing_assistant.answering.prompts import build_prompt, fill_prompt, label_passages, prompt_hash
from insourcing_assistant.answering.sentences import GAPS
from insourcing_assistant.answering.witness import FEWEST_QUOTED_WORDS, Hearing, hear
from insourcing_assistant.errors import GenerationError
from insourcing_assistant.matching import Text, strength_of
from insourcing_assistant.parts import split_parts
from insourcing_assistant.types import Answer, Passage, Question, QuestionTerm, Statement, Strength, Usage

INSTEAD = "so the publications’ own sentences stand here instead"

_CHARS_PER_TOKEN = 8
"""How many characters a token has at most, in any text that is not made to be endless."""

_BANDS: tuple[Strength, ...] = ("strong", "some", "weak")


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in any currency; both 0 means that it is not known."""

    read: float = 0.0
    written: float = 0.0


class LlmWriter:
    """Has a language model word what the extractive answerer found, in one call.

    `is_instruction` says whether a text reads like an instruction to a program: such passages are not shown to the
    model. `passage_chars` limits what it is shown, `timeout_s` and `max_tokens` what it may take.
    """

    def __init__(
        self,
        model: BaseChatModel,
        *,
        name: str,
        is_instruction: Callable[[str], bool],
        timeout_s: float = 120.0,
        max_tokens: int = 1000,
        passage_chars: int = 12_000,
        prices: Prices = Prices(),
    ) -> None:
        self._chain = build_prompt() | model
        self._name, self._is_instruction, self._prices = name, is_instruction, prices
        self._timeout_s, self._max_tokens, self._passage_chars = timeout_s, max_tokens, passage_chars

    def write(self, question: Question, draft: Answer, *, max_statements: int = 5) -> Answer:
        """Return the answer in the model's words, each sentence checked, or the draft with a note that says why not.

        A draft without statements is returned as it stands: where the publications do not answer, no model is asked.
        """
        if not draft.statements:
            return draft
        asked = replace(draft, model=self._name, prompt_hash=prompt_hash())
        labelled = label_passages(self._shown(draft))
        if not labelled:
            return _noted(draft, "No passage could be shown to the language model")
        started = time.monotonic()
        try:
            reply = self._reply(fill_prompt(question.text, labelled, most=max_statements, fewest=FEWEST_QUOTED_WORDS))
        except GenerationError as error:
            return _noted(replace(asked, usage=self._usage(Reply(""), started)), str(error).rstrip("."))
        asked = replace(asked, usage=self._usage(reply, started))
        hearing = hear(
            parse_reply(reply.text),
            labelled,
            most=max_statements,
            strengths={citation.passage_id: citation.strength for citation in draft.citations},
            default_strength=_weaker(draft),
        )
        shortfall = _shortfall(reply.text, hearing, question, draft.not_covered)
        asked = replace(asked, rejected=hearing.rejected)
        if shortfall:
            return _noted(asked, shortfall)
        return replace(asked, statements=hearing.statements, answerer="llm")

    def _shown(self, draft: Answer) -> list[Passage]:
        """Return the passages for the model: those of the draft first, then the best, as many as there is room for."""
        cited = {citation.passage_id for citation in draft.citations}
        passages = [hit.passage for hit in sorted(draft.hits, key=lambda hit: (hit.passage.id not in cited, hit.rank))]
        shown: list[Passage] = []
        room = self._passage_chars
        for passage in passages:
            if len(passage.text) <= room and not _is_gap(passage) and not self._is_instruction(passage.text):
                shown.append(passage)
                room -= len(passage.text)
        return shown

    def _reply(self, variables: dict[str, str]) -> Reply:
        return stream_reply(
            self._chain, variables, timeout_s=self._timeout_s, max_chars=self._max_tokens * _CHARS_PER_TOKEN
        )

    def _usage(self, reply: Reply, started: float) -> Usage:
        cost = (reply.input_tokens * self._prices.read + reply.output_tokens * self._prices.written) / 1_000_000
        known = self._prices != Prices() and reply.output_tokens > 0
        return Usage(
            input_tokens=reply.input_tokens,
            output_tokens=reply.output_tokens,
            seconds=time.monotonic() - started,
            cost=cost if known else None,
        )


def _shortfall(text: str, hearing: Hearing, question: Question, not_covered: Sequence[str]) -> str | None:
    """Say why what is left of a reply is no answer, or None where it is one."""
    kept = hearing.statements
    if not text.strip():
        return "The language model wrote nothing"
    if not kept and declines(text):
        return "The language model found no answer in the passages"
    if not kept and not hearing.rejected:
        return "The language model did not write in the form that can be checked"
    if len(kept) < hearing.rejected or not kept:
        return "Too little of what the language model wrote could be verified"
    if not all(_speaks_of(terms, kept) for terms in _terms_of_parts(question, not_covered)):
        return "What the language model wrote leaves the question, or a part of it, without an answer"
    return None


def _terms_of_parts(question: Question, not_covered: Sequence[str]) -> list[list[QuestionTerm]]:
    """Return for each part of the question that has an answer the terms that only that part has."""
    parts = split_parts(question.text)
    terms = [[term for term in question.terms if term.text.casefold() in part.casefold()] for part in parts]
    return [
        [term for term in own if sum(term in others for others in terms) == 1] or own
        for part, own in zip(parts, terms, strict=True)
        if part not in not_covered
    ]


def _speaks_of(terms: Sequence[QuestionTerm], statements: Sequence[Statement]) -> bool:
    texts = [Text(" ".join([each.text, *(citation.quote for citation in each.citations)])) for each in statements]
    return not terms or any(strength_of(term, text) for term in terms for text in texts)


def _noted(answer: Answer, reason: str) -> Answer:
    return replace(answer, notes=(*answer.notes, f"{reason}, {INSTEAD}."))


def _weaker(draft: Answer) -> Strength:
    """Return the band of what the draft does not cite: one below the best that it does."""
    best = min(_BANDS.index(citation.strength) for citation in draft.citations)
    return _BANDS[min(best + 1, len(_BANDS) - 1)]


def _is_gap(passage: Passage) -> bool:
    return passage.kind == "brief" and passage.heading.endswith(GAPS)
