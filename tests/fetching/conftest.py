from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetching.making import Fetching
from tests.fetching.server import Loopback, serving


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as started:
        yield started


@pytest.fixture
def fetching(tmp_path: Path) -> Fetching:
    """An empty `reports/`, and a session that may fetch from loopback and only notes its pauses."""
    (tmp_path / "reports").mkdir()
    return Fetching(tmp_path / "reports")
