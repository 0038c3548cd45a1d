"""Change the library while others read it: each change in a process of its own, whose memory and haste are not ours."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from insourcing_assistant import wiring
from insourcing_assistant.errors import AssistantError, IngestError, UsageError
from insourcing_assistant.fetching.filenames import safe_file_name
from insourcing_assistant.ingestion import IngestionSummary, Overrides, Progress
from insourcing_assistant.ingestion.comparing import file_sha256
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

logger = logging.getLogger(__name__)

T = TypeVar("T")

NICENESS = 10
"""Questions come first; what is done in a second, and is waited for, need not wait for them."""

_KEPT = ("added", "updated", "unchanged")


class Upkeep:
    """What may be changed, over the settings in force. Each call starts a process and waits for it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        sweep(settings.library)

    def add_file(self, staged: Path, name: str, *, of: str, progress: Progress) -> IngestionSummary:
        """Move a file into `reports/` and bring it in; `of` names the publication whose full text it is.

        A file that cannot be read, or that is there already, is not kept. Raises `AssistantError`.
        """
        return _apart(_add_file, (self._settings, staged, name, of), progress)

    def add_address(self, address: str, *, progress: Progress) -> IngestionSummary:
        """Fetch an address and bring in what it gives. Raises `AssistantError`."""
        return _apart(_ingest, (self._settings, (address,)), progress)

    def edit(self, report_id: str, edits: Edits) -> None:
        """Change what is known of a publication. Raises `AssistantError`."""
        _apart(_edit, (self._settings, report_id, edits), _silent)

    def remove(self, report_id: str) -> SetAside:
        """Take a publication out, and keep what is needed to put it back. Raises `AssistantError`."""
        return _apart(_remove, (self._settings, report_id), _silent)

    def restore(self, aside: SetAside, *, progress: Progress) -> IngestionSummary:
        """Put a publication back as it was; where that is not possible, it is read anew. Raises `AssistantError`."""
        summary = _apart(_restore, (self._settings, aside), progress)
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
    if path.exists():
        raise UsageError(f"{path.name}: there is a file of this name already. Give it another name.")
    staged.rename(path)
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


def _restore(progress: Progress, settings: Settings, aside: SetAside) -> IngestionSummary:
    paths = put_back(aside)
    with wiring.open_record(settings, writable=True) as library:
        restored = put_back_as_it_was(aside, library)
    if restored is not None:
        return restored
    if not paths:
        raise UsageError(f"The files of “{aside.title}” are not there any more, so that it cannot be put back.")
    summary = _ingest(progress, settings, [str(path) for path in paths])
    if aside.edits and any(row.report_id == aside.report_id and row.status in _KEPT for row in summary.rows):
        wiring.edit(settings, aside.report_id, aside.edits)
    return summary


def _apart(task: Callable[..., T], given: tuple[object, ...], progress: Progress) -> T:
    """Run a task in a process of its own, and pass on what it tells, returns or raises."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(there, task, given), daemon=True)
    process.start()
    there.close()
    try:
        while True:
            try:
                what, *said = here.recv()
            except EOFError as error:
                process.join()
                problem = f"The process that did this ended unexpectedly (exit code {process.exitcode}). Try it again."
                raise IngestError(problem) from error
            if what == "progress":
                progress(*said)
            elif what == "failed":
                raise said[0]
            else:
                result: T = said[0]
                return result
    finally:
        here.close()
        process.join()


def _work(there: Connection, task: Callable[..., object], given: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process
    telling = threading.Lock()

    def progress(stage: str, done: int, total: int, label: str) -> None:
        with telling:
            there.send(("progress", stage, done, total, label))

    try:
        result = task(progress, *given)
    except AssistantError as error:
        there.send(("failed", error))
    except Exception as error:
        logger.error("A change of the library failed", exc_info=True)
        there.send(("failed", IngestError(f"Something unexpected happened ({type(error).__name__}). The log has it.")))
    else:
        there.send(("done", result))
    there.close()


def _silent(stage: str, done: int, total: int, label: str) -> None:
    """Show nothing."""
