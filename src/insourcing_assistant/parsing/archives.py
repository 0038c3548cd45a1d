"""Open the archives that documents are kept in, within limits; nothing in them is ever written to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import ParseError as XmlParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from insourcing_assistant.errors import DamagedFileError, EncryptedError, LimitExceededError

MAX_MEMBERS = 10_000
MAX_BYTES = 256 * 2**20
"""What all members together may be unpacked: a thousand pages with their pictures have less."""

MAX_RATIO = 300
"""How many times its packed size a member may be; Word's most repetitive tables reach 100."""

_RATIO_COUNTS_FROM = 2**20
_AT_ONCE = 2**16
_SAVE_AGAIN = "Open it in the program that made it, save it without a password, and give that file."


class Archive:
    """The members of a ZIP file by name. Names are only looked up: where they point to does not matter."""

    def __init__(self, path: Path, members: dict[str, bytes], *, report_id: str) -> None:
        self.path, self.report_id = path, report_id
        self._members = members

    def __contains__(self, name: object) -> bool:
        return name in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the order of the archive."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """Return the content of a member. Raises `DamagedFileError` where there is none of that name."""
        if name not in self._members:
            raise DamagedFileError(self.path, f"its part {name} is missing", report_id=self.report_id)
        return self._members[name]

    def check_xml(self, *, allow_dtd: bool = False) -> None:
        """Refuse entities and broken markup in each member that is XML, before any library reads it."""
        for name, content in self._members.items():
            if _looks_like_xml(content):
                self._check(name, content, allow_dtd=allow_dtd)

    def repacked(self, change_xml: Callable[[bytes], bytes]) -> bytes:
        """Pack the members anew, so that a library which opens the file itself sees what was checked.

        `change_xml` rewrites the members that are XML, where the library would trip over something in them.
        """
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
            for name, content in self._members.items():
                target.writestr(name, change_xml(content) if _looks_like_xml(content) else content)
        return packed.getvalue()

    def _check(self, name: str, content: bytes, *, allow_dtd: bool) -> None:
        try:
            fromstring(content, forbid_dtd=not allow_dtd)
        except DefusedXmlException as error:
            raise LimitExceededError(
                self.path,
                f"its part {name} defines entities, which documents have no need of and traps are made with. "
                "Open it in the program that made it and save it again",
                report_id=self.report_id,
            ) from error
        except (XmlParseError, LookupError, ValueError) as error:
            raise DamagedFileError(self.path, f"its part {name} is broken", report_id=self.report_id) from error


def open_archive(path: Path, content: bytes, *, report_id: str, keep: tuple[str, ...]) -> Archive:
    """Unpack a ZIP file in memory; members that do not end in one of `keep` are measured and emptied.

    What is counted are the bytes that come out, not those that the archive claims. Raises `LimitExceededError`,
    `EncryptedError` and `DamagedFileError`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return Archive(path, _unpacked(path, archive, report_id, keep), report_id=report_id)
    # What zipfile and zlib raise on broken archives; NotImplementedError is for packing methods of other programs.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise DamagedFileError(path, "it breaks off or is no whole archive", report_id=report_id) from error


def _unpacked(path: Path, archive: zipfile.ZipFile, report_id: str, keep: tuple[str, ...]) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise LimitExceededError(
            path, f"it has more than {MAX_MEMBERS:,} parts. Save it as a PDF and give that", report_id=report_id
        )
    members: dict[str, bytes] = {}
    total = 0
    for info in infos:
        if info.flag_bits & 1:
            raise EncryptedError(path, wrong=False, advice=_SAVE_AGAIN, report_id=report_id)
        is_kept = info.filename.lower().endswith(keep)
        pieces = []
        size = 0
        with archive.open(info) as member:
            while piece := member.read(_AT_ONCE):
                size += len(piece)
                _check_size(path, total + size, size, info.compress_size, report_id)
                if is_kept:
                    pieces.append(piece)
        total += size
        members.setdefault(info.filename, b"".join(pieces))
    return members


def _check_size(path: Path, total: int, size: int, packed: int, report_id: str) -> None:
    if total > MAX_BYTES:
        limit = f"unpacked it is larger than {MAX_BYTES // 2**20} MB. Save it without its pictures, or in parts"
        raise LimitExceededError(path, limit, report_id=report_id)
    if size > _RATIO_COUNTS_FROM and size > MAX_RATIO * max(packed, 1):
        limit = f"a part of it unpacks to more than {MAX_RATIO} times its size, as traps do. Save it again as a PDF"
        raise LimitExceededError(path, limit, report_id=report_id)


def _looks_like_xml(content: bytes) -> bool:
    return content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")
