"""A scanned report can be asked about, and its citations say how it was read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import RunCommand
from tests.scans import column, scan, scanned_pdf

pytestmark = pytest.mark.model

LINES = (
    "The council of Bradwell brought its waste",
    "service back in house in 2019 and saved",
    "180,000 pounds in the first year.",
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "bradwell.pdf"
    path.write_bytes(scanned_pdf(scan(column(LINES), turn=270)))
    return path


def test_a_quote_from_a_scan_is_marked_as_read_by_ocr(run: RunCommand, corpus: Path, report: Path) -> None:
    ingested = json.loads(run("--corpus", str(corpus), "ingest", str(report), "--json").out)
    assert [(row["status"], row["pages_ocr"]) for row in ingested["reports"]] == [("added", 1)]
    question = "How much did the council of Bradwell save with its waste service?"
    answer = json.loads(run("--corpus", str(corpus), "ask", question, "--json").out)
    first = answer["citations"][0]
    assert (first["quote"], first["ocr"]) == (" ".join(LINES), True)
    assert first["label"].endswith("p. 1, read by OCR)")
    assert "p. 1, read by OCR)" in run("--corpus", str(corpus), "ask", question).out


def test_ocr_can_be_switched_off(run: RunCommand, corpus: Path, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSOURCING_OCR", "false")
    outcome = run("--corpus", str(corpus), "ingest", str(report), "--json")
    assert outcome.code == 3
    assert "reading scans (OCR) is switched off" in json.loads(outcome.out)["reports"][0]["error"]
