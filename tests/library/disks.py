"""Real disks of a few megabytes, in memory; only root can have them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """Mount a disk at `folder`, and skip the test where that is not allowed."""
    folder.mkdir()
    made = _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    if made.returncode:
        pytest.skip(f"a disk can only be mounted by root: {made.stderr.strip()}")
    try:
        yield folder
    finally:
        _run("umount", "--lazy", str(folder))


@contextmanager
def read_only(disk: Path) -> Iterator[Path]:
    """Show a disk at a second place, where nothing can be written to it."""
    view = disk.with_name("view")
    view.mkdir()
    for command in (("mount", "--bind", str(disk), str(view)), ("mount", "-o", "remount,bind,ro", str(view))):
        done = _run(*command)
        assert done.returncode == 0, done.stderr
    try:
        yield view
    finally:
        _run("umount", "--lazy", str(view))


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return subprocess.CompletedProcess(command, 127, "", f"there is no {command[0]}")
