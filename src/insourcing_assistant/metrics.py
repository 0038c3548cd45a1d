"""The measures of retrieval, of citations and of chance: pure functions, each with its formula and source."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Interval(NamedTuple):
    """The range in which a mean would lie in most repetitions of the measurement."""

    low: float
    high: float


def recall_at_k(relevant: Sequence[bool], k: int, *, total: int = 1) -> float:
    """Compute the share of the relevant items that stand among the first k.

    recall@k = |relevant among ranks 1…k| / total, where `relevant[i]` says whether the item at rank i + 1 is
    relevant and `total` is the number of relevant items there are. See Manning, Raghavan and Schütze (2008),
    "Introduction to Information Retrieval", chapter 8.
    """
    _check_cutoff(k)
    _check_total(relevant, total)
    return sum(relevant[:k]) / total


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """Compute 1 / (rank of the first relevant item), or 0 where none is relevant.

    Its mean over questions is the MRR of Voorhees (1999), "The TREC-8 Question Answering Track Report".
    """
    return next((1.0 / rank for rank, is_relevant in enumerate(relevant, start=1) if is_relevant), 0.0)


def ndcg_at_k(relevant: Sequence[bool], k: int, *, total: int = 1) -> float:
    """Compute the normalised discounted cumulative gain of the first k ranks, with gains of 0 and 1.

    DCG@k  = sum over ranks r = 1…k of gain(r) / log2(r + 1)
    nDCG@k = DCG@k / DCG@k of the ideal ranking, in which all `total` relevant items come first

    After Järvelin and Kekäläinen (2002), "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20(4), in
    the form with log2(r + 1) that later became usual: there the first two ranks are discounted too, by 1 and 1.58.
    """
    _check_cutoff(k)
    _check_total(relevant, total)
    gained = sum(1.0 / math.log2(rank + 1) for rank, hit in enumerate(relevant[:k], start=1) if hit)
    ideal = sum(1.0 / math.log2(rank + 1) for rank in range(1, min(k, total) + 1))
    return gained / ideal


def citation_precision(cited: Sequence[Hashable], expected: Collection[Hashable]) -> float:
    """Compute the share of the citations that point to an expected publication.

    precision = |citations whose publication is expected| / |citations|

    Adapted from ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations", EMNLP),
    where a model judges whether a citation supports its statement. Ours are verbatim, so support is given, and
    what is left to judge is whether they come from the right place, which the test query says.
    """
    if not cited:
        raise ValueError("there is no citation whose precision could be computed")
    return sum(item in expected for item in cited) / len(cited)


def citation_recall(cited: Collection[Hashable], expected: Collection[Hashable]) -> float:
    """Say with 1 or 0 whether at least one expected publication is cited.

    Adapted from ALCE, as `citation_precision` is. Any one expected publication is enough, because a test query
    lists the places of which each alone answers the question.
    """
    return float(any(item in expected for item in cited))


def mean(values: Sequence[float]) -> float:
    """Compute the arithmetic mean, without the rounding errors of a running sum."""
    if not values:
        raise ValueError("there is no value to average")
    return math.fsum(values) / len(values)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed (the nearest rank)."""
    if not values:
        raise ValueError("there is no value to rank")
    if not 0.0 < share <= 1.0:
        raise ValueError(f"a share lies above 0 and not above 1, so {share} is none")
    # Without the rounding, 0.07 of 100 values would be the 8th: 0.07 * 100 is 7.000000000000001.
    return sorted(values)[math.ceil(round(share * len(values), 9)) - 1]


def bootstrap_interval(
    values: Sequence[float], *, seed: int = 0, resamples: int = 1000, level: float = 0.95
) -> Interval:
    """Estimate how far the mean of the values may be off, by drawing them again with replacement.

    The interval runs from the (1 - level) / 2 to the (1 + level) / 2 quantile of the means of `resamples` samples
    of the same size: the percentile bootstrap of Efron and Tibshirani (1993), "An Introduction to the Bootstrap",
    chapter 13. Given the differences of two systems on the same questions, it is the paired bootstrap. The same
    seed gives the same interval.
    """
    if not values:
        raise ValueError("there is no value to draw from")
    if resamples < 1 or not 0.0 < level < 1.0:
        raise ValueError(f"{resamples} resamples at level {level} give no interval")
    sample = np.asarray(values, dtype=np.float64)
    means = _resampled_means(sample, np.random.default_rng(seed), resamples)
    low, high = np.quantile(means, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return Interval(float(low), float(high))


def _resampled_means(sample: NDArray[np.float64], random: np.random.Generator, resamples: int) -> NDArray[np.float64]:
    size = len(sample)
    # One sample at a time: all at once would need resamples x size numbers, which is 80 MB for 10,000 questions.
    return np.array([sample[random.integers(0, size, size)].mean() for _ in range(resamples)])


def _check_cutoff(k: int) -> None:
    if k < 1:
        raise ValueError(f"the first rank is 1, so k cannot be {k}")


def _check_total(relevant: Sequence[bool], total: int) -> None:
    if total < 1 or total < sum(relevant):
        raise ValueError(f"{sum(relevant)} relevant items were found, so there cannot be {total} in all")
