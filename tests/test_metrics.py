"""Every expected number is worked out by hand; a slow second implementation agrees on everything else."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.metrics import (
    bootstrap_interval,
    citation_precision,
    citation_recall,
    mean,
    ndcg_at_k,
    percentile,
    recall_at_k,
    reciprocal_rank,
)

FOUND_THIRD = [False, False, True, False]

rankings = st.lists(st.booleans(), max_size=12)
cutoffs = st.integers(min_value=1, max_value=15)


def test_recall_counts_what_is_found_within_the_cutoff() -> None:
    assert recall_at_k(FOUND_THIRD, 2) == 0 / 1
    assert recall_at_k(FOUND_THIRD, 3) == 1 / 1


def test_recall_is_a_share_of_all_relevant_items() -> None:
    assert recall_at_k([True, False, True], 3, total=4) == 2 / 4


def test_reciprocal_rank_looks_at_the_first_relevant_item_only() -> None:
    assert reciprocal_rank(FOUND_THIRD) == 1 / 3
    assert reciprocal_rank([False, True, True]) == 1 / 2


def test_reciprocal_rank_is_zero_where_nothing_relevant_was_found() -> None:
    assert reciprocal_rank([False, False]) == 0
    assert reciprocal_rank([]) == 0


def test_ndcg_discounts_the_third_rank_by_the_logarithm_of_four() -> None:
    assert ndcg_at_k(FOUND_THIRD, 10) == 1 / math.log2(4) == 0.5


def test_ndcg_compares_with_the_ideal_ranking() -> None:
    # Found at ranks 1 and 3, of two: (1/1 + 1/2) / (1/1 + 1/log2(3)) = 1.5 / 1.63093 = 0.91972
    assert ndcg_at_k([True, False, True], 3, total=2) == pytest.approx(0.91972, abs=1e-5)


def test_the_ideal_ranking_of_ndcg_is_no_longer_than_the_cutoff() -> None:
    assert ndcg_at_k([True, True, False], 2, total=5) == 1.0


@pytest.mark.parametrize("measure", [recall_at_k, ndcg_at_k])
def test_a_cutoff_below_one_is_refused(measure: object) -> None:
    assert callable(measure)
    with pytest.raises(ValueError, match="k cannot be 0"):
        measure([True], 0)


@pytest.mark.parametrize("measure", [recall_at_k, ndcg_at_k])
def test_more_relevant_items_than_there_are_is_refused(measure: object) -> None:
    assert callable(measure)
    with pytest.raises(ValueError, match="2 relevant items were found"):
        measure([True, True], 2, total=1)


def test_citation_precision_is_the_share_of_citations_from_an_expected_publication() -> None:
    assert citation_precision(["a", "b", "a", "c"], {"a", "z"}) == 2 / 4


def test_citation_precision_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no citation"):
        citation_precision([], {"a"})


def test_citation_recall_needs_one_expected_publication() -> None:
    assert citation_recall(["b", "a"], {"a", "z"}) == 1
    assert citation_recall(["b"], {"a", "z"}) == 0
    assert citation_recall([], {"a"}) == 0


def test_the_mean_has_no_rounding_error_of_a_running_sum() -> None:
    assert mean([0.1] * 10) == 0.1
    assert sum([0.1] * 10) / 10 != 0.1


def test_a_percentile_is_a_value_that_occurred() -> None:
    # 95 in 100 of twenty values are nineteen of them: the nineteenth from below.
    values = [float(value) for value in range(20, 0, -1)]
    assert percentile(values, 0.95) == 19.0
    assert percentile(values, 0.5) == 10.0
    assert percentile(values, 1.0) == 20.0
    assert percentile([7.0], 0.95) == 7.0


def test_a_bootstrap_interval_of_equal_values_is_that_value() -> None:
    assert bootstrap_interval([0.25] * 8) == (0.25, 0.25)


def test_a_bootstrap_interval_comes_near_the_one_that_the_normal_distribution_gives() -> None:
    # 400 values, 300 of them 1: mean 0.75, standard error sqrt(0.75 * 0.25 / 400) = 0.02165, 1.96 of it 0.0424.
    low, high = bootstrap_interval([1.0] * 300 + [0.0] * 100, resamples=4000)
    assert low == pytest.approx(0.75 - 0.0424, abs=0.005)
    assert high == pytest.approx(0.75 + 0.0424, abs=0.005)


def test_a_bootstrap_interval_repeats_with_its_seed_and_differs_with_another() -> None:
    values = [0.0, 0.3, 0.1, 0.9, 0.35]
    assert bootstrap_interval(values, seed=3) == bootstrap_interval(values, seed=3)
    assert bootstrap_interval(values, seed=3, resamples=50) != bootstrap_interval(values, seed=4, resamples=50)


@pytest.mark.parametrize("measure", [mean, bootstrap_interval])
def test_nothing_has_no_mean(measure: object) -> None:
    assert callable(measure)
    with pytest.raises(ValueError, match="there is no value"):
        measure([])


@given(rankings, cutoffs, st.integers(min_value=0, max_value=4))
def test_the_ranked_measures_agree_with_a_second_implementation(ranking: list[bool], k: int, unfound: int) -> None:
    total = max(1, sum(ranking) + unfound)
    assert recall_at_k(ranking, k, total=total) == pytest.approx(float(_slow_recall(ranking, k, total)))
    assert reciprocal_rank(ranking) == pytest.approx(float(_slow_reciprocal_rank(ranking)))
    assert ndcg_at_k(ranking, k, total=total) == pytest.approx(_slow_ndcg(ranking, k, total))


@given(rankings.filter(any), cutoffs)
def test_finding_something_earlier_never_lowers_a_measure(ranking: list[bool], k: int) -> None:
    total = sum(ranking)
    first = ranking.index(True)
    earlier = ranking[:]
    if first:
        earlier[first - 1], earlier[first] = True, False
    assert recall_at_k(earlier, k, total=total) >= recall_at_k(ranking, k, total=total)
    assert ndcg_at_k(earlier, k, total=total) >= ndcg_at_k(ranking, k, total=total)
    assert reciprocal_rank(earlier) >= reciprocal_rank(ranking)


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=30), st.integers(min_value=1, max_value=100))
def test_a_percentile_is_exceeded_by_no_more_than_the_rest(values: list[float], percent: int) -> None:
    value = percentile(values, percent / 100)
    assert value in values
    assert sum(other <= value for other in values) * 100 >= percent * len(values)
    assert sum(other < value for other in values) * 100 < percent * len(values)


def test_the_bootstrap_agrees_with_a_second_implementation() -> None:
    values = [0.0, 1.0, 1.0, 0.5, 1.0, 0.0, 1.0, 1.0, 0.25, 1.0]
    chance = random.Random(1)
    means = sorted(sum(chance.choices(values, k=10)) / 10 for _ in range(20_000))
    low, high = bootstrap_interval(values, resamples=20_000)
    assert low == pytest.approx(means[500], abs=0.03)
    assert high == pytest.approx(means[19_500], abs=0.03)


def _slow_recall(ranking: list[bool], k: int, total: int) -> Fraction:
    found = 0
    for rank in range(1, len(ranking) + 1):
        if rank <= k and ranking[rank - 1]:
            found += 1
    return Fraction(found, total)


def _slow_reciprocal_rank(ranking: list[bool]) -> Fraction:
    ranks = [rank for rank in range(1, len(ranking) + 1) if ranking[rank - 1]]
    return Fraction(1, min(ranks)) if ranks else Fraction(0)


def _slow_ndcg(ranking: list[bool], k: int, total: int) -> float:
    def discounted(gains: list[int]) -> float:
        return sum(gain * math.log(2) / math.log(position + 2) for position, gain in enumerate(gains))

    ideal = ([1] * total + [0] * k)[:k]
    return discounted([int(is_relevant) for is_relevant in ranking][:k]) / discounted(ideal)
