"""Turn a public question set into files to ingest and test queries to evaluate with.

The set is a folder with `corpus.jsonl.gz` ({"id", "title", "text", "doc"}), `queries.jsonl.gz` ({"id", "text",
"answers", "answerable"}) and `qrels.tsv` (query id, passage id, gain). See README.md beside this file.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the set, with the file (report id) it is put in, and the section unless it has it to itself."""

    id: str
    title: str
    text: str
    report_id: str
    section: str


def main(arguments: Sequence[str] | None = None) -> None:
    """Write `catalogue.toml`, `reports/*.md` and `queries.jsonl` into the output folder."""
    options = _options(arguments)
    file_count, query_count = write_corpus(options.set, options.out, per=options.per, limit=options.limit)
    print(f"{file_count} files and {query_count} test queries are in {options.out}. Now run:")
    print(f"  insourcing --corpus {options.out} ingest")
    print(f"  insourcing --corpus {options.out} evaluate {options.out / 'queries.jsonl'}")


def write_corpus(folder: Path, out: Path, *, per: str = "paragraph", limit: int | None = None) -> tuple[int, int]:
    """Write what a corpus has, and the test queries, into `out`, and return how many files and queries these are."""
    paragraphs = read_paragraphs(folder, per=per)
    queries = list(_queries(folder, paragraphs))[:limit]
    reports = out / "reports"
    reports.mkdir(parents=True, exist_ok=True)
    if any(reports.iterdir()):
        raise SystemExit(f"{reports} is not empty: choose another folder, so that two sets are not mixed.")
    for name, text in _files(paragraphs.values()):
        (reports / f"{name}.md").write_text(text, encoding="utf-8")
    (out / "catalogue.toml").write_text("# Every report here is described by its own file.\n", encoding="utf-8")
    lines = "".join(f"{json.dumps(query, ensure_ascii=False)}\n" for query in queries)
    (out / "queries.jsonl").write_text(lines, encoding="utf-8")
    return len(list(reports.iterdir())), len(queries)


def read_paragraphs(folder: Path, *, per: str = "paragraph") -> dict[str, Paragraph]:
    """Read the paragraphs of a set, by their ids."""
    paragraphs: dict[str, Paragraph] = {}
    counts: defaultdict[str, int] = defaultdict(int)
    for line in _lines(folder / "corpus.jsonl.gz"):
        whole = f"{line['title']}" if per == "document" else f"{line['id']}"
        counts[whole] += 1
        section = f"{line['title']}, paragraph {counts[whole]}" if per == "document" else ""
        text = " ".join(str(line["text"]).split())
        paragraphs[str(line["id"])] = Paragraph(str(line["id"]), str(line["title"]), text, _slug(whole), section)
    return paragraphs


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path, help="the folder of the question set")
    parser.add_argument("out", type=Path, help="the folder to write to")
    parser.add_argument("--per", choices=("paragraph", "document"), default="paragraph", help="what makes a file")
    parser.add_argument("--limit", type=int, help="keep only the first so many questions")
    return parser.parse_args(arguments)


def _queries(folder: Path, paragraphs: Mapping[str, Paragraph]) -> Iterator[dict[str, object]]:
    relevant: defaultdict[str, list[str]] = defaultdict(list)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query_id, paragraph_id, gain = line.split("\t")
        if float(gain) > 0:
            relevant[query_id].append(paragraph_id)
    for query in _lines(folder / "queries.jsonl.gz"):
        places = [paragraphs[identifier] for identifier in relevant[str(query["id"])]]
        yield {
            "id": query["id"],
            "question": query["text"],
            "answerable": query["answerable"],
            "expected": [
                {"report_id": place.report_id, "sections": [place.section] if place.section else []} for place in places
            ],
            "must_contain_any": query["answers"],
            "tags": [folder.resolve().name],
        }


def _files(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[str, str]]:
    """Give each file's name and Markdown: the title, then the paragraph, or each under a heading of its own."""
    files: defaultdict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        files[paragraph.report_id].append(paragraph)
    for name, members in files.items():
        blocks = [f"# {_escaped(members[0].title)}"]
        for paragraph in members:
            if paragraph.section:
                blocks.append(f"## {_escaped(paragraph.section)}")
            blocks.append(_escaped(paragraph.text))
        yield name, "\n\n".join(blocks) + "\n"


def _escaped(text: str) -> str:
    # CommonMark lets every ASCII punctuation mark be escaped; these can mean something inside a line, and the
    # second pattern what can mean something only at its start.
    text = re.sub(r"[\\`*_\[\]<>&~#|$]", r"\\\g<0>", text)
    return re.sub(r"^(\d+)([.)])|^([-+=])", lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", text)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


if __name__ == "__main__":
    main()
