"""Bring over to a library that is being built what others change meanwhile in the one whose place it will take."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from insourcing_assistant.errors import IngestError
from insourcing_assistant.ingestion.items import Row
from insourcing_assistant.ingestion.making import WritePath
from insourcing_assistant.library import Library, LibraryReport, LibraryText

ReadAgain = Callable[[Library, Collection[str]], Sequence[Row]]
"""Ingests the files with these names, where there are any, as the old library has them now."""


class CatchUp:
    """Knows what of the old library has been brought over, and brings over the rest."""

    def __init__(self, write_path: WritePath, before: Sequence[LibraryReport], *, read_again: ReadAgain) -> None:
        self.library = write_path.library
        self._write_path, self._read_again = write_path, read_again
        self._before = {entry.report.id: entry for entry in before}
        self.rows: list[Row] = []

    def bring_over(self, old: Library) -> bool:
        """Bring over what has changed since the last time; False where nothing has."""
        now = {entry.report.id: entry for entry in old.reports()}
        changed = [entry for report_id, entry in now.items() if entry != self._before.get(report_id)]
        gone = self._before.keys() - now.keys()
        for report_id in sorted(gone):
            if self.library.held(report_id) is not None:
                self.library.remove(report_id)
        names = {text.path for entry in changed for text in entry.texts if self._is_new(entry, text)}
        if names:
            self.rows += self._read_again(old, names)
        for entry in changed:
            self._bring_report(entry, old)
        self._before = now
        return bool(changed or gone)

    def carry(self, entry: LibraryReport, text: LibraryText, old: Library) -> Row:
        """Put a text into the new library as it was parsed before."""
        parsed = replace(old.parsed(entry.report.id, text.kind), report=entry.found.report)
        row = Row(entry.report.id, text.kind, text.path, "unchanged", title=entry.report.title)
        try:
            made = self._write_path.make_of(parsed, name=text.path, origins=entry.found.origins)
            self._write_path.store(made, name=text.path)
        except IngestError as error:
            return replace(row, status="failed", error=str(error))
        stored = self.library.report(entry.report.id).text(text.kind)
        return replace(row, pages=text.pages, passages=stored.passages if stored else 0)

    def _is_new(self, entry: LibraryReport, text: LibraryText) -> bool:
        before = self._before.get(entry.report.id)
        earlier = before.text(text.kind) if before is not None else None
        return earlier is None or earlier.sha256 != text.sha256

    def _bring_report(self, entry: LibraryReport, old: Library) -> None:
        report_id, before = entry.report.id, self._before.get(entry.report.id)
        for text in entry.texts:
            held = self.library.held(report_id)
            mine = held.text(text.kind) if held is not None else None
            if mine is not None and mine.sha256 == text.sha256:
                if mine.path != text.path:
                    self.library.update_path(report_id, text.kind, text.path)
            elif self._is_new(entry, text) and self.library.holder_of(text.sha256) is None:
                self.rows.append(self.carry(entry, text, old))
        held = self.library.held(report_id)
        for text in before.texts if before is not None else ():
            if entry.text(text.kind) is None and held is not None and held.text(text.kind) is not None:
                self.library.remove(report_id, text.kind)
        held = self.library.held(report_id)
        if held is None:
            return
        if before is not None and before.found != entry.found:
            self.library.update(entry.found)
        if held.edits != entry.edits:
            self.library.edit(report_id, None)
            self.library.edit(report_id, entry.edits)
