"""What is asked of the library's keeper, and how far each thing asked for is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from insourcing_assistant.ingestion import IngestionSummary, Progress, Row
from insourcing_assistant.ingestion.setting_aside import SetAside
from insourcing_assistant.library import Edits

State = Literal["waiting", "working", "done", "failed"]

Lane = Literal["small", "reading"]
"""What reads files takes minutes; what does not takes a second, and passes it in a lane of its own."""


class Keeper(Protocol):
    """Changes the library; every method returns when that is done, and raises `AssistantError`.

    A method that reads files, which takes `progress`, may run beside one that does not.
    """

    def add_file(self, staged: Path, name: str, *, of: str, progress: Progress) -> IngestionSummary: ...  # noqa: D102
    def add_address(self, address: str, *, progress: Progress) -> IngestionSummary: ...  # noqa: D102
    def edit(self, report_id: str, edits: Edits) -> None: ...  # noqa: D102
    def remove(self, report_id: str) -> SetAside: ...  # noqa: D102
    def put_back(self, aside: SetAside) -> IngestionSummary | None:
        """Put back what was removed, or return None where `read_again` must."""

    def read_again(self, aside: SetAside, *, progress: Progress) -> IngestionSummary: ...  # noqa: D102
    def forget(self, aside: SetAside) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to be done: `doing` says what, `stage` how far it is, `said` how it ended."""

    number: int
    doing: str
    lane: Lane = "reading"
    state: State = "waiting"
    stage: str = "Waiting for its turn."
    done: int = 0
    total: int = 0
    said: str = ""
    rows: tuple[Row, ...] = ()
    aside: SetAside | None = None
    """What was removed, for as long as it can be put back."""
    whose: str = ""
    """The visitor who asked for it, as `Gate.visitor` names one."""
    about: str = ""
    """The publication that it concerns, where that is known: what concerns the same is done in the order asked."""
    removes: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more is done for it."""
        return self.state in ("done", "failed")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended well; where files must be read after all, `further` is what does that."""

    said: str = ""
    rows: tuple[Row, ...] = ()
    aside: SetAside | None = None
    further: Work | None = None


Work = Callable[[Progress], Outcome]
