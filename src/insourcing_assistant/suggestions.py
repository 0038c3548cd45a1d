"""Questions that the library can answer, offered where one cannot be answered or has not been asked yet."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from insourcing_assistant.errors import CatalogueError
from insourcing_assistant.types import Hit, Report, Vectors

NEAREST, TRIED = 4, 5
"""How many of the nearest examples are tried, and how many questions altogether: each is asked before it is offered,
and somebody is waiting."""

UNTOLD = ("In short", "What this brief does not know", "Context and reactions", "Beginning")
"""Headings that say nothing to ask about."""

MAX_HEADING_CHARS = 70


def load_examples(path: Path) -> tuple[str, ...]:
    """Read the example questions of a corpus; a missing file has none. Raises `CatalogueError`."""
    if not path.exists():
        return ()
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(path, "(whole file)", "", f"this is not TOML: {error}") from error
    questions = found.get("questions")
    if not isinstance(questions, list) or not all(isinstance(question, str) for question in questions):
        raise CatalogueError(path, "(whole file)", "questions", "this must be a list of questions in quotation marks")
    return tuple(questions)


class Suggester:
    """Chooses questions near to one that was asked, and keeps those that are answerable."""

    def __init__(self, examples: Sequence[str], *, embed: Callable[[str], Vectors]) -> None:
        self.examples = tuple(examples)
        self._embed = embed
        self._vectors: Vectors | None = None

    def suggest(
        self,
        question: str,
        hits: Sequence[Hit],
        reports: Sequence[Report],
        *,
        answerable: Callable[[str], bool],
        n: int = 3,
    ) -> tuple[str, ...]:
        """Return at most n answerable questions: the nearest examples, then the nearest headings."""
        found: list[str] = []
        for candidate in [*self._nearest(question), *heading_questions(hits, reports)][:TRIED]:
            if len(found) == n:
                break
            if candidate.casefold() != question.strip().casefold() and candidate not in found and answerable(candidate):
                found.append(candidate)
        return tuple(found)

    def _nearest(self, question: str) -> list[str]:
        if not self.examples:
            return []
        if self._vectors is None:
            self._vectors = np.stack([self._embed(example) for example in self.examples])
        scores = self._vectors @ self._embed(question)
        order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
        return [self.examples[i] for i in order][:NEAREST]


def heading_questions(hits: Sequence[Hit], reports: Sequence[Report]) -> list[str]:
    """Make questions of the headings that found passages stand under, best first."""
    titles = {report.id: report.title.partition(":")[0] for report in reports}
    found = []
    for hit in hits:
        heading = _NUMBERING.sub("", hit.passage.heading.rpartition(" > ")[2])
        title = titles.get(hit.passage.report_id)
        if title is not None and _tells(heading, title):
            found.append(f"What does {title} say about “{heading}”?")
    return list(dict.fromkeys(found))[:4]


def _tells(heading: str, title: str) -> bool:
    """Say whether a heading names a subject, and is no running line, number or repetition of the title."""
    is_short = 0 < len(heading) <= MAX_HEADING_CHARS
    return is_short and heading not in UNTOLD and heading not in title and not _NO_SUBJECT.search(heading)


_NUMBERING = re.compile(r"^[A-Z]{0,3}\s?\d+(?:\.\d+)*[.):]?\s+")
_NO_SUBJECT = re.compile(r"[\d/|…]")
