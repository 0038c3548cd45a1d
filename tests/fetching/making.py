"""The shortest way to fetch something from the server on loopback."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from insourcing_assistant.errors import FetchError
from insourcing_assistant.fetching import Fetched, Session, fetch
from insourcing_assistant.fetching.downloading import NO_VALIDATORS, Download, download
from insourcing_assistant.fetching.guard import Resolve
from insourcing_assistant.fetching.parts import Part, Validators
from insourcing_assistant.types import Address, Report

READABLE = (".pdf", ".html", ".txt", ".md", ".docx", ".odt", ".epub")


def make_session(
    *,
    timeout_s: float = 20.0,
    max_bytes: int = 5_000_000,
    silence_s: float = 5.0,
    pauses: list[float] | None = None,
    resolve: Resolve | None = None,
) -> Session:
    return Session(
        timeout_s=timeout_s,
        max_bytes=max_bytes,
        silence_s=silence_s,
        allow_private=True,
        resolve=resolve or only_loopback,
        pause=(pauses if pauses is not None else []).append,
        find_proxy=lambda url: None,
    )


def only_loopback(host: str, port: int) -> tuple[str, ...]:
    """There is no network but the server: other names are not found, as on a computer that is offline."""
    if host != "127.0.0.1":
        raise OSError(-2, "Name or service not known")
    return (host,)


@dataclass(slots=True)
class Fetching:
    """The folder, the session, and what was told of the progress."""

    folder: Path
    pauses: list[float] = field(default_factory=list)
    session: Session = field(init=False)
    told: list[tuple[str, int, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = make_session(pauses=self.pauses)

    def part(self, url: str) -> Part:
        return Part(self.folder, url)

    def download(self, url: str, *, known: Validators = NO_VALIDATORS, session: Session | None = None) -> Download:
        return download(
            url, self.part(url), session=session or self.session, show=lambda come, total: None, known=known
        )

    def problem(self, url: str, *, session: Session | None = None) -> str:
        """What is said of a download that fails."""
        with pytest.raises(FetchError) as caught:
            self.download(url, session=session)
        assert str(caught.value) == f"{url}: {caught.value.problem}"
        return caught.value.problem

    def run(
        self,
        *reports: Report,
        addresses: Sequence[str] | None = None,
        own: dict[str, Path] | None = None,
        session: Session | None = None,
        readable: Collection[str] = READABLE,
    ) -> tuple[Fetched, ...]:
        return fetch(
            addresses,
            reports=reports,
            own=self.own(*reports) if own is None else own,
            folder=self.folder,
            session=session or make_session(pauses=self.pauses),
            readable=readable,
            progress=lambda *each: self.told.append(each),
            wait_s=0.1,
        )

    def own(self, *reports: Report) -> dict[str, Path]:
        """What lies in the folder for each report."""
        named = {report.id: self.folder / (report.filename or f"{report.id}.html") for report in reports}
        return {report_id: path for report_id, path in named.items() if path.exists()}

    def names(self) -> list[str]:
        """The files that people see, and no leftovers."""
        files = sorted(path.name for path in self.folder.iterdir())
        assert not [name for name in files if name.endswith((".part", ".part.json", ".new"))], files
        return [name for name in files if not name.startswith(".")]


def make_report(*urls: str, sha256: str | None = None, id: str = "harbour-2018", expects: str = "pdf") -> Report:  # noqa: A002
    return Report(
        id=id,
        title="Harbour",
        year=2018,
        filename=f"{id}.{expects}",
        addresses=tuple(Address(url, format=expects, sha256=sha256) for url in urls),
    )
