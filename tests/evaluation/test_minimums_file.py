from __future__ import annotations

from pathlib import Path

import pytest

from insourcing_assistant.errors import ConfigError
from insourcing_assistant.evaluation import load_minimums


def test_minimums_are_read_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "minimums.toml"
    path.write_text("# why\nquote_verified = 1\nmrr = 0.9\n", encoding="utf-8")
    assert list(load_minimums(path).items()) == [("quote_verified", 1.0), ("mrr", 0.9)]


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert load_minimums(tmp_path / "minimums.toml") == {}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"quote_verfied = 1", "there is no metric 'quote_verfied'"),
        (b"mrr = 1.2", "a number from 0 to 1, not 1.2"),
        (b"mrr = true", "a number from 0 to 1, not True"),
        (b"mrr = ", "cannot be read"),
        (b"mrr = '\xff'", "cannot be read"),
    ],
)
def test_what_is_no_minimum_is_named(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "minimums.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=problem):
        load_minimums(path)
