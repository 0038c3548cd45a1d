"""What the library says of itself: its reports, the texts that it holds of each, and the vectors beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from typing_extensions import TypedDict

from insourcing_assistant.types import Caution, FoundMetadata, Kind, Report, Unit, Vectors

FIRST_COLLECTION = "passages-1"


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
    warnings: tuple[Caution, ...] = ()
    found: FoundMetadata = field(default_factory=FoundMetadata)
    tables: int = 0
    seconds: float = 0.0
    """How long reading, splitting and embedding took."""


class Edits(TypedDict, total=False):
    """What a person put in the place of what was found; None and () say that there is none."""

    title: str
    authors: tuple[str, ...]
    publisher: str | None
    year: int | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Description:
    """What was found out about a publication.

    `origins` says by field where that is from: "catalogue", "option", "metadata", "first page" or "file name".
    """

    report: Report
    origins: Mapping[str, str] = field(default_factory=dict)

    def edited(self, edits: Edits) -> Report:
        """Put a person's edits in the place of what was found."""
        return replace(self.report, **edits)


@dataclass(frozen=True, slots=True)
class LibraryReport:
    """A publication in the library, with its texts in the order of their kinds; times are ISO 8601 in UTC.

    `report` is what is shown: what was found out, with a person's edits in it.
    """

    report: Report
    texts: tuple[LibraryText, ...]
    added_at: str
    found: Description
    edits: Edits

    @property
    def origins(self) -> dict[str, str]:
        """Where each field of `report` that is known is from; "edited" where a person changed it."""
        return {**self.found.origins, **dict.fromkeys(self.edits, "edited")}

    @property
    def is_in_full(self) -> bool:
        """Whether its own text is there, and not a brief alone."""
        return any(text.kind != "brief" for text in self.texts)

    def text(self, kind: Kind) -> LibraryText | None:
        """The text of this kind, if the library has it."""
        return next((text for text in self.texts if text.kind == kind), None)


class IndexState(NamedTuple):
    """`generation` grows with every change of what is ready; `collection` names the vectors that belong to it."""

    generation: int
    collection: str


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """Passage ids with their vectors, one a row, and the metadata that the vector index keeps beside each."""

    ids: tuple[str, ...]
    vectors: Vectors
    metadata: tuple[dict[str, str | int], ...]


def vector_metadata(report_id: str, kind: str, *, year: int | None, publisher: str | None) -> dict[str, str | int]:
    """What the vector index keeps beside a vector; what is unknown is left out, since Chroma refuses None."""
    metadata: dict[str, str | int] = {"report_id": report_id, "kind": kind}
    if year is not None:
        metadata["year"] = year
    if publisher is not None:
        metadata["publisher"] = publisher
    return metadata
