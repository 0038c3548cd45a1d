"""Change the library while others read it, in other processes, whose memory and haste are not ours."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from insourcing_assistant import wiring
from insourcing_assistant.apart import Standby, apart
from insourcing_assistant.errors import UsageError
from insourcing_assistant.fetching.filenames import safe_file_name
from insourcing_assistant.ingestion import IngestionSummary, Overrides, Progress
from insourcing_assistant.ingestion.comparing import file_sha256
from insourcing_assistant.ingestion.moving import move
from insourcing_assistant.ingestion.setting_aside import (
    SetAside,
    forget,
    put_back,
    put_back_as_it_was,
    set_aside,
    sweep,
)
from insourcing_assistant.library import Edits
from insourcing_assistant.settings import Settings

NICENESS = 10
"""Questions come first; what is done in a second, and is waited for, need not wait for them."""

_KEPT = ("added", "updated", "unchanged")


class Upkeep:
    """What may be changed, over the settings in force.

    What reads files starts a process and waits for it; all else is done by one that stands by, beside that.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._standby = Standby(_load)
        sweep(settings.library)

    def add_file(self, staged: Path, name: str, *, of: str, progress: Progress) -> IngestionSummary:
        """Move a file into `reports/` and bring it in; `of` names the publication whose full text it is.

        A file that cannot be read, or that is there already, is not kept. Raises `AssistantError`.
        """
        self._standby.prepare()
        return apart(_add_file, (self._settings, staged, name, of), progress)

    def add_address(self, address: str, *, progress: Progress) -> IngestionSummary:
        """Fetch an address and bring in what it gives. Raises `AssistantError`."""
        self._standby.prepare()
        return apart(_ingest, (self._settings, (address,)), progress)

    def edit(self, report_id: str, edits: Edits) -> None:
        """Change what is known of a publication. Raises `AssistantError`."""
        self._standby.run(_edit, (self._settings, report_id, edits))

    def remove(self, report_id: str) -> SetAside:
        """Take a publication out, and keep what is needed to put it back. Raises `AssistantError`."""
        return self._standby.run(_remove, (self._settings, report_id))

    def put_back(self, aside: SetAside) -> IngestionSummary | None:
        """Put a publication back as it was; None where its files must be read for that. Raises `AssistantError`."""
        summary = self._standby.run(_put_back, (self._settings, aside))
        if summary is not None:
            forget(aside)
        return summary

    def read_again(self, aside: SetAside, *, progress: Progress) -> IngestionSummary:
        """Read the files of a publication that `put_back` could not put back. Raises `AssistantError`."""
        summary = apart(_read_again, (self._settings, aside), progress)
        forget(aside)
        return summary

    def forget(self, aside: SetAside) -> None:
        """Keep what was removed no longer; its files stay where they are."""
        forget(aside)


def _add_file(progress: Progress, settings: Settings, staged: Path, name: str, of: str) -> IngestionSummary:
    folder = settings.corpus / "reports"
    taken = {path.stem.casefold() for path in folder.iterdir()}
    if of and of.casefold() in taken:
        raise UsageError(f"There is a file of {of} in the folder of reports already. Remove the publication first.")
    wanted = f"{of}{Path(name).suffix.lower()}" if of else name
    path = folder / safe_file_name(wanted, sha256=file_sha256(staged, report_id=of or name), taken=taken)
    try:
        move(staged, path)
    except FileExistsError as error:
        problem = f"{path.name}: there is a file of this name already. Give it another name."
        raise UsageError(problem) from error
    try:
        summary = _ingest(progress, settings, (str(path),))
    except BaseException:
        path.rename(staged)  # as it was, so that it can be tried again
        raise
    if not any(row.status in _KEPT for row in summary.rows):
        path.unlink(missing_ok=True)
    return summary


def _ingest(progress: Progress, settings: Settings, given: Sequence[str]) -> IngestionSummary:
    with contextlib.suppress(OSError, AttributeError):  # AttributeError: Windows knows no niceness
        os.nice(NICENESS)
    return wiring.ingest(settings, given, overrides=Overrides(), progress=progress)


def _edit(progress: Progress, settings: Settings, report_id: str, edits: Edits) -> None:  # noqa: ARG001
    wiring.edit(settings, report_id, edits)


def _remove(progress: Progress, settings: Settings, report_id: str) -> SetAside:  # noqa: ARG001
    sweep(settings.library)
    with wiring.open_record(settings, writable=True) as library:
        return set_aside(report_id, library=library, corpus=settings.corpus)


def _put_back(progress: Progress, settings: Settings, aside: SetAside) -> IngestionSummary | None:  # noqa: ARG001
    put_back(aside)
    with wiring.open_record(settings, writable=True) as library:
        return put_back_as_it_was(aside, library)


def _read_again(progress: Progress, settings: Settings, aside: SetAside) -> IngestionSummary:
    paths = put_back(aside)
    if not paths:
        raise UsageError(f"The files of “{aside.title}” are not there any more, so that it cannot be put back.")
    summary = _ingest(progress, settings, [str(path) for path in paths])
    if aside.edits and any(row.report_id == aside.report_id and row.status in _KEPT for row in summary.rows):
        wiring.edit(settings, aside.report_id, aside.edits)
    return summary


def _load() -> None:
    """Load what changing the library takes; Chroma takes over a second."""
    import insourcing_assistant.library.vectors as vectors

    vectors.load()
