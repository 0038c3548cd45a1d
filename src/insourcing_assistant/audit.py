"""The record of an answer: what was asked, what was found and said, and whether it stands; and asking it again."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol, cast

from insourcing_assistant.answering.citations import stands
from insourcing_assistant.errors import AssistantError
from insourcing_assistant.recorded import laid_out
from insourcing_assistant.rendering import Json, answer_json, timings_json
from insourcing_assistant.types import Answer, Citation, Filters, Hit, Kind, Report
from insourcing_assistant.wording import listed

ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
ID_LENGTH = 16
"""79 bits: nobody comes upon the answer of somebody else by guessing."""

VOLATILE = ("id", "timings_ms", "library_version", "usage")
"""What of an answer is another each time, and says nothing of its words."""


class Shelf(Protocol):
    """Where citations are checked. A library fits."""

    @property
    def generation(self) -> int:
        """Grows with every change."""

    def text(self, report_id: str, kind: Kind) -> str:
        """The whole text. Raises an `AssistantError` where there is none."""


class Asked(Protocol):
    """What answers. An assistant fits."""

    def reports(self) -> Mapping[str, Report]:
        """The publications it answers from, by id."""

    def ask(self, question: str, *, filters: Filters, history: Sequence[str], max_statements: int) -> Answer:
        """The answer to a question asked after those of `history`, the oldest first."""

    def compare(self, reports: Sequence[str], aspects: Sequence[str]) -> Answer:
        """A table of what publications say on each aspect."""


class Store(Protocol):
    """Where records are kept. The answers of a library fit."""

    def add(self, record: Json, *, keep: int) -> bool:
        """Keep a record, and of all the newest `keep`; False where that cannot be."""


class Audited:
    """Asks, and keeps a record of each answer in the store, if there is one. An answer never fails for its record."""

    def __init__(self, asked: Asked, shelf: Shelf, store: Store | None, *, keep: int, program: str) -> None:
        self._asked, self._shelf, self._store = asked, shelf, store
        self._keep, self._program = keep, program

    def ask(
        self, question: str, *, filters: Filters = Filters(), history: Sequence[str] = (), max_statements: int = 5
    ) -> Answer:
        """Answer a question; the answer has the id of its record, or none where none is kept."""
        return self._kept(
            lambda: self._asked.ask(question, filters=filters, history=history, max_statements=max_statements),
            {"history": list(history), "filters": _filters_json(filters), "max_statements": max_statements},
        )

    def compare(self, reports: Sequence[str], aspects: Sequence[str] = ()) -> Answer:
        """Answer with a table, as `ask` does."""
        asked = {"reports": list(reports), "aspects": list(aspects)}
        return self._kept(
            lambda: self._asked.compare(reports, aspects),
            {"history": [], "filters": _filters_json(Filters()), "max_statements": 1, "compared": asked},
        )

    def _kept(self, answered: Callable[[], Answer], how: Json) -> Answer:
        if self._store is None:
            return answered()
        generation = self._shelf.generation
        answer = answered()
        answer = replace(answer, id="".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH)))
        reports = self._asked.reports()
        record: Json = {
            "id": answer.id,
            "asked_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "question": answer.question,
            "rewritten": answer.rewritten,
            **how,
            "answerer": answer.answerer,
            "model": answer.model,
            "prompt_hash": answer.prompt_hash,
            "program": self._program,
            "library_version": answer.library_version,
            "library_generation": generation,
            "hits": [_hit_json(hit) for hit in answer.hits],
            "verdicts": verdicts(answer, self._shelf, reports),
            "timings_ms": timings_json(answer.timings.stages),
            "answer": answer_json(answer, reports),
            **laid_out(answer, reports),
        }
        return answer if self._store.add(record, keep=self._keep) else replace(answer, id=None)


def verdicts(answer: Answer, shelf: Shelf, reports: Mapping[str, Report]) -> list[Json]:
    """Say of each citation by its number whether its quote stands in the text that the library holds."""
    texts: dict[tuple[str, Kind], str] = {}
    said: list[Json] = []
    for number, citation in enumerate(answer.citations, start=1):
        key = citation.report_id, citation.kind
        if key not in texts:
            texts[key] = _text(citation, shelf, reports)
        said.append({"citation": number, "stands": stands(citation, texts[key])})
    return said


@dataclass(frozen=True, slots=True)
class Replay:
    """An answer given again. `differences` names the fields in which it is not what it was."""

    record_id: str
    answer: Answer
    differences: tuple[str, ...]
    version_then: str
    version_now: str
    has_changed: bool
    """Whether the library has changed since, be it only in what is known of a publication."""
    model: str | None
    """The language model that wrote what was recorded."""

    @property
    def is_same(self) -> bool:
        """Whether it is the recorded answer word for word."""
        return not self.differences

    @property
    def is_unexplained(self) -> bool:
        """Whether it differs for no reason that is known: nothing it was made from has changed."""
        return not (self.is_same or self.has_changed or self.model)

    def as_json(self) -> Json:
        """Lay out how it compares, for machines."""
        return {
            "id": self.record_id,
            "same": self.is_same,
            "differences": list(self.differences),
            "library_changed": self.has_changed,
            "library_version_then": self.version_then,
            "library_version_now": self.version_now,
        }

    def sentence(self) -> str:
        """Say how it compares."""
        versions = f"version {self.version_then} then, {self.version_now} now"
        if self.version_then == self.version_now:
            versions = "its texts are the same, but it was edited or made anew"
        since = f"the library has changed since ({versions})"
        if self.is_same:
            return f"This is the recorded answer, word for word{f', although {since}' if self.has_changed else ''}."
        differs = f"This differs from the recorded answer in {listed(self.differences)}"
        if self.model:
            return f"{differs}: what a language model writes ({self.model}) cannot be reproduced."
        if self.has_changed:
            return f"{differs}: {since}."
        return f"{differs}, although the library is unchanged: the program, its glossary or its settings are others."


def replay(record: Mapping[str, object], *, asked: Asked, shelf: Shelf) -> Replay:
    """Ask again what a record says was asked, and compare."""
    generation = shelf.generation
    answer = _asked_again(record, asked)
    then, now = cast("Json", record["answer"]), answer_json(answer, asked.reports())
    version_then = str(record["library_version"])
    return Replay(
        record_id=str(record["id"]),
        answer=answer,
        differences=tuple(name for name, value in then.items() if name not in VOLATILE and now.get(name) != value),
        version_then=version_then,
        version_now=answer.library_version,
        has_changed=(version_then, record["library_generation"]) != (answer.library_version, generation),
        model=cast("str | None", record["model"]),
    )


def _asked_again(record: Mapping[str, object], asked: Asked) -> Answer:
    if "compared" in record:
        compared = cast("dict[str, list[str]]", record["compared"])
        return asked.compare(compared["reports"], compared["aspects"])
    return asked.ask(
        str(record["question"]),
        filters=_filters(cast("Json", record["filters"])),
        history=cast("list[str]", record["history"]),
        max_statements=cast("int", record["max_statements"]),
    )


def _text(citation: Citation, shelf: Shelf, reports: Mapping[str, Report]) -> str:
    if citation.kind == "catalogue":
        report = reports.get(citation.report_id)
        return (report.about if report else None) or ""
    try:
        return shelf.text(citation.report_id, citation.kind)
    except AssistantError:
        # It was removed while the answer was made: then its quotes stand no longer.
        return ""


def _hit_json(hit: Hit) -> Json:
    return {
        "rank": hit.rank,
        "passage_id": hit.passage.id,
        "score": float(hit.score),
        "dense": float(hit.dense),
        "keyword": float(hit.keyword),
    }


def _filters_json(filters: Filters) -> Json:
    return {
        "reports": list(filters.reports),
        "year_from": filters.year_from,
        "year_to": filters.year_to,
        "publisher": filters.publisher,
    }


def _filters(laid_out: Json) -> Filters:
    return Filters(
        reports=tuple(cast("list[str]", laid_out["reports"])),
        year_from=cast("int | None", laid_out["year_from"]),
        year_to=cast("int | None", laid_out["year_to"]),
        publisher=cast("str | None", laid_out["publisher"]),
    )
