from __future__ import annotations

import gzip
import json
import runpy
from collections.abc import Sequence
from pathlib import Path

import pytest

from insourcing_assistant.evaluation import Expected, load_queries
from insourcing_assistant.parsing import parse
from insourcing_assistant.types import Report

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "questions_from_samples.py"
TEXTS = {
    "p-0": "1. It *was* <b>not</b> a_list_ [here](x) & #1 `code` | 5~6 \\ done.",
    "p-1": "- Nor was this. * # > + = a & b; &amp; 2) and <https://example.org>.",
}


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    folder = tmp_path / "small_set"
    folder.mkdir()
    zipped(folder / "corpus.jsonl.gz", [{"id": name, "title": "The *Title*", "text": TEXTS[name]} for name in TEXTS])
    zipped(
        folder / "queries.jsonl.gz",
        [
            {"id": "q-0", "text": "Was it a list?", "answers": ["not"], "answerable": True},
            {"id": "q-1", "text": "Who asks?", "answers": [], "answerable": False},
        ],
    )
    (folder / "qrels.tsv").write_text("q-0\tp-1\t1\nq-0\tp-0\t0\n", encoding="utf-8")
    return folder


def zipped(path: Path, lines: Sequence[object]) -> None:
    path.write_bytes(gzip.compress("".join(f"{json.dumps(line)}\n" for line in lines).encode()))


def made(sample: Path, *options: str) -> Path:
    out = sample.parent / "out"
    runpy.run_path(str(SCRIPT))["main"]([str(sample), str(out), *options])
    return out


def test_each_paragraph_becomes_a_file_that_reads_as_it_was(sample: Path) -> None:
    out = made(sample)
    for name, text in TEXTS.items():
        parsed = parse(Report(name, "A title"), out / "reports" / f"{name}.md")
        assert parsed.text.split("\n")[:2] == ["The *Title*", text]


def test_the_queries_expect_the_file_of_their_paragraph(sample: Path) -> None:
    first, second = load_queries(made(sample) / "queries.jsonl")
    assert (first.question, first.expected, first.must_contain_any) == ("Was it a list?", (Expected("p-1"),), ("not",))
    assert (second.answerable, second.expected, second.tags) == (False, (), ("small_set",))


def test_paragraphs_of_a_document_have_sections_that_the_queries_name(sample: Path) -> None:
    out = made(sample, "--per", "document")
    place = load_queries(out / "queries.jsonl")[0].expected[0]
    parsed = parse(Report("the-title", "A title"), out / "reports" / "the-title.md")
    labels = {page.label: parsed.text[page.start : page.end] for page in parsed.pages}
    assert place == Expected("the-title", sections=("The *Title*, paragraph 2",))
    assert TEXTS["p-1"] in labels[place.sections[0]]


def test_only_as_many_questions_are_kept_as_asked_for(sample: Path) -> None:
    assert len(load_queries(made(sample, "--limit", "1") / "queries.jsonl")) == 1


def test_two_sets_are_not_mixed_in_one_folder(sample: Path) -> None:
    made(sample)
    with pytest.raises(SystemExit, match="is not empty"):
        made(sample)
