"""Joins what happens on the page with what is remembered: the last conversation comes back, and each answer is kept."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from insourcing_assistant.errors import AssistantError
from insourcing_assistant.ui.chat import REMEMBERED_TURNS, Conversation, Turn, View
from insourcing_assistant.ui.markup import counted, text
from insourcing_assistant.ui.memory import Memory
from insourcing_assistant.ui.restoring import restored

logger = logging.getLogger(__name__)

PLACE = "conversation"
"""What of the page's address names a conversation: its id, or `NEW`."""

NEW = "new"
NOT_YOURS = "That conversation is not one of this browser's, or it was deleted."
DELETED = (
    "The conversation that stood here was deleted, in another window perhaps. Your question was asked in a new one, "
    "which has an address of its own and knows nothing of what was asked before."
)
NOT_KEPT = "This answer could not be kept: it will not be here when you come back."


class Run:
    """A question under way: it is answered and kept, or stopped, whichever comes first."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_stopped = False
        self.ended: Seat | None = None
        """What the reader has when it was answered first."""

    def stop(self) -> Seat | None:
        """Stop it, unless it was answered before: then return what the reader has."""
        with self.lock:
            self.is_stopped = self.ended is None
            return self.ended


@dataclass(frozen=True, slots=True)
class Seat:
    """What a reader has on the page, and the id of the conversation that it is kept as, or `NEW`, or nothing.

    `before` is a sentence that stands before the first turn.
    """

    turns: tuple[Turn, ...] = ()
    conversation: str = ""
    before: str = ""
    length: int = 0
    """How many answers the conversation had when the reader last saw all of it."""
    run: Run | None = field(default=None, compare=False)


class Sitting:
    """What the events of the page do. An owner is whoever's browser it is, or none where that cannot be told."""

    def __init__(self, conversation: Conversation, memory: Memory | None) -> None:
        self._conversation, self._memory = conversation, memory

    def waiting(self) -> View:
        """Show the page as it is before anybody is known: without what may have to be replaced at once."""
        view: View = {**self._conversation.view(()), "opened": False}
        return view if self._memory is None else {**view, "thread": "", "sources": ""}

    def opened(self, owner: str | None, place: str, *, may_make: bool = False) -> tuple[Seat, View]:
        """Show the conversation that the address names, or else the last one.

        `may_make` says that whoever's browser it is may make test queries of answers that were not helpful.
        """
        if self._memory is None or place == NEW:
            return self.fresh(owner, NEW if place else "")
        try:
            seat = self._seat(owner, place or self._memory.latest(owner), may_make=may_make)
        except AssistantError as error:
            return Seat(), self.view(Seat(), owner, notice=str(error))
        count = counted(len(seat.turns), "question")
        status = f"Your conversation is back, with {count}." if seat.turns else ""
        return seat, self.view(seat, owner, status=status, notice=NOT_YOURS if place and not seat.turns else "")

    def fresh(self, owner: str | None, place: str = NEW, *, status: str = "") -> tuple[Seat, View]:
        """Begin anew."""
        seat = Seat(conversation=place)
        return seat, self.view(seat, owner, status=status)

    def resumed(self, seat: Seat, owner: str | None, place: str, *, may_make: bool = False) -> Seat:
        """Take the seat again that the page says it has, where the server has forgotten that since.

        It is taken again too where the conversation went on in another window: the question may be about that. Where
        the conversation is gone, what it was stays known, so that `asked` can say so.
        """
        if place in ("", NEW) or (seat.turns and not self._went_on(seat, owner)):
            return seat
        try:
            found, named = self._seat(owner, place, may_make=may_make), replace(seat, conversation=place)
            return named if not found.turns and self._is_gone(named, owner) else found
        except AssistantError:
            logger.warning("A conversation could not be taken up again", exc_info=True)
            return seat

    def asked(self, seat: Seat, owner: str | None, question: str, chosen: object) -> Iterator[tuple[Seat, View]]:
        """Answer a question, as `Conversation.turn` does, and keep the answer when it is complete, unless stopped.

        Where the conversation was deleted since, the question begins a new one, and the page says so.
        """
        if question.strip() and self._is_gone(seat, owner):
            seat = Seat(conversation=NEW, before=DELETED)
        run = Run()
        seat = replace(seat, run=run)
        for turns, view in self._conversation.turn(seat.turns, question, chosen):
            notice = ""
            with run.lock:
                if run.is_stopped:
                    return
                if turns != seat.turns and turns:
                    seat, notice = self._kept(replace(seat, turns=turns, run=None), owner)
                    run.ended = seat
            status = view["status"] or (seat.before if view["turns"] == 1 and view["busy"] else "")
            yield seat, self._placed({**view, "notice": view["notice"] or notice, "status": status}, seat)

    def halted(self, seat: Seat, owner: str | None) -> tuple[Seat, View]:
        """Stop the question that is under way; one that was answered before that stays answered."""
        ended = seat.run.stop() if seat.run else None
        seat = ended or replace(seat, run=None)
        return seat, self.view(seat, owner, status="The answer was complete before the stop." if ended else "Stopped.")

    def view(self, seat: Seat, owner: str | None, *, notice: str = "", status: str = "") -> View:
        """Show a seat; before the first question also why nothing is kept, where that is so."""
        view = self._placed(self._conversation.view(seat.turns, notice=notice, status=status), seat)
        why_not = self._memory.why_not(owner) if self._memory and not seat.turns else ""
        if why_not:
            view["thread"] = f'{view["thread"]}<p class="quiet" id="not-kept">{text(why_not)}</p>'
        return view

    def _went_on(self, seat: Seat, owner: str | None) -> bool:
        if self._memory is None or seat.conversation in ("", NEW):
            return False
        try:
            return self._memory.length(owner, seat.conversation) > seat.length
        except AssistantError:
            logger.warning("It cannot be seen whether a conversation went on elsewhere", exc_info=True)
            return False

    def _is_gone(self, seat: Seat, owner: str | None) -> bool:
        if self._memory is None or seat.conversation in ("", NEW):
            return False
        try:
            return self._memory.is_gone(owner, seat.conversation)
        except AssistantError:
            logger.warning("It cannot be seen whether a conversation is still kept", exc_info=True)
            return False

    def _seat(self, owner: str | None, conversation_id: str, *, may_make: bool) -> Seat:
        if self._memory is None:
            return Seat()
        recalled = self._memory.conversation(owner, conversation_id, most=REMEMBERED_TURNS)
        if not recalled:
            return Seat()
        turns = restored(self._conversation, recalled, may_make=may_make)
        return Seat(turns, conversation_id, length=self._memory.length(owner, conversation_id))

    def _kept(self, seat: Seat, owner: str | None) -> tuple[Seat, str]:
        """Keep the last turn, if it was answered; say where that failed though it should not have."""
        turn = seat.turns[-1]
        why_not = self._memory.why_not(owner) if self._memory else ""
        if self._memory is None or not turn.answered or why_not:
            was_kept = seat.conversation not in ("", NEW)
            return seat, why_not if was_kept else ""
        try:
            kept = self._memory.note(owner, seat.conversation, turn.record, question=turn.question)
        except AssistantError:
            logger.warning("An answer could not be kept in its conversation", exc_info=True)
            kept = ""
        if kept and seat.conversation not in ("", NEW, kept):  # deleted while the answer was given
            return Seat((turn,), kept, DELETED, length=1), ""
        return (replace(seat, conversation=kept, length=seat.length + 1), "") if kept else (seat, NOT_KEPT)

    def _placed(self, view: View, seat: Seat) -> View:
        place = seat.conversation if self._memory and self._memory.conversations else ""
        before = f'<p class="notice" id="before">{text(seat.before)}</p>' if seat.before else ""
        thread = f"{before}{view['thread']}"
        return {**view, "thread": thread, "place": place, "length": seat.length, "opened": True}
