"""Tell a web page that holds a publication from one that stands in its way: log-in, consent, error and empty pages."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from insourcing_assistant.errors import FetchError

FEWEST_WORDS = 120
"""With less text than this a page is no publication."""

_SHORT = 400
"""A page with more words than this is judged by its title alone: a log-in form may stand in any page's corner."""

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{1,40})", re.IGNORECASE)
_ERROR = re.compile(
    r"\b(?:404|403|410|50[0234])\b.{0,20}\b(?:error|not found|forbidden|gone|unavailable)"
    r"|\berror\s+(?:404|403|410|50\d)"
    r"|\b(?:page|file|document|resource|content|url)\b.{0,20}\b(?:not found|cannot be found|could not be found|"
    r"can'?t be found|does not exist|no longer (?:available|exists))|^\s*(?:404|not found|error)\b|\baccess denied\b"
    r"|\bservice unavailable\b|\bunder maintenance\b|\bsomething went wrong\b",
    re.IGNORECASE,
)
_ROBOTS = re.compile(
    r"just a moment|attention required|are you (?:a )?(?:human|robot)|captcha|verify you are human|unusual traffic",
    re.IGNORECASE,
)
_LOG_IN = re.compile(
    r"\b(?:log|sign)[ -]?in\b|\blogin\b|\bmembers'? (?:only|area)\b|\bplease register\b", re.IGNORECASE
)
_COOKIES = re.compile(r"\bcookies?\b", re.IGNORECASE)
_CONSENT = re.compile(r"\b(?:accept|agree|consent|allow|preferences|reject)\b", re.IGNORECASE)


def looks_like_html(beginning: bytes) -> bool:
    """Whether it begins as a web page does."""
    return beginning.startswith(b"<") and _HTML.search(beginning) is not None


def check_web_page(content: bytes, *, address: str, wanted_pdf: bool) -> None:
    """Refuse a page that is no publication, naming what it is. Raises `FetchError`."""
    page = _read(content)
    problem = _obstacle(page)
    if problem is None and wanted_pdf:
        problem = "it is a web page, where a PDF was expected."
    if problem is None and page.words < FEWEST_WORDS:
        problem = f"it is a web page with hardly any text ({page.words} words)."
    if problem is not None:
        raise FetchError(address, problem)


def _obstacle(page: _Page) -> str | None:
    short = page.words < _SHORT
    named = f"{page.title} {page.heading}" if short else page.title
    if _ROBOTS.search(named) or (page.words < FEWEST_WORDS and _ROBOTS.search(page.text)):
        return "it is a page that wants proof of a human visitor, not the publication."
    if _ERROR.search(page.title) or _ERROR.search(page.heading if short else ""):
        return "it is an error page, although the server calls it a success."
    if short and (page.has_password_field or _LOG_IN.search(named)):
        return "it is a page to log in, not the publication."
    if short and len(_COOKIES.findall(page.text)) >= 2 and _CONSENT.search(page.text):
        return "it is a page that asks for consent to cookies, not the publication."
    return None


class _Page(HTMLParser):
    """Gathers title, first heading and visible text."""

    _UNSEEN = frozenset({"script", "style", "noscript", "template", "svg"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.has_password_field = False
        self._parts: dict[str, list[str]] = {"title": [], "h1": [], "text": []}
        self._open: list[str] = []

    @property
    def title(self) -> str:
        return " ".join("".join(self._parts["title"]).split())

    @property
    def heading(self) -> str:
        return " ".join("".join(self._parts["h1"]).split())

    @property
    def text(self) -> str:
        return " ".join("".join(self._parts["text"]).split())

    @property
    def words(self) -> int:
        return len(re.findall(r"\w+", "".join(self._parts["text"])))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input" and dict(attrs).get("type", "") == "password":
            self.has_password_field = True
        if tag in ("title", "h1") or tag in self._UNSEEN:
            self._open.append(tag)
        self._parts["text"].append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)
        self._parts["text"].append(" ")

    def handle_data(self, data: str) -> None:
        if self._UNSEEN.intersection(self._open):
            return
        for tag in ("title", "h1"):
            if tag in self._open:
                self._parts[tag].append(data)
        if "title" not in self._open:
            self._parts["text"].append(data)


def _read(content: bytes) -> _Page:
    declared = _CHARSET.search(content[:4096])
    try:
        text = content.decode(declared[1].decode("ascii") if declared else "utf-8", errors="replace")
    except LookupError:
        text = content.decode("utf-8", errors="replace")
    page = _Page()
    page.feed(text)
    page.close()
    return page
