"""Writes the Conversations page: what this browser has asked, the latest first, to be opened, renamed and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from insourcing_assistant.library.conversations import UNDO_MINUTES, KeptConversation
from insourcing_assistant.ui.answer_page import moment
from insourcing_assistant.ui.exports import export_menu
from insourcing_assistant.ui.frame import document
from insourcing_assistant.ui.markup import counted, shortened, text

TITLE = "Conversations"
MAX_WORDS_CHARS = 200

ABOUT = (
    "Conversations are kept on this server for the browser that had them: it is known by a cookie, and by nothing "
    "else. Whoever deletes the cookie loses them. Deleting a conversation takes it from this list; the answers in it "
    "stay in the record of the installation, and open for those who have a link to them."
)


def conversations_page(
    found: Sequence[KeptConversation],
    *,
    words: str,
    of: int,
    deleted: Sequence[KeptConversation] = (),
    notice: str = "",
) -> str:
    """Write the page; `found` are those of the `of` conversations that hold the words."""
    entries = "".join(_entry(each) for each in found)
    listed = f'<ul class="entries">{entries}</ul>' if entries else ""
    return document(
        TITLE,
        current=TITLE,
        main=(
            f"{_notice(notice)}{_undo(deleted)}{_search(words) if of else ''}"
            f'<section id="kept" aria-label="Conversations" tabindex="-1">'
            f'<p class="quiet" role="status" id="found">{text(_found(len(found), of, words))}</p>{listed}</section>'
            f'<p class="onward"><a class="btn" href="./?conversation=new">New conversation</a></p>'
            f'{_delete_all(of)}<p class="quiet about">{ABOUT}</p>'
        ),
    )


def not_kept_page(why: str) -> str:
    """Write the page where conversations are not kept."""
    return document(TITLE, current=TITLE, main=f'<p class="lead">{text(why)}</p>')


def _notice(sentence: str) -> str:
    return f'<p class="notice" role="alert">{text(sentence)}</p>' if sentence else ""


def _undo(deleted: Sequence[KeptConversation]) -> str:
    """Offer to put back what was deleted a moment ago, what went together together."""
    blocks = []
    for deleted_at, group in groupby(deleted, key=lambda each: each.deleted_at or ""):
        gone = list(group)
        what = f"“{shortened(gone[0].title, max_chars=80)}”" if len(gone) == 1 else f"{len(gone)} conversations"
        blocks.append(
            f'<form class="undo" action="conversations/undo" method="post"><p>{text(what)} '
            f"{'was' if len(gone) == 1 else 'were'} deleted.</p>"
            f'<input type="hidden" name="at" value="{text(deleted_at)}">'
            f'<button type="submit" class="btn small">Undo<span class="vh"> deleting {text(what)}</span></button>'
            "</form>"
        )
    if not blocks:
        return ""
    return (
        f'<section id="deleted" aria-label="Deleted" tabindex="-1">{"".join(blocks)}'
        f'<p class="quiet">That can be undone for {UNDO_MINUTES} minutes.</p></section>'
    )


def _search(words: str) -> str:
    return (
        '<form class="find" id="search" role="search" action="conversations" method="get">'
        '<div class="field"><label for="words">Search the conversations</label>'
        f'<input id="words" name="q" type="search" value="{text(words)}" autocomplete="off"></div>'
        '<button type="submit" class="btn">Search</button></form>'
    )


def _found(found: int, all_of_them: int, words: str) -> str:
    if not all_of_them:
        return "This browser has no conversations here yet."
    if not words:
        return counted(all_of_them, "conversation")
    if not found:
        return f"No conversation has “{words}” in it. Try fewer words."
    return f"{found} of {counted(all_of_them, 'conversation')} {'has' if found == 1 else 'have'} “{words}” in it."


def _entry(each: KeptConversation) -> str:
    key, title = text(each.id), text(each.title)
    whose = f'<span class="vh"> {text(shortened(each.title, max_chars=80))}</span>'
    hidden = f'<input type="hidden" name="id" value="{key}">'
    return (
        f'<li class="entry" id="conversation-{key}" tabindex="-1"><h2><a href="./?conversation={key}">{title}</a></h2>'
        f'<p class="meta">{counted(len(each.records), "question")} · {moment(each.asked_at)}</p>'
        f'<details class="fold"><summary>Rename or delete{whose}</summary>'
        f'<form class="edit" action="conversations/rename" method="post">{hidden}'
        f'<div class="field"><label for="title-{key}">Title</label>'
        f'<input id="title-{key}" name="title" value="{title}" maxlength="200" required autocomplete="off"></div>'
        f'<button type="submit" class="btn small">Rename{whose}</button></form>'
        f'<form class="remove" action="conversations/delete" method="post">{hidden}'
        f'<button type="submit" class="btn small">Delete{whose}</button></form></details>'
        f"{export_menu(each.id, each.records)}</li>"
    )


def _delete_all(count: int) -> str:
    if not count:
        return ""
    return (
        '<details class="fold" id="all"><summary>Delete all</summary>'
        f"<p>All {counted(count, 'conversation')} of this browser will be deleted, whatever is searched for.</p>"
        '<form class="remove" action="conversations/delete" method="post"><input type="hidden" name="all" value="1">'
        f'<button type="submit" class="btn small">Delete all {counted(count, "conversation")}</button></form></details>'
    )
