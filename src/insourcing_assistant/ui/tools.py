"""Writes the row of tools under an answer: whoever has another to offer adds it in `toolbar`."""

from __future__ import annotations

from collections.abc import Mapping

from insourcing_assistant.types import Answer, Report
from insourcing_assistant.ui import copying
from insourcing_assistant.ui.exports import EXPORTS, export_menu
from insourcing_assistant.ui.feedback import judging, new_query_address
from insourcing_assistant.ui.markup import shortened, text
from insourcing_assistant.ui.standing import NOTHING_SINCE, Since


def toolbar(
    turn: int, answer: Answer, reports: Mapping[str, Report], since: Since = NOTHING_SINCE, *, here: bool = True
) -> str:
    """Write the tools; `answer.id` is that of its record, without which there is no link to it, and no judging.

    `here` says that it stands in a conversation, in which can be asked again, and not on a page of its own below.
    """
    exports = export_menu(str(turn), [answer.id], folder=EXPORTS.lstrip("/") if here else f"..{EXPORTS}")
    parts = [_copies(answer, reports), _link(answer), exports]
    if here:
        parts += [_again(answer), _judging(turn, answer.id, since) if answer.id else ""]
    name = f"Tools for answer {turn}: {shortened(answer.question, max_chars=120)}"
    record = f' data-record="{text(answer.id)}"' if answer.id else ""
    return f'<div class="tools" id="tools-{turn}" role="group" aria-label="{text(name)}"{record}>{"".join(parts)}</div>'


def _judging(turn: int, record_id: str, since: Since) -> str:
    make = new_query_address(record_id) if since.may_make and since.feedback.verdict == "down" else ""
    return judging(turn, since.feedback, make=make)


def _copies(answer: Answer, reports: Mapping[str, Report]) -> str:
    forms = {
        "Copy": ("with references", copying.as_text(answer, reports), "The answer was copied with its references."),
        "Copy as Markdown": (
            "with footnotes",
            copying.as_markdown(answer, reports),
            "The answer was copied as Markdown.",
        ),
    }
    return "".join(
        f'<button type="button" class="tool" data-tool="copy" data-words="{text(words)}" data-said="{said}">'
        f'{label}<span class="vh"> the answer {how}</span></button>'
        for label, (how, words, said) in forms.items()
    )


def _link(answer: Answer) -> str:
    if answer.id is None:
        return ""
    return (
        '<button type="button" class="tool" data-tool="link" data-said="The link to this answer was copied.">'
        'Copy link<span class="vh"> to this answer</span></button>'
    )


def _again(answer: Answer) -> str:
    question = text(answer.question)
    return (
        f'<button type="button" class="tool" data-ask="{question}">Ask again</button>'
        f'<button type="button" class="tool" data-tool="edit" data-question="{question}">Edit the question</button>'
    )
