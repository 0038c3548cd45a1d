"""Put a library that was built anew in the place of the old one, in one step."""

from __future__ import annotations

from pathlib import Path

from insourcing_assistant.library.connections import Connections
from insourcing_assistant.library.opening import DATABASE, Parts, fill, next_collection
from insourcing_assistant.library.record import Record
from insourcing_assistant.library.recording import Recorder


def adopt(parts: Parts, recorder: Recorder, folder: Path, *, fingerprint: str) -> None:
    """Take over all that the closed library in `folder` holds. Until it is done, readers see the old content."""
    before = parts.record.state().collection
    after = next_collection(before)
    recorder.begin_change()
    try:
        parts.index.reopen(after)
        _fill_from(parts, folder)
        recorder.take_over(folder / DATABASE, collection=after, fingerprint=fingerprint)
    except BaseException:
        parts.index.reopen(before)
        parts.index.keep_only(before)
        recorder.end_change(parts.index.mark())
        raise
    parts.index.keep_only(after)
    recorder.end_change(parts.index.mark())


def _fill_from(parts: Parts, folder: Path) -> None:
    connections = Connections(folder / DATABASE)
    try:
        fill(parts.index, Record(connections, folder / DATABASE))
    finally:
        connections.close()
