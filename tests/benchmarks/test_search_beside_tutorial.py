from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from benchmarks import retrieval
from insourcing_assistant.evaluation import Expected, TestQuery

PARAGRAPHS = {
    "a": "Leeds brought refuse collection back in-house. Costs fell by a tenth.",
    "b": "The museum opens at nine. Children pay half.",
    "c": "The orchestra played Brahms. " + "The audience of the concert applauded for several minutes. " * 30,
}


@pytest.fixture
def small_set(tmp_path: Path) -> Path:
    folder = tmp_path / "small_set"
    folder.mkdir()
    questions = {"q1": "Who collects refuse in Leeds?", "q2": "What do children pay?", "q3": "Who won the cup?"}
    rows: dict[str, list[dict[str, object]]] = {
        "corpus": [{"id": id_, "title": f"Report {id_}", "text": text} for id_, text in PARAGRAPHS.items()],
        "queries": [
            {"id": id_, "text": text, "answers": [], "answerable": id_ != "q3"} for id_, text in questions.items()
        ],
    }
    for name, lines in rows.items():
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(line)}\n" for line in lines)
    (folder / "qrels.tsv").write_text("q1\ta\t1\nq2\tb\t1\nq3\tc\t1\n")
    return folder


@pytest.mark.model
def test_every_way_of_searching_finds_clear_cases(small_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    retrieval.main([str(small_set), "--json"])
    printed = json.loads(capsys.readouterr().out)
    (outcome,) = printed["sets"]
    # The question without an answer is left out.
    assert (outcome["name"], outcome["paragraphs"], outcome["questions"]) == ("small_set", 3, 2)
    # The third paragraph is longer than 1,000 characters.
    assert outcome["chunks"] > 3
    assert [each["name"] for each in outcome["scores"]] == ["ours", "ours, dense alone", "ours, BM25 alone", "tutorial"]
    for each in outcome["scores"]:
        assert (each["recall_at_1"], each["mrr"], each["ndcg_at_10"]) == (1.0, 1.0, 1.0), each["name"]
        assert 0 < each["p50_ms"] <= each["p95_ms"]
    # 1.0 is as good as 1.0.
    assert outcome["gain"] == printed["mean_gain"] == 0.0


def test_a_paragraph_counts_where_it_comes_first() -> None:
    queries = [
        TestQuery("q1", "One?", expected=(Expected("b"),)),
        TestQuery("q2", "Two?", expected=(Expected("c"), Expected("d"))),
    ]
    scores = retrieval.score("made up", lambda _: ["a", "a", "b", "c", "b"], queries)
    # b comes second, after a; c third, and d never.
    assert scores.mrr == pytest.approx((1 / 2 + 1 / 3) / 2)
    assert scores.recall_at_1 == 0.0
    assert scores.recall_at_5 == pytest.approx((1 + 1 / 2) / 2)
    # The first gains 1/log2(3) of 1; the second 1/log2(4) of 1 + 1/log2(3).
    assert scores.ndcg_at_10 == pytest.approx((0.63093 + 0.5 / 1.63093) / 2, abs=1e-5)


def test_a_table_has_a_line_for_each_way_of_searching() -> None:
    scores = (retrieval.Scores("ours", 0.5, 0.75, 1.0, 0.625, 0.7, 12.34, 20.0),)
    shown = retrieval.table(retrieval.Outcome("A set", 3, 4, 5, 2, scores, 0.1234)).splitlines()
    assert shown[0] == "A set: 3 paragraphs (4 passages, 5 chunks of the tutorial), 2 questions"
    assert shown[2].split() == ["ours", "0.5000", "0.7500", "1.0000", "0.6250", "0.7000", "12.3", "20.0"]
    assert shown[3] == "nDCG@10 over the tutorial's: +12.3%"


def test_a_set_without_answers_is_refused(small_set: Path) -> None:
    (small_set / "qrels.tsv").write_text("q1\ta\t0\n")
    with pytest.raises(SystemExit, match=r"No question of .*small_set has an answer"):
        retrieval.main([str(small_set)])
