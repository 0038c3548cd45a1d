"""The record of what was fetched is whole at any time, and tells when a file is no longer what it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from insourcing_assistant.fetching.record import NAME, Entry, Record, accept, file_sha256, origins
from tests.fetching.server import PDF


@pytest.fixture
def entry(tmp_path: Path) -> Entry:
    (tmp_path / "a.pdf").write_bytes(PDF)
    entry = Entry(
        "http://a.example/a",
        "http://b.example/a",
        file_sha256(tmp_path / "a.pdf"),
        len(PDF),
        "2026-11-25T04:00:00+00:00",
    )
    Record(tmp_path).put("a.pdf", entry)
    return entry


def test_an_entry_is_found_again(tmp_path: Path, entry: Entry) -> None:
    assert Record(tmp_path).entries == {"a.pdf": entry}
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME, "a.pdf"]


def test_an_unchanged_file_has_an_origin_without_a_problem(tmp_path: Path, entry: Entry) -> None:
    origin = origins(tmp_path)[(tmp_path / "a.pdf").resolve()]
    assert (origin.url, origin.problem) == ("http://a.example/a", None)


@pytest.mark.parametrize(("report_id", "again"), [("", "http://a.example/a"), ("harbour", "--fetch")])
def test_a_changed_file_is_a_problem_that_says_what_to_do(
    tmp_path: Path, entry: Entry, report_id: str, again: str
) -> None:
    Record(tmp_path).put("a.pdf", replace(entry, report_id=report_id))
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF[:-1])
    assert origins(tmp_path)[path.resolve()].problem == (
        "a.pdf: its content is no longer what was fetched from http://a.example/a on 2026-11-25 (the SHA-256 was "
        f"{entry.sha256[:12]}…). Fetch it again with `insourcing ingest {again}`, or, if the change is meant, "
        f"take it as it is with `insourcing ingest {path}`."
    )


def test_a_changed_file_that_is_named_becomes_a_persons_own(tmp_path: Path, entry: Entry) -> None:
    accept(tmp_path / "a.pdf", folder=tmp_path)
    assert Record(tmp_path).entries == {"a.pdf": entry}
    (tmp_path / "a.pdf").write_bytes(b"%PDF another")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.pdf").write_bytes(b"%PDF another")
    accept(tmp_path / "elsewhere" / "a.pdf", folder=tmp_path)
    assert Record(tmp_path).entries == {"a.pdf": entry}
    accept(tmp_path / "a.pdf", folder=tmp_path)
    assert Record(tmp_path).entries == {}
    assert origins(tmp_path) == {}


def test_a_file_that_is_gone_is_no_problem(tmp_path: Path, entry: Entry) -> None:
    (tmp_path / "a.pdf").unlink()
    assert origins(tmp_path) == {}


def test_before_and_after_a_replacement_that_was_killed_the_file_is_right(tmp_path: Path, entry: Entry) -> None:
    Record(tmp_path).put("a.pdf", replace(entry, sha256="f" * 64, before=entry.sha256))
    assert origins(tmp_path)[(tmp_path / "a.pdf").resolve()].problem is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": 3}', '{"files": {"a.pdf": {"sha": 1}}}', "\udc80"])
def test_a_record_that_cannot_be_read_claims_nothing(
    tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / NAME).write_bytes(text.encode(errors="surrogateescape"))
    assert Record(tmp_path).entries == {}
    assert "cannot be read: what was fetched before is left alone" in caplog.text


def test_a_record_cannot_point_out_of_the_folder(tmp_path: Path, entry: Entry) -> None:
    text = (tmp_path / NAME).read_text("utf-8").replace('"a.pdf"', '"../a.pdf"')
    (tmp_path / NAME).write_text(text, "utf-8")
    assert Record(tmp_path).entries == {}


def test_no_folder_has_no_origins(tmp_path: Path) -> None:
    assert origins(tmp_path / "absent") == {}
