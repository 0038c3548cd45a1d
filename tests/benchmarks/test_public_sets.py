"""Public question sets, where they are at hand, are answered at least as well as measured before.

`QUESTION_SETS` names the folder that has them, one in a folder each, as benchmarks/README.md describes.
"""

from __future__ import annotations

import os
import runpy
from functools import cache
from pathlib import Path

import pytest

from insourcing_assistant import wiring
from insourcing_assistant.embedding import MiniLM
from insourcing_assistant.evaluation import EvaluationReport, evaluate, load_queries
from insourcing_assistant.ingestion import Overrides
from insourcing_assistant.settings import Settings

pytestmark = [pytest.mark.model, pytest.mark.timeout(900)]

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "questions_from_samples.py"
SETS = os.environ.get("QUESTION_SETS")
MINIMUMS = {
    "xquad_en": {
        "quote_verified": 1.0,
        "recall_at_1": 0.955,
        "answered_when_answerable": 0.94,
        "answer_in_first_statement": 0.74,
        "answer_in_first_three": 0.89,
    },
    "squad2_dev": {
        "quote_verified": 1.0,
        "recall_at_1": 0.83,
        "answered_when_answerable": 0.95,
        "answer_in_first_statement": 0.71,
        "answer_in_first_three": 0.85,
        "abstained_when_unanswerable": 0.10,
    },
}
"""The unanswerable questions of SQuAD 2.0 are each made to look answerable from a paragraph that is in the set."""


@pytest.mark.parametrize("name", MINIMUMS)
def test_a_public_set_is_answered_as_well_as_before(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if SETS is None or not (Path(SETS) / name / "corpus.jsonl.gz").is_file():
        pytest.skip(f"QUESTION_SETS names no folder with the question set {name}")
    # Each question is asked and searched for: its vector, which is the same both times, is worked out once.
    monkeypatch.setattr(MiniLM, "embed_question", cache(MiniLM.embed_question))
    metrics = _evaluated(Path(SETS) / name, tmp_path).metrics
    assert {each: metrics[each] for each, least in MINIMUMS[name].items() if (metrics[each] or 0.0) < least} == {}


def _evaluated(folder: Path, corpus: Path) -> EvaluationReport:
    """Ingest the paragraphs of a set, and ask all of its questions."""
    runpy.run_path(str(SCRIPT))["write_corpus"](folder, corpus)
    settings = Settings(corpus=corpus)
    wiring.ingest(settings, (), overrides=Overrides())
    with wiring.open_assistant(settings) as (assistant, _):
        return evaluate(assistant, load_queries(corpus / "queries.jsonl"))
