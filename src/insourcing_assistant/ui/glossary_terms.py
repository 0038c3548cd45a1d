"""Marks the terms of the glossary in an answer, where each first occurs, and writes what they mean below it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from insourcing_assistant.glossary import Glossary, Term
from insourcing_assistant.types import Span
from insourcing_assistant.ui.markup import text
from insourcing_assistant.wording import stem, word_spans, words


class Explainer:
    """Marks terms in the parts of one answer, in the order in which they are read."""

    def __init__(self, glossary: Glossary, turn: int, titles: Iterable[str] = ()) -> None:
        self._glossary, self._turn = glossary, turn
        heads = {title.partition(":")[0].strip() for title in titles}
        self._titles = [head for head in heads if " " in head]
        self._explained: list[Term] = []

    def marked(self, said: str) -> str:
        """Write a text with its terms marked that were not marked before."""
        parts, at = [], 0
        in_titles = _places(self._titles, said)
        for span, term in _terms(said, self._glossary):
            if term in self._explained or any(title.start <= span.start < title.end for title in in_titles):
                continue
            self._explained.append(term)
            name = self._name(len(self._explained))
            # Not a <button>: its words would be left out where an answer is selected and copied.
            parts.append(
                f'{text(said[at : span.start])}<span class="term" role="button" tabindex="0" aria-describedby="{name}">'
                f"{text(said[span.start : span.end])}</span>"
            )
            at = span.end
        return "".join([*parts, text(said[at:])])

    def meanings(self) -> str:
        """Write what the marked terms mean; each is shown when its term is pointed at or has the focus."""
        written = "".join(
            f'<p class="meaning" role="tooltip" id="{self._name(number)}" hidden>'
            f"<strong>{text(term.full or term.term)}</strong> {text(term.definition)}</p>"
            for number, term in enumerate(self._explained, start=1)
        )
        return f'<div class="meanings">{written}</div>' if written else ""

    def _name(self, number: int) -> str:
        return f"meaning-{self._turn}-{number}"


def _places(titles: Iterable[str], said: str) -> list[Span]:
    """Find where publications are named: a word of a title is not used there for what it means."""
    return [Span(*found.span()) for title in titles for found in re.finditer(re.escape(title), said)]


def _terms(said: str, glossary: Glossary) -> list[tuple[Span, Term]]:
    """Find terms from left to right, the longest name first."""
    spans = word_spans(said)
    stemmed = [stem(said[span.start : span.end]) for span in spans]
    found: list[tuple[Span, Term]] = []
    at = 0
    while at < len(spans):
        for length in range(min(glossary.longest, len(spans) - at), 0, -1):
            span = Span(spans[at].start, spans[at + length - 1].end)
            term = _term(said[span.start : span.end], stemmed[at : at + length], glossary)
            if term is not None:
                found.append((span, term))
                at += length
                break
        else:
            at += 1
    return found


def _term(written: str, stemmed: list[str], glossary: Glossary) -> Term | None:
    if _ENDS.search(written):  # two words on either side of a full stop name nothing
        return None
    named = (term for term in glossary.lookup(stemmed) if not term.everyday)
    return next((term for term in named if any(_is_name(written, name) for name in _own_names(term))), None)


def _own_names(term: Term) -> list[str]:
    """The names that can only mean this: the others ("bring back") widen a search, and are plain words."""
    capital = [name for name in term.synonyms if name != name.lower()]
    return [term.term, *([term.full] if term.full else []), *capital]


def _is_name(written: str, name: str) -> bool:
    """Say whether words are a name in some inflection: what has a capital there has it here, and "IT" is not "it"."""
    said, named = words(written), words(name)
    return len(said) == len(named) and all(map(_is_word, said, named))


def _is_word(said: str, named: str) -> bool:
    if stem(said) != stem(named):
        return False
    if len(named) > 1 and named.isupper():
        return said.startswith(named)
    return said[0].isupper() or not named[0].isupper()


_ENDS = re.compile(r"[.:;?!\n]")
