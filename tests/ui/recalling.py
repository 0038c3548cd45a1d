"""A small library of real parts behind the page, with what it remembers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from insourcing_assistant.audit import Audited
from insourcing_assistant.library import Library
from insourcing_assistant.types import Answer, Citation, Filters
from insourcing_assistant.ui.chat import Ask, Conversation
from insourcing_assistant.ui.memory import Memory
from insourcing_assistant.ui.pictures import PagePictures
from insourcing_assistant.ui.reader import owner_of
from insourcing_assistant.ui.sitting import Seat, Sitting
from tests.shelves import BINS, EXAMPLES, FINGERPRINT, LAMPS, PARKS, fill, make_assistant

PARKS_SINCE = "Since when has Norton run its own parks?"
LAMPS_SAVED = "What did Eastham save on lamps?"
NOWHERE = "What did Lisbon pay for submarines?"

ANN_KEY, BO_KEY = "a" * 43, "b" * 43
ANN = owner_of({"insourcing-reader": ANN_KEY}) or ""
BO = owner_of({"insourcing-reader": BO_KEY}) or ""


def make_library(folder: Path) -> None:
    """Build the library, and close it."""
    with Library.open(folder / "library", fingerprint=FINGERPRINT, writable=True) as made:
        fill(made, folder, BINS, LAMPS, PARKS)


def open_library(folder: Path, *, writable: bool = False) -> Library:
    return Library.open(folder / "library", fingerprint=FINGERPRINT, writable=writable)


def make_ask(library: Library, *, records: bool = True, keep: int = 100) -> Ask:
    audited = Audited(make_assistant(library), library, library.answers if records else None, keep=keep, program="1")

    def ask(question: str, earlier: Sequence[str], filters: Filters) -> Answer:
        return audited.ask(question, history=earlier, filters=filters)

    return ask


def make_memory(library: Library, *, records: bool = True) -> Memory:
    return Memory(library, make_assistant(library).reports, keeps_records=records)


def make_sitting(library: Library, *, records: bool = True, keep: int = 100) -> Sitting:
    def no_file(citation: Citation) -> Path | None:
        return None

    def no_page(path: Path, number: int, *, width_px: int) -> bytes:
        raise OSError(path)

    conversation = Conversation(
        ask=make_ask(library, records=records, keep=keep),
        reports=make_assistant(library).reports,
        pictures=PagePictures(page_file=no_file, render=no_page, locate=lambda *_: ()),
        examples=lambda: EXAMPLES,
        pace_s=0,
    )
    return Sitting(conversation, make_memory(library, records=records))


def ask_all(sitting: Sitting, *questions: str, owner: str | None = ANN, seat: Seat | None = None) -> Seat:
    """Ask questions one after the other; return the seat at the end."""
    seat = seat or Seat()
    for question in questions:
        *_, (seat, _) = sitting.asked(seat, owner, question, None)
    return seat
