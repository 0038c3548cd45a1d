"""`insourcing search` finds passages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import RunCommand

pytestmark = pytest.mark.model


def test_the_best_passage_comes_first(run: RunCommand, built: Path) -> None:
    outcome = run("--corpus", str(built), "search", "cost of dredging", "-k", "2", "--json")
    assert (outcome.code, outcome.err) == (0, "")
    found = json.loads(outcome.out)
    assert found["query"] == "cost of dredging"
    assert [hit["rank"] for hit in found["hits"]] == [1, 2]
    assert found["hits"][0]["section"] == "What it cost"
    assert "£1.9 million" in found["hits"][0]["text"]
    assert found["timings_ms"]["total"] >= 0


def test_a_search_can_be_limited_to_years(run: RunCommand, built: Path) -> None:
    found = json.loads(run("--corpus", str(built), "--json", "search", "council", "--year-to", "2012").out)
    assert {hit["report_id"] for hit in found["hits"]} == {"lamps-2012"}


def test_a_person_reads_rank_report_and_place(run: RunCommand, built: Path) -> None:
    out = run("--corpus", str(built), "search", "dark lamps", "-k", "1").out
    assert out.startswith("1. Street lamps in Eastham, brief, “What happened to the lamps”")
