"""A folder with one file of each format becomes a library that has the words of all."""

from __future__ import annotations

from pathlib import Path

from insourcing_assistant.types import Filters
from tests.ingestion.making import Corpus, outcome
from tests.parsing.formats import MAKERS

NAMES = {
    ".docx": "Ashby", ".odt": "Barton", ".html": "Corby", ".xhtml": "Derby", ".epub": "Ely", ".md": "Fife",
    ".txt": "Goole",
}  # fmt: skip


def write_all(folder: Path) -> None:
    folder.mkdir()
    for suffix, name in NAMES.items():
        sentence = f"{name} council saved 7% by taking its parks back."
        if suffix in MAKERS:
            content = MAKERS[suffix]([("h", f"Parks in {name}"), ("p", sentence), ("tr", f"{name} park|£3m")])
        else:
            content = f"# Parks in {name}\n\n{sentence}\n".encode()
        (folder / f"{name.lower()}{suffix}").write_bytes(content)


def test_a_folder_with_one_of_each_is_ingested(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "dropped"
    write_all(folder)
    first = corpus.ingest(folder)
    kinds = {"corby": "article", "derby": "article"}
    assert outcome(first) == [
        (name, kinds.get(name, "report"), "added") for name in sorted(map(str.lower, NAMES.values()))
    ]
    assert [row.status for row in corpus.ingest(folder).rows] == ["unchanged"] * len(NAMES)
    with corpus.reader() as library:
        for name in NAMES.values():
            [(key, _)] = library.keywords.search([[name.lower()], ["saved"]], k=1, filters=Filters())
            passage = library.passages([key])[key]
            assert f"{name} council saved 7% by taking its parks back." in passage.text
            assert passage.unit == "section"


def test_what_cannot_be_read_is_named_and_stops_nothing(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "dropped"
    write_all(folder)
    for name, content in (
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("torn.docx", b"PK\x03\x04torn"),
        ("page.pdf", b"<!DOCTYPE html><html><title>Log in</title></html>"),
        ("noise.txt", bytes(range(256)) * 8),
    ):
        (folder / name).write_bytes(content)
    errors = {row.path.rpartition("/")[2]: row.error for row in corpus.ingest(folder).rows if row.status == "failed"}
    assert set(errors) == {"old.doc", "torn.docx", "page.pdf", "noise.txt"}
    for name, words in (
        ("old.doc", "save it as .docx or PDF"),
        ("torn.docx", "the file is damaged"),
        ("page.pdf", "it is a web page"),
        ("noise.txt", "binary data and not a text"),
    ):
        assert words in str(errors[name])
