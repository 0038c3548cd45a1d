"""Fetch what is to be ingested, before the library is opened for it; nothing goes online unless it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from insourcing_assistant import fetching
from insourcing_assistant.errors import UsageError
from insourcing_assistant.fetching import Session, is_address
from insourcing_assistant.ingestion.items import Progress
from insourcing_assistant.ingestion.planning import own_files
from insourcing_assistant.ingestion.supply import Supply
from insourcing_assistant.parsing import SUFFIXES
from insourcing_assistant.types import Report


def fetch_supply(
    paths: Sequence[str],
    *,
    reports: tuple[Report, ...],
    corpus: Path,
    fetch: bool,
    session: Session,
    progress: Progress | None = None,
    wait_s: float = 5.0,
) -> Supply:
    """Fetch the addresses among the paths or, with `fetch`, what the catalogue lists, into `reports/`.

    A fetched file that was changed since is accepted where its path is given. Raises `UsageError`, and `FetchError`
    where nothing can be stored at all.
    """
    addresses, files = _parted(paths, fetch=fetch)
    folder = corpus / "reports"
    for file in files:
        fetching.accept(Path(file), folder=folder)
    if not fetch and not addresses:
        return Supply((), fetching.origins(folder))
    fetched = fetching.fetch(
        addresses or None,
        reports=reports,
        own=own_files(reports, corpus=corpus),
        folder=folder,
        session=session,
        readable=SUFFIXES,
        progress=progress,
        wait_s=wait_s,
    )
    return Supply(fetched, fetching.origins(folder))


def preview_supply(
    paths: Sequence[str], *, reports: tuple[Report, ...], corpus: Path, fetch: bool, session: Session
) -> Supply:
    """Say what `fetch_supply` would fetch, and go nowhere."""
    addresses, _ = _parted(paths, fetch=fetch)
    folder = corpus / "reports"
    if not fetch and not addresses:
        return Supply((), fetching.origins(folder))
    own = own_files(reports, corpus=corpus)
    planned = fetching.preview(addresses or None, reports=reports, own=own, folder=folder, session=session)
    return Supply(planned, fetching.origins(folder))


def _parted(paths: Sequence[str], *, fetch: bool) -> tuple[list[str], list[str]]:
    """Tell addresses from files."""
    addresses = [path for path in dict.fromkeys(paths) if is_address(path)]
    files = [path for path in dict.fromkeys(paths) if not is_address(path)]
    if fetch and files:
        raise UsageError("--fetch is for what the catalogue lists: leave the files away, or leave it away.")
    return addresses, files
