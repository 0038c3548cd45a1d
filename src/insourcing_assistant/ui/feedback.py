"""Asks what a reader thinks of an answer, and makes sense of what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from insourcing_assistant.errors import UsageError
from insourcing_assistant.recorded import Feedback
from insourcing_assistant.ui.markup import text

MAX_REASON_CHARS = 1_000

_LABELS = {"up": "Helpful", "down": "Not helpful"}
# A thumb, which the style sheet turns round for the second; it says nothing that the words do not.
_THUMB = (
    '<svg class="thumb" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    '<path d="M3 10h4v11H3zM9 21V10l4-8c1.700 0 2.600 1.200 2.300 3l-.8 4H20a1.600 1.600 0 0 1 1.600 2l-2.200 8.500'
    'a2 2 0 0 1-2 1.500z"/></svg>'
)


def judging(turn: int, feedback: Feedback, *, make: str = "") -> str:
    """Write the two thumbs, the place for a reason, which is open once one of them is pressed, and a link.

    The link makes a test query of the answer, at the address `make`. Without that it is hidden until the server gives
    it one with a judgement, if the reader may do that.
    """
    thumbs = "".join(
        f'<button type="button" class="tool {verdict}" data-tool="judge" data-verdict="{verdict}" '
        f'aria-pressed="{str(feedback.verdict == verdict).lower()}">{_THUMB}{label}</button>'
        for verdict, label in _LABELS.items()
    )
    offered = f'<p class="make"><a href="{text(make)}">' if make else '<p class="make" hidden><a>'
    return (
        f'<span class="thumbs" role="group" aria-label="Was answer {turn} helpful?">{thumbs}</span>'
        f'<form class="reason" data-tool="reason"{"" if feedback.verdict else " hidden"}>'
        f'<label for="reason-{turn}">Why? (optional)</label>'
        f'<textarea id="reason-{turn}" name="reason" rows="2" maxlength="{MAX_REASON_CHARS}" autocomplete="off">'
        f"{text(feedback.reason)}</textarea>"
        '<button type="submit" class="btn small">Save the reason</button></form>'
        f'{offered}Make a test query of this<span class="vh"> answer</span></a></p>'
    )


def new_query_address(record_id: str) -> str:
    """Return the address, from the page of the conversation, where a test query is made of an answer."""
    return f"evaluate/new?answer={quote(record_id, safe='')}"


def feedback_of(form: Mapping[str, str]) -> dict[str, object] | None:
    """Make sense of what was sent; None takes it back. Raises `UsageError`."""
    verdict, reason = form.get("verdict", ""), form.get("reason", "").strip()
    if verdict not in ("", *_LABELS):
        raise UsageError("An answer is helpful or not helpful.")
    if len(reason) > MAX_REASON_CHARS:
        raise UsageError(f"The reason has {len(reason):,} characters; at most {MAX_REASON_CHARS:,} are kept.")
    if not verdict:
        return None
    return {"verdict": verdict, "reason": reason, "at": datetime.now(UTC).isoformat(timespec="seconds")}


def is_wanting(feedback: Mapping[str, object] | None) -> bool:
    """Whether the answer was found not helpful, so that a test query may be made of it."""
    return feedback is not None and feedback["verdict"] == "down"


def said_of(feedback: Mapping[str, object] | None) -> str:
    """Say what was noted."""
    if feedback is None:
        return "Your judgement of the answer was taken back."
    label = _LABELS[str(feedback["verdict"])].lower()
    return f"Noted: this answer was {label}{', with your reason' if feedback['reason'] else ''}."
