"""Fit the confidence model of the extractive answerer on the test queries, and judge it by cross-validation.

    .venv/bin/python benchmarks/fit_confidence.py [--queries corpus/test_queries.yaml]

Needs a library (`insourcing ingest`) and scikit-learn, which comes with sentence-transformers. Prints the
coefficients for `answering/confidence.py` and, for several thresholds, how many answerable questions are answered
and how many unanswerable ones are declined.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from insourcing_assistant.answering.confidence import Features, names
from insourcing_assistant.answering.extractive import ExtractiveAnswerer
from insourcing_assistant.answering.sentences import Candidate
from insourcing_assistant.assistant import Assistant
from insourcing_assistant.evaluation import TestQuery, load_queries
from insourcing_assistant.settings import load_settings
from insourcing_assistant.types import Hit, Question
from insourcing_assistant.wiring import open_assistant

THRESHOLDS = (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)


@dataclass(frozen=True)
class Sample:
    """One query with what the model sees of it."""

    query: TestQuery
    features: Features


def main() -> None:
    """Measure the features of every query, fit on one part and judge on the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=Path, default=Path("corpus/test_queries.yaml"))
    arguments = parser.parse_args()
    with open_assistant(load_settings({}).settings) as (assistant, _):
        samples = list(_samples(assistant, load_queries(arguments.queries)))
    features, labels = _matrix(samples), _labels(samples)
    model = LogisticRegression(C=3.0)
    model.fit(features, labels)
    print(f"fitted on {len(samples)} queries\nintercept {model.intercept_[0]:.2f}")
    for name, weight in zip(names(), model.coef_[0], strict=True):
        print(f"{name:14s} {weight:6.2f}")
    _report("cross-validated", _cross_validated(model, features, labels), labels)
    held_back = np.array(["held-out" in sample.query.tags for sample in samples])
    model.fit(features[~held_back], labels[~held_back])
    _report("held back", model.predict_proba(features[held_back])[:, 1], labels[held_back])


def _cross_validated(
    model: LogisticRegression, features: NDArray[np.float64], labels: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the chance of each sample by models that have not seen it: the mean of five shuffles into eight folds."""
    shuffles = [
        cross_val_predict(
            model, features, labels, cv=StratifiedKFold(8, shuffle=True, random_state=seed), method="predict_proba"
        )
        for seed in range(5)
    ]
    return np.asarray(np.mean(shuffles, axis=0)[:, 1])


def _samples(assistant: Assistant, queries: tuple[TestQuery, ...]) -> Iterator[Sample]:
    for query in queries:
        with _watched() as seen:
            assistant.ask(query.question, filters=query.filters, history=query.history)
        # The first judgement is the question's own; later ones are of suggestions.
        if seen:
            yield Sample(query, seen[0])


@contextmanager
def _watched() -> Iterator[list[Features]]:
    """Collect what the answerer's confidence model sees while the block runs."""
    seen: list[Features] = []
    judge = ExtractiveAnswerer.judge

    def watching(
        self: ExtractiveAnswerer, question: Question, hits: tuple[Hit, ...]
    ) -> tuple[tuple[Candidate, ...], Features | None]:
        ranked, features = judge(self, question, hits)
        if features is not None:
            seen.append(features)
        return ranked, features

    ExtractiveAnswerer.judge = watching  # type: ignore[method-assign,assignment]
    try:
        yield seen
    finally:
        ExtractiveAnswerer.judge = judge  # type: ignore[method-assign]


def _matrix(samples: list[Sample]) -> NDArray[np.float64]:
    return np.array([astuple(sample.features) for sample in samples])


def _labels(samples: list[Sample]) -> NDArray[np.bool_]:
    return np.array([sample.query.answerable for sample in samples])


def _report(title: str, chances: NDArray[np.float64], labels: NDArray[np.bool_]) -> None:
    print(f"\n{title}: area under the ROC curve {roc_auc_score(labels, chances):.3f}")
    for threshold in THRESHOLDS:
        answered = (chances[labels] >= threshold).mean()
        declined = (chances[~labels] < threshold).mean()
        print(f"  from {threshold:.2f}: answered {answered:.3f}, declined {declined:.3f}")


if __name__ == "__main__":
    main()
