"""`insourcing compare` prints a table, for people and for machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import RunCommand

pytestmark = pytest.mark.model

BOTH = ("--report", "harbour-2018", "--report", "lamps-2012")


def test_a_table_has_a_row_for_each_report_and_a_column_for_each_aspect(run: RunCommand, built: Path) -> None:
    outcome = run(
        "--corpus", str(built), "compare", *BOTH, "--aspect", "dredging", "--aspect", "street lighting", "--json"
    )
    assert (outcome.code, outcome.err) == (0, "")
    answer = json.loads(outcome.out)
    assert answer["table"]["aspects"] == ["dredging", "street lighting"]
    addressed = [[cell["addressed"] for cell in row["cells"]] for row in answer["table"]["rows"]]
    assert addressed == [[True, False], [False, True]]
    number = answer["table"]["rows"][0]["cells"][0]["citations"][0]
    assert "dredging" in answer["citations"][number - 1]["quote"].lower()


def test_people_get_it_drawn(run: RunCommand, built: Path) -> None:
    outcome = run("--corpus", str(built), "compare", *BOTH, "--aspect", "dredging")
    assert "| Publication" in outcome.out
    assert "not addressed" in outcome.out
    assert "Sources\n[1] Harbour services come home" in outcome.out


def test_a_report_that_is_not_there_is_named(run: RunCommand, built: Path) -> None:
    outcome = run("--corpus", str(built), "compare", "--report", "harbour-2018", "--report", "gone")
    assert outcome.code == 2
    assert "'gone'" in outcome.err


def test_one_report_is_nothing_to_compare(run: RunCommand, built: Path) -> None:
    outcome = run("--corpus", str(built), "compare", "--report", "harbour-2018")
    assert outcome.code == 2
    assert "Name 2 to 12 different publications" in outcome.err
