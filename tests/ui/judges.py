"""What the Evaluate page needs, over a small scripted assistant that can be held in the middle of a run."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from insourcing_assistant.errors import LibraryNotFoundError
from insourcing_assistant.types import Answer, Filters
from insourcing_assistant.ui import Evaluating, Gate, Judging
from insourcing_assistant.ui.evaluating import Job
from tests.evaluation.scripted_assistant import ScriptedAssistant

QUERIES = """\
# Kept as it is.
- id: saved
  question: What was saved on cleaning in Wardtown?
  expected: [{report_id: plan, pages: [1]}]
  must_contain: [3m]
  tags: [figures, dev]
- id: motives
  question: What did most councils name?
  expected: [{report_id: survey, sections: [Summary]}]
  must_contain: [nothing of the kind]
  tags: [motives]
- {id: cup, question: Who won?, answerable: false, tags: [<b>odd</b>]}
- id: follow
  question: And on pensions?
  history: ["What was saved on cleaning in Wardtown?"]
  filters: {reports: [plan], year_to: 2020}
  expected: [{report_id: plan}]
"""
MINIMUMS = "quote_verified = 1.0\nanswer_contains = 0.9\n"
RECORDED = {
    "id": "abcdefgh23456789",
    "question": "What about pensions?",
    "history": ["What was saved?"],
    "filters": {"reports": ["plan"], "year_from": None, "year_to": 2020, "publisher": None},
    "feedback": {"verdict": "down", "reason": "It says <b>nothing</b> of the sum."},
    "answer": {
        "answer": "Pensions stay as they are. [1]",
        "citations": [
            {"report_id": "plan", "pages": [2], "section": None},
            {"report_id": "plan", "pages": [2], "section": None},
            {"report_id": "survey", "pages": [], "section": "Summary & <i>more</i>"},
        ],
    },
}


@dataclass
class HeldAssistant(ScriptedAssistant):
    """Waits before it answers while `going` is not set."""

    going: threading.Event = field(default_factory=threading.Event)
    broken: bool = False

    def __post_init__(self) -> None:
        self.going.set()

    def ask(self, question: str, *, filters: Filters, history: tuple[str, ...]) -> Answer:
        self.going.wait(timeout=20)
        if self.broken:
            raise ZeroDivisionError("a bug")
        return super().ask(question, filters=filters, history=history)


class Bench:
    """A corpus in a folder, and what evaluates it."""

    def __init__(self, folder: Path, gate: Gate | None = None, *, model: str | None = None) -> None:
        self.corpus, self.kept = folder, folder / "library-evaluations"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "test_queries.yaml").write_text(QUERIES, encoding="utf-8")
        (folder / "minimums.toml").write_text(MINIMUMS, encoding="utf-8")
        self.assistant, self.version = HeldAssistant(), "v1"
        self.evaluating = Evaluating(
            self.assistant,
            corpus=self.corpus,
            folder=self.kept,
            version=self._library_version,
            program="1.2.3",
            model=model,
            pause_s=0,
        )
        records = {RECORDED["id"]: RECORDED}
        self.judging = Judging(self.evaluating, gate or Gate("on"), records.get, lambda: (RECORDED,))

    def _library_version(self) -> str:
        if not self.version:
            raise LibraryNotFoundError(self.corpus)
        return self.version

    def finish(self) -> Job:
        """Wait until the run has ended."""
        for _ in range(1000):
            job = self.evaluating.job
            if job.state != "working":
                return job
            time.sleep(0.01)
        raise AssertionError(self.evaluating.job)

    def run(self) -> Job:
        """Run, and wait until the run has ended."""
        self.evaluating.start()
        return self.finish()
