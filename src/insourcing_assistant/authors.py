"""The names of authors: persons told from bodies, as reference lists turn them round and citations shorten them."""

from __future__ import annotations

import re

from insourcing_assistant.types import Report
from insourcing_assistant.wording import opening

Name = dict[str, str]
"""A name as CSL-JSON: family and given, or literal."""

_MOST_WORDS = 4
_MOST_WORDS_OF_BODIES = 5


def cited_as(report: Report) -> str:
    """Name who a publication is by, as citations in running text do; the empty text where that is not known.

    It is the label or the publisher, else the authors: "Smith", "Smith and Jones", "Smith et al.".
    """
    if report.label or report.publisher:
        return report.label or report.publisher or ""
    first, *others = [_short(author) for author in report.authors if author.strip()] or [""]
    if len(others) > 1:
        return f"{first} et al."
    return " and ".join([first, *others])


def _short(author: str) -> str:
    name = csl_name(author)
    return name["family"] if "family" in name else opening(name["literal"], _MOST_WORDS_OF_BODIES)


def csl_name(author: str) -> Name:
    """Turn a name as it is printed into one that can be sorted; what is not surely a person stays as it is.

    As in "Mo Baines" → Baines, Mo; "Smith, Ann" → Smith, Ann; "UNISON" → UNISON. "Green Alliance" is known by its
    second word; a body whose two words could be a person's ("Oxfam Brown") is taken for one.
    """
    author = " ".join(author.split())
    family, comma, given = author.partition(", ")
    if comma and "," not in given and _is_person(f"{given} {family}"):
        return {"family": family, "given": given}
    words = author.split()
    while len(words) > 2 and words[0].rstrip(".").casefold() in _HONORIFICS:
        words = words[1:]
    if not _is_person(" ".join(words)):
        return {"literal": author}
    # The family name begins with its particle: "Ludwig van Beethoven".
    cut = next((at for at, word in enumerate(words) if at and word in _PARTICLES), len(words) - 1)
    return {"family": " ".join(words[cut:]), "given": " ".join(words[:cut])}


def _is_person(name: str) -> bool:
    words = name.split()
    if not 2 <= len(words) <= _MOST_WORDS or not _NAME.fullmatch(name):
        return False
    return all(_is_name_word(word) for word in words)


def _is_name_word(word: str) -> bool:
    if word.casefold() in _BODIES:
        return False
    letters = word.replace(".", "")
    if letters.isupper():
        return len(letters) <= 2  # initials; "APSE" is a body
    return word[0].isupper() or word in _PARTICLES


_NAME = re.compile(r"(?:[^\W\d_]|[.'’ -])+")
_TITLES = "dr prof professor sir dame lord lady baroness baron cllr councillor mr mrs ms miss rev"
_HONORIFICS = frozenset(_TITLES.split())
_BETWEEN = "van von der den de la le du di da dos del ter ten al bin ap"
_PARTICLES = frozenset(_BETWEEN.split())
_KINDS = """
    agency alliance assembly associates association audit authority bank board body borough bureau cabinet campaign
    centre center charity club college commission committee company consortium consulting consultants cooperative
    co-operative council councils county department directorate district england executive federation force forum
    foundation fund government group inc initiative inspectorate institute institution international ireland kingdom
    lab labour league limited llp local london ltd ministry movement national network ngo nhs northern observatory
    office organisation organization parliament partners partnership party plc press project public research review
    school scotland scottish secretariat service services society solutions solicitors strategy studies syndicate
    taskforce team tank trade treasury tribunal trust uk union unions unit university wales welsh works
"""
_BODIES = frozenset(_KINDS.split())
"""Words that no person is called by, and bodies are."""
