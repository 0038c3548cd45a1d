"""The test queries of a corpus: those that come with it, and those that its users have added in a file of their own."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from pathlib import Path

import yaml

from insourcing_assistant.errors import ConfigError, UsageError
from insourcing_assistant.evaluation.queries import TestQuery, check_query, load_queries

GIVEN, OWN = "test_queries.yaml", "own_queries.yaml"
MAX_OWN = 2000

_HEADER = """\
# Test queries that were added on the Evaluate page. This file may be edited by hand: what is added goes to its end,
# and nothing else in it is touched. The fields are those of test_queries.yaml.
"""
_LOCK = threading.Lock()


def load_all(corpus: Path) -> tuple[TestQuery, ...]:
    """Read the test queries of both files, each of which may be missing, but not both. Raises `ConfigError`."""
    paths = [path for path in (corpus / GIVEN, corpus / OWN) if path.exists()]
    if not paths:
        raise ConfigError(f"There are no test queries: neither {GIVEN} nor {OWN} is in {corpus}.")
    queries: dict[str, TestQuery] = {}
    for path in paths:
        for query in load_queries(path):
            if query.id in queries:
                raise ConfigError(f"{path}: a test query of {GIVEN} has the id {query.id} too. Give it another one.")
            queries[query.id] = query
    return tuple(queries.values())


def add_own(corpus: Path, fields: Mapping[str, object]) -> TestQuery:
    """Check a new test query and put it at the end of the users' file, under a new id.

    The rest of the file stays as it is, comments included. Raises `CatalogueError` naming the field that is wrong,
    `ConfigError` where the file cannot be read, and `UsageError` where it cannot be written.
    """
    path = corpus / OWN
    with _LOCK:
        before = _read(path)
        taken = {query.id for query in load_all(corpus)} if before or (corpus / GIVEN).exists() else set()
        if len(taken) >= MAX_OWN:
            raise UsageError(f"There are {len(taken):,} test queries already. Take some out of {path} first.")
        query = check_query(path, {"id": _new_id(taken), **fields})
        entry = yaml.safe_dump([{"id": query.id, **fields}], allow_unicode=True, sort_keys=False, width=110)
        _write(path, f"{before.rstrip()}\n\n{entry}" if before.strip() else f"{_HEADER}\n{entry}")
    return query


def _read(path: Path) -> str:
    if not path.exists():
        return ""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The test queries at {path} cannot be read: {error}") from error


def _write(path: Path, content: str) -> None:
    """Put the new file in the place of the old one in one step, once it is known to be a good one."""
    staged = path.with_name(f".{path.name}.new.yaml")
    try:
        staged.write_text(content, encoding="utf-8")
        load_queries(staged)
        staged.replace(path)
    except OSError as error:
        raise UsageError(f"The test query cannot be written to {path}: {error.strerror}.") from error
    finally:
        staged.unlink(missing_ok=True)


def _new_id(taken: set[str]) -> str:
    numbers = [int(found[1]) for each in taken if (found := re.fullmatch(r"own-(\d{1,9})", each))]
    return f"own-{max(numbers, default=0) + 1}"
