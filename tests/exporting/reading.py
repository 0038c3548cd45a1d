"""Reads bibliographies back with pandoc, whose readers know nothing of our writers."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from insourcing_assistant.exporting.pandoc import _program


def read_back(text: str, form: str) -> list[dict[str, Any]]:
    """The entries of a BibTeX or RIS file as CSL-JSON."""
    command = [str(_program()), "--from", form, "--to", "csljson", "--sandbox"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True, timeout=60)
    read: list[dict[str, Any]] = json.loads(done.stdout)
    return read
