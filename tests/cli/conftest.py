"""A small corpus and its library, made once by the command itself, with the packaged model."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

CATALOGUE = """
[[report]]
id = "harbour-2018"
title = "Harbour services come home"
authors = ["Ann Lee"]
publisher = "Port Institute"
label = "PI"
year = 2018
filename = "harbour-2018.md"
url = "https://example.org/harbour"
about = "Harbour services come home was written by Ann Lee and published by the Port Institute in 2018."

[[report]]
id = "lamps-2012"
title = "Street lamps in Eastham"
publisher = "Lamp Society"
year = 2012
"""

HARBOUR = """# Harbour services come home

## Why the council took dredging back

Westport council took its dredging back in-house in 2017 because the contractor had missed 41% of its deadlines.
The council bought two dredgers and moved 38 workers from the contractor to its own staff.

## What it cost

Dredging cost Westport council £1.9 million in the year after it was insourced, against £2.3 million before.
"""

LAMPS_BRIEF = """---
report: lamps-2012
kind: brief
title: Street lamps in Eastham
written: 2026-11-01
note: Written for this library from public sources.
---

# Street lamps in Eastham

## What happened to the lamps

- Eastham council ended its street lighting contract in 2011 after 900 lamps had stayed dark for a month, according to
  Street lamps in Eastham (Lamp Society, 2012). <https://example.org/lamps>
"""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with a built library; not to be changed by tests."""
    from insourcing_assistant.cli import main

    corpus = write_corpus(tmp_path_factory.mktemp("built") / "corpus")
    with pytest.raises(SystemExit) as left:
        main(["--corpus", str(corpus), "ingest"])
    assert not left.value.code
    return corpus


@pytest.fixture
def corpus(built: Path, tmp_path: Path) -> Path:
    """A corpus with a built library, for one test alone."""
    copy = shutil.copytree(built, tmp_path / "corpus")
    # Other tests have asked, which leaves a record.
    with closing(sqlite3.connect(copy / "library" / "library.db")) as connection, connection:
        connection.execute("DELETE FROM answers")
    return copy


def write_corpus(folder: Path) -> Path:
    for name, text in (
        ("catalogue.toml", CATALOGUE),
        ("reports/harbour-2018.md", HARBOUR),
        ("briefs/lamps-2012.md", LAMPS_BRIEF),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
