from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.errors import UsageError
from insourcing_assistant.ingestion import Item, Overrides, plan
from insourcing_assistant.ingestion.planning import readable, slug
from insourcing_assistant.library import Description, LibraryReport
from insourcing_assistant.library.contents import LibraryText
from insourcing_assistant.types import Report
from tests.ingestion.making import BRIEF, REBUILDING, Corpus


def planned(corpus: Corpus, *paths: str | Path) -> tuple[Item, ...]:
    return plan(paths, reports=corpus.reports, corpus=corpus.folder)


def described(items: tuple[Item, ...]) -> list[tuple[str, str | None, str]]:
    return [(item.report.id, item.kind, item.name) for item in items]


def test_an_empty_corpus_has_nothing_to_ingest(corpus: Corpus, tmp_path: Path) -> None:
    assert planned(corpus) == ()
    assert plan((), reports=(), corpus=tmp_path / "absent") == ()


def test_the_corpus_is_the_catalogued_texts_their_briefs_and_what_was_dropped_in(corpus: Corpus) -> None:
    corpus.write("reports/Rebuilding Capacity.md", "# Full text\n\nIt is all here.")
    corpus.write("reports/sub/Other_plan.txt", "Another plan.")
    corpus.write("reports/landing.md", "A page.")
    corpus.write("briefs/rebuilding-2019.md", BRIEF)
    corpus.write("briefs/landing.md", BRIEF)
    corpus.write("briefs/not-in-the-catalogue.md", BRIEF)
    items = planned(corpus)
    assert described(items) == [
        ("rebuilding-2019", "report", "Rebuilding Capacity.md"),
        ("rebuilding-2019", "brief", "briefs/rebuilding-2019.md"),
        ("landing", "article", "landing.md"),
        ("landing", "brief", "briefs/landing.md"),
        ("other-plan", None, "sub/Other_plan.txt"),
    ]
    assert [item.catalogued for item in items] == [True, True, True, True, False]
    assert items[0].report.title == "Rebuilding Capacity"
    assert items[4].report.title == "Other plan"


def test_what_cannot_be_read_is_planned_as_a_problem_and_what_is_no_report_is_left_out(corpus: Corpus) -> None:
    corpus.write("reports/sheet.xlsx", "x")
    for name in (
        ".gitkeep",
        "README.md",
        ".git/config.txt",
        "~$letter.txt",
        "Thumbs.db",
        "old/library.db",
        "old/a.txt",
    ):
        corpus.write(f"reports/{name}", "x")
    [item] = planned(corpus)
    assert item.name == "sheet.xlsx"
    assert item.problem is not None
    assert "files of this kind (.xlsx) cannot be read" in item.problem


def test_files_and_folders_can_be_given_and_one_given_twice_counts_once(corpus: Corpus, tmp_path: Path) -> None:
    first = corpus.write("../elsewhere/First report.txt", "One.")
    corpus.write("../elsewhere/deep/second.txt", "Two.")
    items = planned(corpus, first, tmp_path / "elsewhere", f"{tmp_path}/elsewhere/../elsewhere/First report.txt")
    assert described(items) == [
        ("first-report", None, str(first.resolve())),
        ("second", None, str((tmp_path / "elsewhere/deep/second.txt").resolve())),
    ]


def test_given_files_are_known_by_the_catalogue(corpus: Corpus) -> None:
    own = corpus.write("../downloads/Rebuilding Capacity.md", "Text.")
    brief = corpus.write("briefs/rebuilding-2019.md", BRIEF)
    assert [(item.report.id, item.kind) for item in planned(corpus, own, brief)] == [
        ("rebuilding-2019", "report"),
        ("rebuilding-2019", "brief"),
    ]


def test_the_corpus_given_as_a_folder_is_the_corpus(corpus: Corpus) -> None:
    corpus.write("catalogue.toml", "")
    corpus.write("briefs/landing.md", BRIEF)
    corpus.write("reports/plan.txt", "Plan.")
    assert planned(corpus, corpus.folder) == planned(corpus)


def test_what_is_not_there_is_a_problem(corpus: Corpus) -> None:
    [missing, address] = planned(corpus, "no/such.pdf", "https://example.org/report.pdf")
    assert missing.problem == "no/such.pdf: there is no such file or folder."
    assert address.problem is not None
    assert "it was not fetched" in address.problem
    assert address.report.id == "report"


def test_what_is_no_file_is_a_problem_and_is_not_waited_for(corpus: Corpus, tmp_path: Path) -> None:
    folder = corpus.write("reports/good.txt", "Leisure came back.\n").parent
    (folder / "around.txt").symlink_to(folder / "around.txt")
    (folder / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (folder / f"{REBUILDING.id}.txt").symlink_to(tmp_path / "gone.txt")
    os.mkfifo(folder / "pipe.txt")
    (folder / "folder.pdf").mkdir()
    (folder / "folder.pdf" / "inner.txt").write_text("Inner.")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "share").symlink_to(elsewhere)
    (folder / "self").symlink_to(folder)
    items = plan((), reports=corpus.reports, corpus=corpus.folder)
    assert [item.path.name for item in items if item.problem is None] == ["good.txt", "inner.txt"]
    problems = {item.problem.partition(":")[0]: item.problem for item in items if item.problem is not None}
    assert list(problems) == ["around.txt", "gone.txt", "pipe.txt", f"{REBUILDING.id}.txt", "share"]
    assert "leads nowhere" in problems["around.txt"]
    assert "a pipe" in problems["pipe.txt"]
    assert "a link to a folder" in problems["share"]
    assert [row.status for row in corpus.ingest().rows] == [
        "added" if item.problem is None else "failed" for item in items
    ]


def test_a_name_that_is_not_in_unicode_is_a_problem_that_can_be_printed(corpus: Corpus) -> None:
    folder = corpus.write("reports/good.txt", "Leisure came back.\n").parent
    for encoded in (b"old-\xa3.txt", b"\xff\xfe.txt"):
        (folder / os.fsdecode(encoded)).write_text("Words.")
    items = plan((), reports=(), corpus=corpus.folder)
    problems = [(item.name, item.problem) for item in items if item.problem is not None]
    assert [name for name, _ in problems] == ["old-\ufffd.txt", "\ufffd\ufffd.txt"]
    for name, problem in problems:
        assert "not in Unicode" in problem
        assert (name + problem).encode()
    assert sorted(row.status for row in corpus.ingest().rows) == ["added", "failed", "failed"]


def test_two_files_of_one_name_have_two_ids(corpus: Corpus) -> None:
    corpus.write("reports/a/plan.txt", "One.")
    corpus.write("reports/b/plan.txt", "Two.")
    corpus.write("reports/c/Landing.txt", "It is called like a catalogued one, but for a capital.")
    ids = [item.report.id for item in planned(corpus)]
    # The first has the plain slug, the second clashes with it, and the third with the catalogue.
    assert ids[0] == "plan"
    assert ids[1].startswith("plan-")
    assert len(ids[1]) == len("plan-") + 6
    assert ids[2].startswith("landing-")


def test_a_file_keeps_the_id_that_the_library_has_for_it(corpus: Corpus) -> None:
    corpus.write("reports/b/plan.txt", "Two.")
    assert [row.report_id for row in corpus.ingest().rows] == ["plan"]
    corpus.write("reports/a/plan.txt", "One.")
    ids = {row.path: row.report_id for row in corpus.ingest().rows}
    assert ids["b/plan.txt"] == "plan"
    assert ids["a/plan.txt"].startswith("plan-")
    assert {row.path: row.report_id for row in corpus.ingest().rows} == ids


def test_options_describe_one_file(corpus: Corpus) -> None:
    corpus.write("reports/a.txt", "One.")
    overrides = Overrides(title="Given", year=2001)
    [item] = plan((), reports=(), corpus=corpus.folder, overrides=overrides)
    assert item.overrides == overrides
    corpus.write("reports/b.txt", "Two.")
    with pytest.raises(UsageError, match="for one file at a time, not for 2"):
        plan((), reports=(), corpus=corpus.folder, overrides=overrides)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Annual Report (2019)", "annual-report-2019"),
        ("DOL2022", "dol2022"),
        ("Ärger & Müh", "arger-muh"),
        ("a__b", "a-b"),
    ],
)
def test_slugs_are_plain(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text(min_size=1, max_size=40))
def test_every_name_has_a_slug_and_a_title(name: str) -> None:
    assert slug(name).replace("-", "").isalnum()
    assert slug(name).isascii()
    assert readable(name) != ""


def test_titles_of_names_are_readable() -> None:
    assert readable("annual_report--2019") == "Annual report 2019"
    assert readable("DOL2022") == "DOL2022"


def test_planning_looks_once_for_each_file_that_the_library_has(tmp_path: Path) -> None:
    """A path that is looked up counts; the second run of 5,000 files looked up 12 million."""

    class Counted(type(Path())):  # type: ignore[misc]
        looks = 0

        def exists(self) -> bool:
            Counted.looks += 1
            return True

    held = [entry_of(f"r{number}", path=f"r{number}.txt") for number in range(50)]
    for entry in held:
        (tmp_path / "reports").mkdir(exist_ok=True)
        (tmp_path / "reports" / entry.texts[0].path).write_text("Words.")
    items = plan((), reports=(), corpus=Counted(tmp_path), held=held)
    assert [item.report.id for item in items] == sorted(entry.report.id for entry in held)
    assert Counted.looks <= 2 * len(held)


def entry_of(report_id: str, *, path: str) -> LibraryReport:
    report = Report(id=report_id, title=report_id)
    text = LibraryText("report", "section", sha256=f"{report_id:064}", path=path, added_at="", pages=1, passages=1)
    return LibraryReport(report, (text,), added_at="", found=Description(report), edits={})
