"""What reads passages on this machine: the model compiled for its processor, or sentence-transformers itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import platformdirs

from insourcing_assistant.embedding.model_files import ModelFiles
from insourcing_assistant.types import Vectors

logger = logging.getLogger(__name__)

_FORMAT = 1
"""Of the compiled model: one more for each change in how it is made."""

_PROBE = "Councils bring services back in-house."
_SAME_FROM = 0.98
"""The cosine with single precision from which a compiled model counts as the same one."""


class Reader(Protocol):
    """Reads texts with the embedding model, by the batch."""

    def token_states(self, texts: Sequence[str]) -> list[Vectors]:
        """Return the states of each text's tokens, shape (tokens, dimension), special tokens included."""

    def whole(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vector of each text, shape (texts, dimension)."""


def exact_reader(files: ModelFiles) -> Reader:
    """Return sentence-transformers, in single precision. Importing it takes seconds."""
    from insourcing_assistant.embedding.reading import TransformerReader

    return TransformerReader(files.folder)


def fastest_reader(files: ModelFiles, *, exact: Callable[[str], Vectors], cache: Path | None = None) -> Reader:
    """Return the model as OpenVINO compiles it, or else sentence-transformers.

    It is made when first it is asked for, in `cache`: by default the folder where this user's programs keep what
    they can make again. `exact` gives a text's vector in single precision: a compiled model that is damaged, or that
    reads a sentence otherwise, is made anew, and not used if that does not help.
    """
    if find_spec("openvino") is None:
        return exact_reader(files)
    folder = cache or platformdirs.user_cache_path("insourcing-assistant", appauthor=False)
    path = folder / f"{files.sha256[:16]}-{_FORMAT}.xml"
    try:
        reader = (_opened(files, path, exact) if path.is_file() else None) or _made(files, path, exact)
    except OSError as error:
        logger.warning("The embedding model is read slowly, since its fast form cannot be kept: %s", error)
        return exact_reader(files)
    if reader is None:
        logger.warning("OpenVINO reads the embedding model wrongly on this machine, so it is read more slowly")
    return reader or exact_reader(files)


def _made(files: ModelFiles, path: Path, exact: Callable[[str], Vectors]) -> Reader | None:
    from insourcing_assistant.embedding.compiling import compile_model

    logger.info("Compiling the embedding model for this processor, into %s", path)
    compile_model(files.folder, path)
    return _opened(files, path, exact)


def _opened(files: ModelFiles, path: Path, exact: Callable[[str], Vectors]) -> Reader | None:
    """Open a compiled model that can be read, and that reads a sentence as it should."""
    from insourcing_assistant.embedding.compiled import CompiledReader

    try:
        reader = CompiledReader(files, path)
    except RuntimeError as error:
        logger.info("%s cannot be read: %s", path, error)
        return None
    return reader if float(reader.whole([_PROBE])[0] @ exact(_PROBE)) > _SAME_FROM else None
