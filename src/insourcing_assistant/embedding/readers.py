"""What reads passages on this machine: the model compiled for its processor, or sentence-transformers itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
import platformdirs

from insourcing_assistant.embedding.model_files import ModelFiles
from insourcing_assistant.types import Vectors

logger = logging.getLogger(__name__)

_FORMAT = 2
"""Of the compiled model: one more for each change in how it is made."""

_CPUINFO = Path("/proc/cpuinfo")
_SAME_FROM = 0.98
"""The cosine with single precision from which a compiled model counts as the same one."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A text by its tokens, and its unit vector in single precision: what a compiled model has to read alike."""

    tokens: Sequence[int]
    vector: Vectors


class Reader(Protocol):
    """Reads texts with the embedding model, by the batch. Special tokens are given, and have states."""

    def states(self, tokens: Sequence[Sequence[int]]) -> Iterator[tuple[int, Vectors]]:
        """Yield the place of each text and the states of its tokens, shape (tokens, dimension), in any order."""


def exact_reader(files: ModelFiles) -> Reader:
    """Return sentence-transformers, in single precision. Importing it takes seconds."""
    from insourcing_assistant.embedding.reading import TransformerReader

    return TransformerReader(files.folder)


def fastest_reader(files: ModelFiles, *, probe: Probe, cache: Path | None = None) -> Reader:
    """Return the model as OpenVINO compiles it, or else sentence-transformers.

    It is made when first it is asked for, in `cache`: by default the folder where this user's programs keep what
    they can make again. A compiled model that is damaged, or that reads the probe otherwise, is made anew, and not
    used if that does not help.
    """
    if find_spec("openvino") is None:
        return exact_reader(files)
    folder = cache or platformdirs.user_cache_path("insourcing-assistant", appauthor=False)
    path = folder / f"{files.sha256[:16]}-{_FORMAT}{'' if _has_tiles() else '-8bit'}.xml"
    try:
        reader = (_opened(path, probe) if path.is_file() else None) or _made(files, path, probe)
    except OSError as error:
        logger.warning("The embedding model is read slowly, since its fast form cannot be kept: %s", error)
        return exact_reader(files)
    if reader is None:
        logger.warning("OpenVINO reads the embedding model wrongly on this machine, so it is read more slowly")
    return reader or exact_reader(files)


def _made(files: ModelFiles, path: Path, probe: Probe) -> Reader | None:
    from insourcing_assistant.embedding.compiling import compile_model

    logger.info("Compiling the embedding model for this processor, into %s", path)
    compile_model(files.folder, path, shrink=not _has_tiles())
    for other in path.parent.glob(f"{files.sha256[:16]}-*"):
        if not other.name.startswith(f"{files.sha256[:16]}-{_FORMAT}"):
            other.unlink(missing_ok=True)  # made by an earlier version
    return _opened(path, probe)


def _opened(path: Path, probe: Probe) -> Reader | None:
    """Open a compiled model that can be read, and that reads a sentence as it should."""
    from insourcing_assistant.embedding.compiled import CompiledReader

    try:
        reader = CompiledReader(path)
    except RuntimeError as error:
        logger.info("%s cannot be read: %s", path, error)
        return None
    [(_, states)] = reader.states([probe.tokens])
    mean = states.mean(axis=0)
    return reader if float(mean @ probe.vector) > _SAME_FROM * float(np.linalg.norm(mean)) else None


def _has_tiles() -> bool:
    """Whether the processor multiplies tiles of half precision (AMX), faster than anything else multiplies integers.

    Only Linux on servers has it: the model read 26,900 tokens a second this way where 8-bit weights read 20,200.
    """
    return _CPUINFO.is_file() and "amx_bf16" in _CPUINFO.read_text(encoding="ascii", errors="replace").split()
