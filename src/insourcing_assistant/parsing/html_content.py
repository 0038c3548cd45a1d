"""Tell the article of a web page from its menus, banners, forms and footers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element as Element

_MENUS = ("nav", "aside", "footer", "menu", "dialog")
_MENU_ROLES = (
    "navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog", "menu", "menubar",
    "toolbar", "alert",
)  # fmt: skip
_MENU_NAMES = re.compile(
    r"(?:[\w-]*[-_]|left|right|top|main|sub|site|page)?(?:cookies?|consent|gdpr|breadcrumbs?|share|sharing|social|newsletter|subscribe|subscription|signup"
    r"|sidebar|sidenav|related|recommended|promo|adverts?|advertisement|ads?|skip|pagination|paginator|pager|menu|nav"
    r"|navbar|navigation|comments?|popup|modal|backtotop|back-to-top|feedback|masthead|footer|tagcloud|print|login)"
    r"(?:[-_](?:bar|banner|lists?|links?|wrapper|container|block|section|box|area|content|nav|navigation|menu|inner"
    r"|panel|message|notice|widget|form|buttons?|icons?|media|modal|popup|overlay|consent|to-content|to-main|articles"
    r"|posts|stories))*",
    re.IGNORECASE,
)
_HOME = re.compile(r"(?:https?://[^/]+)?/?(?:index\.\w+|home)?/?", re.IGNORECASE)
_NAMED_TAGS = ("td", "div", "section", "ul", "ol", "p", "span", "table", "form", "header", "iframe", "figure")
_ARTICLES = (
    "descendant::*[@itemprop='articleBody']",
    "descendant::main | descendant::*[@role='main']",
    "descendant::article",
    "descendant::*[@id='content' or @id='main' or @id='main-content' or @id='maincontent' or @id='bodyContent']",
)
_LEAST_SHARE = 0.3  # an element called the article that holds less of the page's running text is a teaser
_LONGEST_NAME = 80
_LISTS = ("ul", "ol", "div", "section", "table")
_LINKS_SHARE = 0.75
_MENU_WORDS = 6
_MOST_LINKS = 0.4  # a page with more of them than this was made to list them
_FEW_WORDS = 80
_SHELL_WORDS = 20
_LOG_IN = re.compile(
    r"\b(?:log ?[io]n|sign ?in|access denied|forbidden|authenticat|verify you are human|just a moment)", re.I
)
_ERROR = re.compile(r"\b(?:40[0-9]|50[0-9])\b|not found|cannot be found|can't be found|unavailable|server error", re.I)
_NEEDS_SCRIPT = re.compile(r"enable java\s?script|java\s?script (?:is )?(?:required|disabled|enabled)", re.I)


@dataclass(frozen=True, slots=True)
class StandIn:
    """Why a page with no more than `max_words` of text is not the one that was meant, and what to do."""

    reason: str
    max_words: int


def main_content(root: Element) -> Element:
    """Return the part of a page that it was published for, with what is no part of it taken out.

    Where nothing tells the two apart the whole body is returned: too much is better than too little.
    """
    body = next(root.iter("body"), root)
    heads = _headers_with_title(body)
    whole = _words(body)
    for element in list(body.iter(etree.Element)):
        if element is body or element in heads:
            continue
        if _is_menu(element) or (_is_named_menu(element) and _words(element) < 0.5 * whole):
            _remove(element)
    article = _article(body)
    left = _words(article)
    for element in list(article.iter(*_LISTS)):
        if element is not article and _is_list_of_links(element) and _words(element) < _MOST_LINKS * left:
            _remove(element)
    return article


def stand_in(root: Element) -> StandIn | None:
    """Say what a whole page may be in place of the one that was meant, going by its title, fields and scripts."""
    title = " ".join(" ".join(each.itertext()) for each in root.iter("title", "h1"))
    if next(root.iterfind(".//input[@type='password']"), None) is not None or _LOG_IN.search(title):
        reason = "it is a log-in page. Log in with a browser, download the report itself, and give that file."
        return StandIn(reason, max_words=_FEW_WORDS)
    if _ERROR.search(title):
        reason = "it is the error page of a web site. Look for the report at its publisher's, and download it again."
        return StandIn(reason, max_words=_FEW_WORDS)
    if next(root.iter("script"), None) is None and not _NEEDS_SCRIPT.search(" ".join(root.itertext())):
        return None
    reason = "the page is filled in by scripts when it is shown. Open it in a browser and print it to a PDF."
    return StandIn(reason, max_words=_SHELL_WORDS if _NEEDS_SCRIPT.search(" ".join(root.itertext())) else 0)


def _headers_with_title(body: Element) -> set[Element]:
    """The headers that hold the page's main heading belong to the article, and so does all that is around it."""
    titles = [title for title in body.iter("h1") if not _leads_home(title)]
    around = {each for title in titles[:1] for each in title.iterancestors()}
    return {each for each in around if each.tag != "nav"}


def _leads_home(title: Element) -> bool:
    """Whether a heading is the name of the site: a link to its first page."""
    links = [link.get("href", "") for link in title.iter("a")]
    return len(links) == 1 and bool(_HOME.fullmatch(links[0]))


def _is_menu(element: Element) -> bool:
    if element.tag in _MENUS or element.get("role") in _MENU_ROLES:
        return True
    if element.tag == "header":
        # The header of the site, not that of an article.
        return next(element.iterancestors("article", "main"), None) is None
    return False


def _is_named_menu(element: Element) -> bool:
    names = f"{element.get('id', '')} {element.get('class', '')}".split()
    return (
        element.tag in _NAMED_TAGS
        and any(len(name) < _LONGEST_NAME and _MENU_NAMES.fullmatch(name) for name in names)
        and not _is_article(element)
    )


def _is_article(element: Element) -> bool:
    return element.get("role") in ("main", "article") or next(element.iter("main", "article", "h1"), None) is not None


def _article(body: Element) -> Element:
    whole = _running_words(body)
    for place in _ARTICLES:
        found = max(body.xpath(place), key=_running_words, default=None)
        if found is None or _running_words(found) < _LEAST_SHARE * whole:
            continue
        siblings = [each for each in body.xpath(place) if each.getparent() is found.getparent()]
        return found.getparent() if len(siblings) > 1 else _with_title(found, body)
    return body


def _with_title(article: Element, body: Element) -> Element:
    """Go up from an article to the part that has the main heading too, if little else comes with it."""
    title = next(body.iter("h1"), None)
    if title is None or article in title.iterancestors():
        return article
    around = next((each for each in article.iterancestors() if each in set(title.iterancestors())), body)
    return around if _words(around) < 1.3 * _words(article) + 40 else article


def _is_list_of_links(element: Element) -> bool:
    links = list(element.iter("a"))
    if len(links) < 3:
        return False
    whole = sum(len(text.strip()) for text in element.itertext())
    linked = sum(len(text.strip()) for link in links for text in link.itertext())
    # References are links with more words to them than those of a menu.
    has_running_text = _words(element) > _MENU_WORDS * len(links)
    has_heading = next(element.iter("h1"), None) is not None
    return linked > _LINKS_SHARE * max(whole, 1) and not has_running_text and not has_heading


def _words(element: Element) -> int:
    return sum(len(text.split()) for text in element.itertext())


def _running_words(element: Element) -> int:
    """The words outside links, which menus have few of."""
    linked = sum(_words(link) for link in element.iter("a"))
    return _words(element) - linked


def _remove(element: Element) -> None:
    # Emptied and not taken out: lxml refuses to join the texts around it where a page has control characters in them.
    element.clear(keep_tail=True)
