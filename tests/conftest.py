"""What every test starts from: no settings of the user's, and no library that would go online."""

from __future__ import annotations

import os

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
