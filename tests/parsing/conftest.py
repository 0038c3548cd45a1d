"""The third-party sample files, each read once for all tests that look at what was read."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from insourcing_assistant.parsing import parse
from insourcing_assistant.types import ParsedReport, Report

SAMPLES = Path(__file__).parents[2] / "../shared/samples/pdfs"

ReadSample = Callable[[str], ParsedReport]


@pytest.fixture
def samples() -> Path:
    if not SAMPLES.is_dir():
        pytest.skip(f"the sample files are not there: {SAMPLES}")
    return SAMPLES


@pytest.fixture
def read_sample(samples: Path, shared_folder: Path) -> ReadSample:
    """Parses a sample, unless that was done before in this run. Raises as `parse` does."""

    def read(name: str) -> ParsedReport:
        kept = shared_folder / f"{name}.pickle"
        with FileLock(f"{kept}.lock"):
            if not kept.is_file():
                kept.write_bytes(pickle.dumps(parse(Report(id="sample", title="Sample"), samples / name)))
            report: ParsedReport = pickle.loads(kept.read_bytes())
            return report

    return read
