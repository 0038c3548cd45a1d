from __future__ import annotations

import pytest

from insourcing_assistant.parsing.hyphens import join_lines, vocabulary


@pytest.mark.parametrize(
    ("lines", "elsewhere", "joined"),
    [
        (["insour-", "cing"], "", "insourcing"),
        (["co-", "operation"], "co-operation", "co-operation"),
        (["co-", "operation"], "cooperation and co-operation", "cooperation"),
        (["long-", "term"], "a long word and a term", "long-term"),
        (["in-", "house"], "", "in-house"),
        (["pre-", "and post-war"], "", "pre- and post-war"),
        (["Anglo-", "American"], "", "Anglo-American"),
        (["INSOUR-", "CING"], "", "INSOURCING"),
        (["state-of-the-", "art"], "", "state-of-the-art"),
        (["2.3.59-", "1"], "", "2.3.59-1"),
        (["2018–", "19"], "", "2018–19"),
        (["a pause –", "then more"], "", "a pause – then more"),
        (["a pause -", "then more"], "", "a pause - then more"),
        (["www.example.org/", "page"], "", "www.example.org/page"),
        (["and/", "or"], "", "and/ or"),
        (["The end.", "Then"], "", "The end. Then"),
    ],
)
def test_lines_are_joined_as_they_are_meant(lines: list[str], elsewhere: str, joined: str) -> None:
    assert join_lines(lines, vocabulary([*lines, elsewhere])) == joined
