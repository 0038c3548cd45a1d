from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from insourcing_assistant.library import Library
from tests.library.making import FINGERPRINT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    """An empty library, open for writing."""
    with Library.open(folder, fingerprint=FINGERPRINT, writable=True) as opened:
        yield opened
