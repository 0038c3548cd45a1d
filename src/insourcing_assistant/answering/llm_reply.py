"""Reads a language model's reply: sentences, each with the quotes it names. Whatever stands there, nothing fails."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a model says stand in the passage with this code."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that a model wrote, with what it calls its quotes: nothing of it is believed yet."""

    text: str
    quotes: tuple[Quote, ...] = ()


def parse_reply(text: str) -> tuple[Claim, ...]:
    """Return the claims of a reply, in order. A text that has none in any form that is known returns none."""
    text = _THOUGHTS.sub("", text)
    return tuple(_from_lines(text)) or tuple(_from_json(text))


def declines(text: str) -> bool:
    """Say whether a reply says that the passages do not answer."""
    return bool(_NONE.fullmatch(_THOUGHTS.sub("", text)))


_THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_NONE = re.compile(r"[\W_]*(?:S:\s*)?NONE[\W_]*", re.IGNORECASE)
_LEAD = r"^[\s>*_`#\-•]*(?:\d{1,2}[.)]\s*)?[*_`]*"
_SENTENCE = re.compile(_LEAD + r"S(?:entence)?\s?\d{0,2}[*_`]*\s*:[*_`]*\s*(?P<text>.*)$", re.IGNORECASE)
_QUOTE = re.compile(
    _LEAD + r"Q(?:uote)?\b[*_`\s]*[\[(<{]*(?P<code>[0-9a-z]{1,40})[\])>}]*[*_`]*\s*:[*_`]*\s*(?P<text>.*)$",
    re.IGNORECASE,
)
_PAIRS = {'"': '"', "“": "”", "'": "'", "‘": "’", "«": "»", "`": "`"}


def _from_lines(text: str) -> Iterator[Claim]:
    said, quotes = "", list[Quote]()
    for line in text.splitlines():
        sentence, quote = _SENTENCE.match(line), _QUOTE.match(line)
        if sentence:
            if said:
                yield Claim(said, tuple(quotes))
            said, quotes = _plain(sentence["text"]), []
        elif quote and said:
            quotes.append(Quote(quote["code"].lower(), _unquoted(quote["text"])))
    if said:
        yield Claim(said, tuple(quotes))


def _from_json(text: str) -> Iterator[Claim]:
    starts = [at for at in (text.find("{"), text.find("[")) if at >= 0]
    if not starts:
        return
    try:
        found, _ = json.JSONDecoder().raw_decode(text[min(starts) :])
    except (ValueError, RecursionError):
        return
    for item in _items(found):
        said = _first_text(item, ("sentence", "text", "statement", "claim", "s"))
        if said:
            yield Claim(_plain(said), tuple(_quotes(item)))


def _items(found: object) -> Sequence[dict[str, object]]:
    """Return the objects of a list, or of the first list in an object, or the object itself."""
    if isinstance(found, dict):
        inner = next((value for value in found.values() if _is_objects(value)), None)
        own = _first_text(found, ("sentence", "text", "statement", "claim", "s"))
        return [found] if own or inner is None else _items(inner)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _is_objects(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _quotes(item: dict[str, object]) -> Iterator[Quote]:
    listed = next((item[name] for name in ("quotes", "citations", "evidence", "q") if name in item), [item])
    if isinstance(listed, dict):
        listed = [{"code": code, "quote": text} for code, text in listed.items()]
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict):
            code = _first_text(each, ("code", "id", "passage", "source"))
            yield Quote(code.strip("[]() ").lower(), _unquoted(_first_text(each, ("quote", "q", "text"))))


def _first_text(item: dict[str, object], names: Sequence[str]) -> str:
    return next((value for name in names if isinstance(value := item.get(name), str) and value.strip()), "")


def _plain(text: str) -> str:
    return " ".join(text.strip().strip("*_`").split())


def _unquoted(text: str) -> str:
    """Take off the marks that a quote is put between; those inside it are its own."""
    text = text.strip().strip("*_").strip()
    if len(text) > 1 and _PAIRS.get(text[0]) == text[-1]:
        text = text[1:-1]
    return text.strip()
