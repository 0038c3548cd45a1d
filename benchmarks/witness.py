"""Try to deceive the check of what a language model writes, with true sentences made false.

Every statement of the answers to the test queries is changed in several ways and checked against its own quotes:

    python benchmarks/witness.py [QUERIES]

The first rows are changes that keep a sentence true, and should pass; the others should not.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence, Set
from pathlib import Path

from insourcing_assistant import evaluation, wiring
from insourcing_assistant.answering.support import objection, small_words
from insourcing_assistant.settings import Settings
from insourcing_assistant.wording import is_stop, words

Evidence = tuple[Sequence[str], Set[str]]
Change = Callable[[str, random.Random], str]

_ATTRIBUTION = re.compile(r",? (?:as [A-Z][^,]*|according to [^,]*(?:\([^)]*\))?|which .*)\.$")
_VERB = re.compile(r"\b(is|are|was|were|has|had|have|will|can)\b")
_FIGURE = r"£?\d[\d.,]*\d%?|\d%?"
_NAME = r"(?<=[a-z,;] )[A-Z][\w’']+"


def main(queries: Path) -> None:
    """Print for each change how many of the changed statements pass."""
    statements = dict(_statements(queries))
    pool = sorted({word for text in statements for word in _plain_words(text)})
    chance = random.Random(1)
    print(f"{len(statements)} statements")
    for name, change in _changes(pool).items():
        changed = [(change(text, chance), text) for text in statements]
        tried = [(new, statements[text]) for new, text in changed if new != text]
        passed = sum(objection(new, quotes, common_words=known) is None for new, (quotes, known) in tried)
        print(f"{name:<32}{passed:>5} of {len(tried)} pass")


def _statements(queries: Path) -> Iterator[tuple[str, Evidence]]:
    with wiring.open_assistant(Settings()) as (assistant, _):
        for query in evaluation.load_queries(queries):
            answer = assistant.ask(query.question)
            known = small_words(hit.passage.text for hit in answer.hits)
            for statement in answer.statements if answer.answerer == "extractive" else ():
                yield statement.text, ([citation.quote for citation in statement.citations], known)


def _changes(pool: Sequence[str]) -> dict[str, Change]:
    def replaced(text: str, chance: random.Random) -> str:
        found = _plain_words(text)
        return _swapped(text, chance.choice(found), chance.choice(pool), once=True) if found else text

    return {
        "true: without its attribution": lambda text, _: _ATTRIBUTION.sub(".", text),
        "a figure is one higher": lambda text, _: re.sub(r"\d+", lambda m: str(int(m.group()) + 1), text, count=1),
        "two figures change places": lambda text, _: _exchanged(text, re.findall(_FIGURE, text)),
        "two names change places": lambda text, _: _exchanged(text, re.findall(_NAME, text)),
        "a “not” is put in": lambda text, _: _VERB.sub(r"\1 not", text, count=1),
        "a word is another": replaced,
        "first and last word change places": lambda text, _: _exchanged(text, _plain_words(text)),
    }


def _plain_words(text: str) -> list[str]:
    return [word for word in words(text) if word.islower() and not is_stop(word)]


def _exchanged(text: str, found: Sequence[str]) -> str:
    """Exchange the first and the last of what was found, everywhere."""
    if len(set(found)) < 2:
        return text
    return _swapped(_swapped(_swapped(text, found[0], "\0"), found[-1], found[0]), "\0", found[-1])


def _swapped(text: str, old: str, new: str, *, once: bool = False) -> str:
    return text.replace(old, new, 1 if once else -1)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "corpus/test_queries.yaml"))
