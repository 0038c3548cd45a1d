"""Every exception that is raised on purpose.

::

    AssistantError               the text is for the user as it stands; cli prints it and exits with .exit_code
    ├── UsageError               a question or an argument cannot be used                    exit 2
    │   └── LongQuestionError    more characters than can be read
    ├── ConfigError              settings or catalogue are wrong                             exit 2
    │   ├── CatalogueError       names the entry and the field
    │   ├── SettingError         names the option, variable or file that the value came from
    │   ├── AccountsFileError    names the line of the file of those who may come in
    │   └── MissingExtraError    also an ImportError; names the pip command
    ├── IngestError              one report failed; carries .report_id; the run goes on      exit 3
    │   ├── FetchError           BlockedAddressError, ChecksumError, TooLargeError, UnreachableError
    │   └── ParseError           UnsupportedFormatError, NoTextError, EncryptedError, DamagedFileError,
    │                            LimitExceededError, MislabelledFileError
    ├── LibraryError             LibraryNotFoundError, LibraryMismatchError, LibraryLockedError,
    │   │                        UnknownReportError, UnknownPageError                        exit 4
    │   └── StoreUnavailableError
    │       └── LibraryFormatError   it is of another format                                 exit 4
    ├── CitationError            a quote is not in its passage                               exit 1
    ├── ExportError              an answer cannot be written as a file                       exit 1
    └── GenerationError          the language model failed; the extractive answer stands in  exit 1

Messages are built here, from typed arguments: what was wrong, where, and what to do next.
"""

from __future__ import annotations

from pathlib import Path


class AssistantError(Exception):
    """Base of all; `str(error)` is a sentence for the user."""

    exit_code = 1

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes as what was made: `__init__` takes what the sentence was built from, not it."""
        return _revive, (type(self), self.args), self.__dict__


class UsageError(AssistantError):
    """A question or an argument cannot be used."""

    exit_code = 2


class LongQuestionError(UsageError):
    """A question has more characters than can be read."""

    def __init__(self, chars: int, most: int) -> None:
        super().__init__(f"The question has {chars:,} characters; at most {most:,} can be read. Ask a shorter one.")


class ConfigError(AssistantError):
    """Settings or catalogue are wrong."""

    exit_code = 2


class CatalogueError(ConfigError):
    """An entry of the catalogue, the glossary or the test queries is wrong."""

    def __init__(self, path: Path, entry: str, field: str, problem: str) -> None:
        where = f"{path}, entry {entry}, field {field!r}" if field else f"{path}, entry {entry}"
        super().__init__(f"{where}: {problem}")
        self.path, self.entry, self.field = path, entry, field


class SettingError(ConfigError):
    """A setting has a value that it cannot take, or there is no such setting. `origin` is where it came from."""

    def __init__(self, origin: str, problem: str) -> None:
        super().__init__(f"{origin}: {problem}")
        self.origin = origin


class AccountsFileError(ConfigError):
    """The file that says who may come in is wrong, as a whole where `line` is None."""

    def __init__(self, path: Path, line: int | None, problem: str) -> None:
        super().__init__(f"{path}{'' if line is None else f', line {line}'}: {problem}")
        self.path, self.line = path, line


class MissingExtraError(ConfigError, ImportError):
    """An optional dependency is not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs an extra: run `pip install 'insourcing-assistant[{extra}]'`.")


class IngestError(AssistantError):
    """One report failed; the run goes on with the others."""

    exit_code = 3

    def __init__(self, message: str, *, report_id: str | None = None) -> None:
        super().__init__(message)
        self.report_id = report_id


class FetchError(IngestError):
    """A publication cannot be fetched from an address.

    `problem` is the sentence without the address. `passing` says that it may go better soon, and `wait_s` how long
    the server asks to be left alone until then.
    """

    def __init__(
        self, address: str, problem: str, *, passing: bool = False, wait_s: float = 0.0, report_id: str | None = None
    ) -> None:
        super().__init__(f"{address}: {problem}", report_id=report_id)
        self.address, self.problem, self.passing, self.wait_s = address, problem, passing, wait_s


class BlockedAddressError(FetchError):
    """The address leads to a place that nothing is fetched from."""


class ChecksumError(FetchError):
    """The content is not the one that the address, or the file, is known for."""


class TooLargeError(FetchError):
    """More is coming than is wanted."""

    def __init__(self, address: str, max_bytes: int, *, report_id: str | None = None) -> None:
        super().__init__(
            address,
            f"it is larger than {max_bytes / 1_000_000:,.1f} MB; allow more with INSOURCING_FETCH_MAX_BYTES.",
            report_id=report_id,
        )


class UnreachableError(FetchError):
    """The host's name cannot be looked up, or no way leads there; many of these mean that there is no network."""


class ParseError(IngestError):
    """A file cannot be read."""


class UnsupportedFormatError(ParseError):
    """No parser for this suffix."""

    def __init__(
        self, path: Path, supported: tuple[str, ...], *, advice: str | None = None, report_id: str | None = None
    ) -> None:
        suffix = path.suffix or "no suffix"
        advice = advice or f"Convert it to one of: {', '.join(supported)}."
        super().__init__(
            f"{path.name}: files of this kind ({suffix}) cannot be read. {advice}",
            report_id=report_id,
        )


class MislabelledFileError(ParseError):
    """The content is of another kind than the suffix says; `found` names it, such as "a PDF file"."""

    def __init__(self, path: Path, found: str, *, advice: str, report_id: str | None = None) -> None:
        super().__init__(
            f"{path.name}: it is {found}, whatever its name says ({path.suffix}). {advice}", report_id=report_id
        )


class NoTextError(ParseError):
    """There is no text in the file."""

    def __init__(self, path: Path, reason: str, *, report_id: str | None = None) -> None:
        super().__init__(f"{path.name}: no text was found: {reason}", report_id=report_id)


class EncryptedError(ParseError):
    """The file wants a password, or another one; `advice` is for kinds of files that cannot be opened with one here."""

    def __init__(self, path: Path, *, wrong: bool, advice: str | None = None, report_id: str | None = None) -> None:
        problem = "the password is wrong" if wrong else "it is protected by a password"
        advice = advice or "Give the right one with `--password`."
        super().__init__(f"{path.name}: {problem}. {advice}", report_id=report_id)


class DamagedFileError(ParseError):
    """The file is not what its suffix says, or is broken."""

    def __init__(self, path: Path, reason: str, *, report_id: str | None = None) -> None:
        super().__init__(
            f"{path.name}: the file is damaged ({reason}). Download it again or ask its publisher for another copy.",
            report_id=report_id,
        )


class LimitExceededError(ParseError):
    """Reading the file would take more time, memory or room than is allowed: `limit` says which, and what to do."""

    def __init__(self, path: Path, limit: str, *, report_id: str | None = None) -> None:
        super().__init__(f"{path.name}: reading it was stopped: {limit.rstrip('.')}.", report_id=report_id)


class LibraryError(AssistantError):
    """The library as a whole cannot be used."""

    exit_code = 4


class LibraryNotFoundError(LibraryError):
    """There is no library yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no library at {path}. Build it with `insourcing ingest`.")


class LibraryMismatchError(LibraryError):
    """The library was built with other means than those asked for."""

    def __init__(self, path: Path, *, built_with: str, asked_for: str) -> None:
        super().__init__(
            f"The library at {path} was built with {built_with}, not {asked_for}: "
            "run `insourcing ingest` without a path, which makes it anew."
        )


class LibraryLockedError(LibraryError):
    """Another process is writing to the library."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(f"The library at {path} is being written to by {holder}. Try again when it has finished.")


class StoreUnavailableError(LibraryError):
    """The database or the vector store cannot be opened or does not answer."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"The library at {path} cannot be used: {reason}")


class LibraryFormatError(StoreUnavailableError):
    """The library's record has another format than this program writes."""

    def __init__(self, path: Path, *, found: str | None, readable: int) -> None:
        said = f"it has format {found}, and this program reads format {readable}."
        if found is not None and found.isdecimal() and int(found) < readable:
            said += " Run `insourcing ingest`, which brings it up to date and loses nothing."
        else:
            said += " Use the program that made it, or update this one."
        super().__init__(path, said)


class UnknownReportError(LibraryError):
    """The library has no report of this id."""

    exit_code = 2

    def __init__(self, report_id: str, known: tuple[str, ...]) -> None:
        listed = ", ".join(known) if known else "none yet"
        super().__init__(f"There is no report {report_id!r} in the library. It has: {listed}.")


class UnknownPageError(LibraryError):
    """A text in the library has no page, or section, of this number."""

    def __init__(self, number: int, pages: int, unit: str) -> None:
        has = f"{pages} {unit}" if pages == 1 else f"{pages} {unit}s"
        super().__init__(f"There is no {unit} {number} in this text, which has {has}.")


class CitationError(AssistantError):
    """A quote is not in its passage, so it cannot be cited."""

    def __init__(self, passage_id: str, problem: str) -> None:
        super().__init__(f"Passage {passage_id}: {problem}")


class ExportError(AssistantError):
    """An answer cannot be written as a file."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"The export was not written: {problem}")


class GenerationError(AssistantError):
    """The language model gave no reply that could be read; the extractive answer stands in and says so."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"The language model {problem}.")


def _revive(kind: type[AssistantError], args: tuple[object, ...]) -> AssistantError:
    return kind.__new__(kind, *args)
