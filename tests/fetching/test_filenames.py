"""A name from the network is harmless as a file name."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.fetching.filenames import LONGEST_STEM_BYTES, safe_file_name, safe_name

SHA256 = "abcdef" + "0" * 58


def named(url: str = "https://example.org/", disposition: str = "", taken: set[str] | None = None) -> str:
    return safe_name(url, disposition, ".pdf", sha256=SHA256, taken=taken or set())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/files/Annual%20Report.pdf?download=1#page=2", "Annual Report.pdf"),
        ("https://example.org/files/report.aspx", "report.pdf"),
        ("https://example.org/files/", "files.pdf"),
        ("https://example.org", "example.org.pdf"),
        ("https://example.org/..%2F..%2Fetc%2Fpasswd", "passwd.pdf"),
        ("https://example.org/.hidden.pdf", "hidden.pdf"),
        ("https://example.org/H%C3%A4fen%20%E2%80%93%20Bericht.PDF", "Häfen – Bericht.pdf"),
        ("https://example.org/con.pdf", "con-abcdef.pdf"),
        ("https://example.org/README.md", "README-abcdef.pdf"),
        ("https://example.org/v1.2-draft", "v1.2-draft.pdf"),
        ("https://example.org/a%00b%0Ac.pdf", "a b c.pdf"),
        ("https://example.org/%E2%80%AEfdp.exe", "fdp.pdf"),
    ],
)
def test_the_end_of_the_address_becomes_the_name(url: str, expected: str) -> None:
    assert named(url) == expected


@pytest.mark.parametrize(
    ("disposition", "expected"),
    [
        ('attachment; filename="Plan 2019.pdf"', "Plan 2019.pdf"),
        ("attachment; filename=plan.pdf", "plan.pdf"),
        ('attachment; filename="../../../etc/cron.d/job"', "job.pdf"),
        ('attachment; filename="..\\\\..\\\\windows\\\\plan.pdf"', "plan.pdf"),
        ('attachment; filename="/absolute/plan.pdf"', "plan.pdf"),
        ("attachment; filename*=UTF-8''H%C3%A4fen.pdf", "Häfen.pdf"),
        ("attachment; filename*=UTF-8''..%2F..%2Fplan.pdf", "plan.pdf"),
        ('attachment; filename="HÃ¤fen.pdf"', "Häfen.pdf"),
        ('attachment; filename="H%C3%A4fen.pdf"', "Häfen.pdf"),
        ('attachment; filename="..."', "from-the-address.pdf"),
        ('attachment; filename=""', "from-the-address.pdf"),
        ("inline", "from-the-address.pdf"),
        ("nonsense;;=", "from-the-address.pdf"),
    ],
)
def test_the_name_that_the_server_offers_is_preferred(disposition: str, expected: str) -> None:
    assert named("https://example.org/from-the-address.pdf", disposition) == expected


def test_a_name_that_is_taken_gets_a_piece_of_the_content_hash() -> None:
    assert named("https://example.org/Harbour-2018.pdf", taken={"harbour-2018"}) == "Harbour-2018-abcdef.pdf"


@given(st.text(max_size=300), st.text(max_size=300))
def test_every_name_is_bare_visible_and_short(path: str, offered: str) -> None:
    disposition = "attachment; filename*=UTF-8''" + quote(offered, safe="", errors="replace")
    name = named("https://example.org/" + quote(path, safe="", errors="replace"), disposition)
    assert name.endswith(".pdf")
    assert not name.startswith((".", "~", "-"))
    assert not set(name) & set('/\\<>:"|?*\0\n\r')
    assert len(name.encode()) <= LONGEST_STEM_BYTES + len("-abcdef.pdf")


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        ("Annual Report.PDF", "Annual Report.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\plan.docx", "plan.docx"),
        (".hidden.pdf", "hidden.pdf"),
        ("con.pdf", "con-abcdef.pdf"),
        ("README.md", "README-abcdef.md"),
        ("taken.pdf", "taken-abcdef.pdf"),
        ("a\u202efdp.exe.pdf", "a fdp.exe.pdf"),
    ],
)
def test_a_name_from_a_person_s_computer_is_harmless_too(offered: str, expected: str) -> None:
    assert safe_file_name(offered, sha256=SHA256, taken={"taken"}) == expected
