"""The packaged all-MiniLM-L6-v2: passages and their sentences in one reading, questions in milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from tokenizers import Encoding, Tokenizer

from insourcing_assistant.embedding.bert_numpy import NumpyBert
from insourcing_assistant.embedding.model_files import model_files, packaged_model
from insourcing_assistant.embedding.readers import Probe, Reader, exact_reader, fastest_reader
from insourcing_assistant.embedding.repeats import Places, without_repeats
from insourcing_assistant.types import Passage, PassageVectors, Span, Vectors

_PROBE = "Councils bring services back in-house."


class MiniLM:
    """A BERT encoder with mean pooling; without a folder, the packaged model with its weights verified.

    Passages are read by the model as OpenVINO compiles it for the processor, or by sentence-transformers (`exact`),
    which takes three times as long for nearly the same vectors: both can stand in one library. A sentence's vector is
    the mean of its tokens' states in the reading of its passage ("late" pooling), so that it knows its surroundings
    and costs nothing: on 1,190 questions of xquad_en, ranking passages by their best sentence found the right one
    first for 0.917, and by the vector of the whole passage for 0.887. A brief's sentences are written to stand alone,
    so they are read alone. Questions are read by `NumpyBert`, which has nothing to load but the weights.
    """

    def __init__(self, folder: Path | None = None, *, exact: bool = False) -> None:
        self._is_exact = exact
        self._files = packaged_model() if folder is None else model_files(folder)
        self._tokenizer = Tokenizer.from_file(str(self._files.tokenizer))
        self._tokenizer.no_padding()
        # Truncation is a state of the tokenizer that counting and reading would share: it is done by slicing.
        self._tokenizer.no_truncation()

    @property
    def fingerprint(self) -> str:
        """Name and hash of the model."""
        return f"{self._files.name} {self._files.sha256[:12]}"

    @property
    def max_tokens(self) -> int:
        """How many tokens the model reads, without the two that it puts around each text."""
        return self._files.max_length - 2

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without special tokens."""
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def embed_passages(self, passages: Sequence[Passage], contexts: Sequence[str]) -> list[PassageVectors]:
        """Embed each passage behind its context, and each of its sentences."""
        if not passages:
            return []
        contexts = [f"{context} " if context[-1:].strip() else context for context in contexts]
        texts = [context + passage.text for context, passage in zip(contexts, passages, strict=True)]
        spans = [
            [Span(start + len(context), end + len(context)) for start, end in passage.sentences]
            for context, passage in zip(contexts, passages, strict=True)
        ]
        encodings = self._tokenizer.encode_batch(texts)
        # A brief's lines are written to stand alone.
        rows = [[] if each.kind == "brief" else lines for each, lines in zip(passages, spans, strict=True)]
        read = [self._worth_reading(*each) for each in zip(encodings, texts, rows, strict=True)]
        tokens = [[ids[place] for place in places] for ids, places in zip(self._tokens(encodings), read, strict=True)]
        alone = self._standing_alone(passages)
        vectors: dict[int, PassageVectors] = {}
        for row, states in self._reader.states(tokens):
            sentences = alone.get(row)
            if sentences is None:
                offsets = np.array(encodings[row].offsets, dtype=np.int64)[read[row][1:-1]]
                sentences = self._pool(texts[row], offsets, states[1:-1], spans[row])
            vectors[row] = PassageVectors(_unit(states.mean(axis=0)), sentences)
        return [vectors[row] for row in range(len(passages))]

    def _worth_reading(self, encoding: Encoding, text: str, sentences: Sequence[Span]) -> Places:
        """Return the places of the tokens that are read; of a text that is too long, the first ones and the last."""
        if len(encoding.ids) > self._files.max_length:
            return np.arange(self._files.max_length)
        return without_repeats(encoding, text, sentences)

    def _standing_alone(self, passages: Sequence[Passage]) -> dict[int, Vectors]:
        """Return the vectors of the sentences of each brief, by its place among the passages."""
        briefs = {row: passage for row, passage in enumerate(passages) if passage.kind == "brief"}
        texts = [each.text[start:end].strip() for each in briefs.values() for start, end in each.sentences]
        ends = np.cumsum([len(each.sentences) for each in briefs.values()])
        return dict(zip(briefs, np.split(self._whole(texts), ends[:-1]), strict=True)) if texts else {}

    def _whole(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vector of each text, shape (texts, dimension)."""
        vectors = {
            row: _unit(states.mean(axis=0))
            for row, states in self._reader.states(self._tokens(self._tokenizer.encode_batch(list(texts))))
        }
        return np.stack([vectors[row] for row in range(len(texts))])

    def _tokens(self, encodings: Sequence[Encoding]) -> list[list[int]]:
        return [_ids(encoding, self._files.max_length) for encoding in encodings]

    def embed_question(self, question: str) -> Vectors:
        """A unit vector, shape (dimension,)."""
        encoding = self._tokenizer.encode(question)
        return _unit(self._numpy.states(_ids(encoding, self._files.max_length)).mean(axis=0))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts as they are: LangChain's name."""
        return [[float(value) for value in vector] for vector in self._whole(texts)] if texts else []

    def embed_query(self, text: str) -> list[float]:
        """Embed a question: LangChain's name."""
        return [float(value) for value in self.embed_question(text)]

    def _pool(self, text: str, offsets: Places, states: Vectors, spans: Sequence[Span]) -> Vectors:
        """Average the states of each span's tokens; a span beyond what the model reads is read by itself.

        `offsets` are the tokens' in `text`, shape (tokens, 2), in order, and `states` theirs, (tokens, dimension).
        """
        firsts = np.searchsorted(offsets[:, 0], [start for start, _ in spans])
        ends = np.searchsorted(offsets[:, 1], [end for _, end in spans], side="right")
        pooled = np.empty((len(spans), states.shape[1]), dtype=np.float32)
        for row, (start, end) in enumerate(spans):
            own = states[firsts[row] : ends[row]]
            pooled[row] = own.sum(axis=0) if len(own) else self.embed_question(text[start:end])
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), dtype=np.float32)

    @cached_property
    def _numpy(self) -> NumpyBert:
        return NumpyBert(self._files)

    @cached_property
    def _reader(self) -> Reader:
        if self._is_exact:
            return exact_reader(self._files)
        [tokens] = self._tokens([self._tokenizer.encode(_PROBE)])
        return fastest_reader(self._files, probe=Probe(tokens, self.embed_question(_PROBE)))


def _ids(encoding: Encoding, max_length: int) -> list[int]:
    """The token ids; of a text that is too long, the first with the closing token behind them."""
    ids: list[int] = encoding.ids
    return ids if len(ids) <= max_length else [*ids[: max_length - 1], ids[-1]]


def _unit(vector: Vectors) -> Vectors:
    return (vector / np.linalg.norm(vector)).astype(np.float32)
