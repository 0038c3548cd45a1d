"""Remembers what was asked and answered: the conversations of each browser, and every answer by its id."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from insourcing_assistant.errors import UsageError
from insourcing_assistant.library import Library
from insourcing_assistant.library.conversations import Conversations
from insourcing_assistant.library.versions import Changes
from insourcing_assistant.recorded import Recorded, hits_of, read, standings
from insourcing_assistant.types import Answer, Report
from insourcing_assistant.ui.markup import shortened
from insourcing_assistant.ui.standing import Since

TITLE_CHARS = 120
ID_BYTES = 10
_ID = re.compile(f"[0-9a-f]{{{2 * ID_BYTES}}}")

NO_RECORDS = "Conversations are not kept here: this installation keeps no record of answers."
READ_ONLY = "Conversations are not kept here: nothing can be written to the library."
NO_COOKIE = "This conversation is not kept, because the browser does not take the cookie that it would be found by."


@dataclass(frozen=True, slots=True)
class Recalled:
    """An answer as it was given, checked again. `reports` has what it cites as it was described then."""

    recorded: Recorded
    answer: Answer
    reports: Mapping[str, Report]
    since: Since


@dataclass(frozen=True, slots=True)
class Lost:
    """An answer that cannot be shown again, with the reason."""

    reason: str
    question: str = ""


NO_LONGER_KEPT = Lost("An answer that stood here is no longer kept: the installation keeps only the latest ones.")


class Memory:
    """What the pages remember. `keeps_records` says whether answers are recorded at all."""

    def __init__(self, library: Library, reports: Callable[[], Mapping[str, Report]], *, keeps_records: bool) -> None:
        self._library, self._reports = library, reports
        self._keeps_records = keeps_records

    @property
    def conversations(self) -> Conversations | None:
        """Where conversations are kept, if they are."""
        return self._library.conversations if self._keeps_records else None

    def why_not(self, owner: str | None) -> str:
        """Say why a conversation is not kept; nothing where it is."""
        if not self._keeps_records:
            return NO_RECORDS
        if self._library.conversations is None:
            return READ_ONLY
        return "" if owner else NO_COOKIE

    def recall(self, record_id: str) -> Recalled | None:
        """Recall an answer; None where no such is kept. Raises `UsageError` where it was not kept whole."""
        return self._recall(record_id, self._reports())

    def changes_since(self, version: str) -> Changes | None:
        """What of the library is another than in the version of an answer; None where that is not known."""
        return self._library.answers.changes_since(version)

    def judge(self, owner: str | None, record_id: str, feedback: Mapping[str, object] | None) -> bool:
        """Note what the reader thinks to whom an answer was given; False for anybody else."""
        kept = self.conversations
        if kept is None or owner is None or not kept.has_answer(owner, record_id):
            return False
        return self._library.answers.judge(record_id, feedback)

    def latest(self, owner: str | None) -> str:
        """Return the conversation in which was asked last; the empty text where there is none."""
        kept = self.conversations
        return (kept.latest(owner) if kept and owner else None) or ""

    def conversation(self, owner: str | None, conversation_id: str, *, most: int) -> tuple[Recalled | Lost, ...]:
        """Recall a conversation, its last `most` answers; nothing where it is not the owner's."""
        kept = self.conversations
        if kept is None or owner is None:
            return ()
        now = self._reports()
        return tuple(self._recall_or_say(each, now) for each in kept.record_ids(owner, conversation_id)[-most:])

    def length(self, owner: str | None, conversation_id: str) -> int:
        """Count the answers that a conversation has had; 0 where it is not the owner's."""
        kept = self.conversations
        return len(kept.record_ids(owner, conversation_id)) if kept and owner else 0

    def is_gone(self, owner: str | None, conversation_id: str) -> bool:
        """Whether a conversation that was kept has been deleted since."""
        kept = self.conversations
        return kept is not None and owner is not None and kept.is_gone(owner, conversation_id)

    def note(self, owner: str | None, conversation_id: str, record_id: str | None, *, question: str) -> str:
        """Keep an answer in a conversation, or a new one; return its id, or the empty text where it is not kept."""
        kept = self.conversations
        if kept is None or owner is None or record_id is None:
            return ""
        if not _ID.fullmatch(conversation_id) or not kept.may_go_on(owner, conversation_id):
            conversation_id = secrets.token_hex(ID_BYTES)
        title = shortened(question, max_chars=TITLE_CHARS)
        return conversation_id if kept.note(owner, conversation_id, record_id, title=title) else ""

    def _recall(self, record_id: str, now: Mapping[str, Report]) -> Recalled | None:
        record = self._library.answers.get(record_id)
        if record is None:
            return None
        recorded = read(record)
        return Recalled(
            recorded,
            answer=replace(recorded.answer, hits=hits_of(recorded, self._library)),
            reports={**now, **recorded.reports},
            since=Since(recorded.feedback, standings(recorded, self._library, now)),
        )

    def _recall_or_say(self, record_id: str, now: Mapping[str, Report]) -> Recalled | Lost:
        try:
            return (self._recall(record_id, now) if record_id else None) or NO_LONGER_KEPT
        except UsageError as error:
            return Lost(str(error))
