from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from insourcing_assistant.errors import DamagedFileError, EncryptedError, LimitExceededError, ParseError
from insourcing_assistant.parsing import archives, parse
from insourcing_assistant.types import Report
from tests.parsing.making import docx_of, epub_of, odt_of, packed, unpacked

REPORT = Report(id="example", title="Example")
XHTML = '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Kept words.</p></body></html>'
WHOLE = {
    ".docx": docx_of("<w:p><w:r><w:t>Kept words.</w:t></w:r></w:p>"),
    ".odt": odt_of("<text:p>Kept words.</text:p>"),
    ".epub": epub_of({"c.xhtml": XHTML}),
}
MAIN = {".docx": "word/document.xml", ".odt": "content.xml", ".epub": "OEBPS/book.opf"}
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
suffixes = pytest.mark.parametrize("suffix", [".docx", ".odt", ".epub"])


def read(tmp_path: Path, content: bytes, suffix: str) -> str:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(content)
    return parse(REPORT, path).text


@suffixes
@pytest.mark.parametrize("markup", [BOMB, EXTERNAL], ids=["bomb", "external"])
def test_entities_are_refused(tmp_path: Path, suffix: str, markup: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        members = unpacked(WHOLE[suffix]) | {MAIN[suffix]: markup.encode(encoding)}
        with pytest.raises(ParseError, match="defines entities"):
            read(tmp_path, packed(members), suffix)


@pytest.mark.parametrize("part", ["word/styles.xml", "word/settings.xml", "docProps/core.xml", "[Content_Types].xml"])
def test_entities_are_refused_in_every_part(tmp_path: Path, part: str) -> None:
    with pytest.raises(LimitExceededError, match=r"defines entities.*save it again"):
        read(tmp_path, packed(unpacked(WHOLE[".docx"]) | {part: BOMB.encode()}), ".docx")


@suffixes
def test_a_part_that_unpacks_beyond_all_measure_is_refused(tmp_path: Path, suffix: str) -> None:
    members = unpacked(WHOLE[suffix]) | {"bomb.bin": b"\0" * (4 * 2**20)}
    with pytest.raises(LimitExceededError, match="unpacks to more than 300 times its size"):
        read(tmp_path, packed(members), suffix)


def test_what_a_file_unpacks_to_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_BYTES", 2**20)
    half = bytes(range(256)) * 2400  # 614,400 bytes; two of them are more than 2**20
    members = unpacked(WHOLE[".odt"]) | {"one.bin": half, "two.bin": half}
    with pytest.raises(LimitExceededError, match="unpacked it is larger than 1 MB"):
        read(tmp_path, packed(members), ".odt")


def test_the_number_of_parts_is_limited(tmp_path: Path) -> None:
    members = unpacked(WHOLE[".odt"]) | {f"{n}.txt": b"" for n in range(archives.MAX_MEMBERS)}
    with pytest.raises(LimitExceededError, match="more than 10,000 parts"):
        read(tmp_path, packed(members), ".odt")


@suffixes
def test_archives_and_paths_inside_are_let_lie(tmp_path: Path, suffix: str) -> None:
    inner = packed({"deep.docx": WHOLE[".docx"]})
    members = unpacked(WHOLE[suffix]) | {"inner.zip": inner, "../../outside.txt": b"out", "/etc/absolute.xml": b"<x/>"}
    assert read(tmp_path, packed(members), suffix) == "Kept words.\n"
    assert sorted(path.name for path in tmp_path.rglob("*")) == [f"file{suffix}"]
    assert not (tmp_path.parent / "outside.txt").exists()


@suffixes
def test_a_second_member_of_the_same_name_is_never_read(tmp_path: Path, suffix: str) -> None:
    buffer = io.BytesIO(WHOLE[suffix])
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(MAIN[suffix], BOMB)
    assert read(tmp_path, buffer.getvalue(), suffix) == "Kept words.\n"


@suffixes
def test_an_encrypted_member_says_how_the_file_can_be_read(tmp_path: Path, suffix: str) -> None:
    content = bytearray(WHOLE[suffix])
    place = content.index(b"PK\x01\x02")  # the first entry of the directory; its flags stand eight bytes on
    content[place + 8] |= 1
    with pytest.raises(EncryptedError, match="without a password"):
        read(tmp_path, bytes(content), suffix)


@suffixes
def test_a_flipped_byte_is_damage_or_does_no_harm(tmp_path: Path, suffix: str) -> None:
    whole = WHOLE[suffix]
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        content = bytearray(whole)
        content[place] ^= 0x55
        with suppress(ParseError):
            assert "words" in read(tmp_path, bytes(content), suffix)


@suffixes
def test_a_part_that_is_missing_is_damage(tmp_path: Path, suffix: str) -> None:
    members = unpacked(WHOLE[suffix])
    del members[MAIN[suffix]]
    with pytest.raises(DamagedFileError):
        read(tmp_path, packed(members), suffix)


@suffixes
def test_markup_within_markup_without_end_is_an_error_of_ours(tmp_path: Path, suffix: str) -> None:
    deep = "<a>" * 50_000 + "</a>" * 50_000
    with pytest.raises(ParseError):
        read(tmp_path, packed(unpacked(WHOLE[suffix]) | {MAIN[suffix]: deep.encode()}), suffix)
