"""A small made-up shelf: a full text read by OCR in part, a brief alone, and an entry without any text."""

from __future__ import annotations

from insourcing_assistant.library import Description, LibraryReport, LibraryText
from insourcing_assistant.types import Address, Caution, Kind, Report, Unit

WICKED = "</h2><script>alert(1)</script><img src=x onerror=alert(2)>\"'`${1}{{value}}\u202e"

WARDS = Report(
    id="wards-2019",
    title="Rebuilding the Wards",
    authors=("Ann Lee", "Bo Oak"),
    publisher="Northmoor Institute",
    year=2019,
    url="https://northmoor.example.org/wards",
    rights="(c) Northmoor Institute",
)
BINS = Report(
    id="bins-2011",
    title="Bins Brought Home",
    publisher="Public Works Union",
    year=2011,
    pages=48,
    rights="(c) the union; no licence found",
    filename="bins-2011.pdf",
    addresses=(
        Address("https://union.example.org/bins.pdf", "printed in its newsletter", verified=True),
        Address("https://mirror.example.org/bins.pdf", archive="https://web.archive.example.org/bins.pdf"),
        Address("javascript:alert(1)"),
    ),
    notes=(("year", "The cover has no date."),),
)
LAMPS = Report(id="lamps", title="A Lamp for Eastham")


def text_of(kind: Kind, **changes: object) -> LibraryText:
    usual: dict[str, object] = {"sha256": "0" * 64, "path": f"{kind}.pdf", "added_at": "2026-11-01T10:00:00+00:00"}
    unit: Unit = "section" if kind == "brief" else "page"
    return LibraryText(**{"kind": kind, "unit": unit, "pages": 12, "passages": 30, **usual, **changes})  # type: ignore[arg-type]


def held(report: Report, *texts: LibraryText) -> LibraryReport:
    return LibraryReport(report, texts, "2026-11-01T10:00:00+00:00", Description(report, {"title": "catalogue"}), {})


SHELF = (
    held(
        WARDS,
        text_of("report", pages_ocr=2, seconds=3.0, warnings=(Caution("Read by OCR.", (2, 3)),), path="wards.pdf"),
        text_of("brief"),
    ),
    held(BINS, text_of("brief", pages=7, passages=6, path="briefs/bins-2011.md")),
    held(LAMPS),
)
