"""Read the lines of text in a picture, upright whatever its turn, with the models that come with rapidocr."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from insourcing_assistant.parsing.normalise import normalise

Picture = NDArray[np.uint8]
"""Pixels, shape (height, width, 3)."""

_Quads = NDArray[np.float32]  # shape (n, 4, 2): top left, top right, bottom right, bottom left of each line

_DETECTION = "PP-OCRv6_det_small.onnx"
_RECOGNITION = "PP-OCRv6_rec_small.onnx"
_DETECTION_SIDE_PX = 1280  # lines are found as well at half the size, in a third of the time and half the memory
_READERS = 2  # lines read at the same time
_TALL = 1.5  # a line's box that is so many times higher than wide is turned by a quarter
_SAMPLE = 5  # lines tell whether a picture stands on its head
_SURE = 0.85  # upright lines are read with about 0.99, those upside down with 0.6
_JUNK = 0.6
_SHORT_JUNK = 0.8  # of what has one letter or two: specks are read as such
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as it was read, in pixels from the top left corner of the upright picture; confidence from 0 to 1.

    `sideways` lines run up or down the upright picture.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float
    sideways: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of a picture in no order that matters, and the size of the upright picture in pixels."""

    lines: tuple[ReadLine, ...]
    width: int
    height: int

    @property
    def confidence(self) -> float:
        """How surely the letters were read, from 0 to 1; 0 where there are none."""
        letters = sum(len(line.text) for line in self.lines)
        return sum(line.confidence * len(line.text) for line in self.lines) / letters if letters else 0.0


def read_picture(picture: Picture) -> Reading:
    """Find the lines of a picture and read them; what is hardly legible is left out."""
    quads = _detect(picture)
    if len(quads):
        picture, quads = _upright(picture, quads)
    height, width = picture.shape[:2]
    with ThreadPoolExecutor(_READERS) as readers:
        read = list(readers.map(lambda quad: _read_quad(picture, quad), quads))
    boxes = _straightened(quads, width, height)
    lines = [
        ReadLine(text, *box, confidence=confidence, sideways=sideways)
        for (text, confidence, sideways), box in zip(read, boxes, strict=True)
        if _is_legible(text, confidence)
    ]
    return Reading(tuple(lines), width, height)


@functools.cache
def _engine() -> Callable[..., object]:
    """Load the models once. Their paths are given, since rapidocr fetches what it does not find where it looks."""
    # Imported here: it takes a second, and most reports have no scans.
    from rapidocr import RapidOCR

    package = find_spec("rapidocr")
    models = Path(str(package.origin if package else "")).parent / "models"
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": 20_000,
            # Each line is read by one thread. The threads of one line would wait for each other actively, which takes
            # ten times as long where other programs are busy.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.model_path": str(models / _DETECTION),
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTION_SIDE_PX,
            "Rec.model_path": str(models / _RECOGNITION),
        }
    )


def _detect(picture: Picture) -> _Quads:
    found = getattr(_engine()(picture, use_det=True, use_cls=False, use_rec=False), "boxes", None)
    return np.zeros((0, 4, 2), np.float32) if found is None else np.asarray(found, np.float32)


def _recognise(picture: Picture) -> tuple[str, float]:
    found = _engine()(np.ascontiguousarray(picture), use_det=False, use_cls=False, use_rec=True)
    texts, scores = getattr(found, "txts", None), getattr(found, "scores", None)
    if not texts or not scores:
        return "", 0.0
    return _clean(str(texts[0])), float(scores[0])


def _clean(text: str) -> str:
    """Normalise what was read: the model knows Chinese too, and takes a comma for a Chinese one at times."""
    return normalise(text if _CJK.search(text) else text.translate(_FULL_WIDTH))


def _upright(picture: Picture, quads: _Quads) -> tuple[Picture, _Quads]:
    """Turn the picture so that most of its lines are upright, and say where they are then."""
    widths, heights = _sizes(quads)
    lengths = np.maximum(widths, heights)
    if lengths[heights > _TALL * widths].sum() > lengths.sum() / 2:
        picture = np.ascontiguousarray(np.rot90(picture))
        quads = _detect(picture)  # once more: lines that run upwards are found less exactly
        lengths = _sizes(quads)[0]
    cuts = [_cut(picture, quad) for quad in quads[np.argsort(-lengths, kind="stable")[:_SAMPLE]]]
    as_it_is = _mean_confidence(cuts)
    if as_it_is >= _SURE or as_it_is >= _mean_confidence([np.rot90(cut, 2) for cut in cuts]):
        return picture, quads
    height, width = picture.shape[:2]
    turned = np.stack([width - quads[..., 0], height - quads[..., 1]], axis=-1)[:, [2, 3, 0, 1]]
    return np.ascontiguousarray(np.rot90(picture, 2)), turned


def _mean_confidence(cuts: Sequence[Picture]) -> float:
    return float(np.mean([_recognise(cut)[1] for cut in cuts])) if cuts else 0.0


def _read_quad(picture: Picture, quad: NDArray[np.float32]) -> tuple[str, float, bool]:
    """Read one line of an upright picture: (text, confidence, whether it runs sideways)."""
    cut = _cut(picture, quad)
    text, confidence = _recognise(cut)
    if cut.shape[0] <= _TALL * cut.shape[1]:
        return text, confidence, False
    turned = max((_recognise(np.rot90(cut, turns)) for turns in (1, 3)), key=lambda found: found[1])
    return (*turned, True) if turned[1] > confidence else (text, confidence, False)


def _cut(picture: Picture, quad: NDArray[np.float32]) -> Picture:
    """Cut a line out of the picture and set it level."""
    widths, heights = _sizes(quad[None])
    width, height = max(1, round(float(widths[0]))), max(1, round(float(heights[0])))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(np.ascontiguousarray(quad, np.float32), corners)
    cut = cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def _sizes(quads: _Quads) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The width and the height of each quadrangle."""
    widths = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1)
    heights = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    return widths.astype(np.float32), heights.astype(np.float32)


def _straightened(quads: _Quads, width: int, height: int) -> list[tuple[float, float, float, float]]:
    """The box of each line (left, top, right, bottom) as if the page had been put into the scanner straight."""
    angles = [
        math.atan2(float(right[1] - left[1]), float(right[0] - left[0]))
        for left, right, _, below in quads
        if np.linalg.norm(right - left) > 4 * np.linalg.norm(below - left)
    ]
    angle = median(angles) if angles else 0.0
    cosine, sine = math.cos(angle), math.sin(angle)
    centre = np.array([width / 2, height / 2], np.float32)
    level = (quads - centre) @ np.array([[cosine, -sine], [sine, cosine]], np.float32) + centre
    boxes = np.concatenate([level.min(axis=1), level.max(axis=1)], axis=1) if len(quads) else level.reshape(0, 4)
    return [(float(left), float(top), float(right), float(bottom)) for left, top, right, bottom in boxes]


def _is_legible(text: str, confidence: float) -> bool:
    letters = sum(character.isalnum() for character in text)
    return letters > 0 and confidence >= (_JUNK if letters > 2 else _SHORT_JUNK)
