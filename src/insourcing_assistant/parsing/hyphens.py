"""Join the lines of a paragraph, and the words that were broken at their ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"(?P<before>[^\W\d_]+(?:-[^\W\d_]+)*)-$")
_ADDRESS = re.compile(r"://|^www\.")
_SUSPENDED = frozenset({"and", "or", "to"})  # "pre- and post-war"
# The words of the field that a short document may have once only, at a line's end.
_ALWAYS_HYPHENATED = frozenset({"in-house", "re-tender"})


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """Collect the words of a document in lower case, without the halves of those that a line's end breaks."""
    words: set[str] = set()
    is_second_half = False
    for line in lines:
        whole = line.partition(" ")[2] if is_second_half else line
        is_second_half = line.endswith("-")
        words.update(_TOKEN.findall((whole.rpartition(" ")[0] if is_second_half else whole).lower()))
    return frozenset(words)


def join_lines(lines: Sequence[str], words: AbstractSet[str]) -> str:
    """Join lines with single spaces, and broken words without."""
    joined = lines[0] if lines else ""
    for line in lines[1:]:
        before, glue = line_end(joined, line, words)
        joined = before + glue + line
    return joined


def line_end(before: str, after: str, words: AbstractSet[str]) -> tuple[str, str]:
    """Say what stands in place of a line break: `before` with or without its hyphen, and the glue.

    The hyphen goes when the whole word occurs elsewhere without one, or occurs nowhere with one, and the two
    halves are not words in their own right.
    """
    last_word = before.rsplit(" ", 1)[-1]
    if last_word.endswith(("/", ".", "?", "=", "&")) and _ADDRESS.search(last_word):
        return before, ""
    if last_word.endswith(("–", "—", "@")) and len(last_word) > 1:
        return before, ""
    if not last_word.endswith("-") or last_word in ("-", "--"):
        return before, " "
    # The last word is enough: a search of the whole text would try each of its letters.
    broken, rest = _BROKEN.search(last_word), _TOKEN.match(after)
    if broken is None or rest is None:
        return before, ""  # "2.3.59-1", "COVID-19"
    first, second = broken["before"].lower(), rest.group().lower().split("-")[0]
    if second in _SUSPENDED:
        return before, " "
    return (before, "") if _keeps_hyphen(first, second, after, words) else (before[:-1], "")


def _keeps_hyphen(first: str, second: str, after: str, words: AbstractSet[str]) -> bool:
    last_part = first.rsplit("-", 1)[-1]
    if last_part + second in words:
        return False
    with_hyphen = f"{first}-{second}"
    return (
        with_hyphen in words
        or with_hyphen in _ALWAYS_HYPHENATED
        or "-" in first
        or (after[0].isupper() and not after[:2].isupper())
        or (len(first) > 3 and len(second) > 3 and first in words and second in words)
    )
