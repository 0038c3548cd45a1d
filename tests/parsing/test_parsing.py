from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from insourcing_assistant.errors import DamagedFileError, UnsupportedFormatError
from insourcing_assistant.parsing import SUFFIXES, parse
from insourcing_assistant.types import Report

REPORT = Report(id="example", title="Example")


def test_an_unknown_suffix_is_refused_with_those_that_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormatError, match=r"\.xyz.*\.md") as refusal:
        parse(REPORT, tmp_path / "file.xyz")
    assert refusal.value.report_id == "example"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_not_there_is_an_error_of_ours(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(DamagedFileError, match="No such file"):
        parse(REPORT, tmp_path / f"missing{suffix}")


def test_the_hash_is_that_of_the_bytes_and_the_report_is_handed_on(tmp_path: Path) -> None:
    path = tmp_path / "example.md"
    path.write_bytes(b"# Other title\r\n\r\nText.\r\n")
    parsed = parse(REPORT, path)
    assert parsed.sha256 == sha256(path.read_bytes()).hexdigest()
    assert parsed.report is REPORT
