"""What the library says of itself: its reports and the texts that it holds of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from insourcing_assistant.types import FoundMetadata, Kind, Report, Unit


@dataclass(frozen=True, slots=True)
class LibraryText:
    """One text of a publication as it stands in the library; the counts are of pages (or sections) and passages."""

    kind: Kind
    unit: Unit
    sha256: str
    path: str
    added_at: str
    pages: int
    passages: int
    pages_without_text: int = 0
    pages_ocr: int = 0
    warnings: tuple[str, ...] = ()
    found: FoundMetadata = field(default_factory=FoundMetadata)


@dataclass(frozen=True, slots=True)
class LibraryReport:
    """A publication in the library, with its texts in the order of their kinds; times are ISO 8601 in UTC."""

    report: Report
    texts: tuple[LibraryText, ...]
    added_at: str

    def text(self, kind: Kind) -> LibraryText | None:
        """The text of this kind, if the library has it."""
        return next((text for text in self.texts if text.kind == kind), None)
