"""What every test starts from: no settings of the user's, and no library that would go online."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.running import Outcome, RunCommand

# No deadline: how long an example takes says more of the machine than of the program.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

# Before any library that reads them at import is imported.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
for name in [*os.environ]:
    if name.startswith("INSOURCING_") or name in ("HOST", "PORT", "NO_COLOR", "FORCE_COLOR"):
        del os.environ[name]

TESTS = Path(__file__).parent
LONGEST = (
    "benchmarks/test_public_sets.py",
    "parsing/test_pdf_scans.py",
    "ingestion/test_killed_ingestions.py",
    "answering/test_llm_real.py",
    "browser",
    "cli",
    "corpus",
)
"""Files and folders of tests, the longest first."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the longest where tests run side by side, so that no process is left alone with them at the end."""
    if hasattr(config, "workerinput"):
        items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    path = item.path.relative_to(TESTS)
    return next((rank for rank, name in enumerate(LONGEST) if path.is_relative_to(name)), len(LONGEST))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is the same one in every process of this run; who writes in it takes a lock."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> RunCommand:
    """Runs `insourcing` in this process with the arguments given."""

    def run_command(*arguments: str) -> Outcome:
        from insourcing_assistant.cli import main

        with pytest.raises(SystemExit) as left:
            main([*arguments])
        printed = capsys.readouterr()
        return Outcome(int(left.value.code or 0), printed.out, printed.err)

    return run_command
