"""Settings → objects: the only module that knows both. Heavy modules are imported by the function that needs them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from insourcing_assistant.catalogue import load_catalogue
from insourcing_assistant.errors import LibraryNotFoundError
from insourcing_assistant.glossary import Glossary, load_glossary
from insourcing_assistant.settings import Settings
from insourcing_assistant.types import Citation, Report

if TYPE_CHECKING:
    from insourcing_assistant.assistant import Assistant
    from insourcing_assistant.audit import Audited
    from insourcing_assistant.fetching import Session
    from insourcing_assistant.ingestion import IngestionSummary, Item, Overrides, Progress, Supply
    from insourcing_assistant.library import Edits, Library, LibraryReport
    from insourcing_assistant.parsing.confined import Reader
    from insourcing_assistant.parsing.limits import Limits
    from insourcing_assistant.protocols import PassageEmbedder

logger = logging.getLogger(__name__)

TEXT_VERSION = 5
"""Counts up when parsing or splitting change, so that a library made the old way is rebuilt."""


def load_reports(settings: Settings) -> tuple[Report, ...]:
    """Read the catalogue of the corpus. Raises `CatalogueError`."""
    return load_catalogue(settings.corpus / "catalogue.toml")


def build_embedder(settings: Settings) -> PassageEmbedder:
    """Load the embedding model: the packaged one unless another is asked for."""
    from insourcing_assistant.embedding import load_embedder

    return load_embedder(settings.embedding_model)


def fingerprint(embedder: PassageEmbedder) -> str:
    """Name what shapes the index: texts and vectors made otherwise do not fit together."""
    return f"text {TEXT_VERSION}, {embedder.fingerprint}"


def open_library(settings: Settings, embedder: PassageEmbedder, *, writable: bool = False) -> Library:
    """Open the library for use with an embedder. Raises `LibraryError`."""
    from insourcing_assistant.library import Library

    return Library.open(
        settings.library, fingerprint=fingerprint(embedder), writable=writable, wait_s=settings.lock_wait_s
    )


def open_record(settings: Settings, *, writable: bool = False) -> Library:
    """Open the library for what needs no embedder, such as listing and removing. Raises `LibraryError`."""
    from insourcing_assistant.library import Library

    return Library.open(settings.library, fingerprint=None, writable=writable, wait_s=settings.lock_wait_s)


def reading_limits(settings: Settings) -> Limits:
    """What reading one file may take."""
    from insourcing_assistant.parsing.limits import Limits

    return Limits(
        seconds=settings.read_seconds,
        seconds_per_page=settings.read_seconds_per_page,
        memory_mb=settings.read_memory_mb,
        pages=settings.read_max_pages,
        file_mb=settings.read_max_mb,
    )


def build_reader(settings: Settings, *, progress: Progress | None = None) -> Reader:
    """Make what reads files, in a process of its own that is started when the first is to be read."""
    from insourcing_assistant.parsing.confined import Reader

    def show(path: Path, done: int, pages: int) -> None:
        if progress is not None:
            progress("pages", done, pages, path.name)

    return Reader(limits=reading_limits(settings), options={"ocr": settings.ocr}, progress=show)


def ingest(
    settings: Settings,
    paths: Sequence[str],
    *,
    overrides: Overrides,
    progress: Progress | None = None,
    password: str | None = None,
    fetch: bool = False,
) -> IngestionSummary:
    """Bring files and addresses, or without any the whole corpus, into the library.

    With `fetch`, what the catalogue lists and `reports/` lacks is fetched first. Without any path, a library that was
    made by other means than today's is made anew, as `rebuild` does. Raises `UsageError`, `FetchError` where nothing
    can be stored at all, and `LibraryError`.
    """
    from insourcing_assistant import ingestion

    embedder = build_embedder(settings)
    if not paths and is_outdated(settings, embedder):
        logger.warning("The library was made by another version or model: it is made anew, and answers meanwhile.")
        return rebuild(settings, paths, overrides=overrides, progress=progress, password=password, fetch=fetch)
    with build_reader(settings, progress=progress) as reader:
        if paths:
            # What reads files loads for half a second, as what keeps the library does: side by side.
            reader.start()
        reports = load_reports(settings)
        # Before the library is opened: others may write to it while this waits for the network.
        supply = _fetch_supply(settings, paths, reports, fetch=fetch, progress=progress)
        turns = ingestion.InTurns(lambda: open_library(settings, embedder, writable=True), progress=progress)
        with turns, open_library(settings, embedder) as library:
            items = _plan(settings, paths, reports, library.reports(), overrides, supply)
            summary = ingestion.ingest(
                items,
                library=library,
                turns=turns,
                embedder=embedder,
                progress=progress,
                password=password,
                read=reader.read,
            )
    return supply.added_to(summary)


def _plan(
    settings: Settings,
    paths: Sequence[str],
    reports: tuple[Report, ...],
    held: Sequence[LibraryReport],
    overrides: Overrides,
    supply: Supply,
) -> tuple[Item, ...]:
    from insourcing_assistant import ingestion

    return ingestion.plan(paths, reports=reports, corpus=settings.corpus, held=held, overrides=overrides, supply=supply)


def is_outdated(settings: Settings, embedder: PassageEmbedder) -> bool:
    """Whether there is a library, and what shaped it is not what would shape it today."""
    from insourcing_assistant.library.opening import built_with

    made = built_with(settings.library)
    return made is not None and made != fingerprint(embedder)


def preview(settings: Settings, paths: Sequence[str], *, overrides: Overrides, fetch: bool = False) -> IngestionSummary:
    """Say what `ingest` would do, and do nothing."""
    from insourcing_assistant import ingestion

    reports = load_reports(settings)
    supply = ingestion.preview_supply(
        paths, reports=reports, corpus=settings.corpus, fetch=fetch, session=_fetch_session(settings)
    )
    with _record_if_any(settings) as library:
        items = _plan(settings, paths, reports, library.reports() if library else (), overrides, supply)
        return supply.added_to(ingestion.preview(items, library=library, limits=reading_limits(settings)))


def rebuild(
    settings: Settings,
    paths: Sequence[str],
    *,
    overrides: Overrides,
    progress: Progress | None = None,
    password: str | None = None,
    fetch: bool = False,
) -> IngestionSummary:
    """Make the library anew and put it in the place of the old one. Raises as `ingest` does."""
    from insourcing_assistant import ingestion

    reports = load_reports(settings)
    supply = _fetch_supply(settings, paths, reports, fetch=fetch, progress=progress)
    embedder = build_embedder(settings)
    _upgrade_record(settings)
    with _record_if_any(settings) as library:
        held = library.reports() if library else ()
    items = _plan(settings, paths, reports, held, overrides, supply)
    with build_reader(settings, progress=progress) as reader:
        summary = ingestion.rebuild(
            items,
            folder=settings.library,
            fingerprint=fingerprint(embedder),
            embedder=embedder,
            plan_again=lambda held: _plan(settings, paths, reports, held, overrides, supply),
            progress=progress,
            password=password,
            read=reader.read,
            wait_s=settings.lock_wait_s,
        )
    return supply.added_to(summary)


def remove(settings: Settings, report_id: str) -> IngestionSummary:
    """Take a report out of the library. Raises `UnknownReportError`, `LibraryError`."""
    from insourcing_assistant import ingestion

    check_library(settings)
    with open_record(settings, writable=True) as library:
        return ingestion.IngestionSummary(ingestion.remove(report_id, library=library))


def edit(settings: Settings, report_id: str, edits: Edits, *, reset: bool = False) -> LibraryReport:
    """Change what is known of a report, with `reset` after taking back what was changed before.

    Raises `UnknownReportError`, `LibraryError`.
    """
    check_library(settings)
    with open_record(settings, writable=True) as library:
        if reset:
            library.edit(report_id, None)
        if edits:
            library.edit(report_id, edits)
        return library.report(report_id)


@contextmanager
def open_assistant(settings: Settings) -> Iterator[tuple[Assistant, Library]]:
    """Open the library and what answers from it. Raises `LibraryError`."""
    check_library(settings)
    embedder = build_embedder(settings)
    with open_library(settings, embedder) as library:
        assistant = build_assistant(settings, library, embedder)
        # Model and index are loaded when they are first used: not while somebody waits for an answer.
        assistant.search("insourcing", k=1)
        yield assistant, library


def audited(settings: Settings, assistant: Assistant, library: Library) -> Audited:
    """Have a record kept of each answer, unless the settings say otherwise."""
    from insourcing_assistant.audit import Audited

    store = library.answers if settings.audit else None
    return Audited(
        assistant, library, store, keep=settings.audit_keep, program=metadata.version("insourcing-assistant")
    )


def check_library(settings: Settings) -> None:
    """See that there is a library, before a model is loaded for it. Raises `LibraryError`."""
    open_record(settings).close()


def build_assistant(settings: Settings, library: Library, embedder: PassageEmbedder) -> Assistant:
    """Put the read path together over an open library."""
    from insourcing_assistant.answering.extractive import ExtractiveAnswerer
    from insourcing_assistant.assistant import Assistant
    from insourcing_assistant.retrieval import Retriever
    from insourcing_assistant.spelling import Speller
    from insourcing_assistant.suggestions import Suggester, load_examples
    from insourcing_assistant.writers import build_writer

    glossary = load_glossary(settings.corpus / "glossary.toml")
    examples = load_examples(settings.corpus / "examples.toml")
    return Assistant(
        library,
        Retriever(library, embedder, candidates=settings.candidates),
        ExtractiveAnswerer(
            frequencies=library.document_frequency,
            passage_count=lambda: library.passage_count,
            identities=lambda: {entry.report.id: _identity(entry.report) for entry in library.reports()},
            newest=lambda: max((entry.report.year for entry in library.reports() if entry.report.year), default=None),
        ),
        glossary=glossary,
        suggester=Suggester(examples, embed=embedder.embed_question),
        speller=Speller(
            _right_words(glossary, examples, library),
            frequencies=library.document_frequency,
            count_tokens=embedder.count_tokens,
        ),
        writer=build_writer(settings),
        max_question_chars=settings.max_question_chars,
    )


def _right_words(glossary: Glossary, examples: Sequence[str], library: Library) -> Iterator[str]:
    """Yield texts whose words are spelt right: of the glossary, the examples and the catalogue."""
    yield from examples
    for term in glossary.terms:
        yield from (*term.names, term.definition)
    for entry in library.reports():
        yield f"{entry.report.title} {entry.report.about or ''}"


def page_file(settings: Settings, library: Library, citation: Citation) -> Path | None:
    """Find the PDF that a citation is from, where it is still there as it was read."""
    from insourcing_assistant.ingestion import original_of

    if citation.unit != "page":
        return None
    return original_of(library, citation.report_id, citation.kind, corpus=settings.corpus)


def _upgrade_record(settings: Settings) -> None:
    from insourcing_assistant.library.opening import upgrade

    upgrade(settings.library, wait_s=settings.lock_wait_s)


def _fetch_supply(
    settings: Settings, paths: Sequence[str], reports: tuple[Report, ...], *, fetch: bool, progress: Progress | None
) -> Supply:
    from insourcing_assistant import ingestion

    return ingestion.fetch_supply(
        paths,
        reports=reports,
        corpus=settings.corpus,
        fetch=fetch,
        session=_fetch_session(settings),
        progress=progress,
        wait_s=settings.lock_wait_s,
    )


def _fetch_session(settings: Settings) -> Session:
    """Put the rules of fetching together; nothing is fetched by that."""
    from insourcing_assistant.fetching import Session

    return Session(
        timeout_s=settings.fetch_timeout_s,
        max_bytes=settings.fetch_max_bytes,
        allow_private=settings.allow_private_addresses,
    )


def _record_if_any(settings: Settings) -> AbstractContextManager[Library | None]:
    try:
        return open_record(settings)
    except LibraryNotFoundError:
        return nullcontext()


def _identity(report: Report) -> str:
    """Say in words which publication this is, so that a question may name it in any of them."""
    parts = (report.title, report.label, report.publisher, report.year, *report.authors, *report.aliases)
    return " ".join(str(part) for part in parts if part)
