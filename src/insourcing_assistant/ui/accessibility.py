"""Writes the accessibility statement: what was tested and how, what was not, and what is known to be wanting."""

from __future__ import annotations

from importlib.metadata import version

from insourcing_assistant.ui.frame import document

TITLE = "Accessibility"

_SECTIONS = {
    "What this is about": (
        "This statement is about the pages of Insourcing Assistant, version {version}: Ask, Conversations, the page of "
        "a single answer, the pages of sources, Library, Compare, Evaluate and this one. It was written by those who "
        "made the program, and it rests on tests of their own. No one else has audited it.",
        "The pages are made to meet the Web Content Accessibility Guidelines 2.2 at level AA. We know of no failure, "
        "but tests of the kind below cannot show that there is none.",
    ),
    "What was tested, and how": (
        "Whenever the program is changed, a browser (Chromium) runs through the pages: empty, answered, not answered, "
        "failed, compared, evaluated, while files are added and afterwards. In every state axe-core looks for "
        "violations, 1280 and 390 pixels wide, in light and dark colours, and it must find none.",
        "The same tests use the keyboard alone to ask, to go to a source and back, to search, to edit and to remove; "
        "see that the focus is visible, that nothing is wider than 320 pixels, and that nothing moves for readers who "
        "want no motion.",
        "With letters and lines spaced as the guidelines ask for, no page may lose or overlap its words, down to 320 × "
        "256 pixels, which is a zoom of 400 % in a window of 1280 × 1024. Where the system chooses the colours, "
        "whatever has the focus must show it; who asks for more contrast is given it.",
        "All pages but Ask also work without scripts.",
    ),
    "What was not tested": (
        "No screen reader, magnifier or voice control has been used with the pages, nobody who depends on one has "
        "tried them for us, and other browsers than Chromium have not been tried.",
    ),
    "What is known to be wanting": (
        "The Ask page needs scripts. “insourcing ask” on the command line gives the same answers as plain text.",
        "Pictures of pages are pictures: their description names the page. Its words are under “Text” where the page "
        "is opened, in the order in which a program read them.",
        "Publications are their publishers’ works and may not be accessible themselves. What was read from a scan can "
        "have misread words; it is labelled “read by OCR”.",
    ),
    "When something does not work for you": (
        "Tell the people who run this installation, in the way that you reach them otherwise: they can change it, or "
        "give you the answer and its sources in another form. The program itself gives them no address of yours, and "
        "knows none of theirs.",
    ),
}


def accessibility_page() -> str:
    """Write the whole page."""
    main = "".join(
        f"<h2>{heading}</h2>{''.join(f'<p>{words}</p>' for words in paragraphs)}"
        for heading, paragraphs in _SECTIONS.items()
    ).format(version=version("insourcing-assistant"))
    return document(TITLE, current=TITLE, main=f'<div class="prose">{main}</div>')
