from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from insourcing_assistant.errors import DamagedFileError, EncryptedError, ParseError
from insourcing_assistant.parsing import parse
from insourcing_assistant.types import Report
from tests.pdf_builder import build_pdf, column

REPORT = Report(id="example", title="Example")
TEXT = "Fife saved 7% when it brought its street cleaning back."


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128"])
def test_a_file_that_only_its_owner_may_change_needs_no_password(tmp_path: Path, algorithm: str) -> None:
    path = tmp_path / "owner.pdf"
    path.write_bytes(protected(user="", algorithm=algorithm))
    assert parse(REPORT, path).text == f"{TEXT}\n"


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128"])
def test_a_file_with_a_password_for_readers_opens_with_it(tmp_path: Path, algorithm: str) -> None:
    path = tmp_path / "user.pdf"
    path.write_bytes(protected(user="sesame", algorithm=algorithm))
    assert parse(REPORT, path, password="sesame").text == f"{TEXT}\n"
    with pytest.raises(EncryptedError):
        parse(REPORT, path)


def protected(*, user: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(build_pdf([column([TEXT])])))
    writer.encrypt(user_password=user, owner_password="owner", algorithm=algorithm)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_file_cut_off_in_the_middle_is_read_as_far_as_it_goes_or_refused(tmp_path: Path) -> None:
    whole = build_pdf([column([f"Page {number} says that Fife saved 7%."]) for number in range(1, 9)])
    path = tmp_path / "cut.pdf"
    for share in range(1, 20):
        path.write_bytes(whole[: len(whole) * share // 20])
        try:
            report = parse(REPORT, path)
        except ParseError:
            continue
        assert report.text.startswith("Page 1 says")
        assert len(report.pages) == 8
        assert report.text.count("saved 7%") == 8 or report.warnings


def test_a_file_without_pages_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.pdf"
    path.write_bytes(build_pdf([]))
    with pytest.raises((DamagedFileError, ParseError)):
        parse(REPORT, path)
