from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingestion.making import Corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """An empty corpus with two publications in its catalogue."""
    for folder in ("reports", "briefs"):
        (tmp_path / "corpus" / folder).mkdir(parents=True)
    return Corpus(tmp_path / "corpus")
