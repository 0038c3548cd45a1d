"""Measure what reading passages fast costs the ranking: the compiled model beside single precision.

    .venv/bin/python benchmarks/precision.py SET [--json]

`SET` is a folder as `questions_from_samples.py` takes it. Every paragraph is a passage, ranked by its best sentence
or by its whole, whichever is nearer to the question; nothing but the vectors differs between the two rows.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from insourcing_assistant.embedding import MiniLM
from insourcing_assistant.metrics import mean, ndcg_at_k, recall_at_k, reciprocal_rank
from insourcing_assistant.splitting import sentence_spans
from insourcing_assistant.types import Page, Passage, PassageVectors, Vectors


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way of reading, with its scores over all questions that have an answer."""

    reading: str
    seconds: float
    ndcg_at_10: float
    mrr: float
    recall_at_1: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both outcomes, and how far the vectors are apart."""
    options = _options(arguments)
    passages, relevant = _passages(options.set), _relevant(options.set)
    questions = {str(row["id"]): str(row["text"]) for row in _rows(options.set / "queries.jsonl.gz")}
    exact, compiled = MiniLM(exact=True), MiniLM()
    asked = {id_: exact.embed_question(questions[id_]) for id_ in sorted(relevant)}
    outcomes, vectors = [], []
    for name, model in (("single precision", exact), ("compiled", compiled)):
        model.embed_documents(["The model is loaded when first it reads."])
        started = time.perf_counter()
        read = model.embed_passages(passages, [""] * len(passages))
        outcomes.append(_outcome(name, time.perf_counter() - started, passages, read, asked, relevant))
        vectors.append(np.stack([each.passage for each in read]))
    lowest = float((vectors[0] * vectors[1]).sum(axis=1).min())
    if options.json:
        print(json.dumps({"outcomes": [asdict(outcome) for outcome in outcomes], "lowest_cosine": lowest}))
        return
    print(f"{len(passages)} passages, {len(asked)} questions")
    print(f"{'':18}{'seconds':>10}{'nDCG@10':>10}{'MRR':>10}{'recall@1':>10}")
    for each in outcomes:
        print(f"{each.reading:18}{each.seconds:10.1f}{each.ndcg_at_10:10.4f}{each.mrr:10.4f}{each.recall_at_1:10.4f}")
    print(f"lowest cosine of two vectors of one passage: {lowest:.4f}")


def _outcome(
    name: str,
    seconds: float,
    passages: Sequence[Passage],
    read: Sequence[PassageVectors],
    asked: Mapping[str, Vectors],
    relevant: Mapping[str, set[str]],
) -> Outcome:
    ndcg, reciprocal, recall = [], [], []
    for id_, question in asked.items():
        scores = np.array([max(float(each.passage @ question), *(each.sentences @ question)) for each in read])
        found = [passages[place].id in relevant[id_] for place in np.argsort(-scores, kind="stable")]
        total = len(relevant[id_])
        ndcg.append(ndcg_at_k(found, 10, total=total))
        reciprocal.append(reciprocal_rank(found))
        recall.append(recall_at_k(found, 1, total=total))
    return Outcome(name, seconds, mean(ndcg), mean(reciprocal), mean(recall))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path, help="the folder of the question set")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


def _passages(folder: Path) -> list[Passage]:
    made = []
    for row in _rows(folder / "corpus.jsonl.gz"):
        text = str(row["text"])
        page = Page(1, "1", 0, len(text))
        spans = sentence_spans(text)
        made.append(Passage(str(row["id"]), str(row["id"]), "report", "page", text, 0, (page,), sentences=spans))
    return made


def _relevant(folder: Path) -> dict[str, set[str]]:
    relevant: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, passage, gain = line.split("\t")
        if gain.isdecimal() and int(gain):
            relevant.setdefault(query, set()).add(passage)
    return relevant


def _rows(path: Path) -> list[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


if __name__ == "__main__":
    main()
