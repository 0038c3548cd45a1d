"""Links to a publication where its publisher keeps it, at the page where that can be named."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urldefrag, urlsplit

from insourcing_assistant.types import Kind, Report, Unit
from insourcing_assistant.ui.markup import host, outside_link, web_address


def original_link(report: Report, kind: Kind, unit: Unit, page: int, *, whose: str = "") -> str:
    """Link to the original at a page, or, where no PDF is known, to the publication; nothing without an address.

    `whose` as in `outside_link`.
    """
    pdf = _pdf_address(report) if kind == "report" and unit == "page" else None
    if pdf is not None:
        words = f"Open the original at this page ({host(pdf)})"
        return outside_link(f"{urldefrag(pdf).url}#page={page}", words, whose=whose)
    address = web_address(report.url)
    if address is None:
        return ""
    words = f"{'Open the original' if kind != 'brief' else 'Publication'} at {host(address)}"
    return outside_link(address, words, whose=whose)


def given_links(source_urls: Sequence[str], *, whose: str = "") -> str:
    """Link what a brief gives as the source of a statement, with a word before it; nothing without a web address."""
    given = [outside_link(url, host(url), whose=whose) for url in map(web_address, dict.fromkeys(source_urls)) if url]
    word = "Source" if len(given) == 1 else "Sources"
    return f'<span class="given">{word} given by the brief: {", ".join(given)}</span>' if given else ""


def _pdf_address(report: Report) -> str | None:
    """The page counts in the file that is in the library: of several addresses, the first that is of a PDF."""
    listed = [(report.url, None), *((each.url, each.format) for each in report.addresses)]
    addresses = [(web_address(url), form) for url, form in listed]
    return next((url for url, form in addresses if url and (form == "pdf" or _names_pdf(url))), None)


def _names_pdf(url: str) -> bool:
    return urlsplit(url).path.lower().endswith(".pdf")
