"""Turn a sentence-transformers model into one that OpenVINO runs, once for each machine and user."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import numpy as np
import openvino
import torch
from openvino import opset13 as opset
from openvino.frontend import FrontEndManager
from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

INPUTS = ("input_ids", "attention_mask")


def compile_model(folder: Path, target: Path, *, shrink: bool) -> None:
    """Write the model of `folder` to `target` (.xml, with its weights in a .bin beside it), whole or not at all.

    With `shrink`, the weights of its products are kept as 8-bit integers with a scale for each row;
    `benchmarks/precision.py` shows that the ranking does not suffer. Raises `OSError` where it cannot be written.
    """
    model = _traced(folder)
    if shrink:
        _shrink_weights(model)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as workshop:
        made = Path(workshop) / target.name
        openvino.save_model(model, made)
        # The description goes last: where it stands, its weights do.
        for suffix in (".bin", ".xml"):
            made.with_suffix(suffix).replace(target.with_suffix(suffix))


def _traced(folder: Path) -> openvino.Model:
    # Not by openvino.convert_model: that reports each use to its makers.
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    network = (
        SentenceTransformer(str(folder), device="cpu", local_files_only=True)[0].get_submodule("auto_model").eval()
    )
    example = {name: torch.ones(2, 8, dtype=torch.long) for name in INPUTS}
    frontend = FrontEndManager().load_by_framework("pytorch")
    with warnings.catch_warnings(), torch.inference_mode():
        # Tracing warns of every branch that depends on a size; those here are the same for all sizes.
        warnings.simplefilter("ignore")
        decoder = TorchScriptPythonDecoder(network, example_input=example)
        model: openvino.Model = frontend.convert(frontend.load(decoder))
    return model


def _shrink_weights(model: openvino.Model) -> None:
    """Put each product's weights w, shape (out, in), as w ≈ q·s: integers q from -127 to 127, and a scale per row."""
    for product in model.get_ordered_ops():
        if product.get_type_name() != "MatMul" or not product.get_attributes()["transpose_b"]:
            continue
        source = product.input_value(1).get_node()
        if source.get_type_name() != "Constant":
            continue
        weights = np.asarray(source.data, dtype=np.float32)
        scale = np.maximum(np.abs(weights).max(axis=1, keepdims=True) / 127, np.finfo(np.float32).tiny)
        integers = opset.constant(np.rint(weights / scale).astype(np.int8))
        restored = opset.multiply(opset.convert(integers, "f32"), opset.constant(scale))
        product.input(1).replace_source_output(restored.output(0))
