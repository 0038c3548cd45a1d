"""Measure the search beside the pipeline of LangChain's RAG tutorial: same paragraphs, questions and model.

    .venv/bin/python benchmarks/retrieval.py SET [SET ...] [--json]

Each `SET` is a folder as `questions_from_samples.py` takes it. Our search stands beside each of its two rankings alone
and the tutorial's. See README.md beside this file for what the numbers mean.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path

# Run by its path, Python looks for modules beside this file only.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.ingestion import model_folder, processor
from benchmarks.questions_from_samples import Paragraph, read_paragraphs, write_corpus
from insourcing_assistant import wiring
from insourcing_assistant.evaluation import TestQuery, load_queries
from insourcing_assistant.ingestion import Overrides
from insourcing_assistant.library import Library
from insourcing_assistant.metrics import mean, ndcg_at_k, percentile, recall_at_k, reciprocal_rank
from insourcing_assistant.protocols import PassageEmbedder
from insourcing_assistant.settings import Settings, load_settings
from insourcing_assistant.types import Filters
from insourcing_assistant.wording import is_stop, words

DEPTH = 50
"""How many passages or chunks each search returns, so that ten paragraphs are left when each counts once."""

OURS, DENSE, KEYWORD, TUTORIAL = "ours", "ours, dense alone", "ours, BM25 alone", "tutorial"

Search = Callable[[str], Sequence[str]]
"""Finds the paragraphs of the best passages or chunks, best first; a paragraph may come several times."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What one way of searching reached, as means over the questions that have an answer."""

    name: str
    recall_at_1: float
    recall_at_5: float
    recall_at_10: float
    mrr: float
    ndcg_at_10: float
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """A set, with the scores of each way of searching it; `gain` is that of our nDCG@10 over the tutorial's."""

    name: str
    paragraphs: int
    passages: int
    chunks: int
    questions: int
    scores: tuple[Scores, ...]
    gain: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure each set and print a table of it, and last how much better than the tutorial our search ranks."""
    options = _options(arguments)
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    print(f"on {processor()}", file=sys.stderr)
    # What is printed on the way is no part of the JSON.
    with redirect_stdout(sys.stderr):
        outcomes = [measure(folder) for folder in options.sets]
    gain = mean([outcome.gain for outcome in outcomes])
    if options.json:
        print(json.dumps({"sets": [asdict(outcome) for outcome in outcomes], "mean_gain": gain}))
        return
    print("\n\n".join(map(table, outcomes)))
    print(f"\nnDCG@10 over the tutorial's, mean of the sets: {gain:+.1%}")


def measure(folder: Path) -> Outcome:
    """Make a library and a tutorial store of a set, ask both all its questions, and throw them away."""
    with tempfile.TemporaryDirectory() as temporary:
        corpus = Path(temporary) / "corpus"
        write_corpus(folder, corpus)
        queries = [each for each in load_queries(corpus / "queries.jsonl") if each.answerable and each.expected]
        if not queries:
            raise SystemExit(f"No question of {folder} has an answer, so there is nothing to measure.")
        settings = load_settings({"corpus": corpus, "library": corpus / "library"}).settings
        _ingest(settings)
        embedder = wiring.build_embedder(settings)
        with wiring.open_library(settings, embedder) as library:
            paragraphs = tuple(read_paragraphs(folder).values())
            tutorial, chunk_count = _tutorial(paragraphs, Path(temporary) / "tutorial")
            searches = {**_ours(settings, library, embedder), TUTORIAL: tutorial}
            scores = {name: score(name, search, queries) for name, search in searches.items()}
            passage_count = library.passage_count
    theirs = scores[TUTORIAL].ndcg_at_10
    if not theirs:
        raise SystemExit(
            f"The tutorial finds no paragraph of {folder}, so that nothing can be compared: check the set."
        )
    gain, name = scores[OURS].ndcg_at_10 / theirs - 1, folder.resolve().name
    return Outcome(name, len(paragraphs), passage_count, chunk_count, len(queries), tuple(scores.values()), gain)


def score(name: str, search: Search, queries: Sequence[TestQuery]) -> Scores:
    """Ask every query and judge the order of the paragraphs, each where it comes first."""
    # Models and indexes are loaded when they are first used.
    search(queries[0].question)
    milliseconds, judged = [], []
    for query in queries:
        started = time.perf_counter()
        found = search(query.question)
        milliseconds.append(1000 * (time.perf_counter() - started))
        expected = {place.report_id for place in query.expected}
        judged.append(([paragraph in expected for paragraph in dict.fromkeys(found)], len(expected)))
    recalls = {k: mean([recall_at_k(hits, k, total=total) for hits, total in judged]) for k in (1, 5, 10)}
    return Scores(
        name,
        recall_at_1=recalls[1],
        recall_at_5=recalls[5],
        recall_at_10=recalls[10],
        mrr=mean([reciprocal_rank(hits) for hits, _ in judged]),
        ndcg_at_10=mean([ndcg_at_k(hits, 10, total=total) for hits, total in judged]),
        p50_ms=percentile(milliseconds, 0.5),
        p95_ms=percentile(milliseconds, 0.95),
    )


def table(outcome: Outcome) -> str:
    """Set the scores of a set below each other."""
    heads = ("recall@1", "recall@5", "recall@10", "MRR", "nDCG@10", "p50, ms", "p95, ms")
    lines = [
        f"{outcome.name}: {outcome.paragraphs} paragraphs ({outcome.passages} passages, {outcome.chunks} chunks of "
        f"the tutorial), {outcome.questions} questions",
        f"{'':18}" + "".join(f"{head:>11}" for head in heads),
    ]
    for each in outcome.scores:
        _, *shares, middle, high = asdict(each).values()
        numbers = [f"{share:.4f}" for share in shares] + [f"{ms:.1f}" for ms in (middle, high)]
        lines.append(f"{each.name:18}" + "".join(f"{number:>11}" for number in numbers))
    lines.append(f"nDCG@10 over the tutorial's: {outcome.gain:+.1%}")
    return "\n".join(lines)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", metavar="SET", type=Path, nargs="+", help="the folder of a question set")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


def _ingest(settings: Settings) -> None:
    for row in wiring.ingest(settings, [], overrides=Overrides()).rows:
        if row.status != "added":
            raise SystemExit(f"{row.path} was not added: {row.status} {row.error or ''}")


def _ours(settings: Settings, library: Library, embedder: PassageEmbedder) -> dict[str, Search]:
    """Search as the assistant does, and by each of the two indexes alone."""
    assistant = wiring.build_assistant(settings, library, embedder)

    def fused(question: str) -> list[str]:
        return [hit.passage.report_id for hit in assistant.search(question, k=DEPTH)]

    def dense(question: str) -> list[str]:
        return reports(library.vectors.search(embedder.embed_question(question), k=DEPTH, filters=Filters()))

    def keyword(question: str) -> list[str]:
        terms = dict.fromkeys(word.lower() for word in words(question) if not is_stop(word))
        return reports(library.keywords.search([(term,) for term in terms], k=DEPTH, filters=Filters()))

    def reports(found: Sequence[tuple[str, float]]) -> list[str]:
        passages = library.passages([id_ for id_, _ in found])
        return [passages[id_].report_id for id_, _ in found]

    return {OURS: fused, DENSE: dense, KEYWORD: keyword}


def _tutorial(paragraphs: Sequence[Paragraph], folder: Path) -> tuple[Search, int]:
    """Do what https://docs.langchain.com/oss/python/langchain/rag does, and return its search and number of chunks.

    It reads the paragraphs without their titles: of a title above a long paragraph it makes a chunk of its own, which
    costs it more than the title gains.
    """
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    documents = [Document(each.text, metadata={"source": each.report_id}) for each in paragraphs]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    chunks = splitter.split_documents(documents)
    embeddings = HuggingFaceEmbeddings(model_name=str(model_folder()))
    store = Chroma("tutorial", embedding_function=embeddings, persist_directory=str(folder))
    # Chroma takes 5,461 at a time.
    for start in range(0, len(chunks), 5000):
        store.add_documents(chunks[start : start + 5000])

    def search(question: str) -> list[str]:
        return [str(found.metadata["source"]) for found in store.similarity_search(question, k=DEPTH)]

    return search, len(chunks)


if __name__ == "__main__":
    main()
