from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from benchmarks import precision

pytestmark = pytest.mark.model

PARAGRAPHS = {
    "a": "Leeds brought refuse collection back in-house. Costs fell by a tenth.",
    "b": "The museum opens at nine. Children pay half.",
    "c": "The orchestra played Brahms.",
}


def test_both_readings_rank_clear_cases_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": id_, "text": text} for id_, text in PARAGRAPHS.items()]
    questions = [{"id": "q1", "text": "Which council insourced waste?"}, {"id": "q2", "text": "What do children pay?"}]
    for name, lines in (("corpus", rows), ("queries", [*questions, {"id": "q3", "text": "Who won?"}])):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(line)}\n" for line in lines)
    (tmp_path / "qrels.tsv").write_text("query\tpassage\tgain\nq1\ta\t1\nq2\tb\t1\nq3\tc\t0\n")
    precision.main([str(tmp_path), "--json"])
    printed = json.loads(capsys.readouterr().out)
    assert [each["reading"] for each in printed["outcomes"]] == ["single precision", "compiled"]
    # Both questions find their paragraph first: 1/log2(2) out of 1/log2(2), and the reciprocal of rank 1.
    assert [(each["ndcg_at_10"], each["mrr"]) for each in printed["outcomes"]] == [(1.0, 1.0)] * 2
    assert 0.99 < printed["lowest_cosine"] <= 1.00001
