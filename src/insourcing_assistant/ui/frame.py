"""Writes the pages that stand beside the conversation: a whole document with the masthead, the ways and the foot."""

from __future__ import annotations

import hashlib
from functools import cache

from insourcing_assistant.ui.markup import text
from insourcing_assistant.ui.theme import resource, stylesheet

TITLE = "Insourcing Assistant"
WAYS = (
    ("Ask", "./"),
    ("Conversations", "conversations"),
    ("Library", "library"),
    ("Compare", "compare"),
    ("Evaluate", "evaluate"),
)
"""The pages by their names; the addresses are relative, so that they hold under any path of a proxy."""

SCRIPTS = {
    "library": ("library.js",),
    "compare": ("clipboard.js", "compare.js"),
    "evaluate": ("evaluate.js",),
}
"""The scripts that are pages' own, by page, each with what it uses before it."""

HEADERS = {
    # These pages are ours alone: no script or style but from its own file, and nothing from another host.
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # With "no-referrer" a browser would hide from which page a form was sent, which is what forged ones are told by.
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


def document(title: str, *, current: str, main: str, runs: str = "library", root: str = "", script: str = "") -> str:
    """Write a page around its main part; `current` is the name of the way that leads to it.

    `runs` names the page whose script runs in it, and `script` is one that the page has beside that; `root` leads up
    from a deeper address, such as "../".
    """
    own = f'<script type="module" src="{root}{script}"></script>' if script else ""
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text(title)} – {TITLE}</title>"
        f'<link rel="icon" href="{root}favicon.ico">'
        f'<link rel="stylesheet" href="{root}library/look.css?{_stamp(look())}">'
        f'<script src="{root}{runs}/page.js?{_stamp(script_of(runs))}" defer></script>{own}</head>'
        '<body><div id="page" class="leaf"><a class="skip" href="#main">Skip to the content</a>'
        f'<header class="masthead"><p class="name">{TITLE}</p>{navigation(current, root)}</header>'
        f'<main id="main" tabindex="-1"><h1>{text(title)}</h1>{main}</main>'
        f'<footer class="foot"><a href="{root}accessibility"{_is_here(current == "Accessibility")}>Accessibility</a>'
        "</footer>"
        "</div></body></html>"
    )


def navigation(current: str, root: str = "") -> str:
    """Link the pages, and say which of them this is."""
    links = "".join(
        f'<li><a href="{root}{address}"{_is_here(name == current)}>{name}</a></li>' for name, address in WAYS
    )
    return f'<nav class="ways" aria-label="Pages"><ul>{links}</ul></nav>'


@cache
def script_of(page: str) -> str:
    """Return the script of a page, one of `SCRIPTS`."""
    return "\n".join(map(resource, SCRIPTS[page]))


@cache
def look() -> str:
    """Return the style sheet of these pages: the tokens and rules of the conversation, and their own."""
    own = ("library.css", "conversations.css", "compare.css", "evaluate.css")
    return "\n".join([stylesheet(), *map(resource, own)])


def _is_here(is_current: bool) -> str:
    return ' aria-current="page"' if is_current else ""


@cache
def _stamp(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:12]
