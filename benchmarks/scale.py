"""Measure how storing and searching grow with the library: 1,000, 10,000 and 100,000 passages.

    .venv/bin/python benchmarks/scale.py [--sizes 1000 10000 100000] [--folder FOLDER]

The passages are made up, always the same ones: sentences of the briefs in `corpus/`, a third of their words replaced
by words that do not exist, and vectors about a few hundred topics. They go into a real library, not through the
embedding model. With `--folder` the library is kept there, and measured again without being built the next time.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from insourcing_assistant.embedding import MiniLM
from insourcing_assistant.glossary import load_glossary
from insourcing_assistant.library import Library
from insourcing_assistant.questions import analyse
from insourcing_assistant.retrieval import Retriever
from insourcing_assistant.settings import load_settings
from insourcing_assistant.splitting import sentence_spans
from insourcing_assistant.types import Filters, Page, ParsedReport, Passage, PassageVectors, Report, Span, Vectors
from insourcing_assistant.wiring import build_assistant

DIMENSION = 384
PER_REPORT = 200
SENTENCES = 6
TOPICS = 300
PUBLISHERS = 40
QUESTIONS = 100
ANSWERS = 40
FINGERPRINT = "scale benchmark"

FILTERS = {
    "no filter": Filters(),
    "one report": Filters(reports=("report-3",)),
    "three years": Filters(year_from=2009, year_to=2011),
    "half of the years": Filters(year_from=2000, year_to=2017),
    "one publisher": Filters(publisher="publisher 7"),
}


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up report with its passages and their vectors."""

    parsed: ParsedReport
    passages: tuple[Passage, ...]
    vectors: tuple[PassageVectors, ...]


class Inventor:
    """Makes up reports from sentences; the same seed and number make the same report."""

    def __init__(self, sentences: Sequence[str], *, seed: int = 1) -> None:
        self._sentences, self._seed = sentences, seed
        chance = random.Random(seed)
        self._words = ["".join(chance.choices("bdfglmnprstvaeiou", k=chance.randint(4, 10))) for _ in range(20_000)]
        # Natural language is Zipf's: the word of rank r stands for one in r.
        self._weights = np.cumsum([1 / rank for rank in range(1, len(self._words) + 1)]).tolist()
        topics = np.random.default_rng(seed).standard_normal((TOPICS, DIMENSION))
        self._topics = _unit(topics)

    def report(self, number: int, *, passage_count: int = PER_REPORT) -> Made:
        """Make up a report."""
        chance, noise = random.Random(f"{self._seed} {number}"), np.random.default_rng([self._seed, number])
        blocks = [" ".join(self._sentence(chance) for _ in range(SENTENCES)) for _ in range(passage_count)]
        text = "\n".join(blocks) + "\n"
        page = Page(1, "1", 0, len(text))
        report = Report(
            f"report-{number}",
            f"Report {number} on {chance.choice(self._words)}",
            publisher=f"Publisher {chance.randrange(PUBLISHERS)} of reports",
            year=1990 + chance.randrange(36),
        )
        parsed = ParsedReport(report, "report", text, (page,), "page", hashlib.sha256(text.encode()).hexdigest())
        starts = np.cumsum([0, *(len(block) + 1 for block in blocks)]).tolist()
        passages = tuple(
            Passage(f"{report.id}-{row}", report.id, "report", "page", block, start, (page,), sentences=_spans(block))
            for row, (block, start) in enumerate(zip(blocks, starts, strict=False))
        )
        return Made(parsed, passages, tuple(self._vectors(chance, noise, len(each.sentences)) for each in passages))

    def question(self, number: int, made: Made) -> tuple[str, Vectors]:
        """Ask about a passage in some of its words, with a vector near its own."""
        chance, noise = random.Random(f"question {number}"), np.random.default_rng([self._seed, number, 1])
        row = chance.randrange(len(made.passages))
        passage = made.passages[row]
        span = chance.choice(passage.sentences)
        words = re.findall(r"\w+", passage.text[span.start : span.end])
        start = chance.randrange(max(1, len(words) - 10))
        vector = _unit(made.vectors[row].passage + 0.05 * noise.standard_normal(DIMENSION))
        return f"What is known about {' '.join(words[start : start + 10])}?", vector.astype(np.float32)

    def _sentence(self, chance: random.Random) -> str:
        words = chance.choice(self._sentences).split()
        places = chance.sample(range(len(words)), k=len(words) // 3)
        for place, word in zip(
            places, chance.choices(self._words, cum_weights=self._weights, k=len(places)), strict=True
        ):
            words[place] = word
        return f"{' '.join(words).rstrip('.')}."

    def _vectors(self, chance: random.Random, noise: np.random.Generator, count: int) -> PassageVectors:
        passage = _unit(chance.choice(self._topics) + 0.05 * noise.standard_normal(DIMENSION))
        sentences = _unit(passage + 0.04 * noise.standard_normal((count, DIMENSION)))
        return PassageVectors(passage.astype(np.float32), sentences.astype(np.float32))


class Recited:
    """The packaged model, except that the questions of this benchmark have made-up vectors, like the passages."""

    def __init__(self, vectors: dict[str, Vectors]) -> None:
        self._vectors, self._model = vectors, MiniLM()
        self.fingerprint, self.max_tokens = FINGERPRINT, self._model.max_tokens
        self.count_tokens, self.embed_passages = self._model.count_tokens, self._model.embed_passages

    def embed_question(self, question: str) -> Vectors:
        """Return the vector that goes with the question, or embed it."""
        known = self._vectors.get(question)
        return self._model.embed_question(question) if known is None else known


def main(arguments: Sequence[str] | None = None) -> None:
    """Grow a library to each size, and measure it there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="numbers of passages")
    parser.add_argument("--folder", type=Path, help="where to keep the library")
    parser.add_argument("--briefs", type=Path, default=Path("corpus/briefs"), help="where the sentences are from")
    options = parser.parse_args(arguments)
    inventor = Inventor(brief_sentences(options.briefs))
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        for size in sorted(options.sizes):
            grow(folder, inventor, size)
            measure(folder, inventor)


def brief_sentences(folder: Path) -> list[str]:
    """Gather the statements of the briefs, without their sources."""
    lines = [line for file in sorted(folder.glob("*.md")) for line in file.read_text(encoding="utf-8").splitlines()]
    return [re.sub(r"\s*<[^>]*>\s*$", "", line[2:]) for line in lines if line.startswith("- ")]


def grow(folder: Path, inventor: Inventor, size: int) -> None:
    """Add made-up reports until the library has this many passages, and print the time of each passage."""
    spent, added = 0.0, 0
    with Library.open(folder, fingerprint=FINGERPRINT, writable=True) as library:
        there = library.passage_count
        while there + added < size:
            made = inventor.report((there + added) // PER_REPORT, passage_count=min(PER_REPORT, size - there - added))
            start = time.perf_counter()
            library.add(made.parsed, made.passages, made.vectors, path="made up")
            spent += time.perf_counter() - start
            added += len(made.passages)
        count = library.passage_count
    per_passage = f"{1000 * spent / added:.2f} ms for each passage added" if added else "built before"
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"\n{count:,} passages: {per_passage}, {disk / 1e6:,.0f} MB on disk, peak memory {_peak_mb():,.0f} MB")


def measure(folder: Path, inventor: Inventor) -> None:
    """Print how long searching takes, by ranking and filter."""
    settings = load_settings({}).settings
    glossary = load_glossary(settings.corpus / "glossary.toml")
    with Library.open(folder, fingerprint=FINGERPRINT) as library:
        made = inventor.report(3, passage_count=min(PER_REPORT, library.passage_count))
        asked = [inventor.question(number, made) for number in range(QUESTIONS)]
        embedder = Recited(dict(asked))
        retriever = Retriever(library, embedder)
        questions = [analyse(text, glossary) for text, _ in asked]
        print(f"{'milliseconds, p50 / p95':28}{'dense':>16}{'keyword':>16}{'fused':>16}")
        for name, limits in FILTERS.items():
            dense = _times(lambda row: library.vectors.search(asked[row][1], k=60, filters=limits))  # noqa: B023
            keyword = _times(lambda row: retriever._keyword_scores(questions[row], k=60, filters=limits))  # noqa: B023
            fused = _times(lambda row: retriever.search(questions[row], filters=limits))  # noqa: B023
            print(f"{name:28}{_quantiles(dense)}{_quantiles(keyword)}{_quantiles(fused)}")
        assistant = build_assistant(settings, library, embedder)
        print(f"{'whole answers':28}{'':32}{_quantiles(_times(lambda row: assistant.ask(asked[row][0]), ANSWERS))}")
    print(f"peak memory {_peak_mb():,.0f} MB")


def _times(work: Callable[[int], object], count: int = QUESTIONS) -> list[float]:
    """Return the milliseconds of each question; the first is asked once before, so that all is loaded."""
    work(0)
    return list(_each_time(work, count))


def _each_time(work: Callable[[int], object], count: int) -> Iterator[float]:
    for row in range(count):
        start = time.perf_counter()
        work(row)
        yield 1000 * (time.perf_counter() - start)


def _quantiles(milliseconds: Sequence[float]) -> str:
    middle, high = np.quantile(milliseconds, (0.5, 0.95))
    return f"{f'{middle:.1f} / {high:.1f}':>16}"


def _spans(block: str) -> tuple[Span, ...]:
    return sentence_spans(block)


def _unit(vectors: np.ndarray) -> np.ndarray:
    unit: np.ndarray = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit


def _peak_mb() -> float:
    # Linux counts in kilobytes, macOS in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)


if __name__ == "__main__":
    main()
