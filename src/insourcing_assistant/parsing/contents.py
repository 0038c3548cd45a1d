"""Tell from its first bytes what a file is, and refuse one that is not what its name says."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

from insourcing_assistant.errors import DamagedFileError, EncryptedError, MislabelledFileError, UnsupportedFormatError

Content = Literal["pdf", "docx", "odt", "epub", "xlsx", "pptx", "ods", "odp", "zip", "ole", "rtf", "html", "picture"]

_LOOKED_AT = 4096
_HEAD_OF_PDF = 1024  # as far as Acrobat looks for it
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_HTML = re.compile(rb"(?:<\?xml[^>]*+>|(?><!--.*?-->)|\s)*+<(?:!doctype\s+html|html|head)\b", re.IGNORECASE | re.DOTALL)

_NAMES: dict[Content, str] = {
    "pdf": "a PDF file",
    "docx": "a Word document",
    "odt": "an OpenDocument text",
    "epub": "an e-book in the EPUB format",
    "xlsx": "an Excel workbook",
    "pptx": "a PowerPoint presentation",
    "ods": "an OpenDocument spreadsheet",
    "odp": "an OpenDocument presentation",
    "zip": "a ZIP archive",
    "ole": "a document of an old Office program",
    "rtf": "a document in the Rich Text Format",
    "html": "a web page",
    "picture": "a picture",
}
_SUFFIXES: dict[Content, str] = {"pdf": ".pdf", "docx": ".docx", "odt": ".odt", "epub": ".epub", "html": ".html"}
_EXPECTED: dict[str, Content] = {
    ".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".epub": "epub", ".html": "html", ".htm": "html", ".xhtml": "html",
}  # fmt: skip
_MAY_HOLD_HTML = (".md", ".markdown")

_AS_DOCX_OR_PDF = "Open it in Word or LibreOffice and save it as .docx or PDF."
_AS_PDF = "Open it in the program that made it and save it as a PDF."
_UNPACK = "Unpack it and give the files in it."
_ADVICE = {
    **dict.fromkeys((".doc", ".dot", ".docm", ".dotx", ".rtf", ".wpd", ".wps", ".pages"), _AS_DOCX_OR_PDF),
    **dict.fromkeys((".ott", ".fodt", ".sxw"), "Open it in LibreOffice and save it as .odt or PDF."),
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".ods", ".csv", ".numbers"), _AS_PDF),
    **dict.fromkeys((".ppt", ".pptx", ".pps", ".ppsx", ".odp", ".key", ".pub", ".xps"), _AS_PDF),
    **dict.fromkeys((".mht", ".mhtml"), "Save the page anew as “web page, HTML only” or print it to a PDF."),
    **dict.fromkeys((".mobi", ".azw", ".azw3"), "Get it as EPUB or PDF."),
    **dict.fromkeys((".zip", ".7z", ".rar", ".gz", ".tar", ".tgz"), _UNPACK),
    **dict.fromkeys(
        (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".heic", ".webp"),
        "A picture of a page can be read once it is saved as a PDF.",
    ),
}


def check_content(path: Path, *, report_id: str) -> None:
    """Refuse a file whose first bytes show that it is of another format than its suffix says.

    Raises `MislabelledFileError`, `EncryptedError` for an encrypted Office document, and `DamagedFileError` where
    the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_LOOKED_AT)
    except OSError as error:
        raise DamagedFileError(path, error.strerror or "it cannot be opened", report_id=report_id) from error
    suffix = path.suffix.lower()
    expected, found = _EXPECTED.get(suffix), _content_of(path, head)
    if found is None or found == expected or (found == "html" and suffix in _MAY_HOLD_HTML):
        return
    if found == "pdf" and not head.startswith(b"%PDF-"):
        return  # words about PDF files, behind which a parser may look itself
    if found == "ole" and expected in ("docx", "odt") and _is_encrypted_office(path):
        advice = "Only PDFs can be opened with one here: save it in Word without a password, and give that file."
        raise EncryptedError(path, wrong=False, advice=advice, report_id=report_id)
    if found == "zip" and expected in ("docx", "odt", "epub"):
        return  # broken, perhaps: its parser says how
    raise MislabelledFileError(path, _NAMES[found], advice=_what_to_do(found, expected), report_id=report_id)


def unsupported(
    path: Path, supported: tuple[str, ...], *, report_id: str | None = None, is_there: bool = True
) -> UnsupportedFormatError:
    """Say why a file with this suffix is not read and what to do; it is looked into where that helps.

    Without `is_there` only its name is known, and nothing is looked into.
    """
    advice = _ADVICE.get(path.suffix.lower())
    if not is_there:
        return UnsupportedFormatError(path, supported, advice=advice, report_id=report_id)
    try:
        with path.open("rb") as file:
            found = _content_of(path, file.read(_LOOKED_AT))
    except OSError:
        found = None
    if found in _SUFFIXES and not (found == "html" and advice):
        advice = f"It is {_NAMES[found]}: rename it so that its name ends in {_SUFFIXES[found]}."
    return UnsupportedFormatError(path, supported, advice=advice, report_id=report_id)


def _content_of(path: Path, head: bytes) -> Content | None:
    if b"%PDF-" in head[:_HEAD_OF_PDF]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _archive_content(path)
    if head.startswith(_OLE):
        return "ole"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_PICTURES):
        return None if head.startswith(b"BM") and b"\0" not in head else "picture"
    return "html" if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) else None


def _archive_content(path: Path) -> Content:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = archive.open("mimetype").read(200).decode("ascii", "replace") if "mimetype" in names else ""
    # What zipfile raises on broken and encrypted archives.
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        return "zip"
    by_type: dict[str, Content] = {
        "application/epub+zip": "epub",
        "application/vnd.oasis.opendocument.text": "odt",
        "application/vnd.oasis.opendocument.spreadsheet": "ods",
        "application/vnd.oasis.opendocument.presentation": "odp",
    }
    by_member: dict[str, Content] = {
        "word/document.xml": "docx",
        "xl/workbook.xml": "xlsx",
        "ppt/presentation.xml": "pptx",
        "META-INF/container.xml": "epub",
    }
    if mimetype.strip() in by_type:
        return by_type[mimetype.strip()]
    return next((content for name, content in by_member.items() if name in names), "zip")


def _is_encrypted_office(path: Path) -> bool:
    # The names in an OLE directory are UTF-16; Word writes these two into a document that it encrypts.
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def _what_to_do(found: Content, expected: Content | None) -> str:
    if found == "html":
        return (
            "Perhaps a log-in or error page was saved in place of the report: download it again. "
            "If the page is what you want, rename it so that its name ends in .html."
        )
    if found in _SUFFIXES:
        return f"Rename it so that its name ends in {_SUFFIXES[found]}."
    if found == "zip":
        return _UNPACK
    if found == "picture":
        return _ADVICE[".png"]
    return _AS_DOCX_OR_PDF if found in ("ole", "rtf") or expected == "docx" else _AS_PDF
