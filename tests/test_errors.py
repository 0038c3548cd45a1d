"""Every error is a sentence for a person, and the tree drawn in `errors` is the real one."""

from __future__ import annotations

import builtins
import inspect
import pickle
import re
from pathlib import Path

import pytest

from insourcing_assistant import errors
from insourcing_assistant.errors import AssistantError

PATH = Path("folder/file.pdf")

EXAMPLES: dict[type[AssistantError], tuple[AssistantError, int, str]] = {
    errors.AssistantError: (errors.AssistantError("It failed."), 1, "It failed."),
    errors.UsageError: (errors.UsageError("The question is empty."), 2, "The question is empty."),
    errors.LongQuestionError: (
        errors.LongQuestionError(3000, 2000),
        2,
        "The question has 3,000 characters; at most 2,000 can be read. Ask a shorter one.",
    ),
    errors.ConfigError: (errors.ConfigError("This is wrong."), 2, "This is wrong."),
    errors.CatalogueError: (
        errors.CatalogueError(PATH, "'one'", "year", "a whole number is expected."),
        2,
        "folder/file.pdf, entry 'one', field 'year': a whole number is expected.",
    ),
    errors.SettingError: (
        errors.SettingError("variable INSOURCING_PORT", "'x' is not a whole number."),
        2,
        "variable INSOURCING_PORT: 'x' is not a whole number.",
    ),
    errors.AccountsFileError: (
        errors.AccountsFileError(PATH, 3, "after the name stands something else than a hash."),
        2,
        "folder/file.pdf, line 3: after the name stands something else than a hash.",
    ),
    errors.MissingExtraError: (
        errors.MissingExtraError("Reading scanned pages", "ocr"),
        2,
        "Reading scanned pages needs an extra: run `pip install 'insourcing-assistant[ocr]'`.",
    ),
    errors.IngestError: (errors.IngestError("It was not read.", report_id="one"), 3, "It was not read."),
    errors.FetchError: (
        errors.FetchError("https://example.org/a", "nothing listens there."),
        3,
        "https://example.org/a: nothing listens there.",
    ),
    errors.BlockedAddressError: (
        errors.BlockedAddressError("http://10.0.0.1/a", "it leads to a private network."),
        3,
        "http://10.0.0.1/a: it leads to a private network.",
    ),
    errors.ChecksumError: (
        errors.ChecksumError("a.pdf", "its content has changed."),
        3,
        "a.pdf: its content has changed.",
    ),
    errors.TooLargeError: (
        errors.TooLargeError("https://example.org/a", 2_500_000),
        3,
        "https://example.org/a: it is larger than 2.5 MB; allow more with INSOURCING_FETCH_MAX_BYTES.",
    ),
    errors.UnreachableError: (
        errors.UnreachableError("https://example.org/a", "no way leads to example.org."),
        3,
        "https://example.org/a: no way leads to example.org.",
    ),
    errors.ParseError: (errors.ParseError("It was not read."), 3, "It was not read."),
    errors.UnsupportedFormatError: (
        errors.UnsupportedFormatError(Path("file.xyz"), (".pdf", ".md")),
        3,
        "file.xyz: files of this kind (.xyz) cannot be read. Convert it to one of: .pdf, .md.",
    ),
    errors.MislabelledFileError: (
        errors.MislabelledFileError(Path("a.txt"), "a PDF file", advice="Rename it."),
        3,
        "a.txt: it is a PDF file, whatever its name says (.txt). Rename it.",
    ),
    errors.NoTextError: (errors.NoTextError(PATH, "it is empty."), 3, "file.pdf: no text was found: it is empty."),
    errors.EncryptedError: (
        errors.EncryptedError(PATH, wrong=False),
        3,
        "file.pdf: it is protected by a password. Give the right one with `--password`.",
    ),
    errors.DamagedFileError: (
        errors.DamagedFileError(PATH, "no pages"),
        3,
        "file.pdf: the file is damaged (no pages). Download it again or ask its publisher for another copy.",
    ),
    errors.LimitExceededError: (
        errors.LimitExceededError(PATH, "it has more than 5 pages. Split it"),
        3,
        "file.pdf: reading it was stopped: it has more than 5 pages. Split it.",
    ),
    errors.LibraryError: (errors.LibraryError("It cannot be used."), 4, "It cannot be used."),
    errors.LibraryNotFoundError: (
        errors.LibraryNotFoundError(Path("corpus/library")),
        4,
        "There is no library at corpus/library. Build it with `insourcing ingest`.",
    ),
    errors.LibraryMismatchError: (
        errors.LibraryMismatchError(Path("there"), built_with="one", asked_for="two"),
        4,
        "The library at there was built with one, not two: "
        "run `insourcing ingest` without a path, which makes it anew.",
    ),
    errors.LibraryLockedError: (
        errors.LibraryLockedError(Path("there"), "process 7"),
        4,
        "The library at there is being written to by process 7. Try again when it has finished.",
    ),
    errors.StoreUnavailableError: (
        errors.StoreUnavailableError("there", "it is full."),
        4,
        "The library at there cannot be used: it is full.",
    ),
    errors.LibraryFormatError: (
        errors.LibraryFormatError(Path("there"), found="9", readable=3),
        4,
        "The library at there cannot be used: it has format 9, and this program reads format 3. "
        "Use the program that made it, or update this one.",
    ),
    errors.UnknownReportError: (
        errors.UnknownReportError("thre", ("one", "two")),
        2,
        "There is no report 'thre' in the library. It has: one, two.",
    ),
    errors.UnknownPageError: (
        errors.UnknownPageError(9, 3, "section"),
        4,
        "There is no section 9 in this text, which has 3 sections.",
    ),
    errors.GenerationError: (
        errors.GenerationError("could not be reached"),
        1,
        "The language model could not be reached.",
    ),
    errors.ExportError: (
        errors.ExportError("pandoc did not run."),
        1,
        "The export was not written: pandoc did not run.",
    ),
    errors.CitationError: (errors.CitationError("p-1", "the span is empty."), 1, "Passage p-1: the span is empty."),
}


def all_errors() -> list[type[AssistantError]]:
    return [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, AssistantError)]


@pytest.mark.parametrize("kind", all_errors())
def test_every_error_says_what_is_wrong_in_a_sentence(kind: type[AssistantError]) -> None:
    assert kind in EXAMPLES, f"give an example of {kind.__name__} above"
    error, exit_code, sentence = EXAMPLES[kind]
    assert type(error) is kind
    assert (str(error), error.exit_code) == (sentence, exit_code)
    assert sentence.endswith(".")


@pytest.mark.parametrize("kind", all_errors())
def test_every_error_travels_between_processes_with_its_sentence_and_what_it_carries(
    kind: type[AssistantError],
) -> None:
    error = EXAMPLES[kind][0]
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is kind
    assert (str(arrived), arrived.args, vars(arrived)) == (str(error), error.args, vars(error))


@pytest.mark.parametrize("kind", all_errors())
def test_every_error_stands_in_the_tree_below_its_parent(kind: type[AssistantError]) -> None:
    assert errors.__doc__
    drawn = _parents(errors.__doc__)
    assert drawn.get(kind.__name__, "is missing") == ("" if kind is AssistantError else kind.__bases__[0].__name__)


def test_the_tree_draws_nothing_that_does_not_exist() -> None:
    assert errors.__doc__
    assert set(_parents(errors.__doc__)) == {kind.__name__ for kind in all_errors()}


def test_a_wrong_password_is_told_from_a_missing_one() -> None:
    assert "the password is wrong" in str(errors.EncryptedError(PATH, wrong=True))


def test_what_cannot_be_opened_with_a_password_here_says_what_to_do_instead() -> None:
    assert str(errors.EncryptedError(PATH, wrong=False, advice="Save it without one.")) == (
        "file.pdf: it is protected by a password. Save it without one."
    )


def test_a_file_of_a_known_but_unread_kind_says_what_to_do_with_it() -> None:
    assert str(errors.UnsupportedFormatError(Path("a.doc"), (".pdf",), advice="Save it as .docx.")) == (
        "a.doc: files of this kind (.doc) cannot be read. Save it as .docx."
    )


def test_a_missing_extra_is_an_import_error_too() -> None:
    assert issubclass(errors.MissingExtraError, ImportError)


def test_an_ingest_error_carries_its_report() -> None:
    assert errors.DamagedFileError(PATH, "no pages", report_id="one").report_id == "one"


def _parents(tree: str) -> dict[str, str]:
    """Read the drawing: below a name stand its children, and beside it too, on its line and those without a branch."""
    parents: dict[str, str] = {}
    branch: list[tuple[int, str]] = []
    for line in tree.splitlines():
        names = [name for name in re.findall(r"\b[A-Z]\w+Error\b", line) if not hasattr(builtins, name)]
        if names and ("──" in line or not branch):
            depth = line.index(names[0])
            branch = [(at, name) for at, name in branch if at < depth]
            parents[names[0]] = branch[-1][1] if branch else ""
            branch.append((depth, names.pop(0)))
        parents |= dict.fromkeys(names, branch[-1][1] if branch else "")
    return parents
