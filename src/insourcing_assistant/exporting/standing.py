"""Says which sources of an exported answer no longer stand as they were cited, for who has only the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from insourcing_assistant.errors import UsageError
from insourcing_assistant.recorded import Standing, Texts, read, standings
from insourcing_assistant.types import Kind, Report


@dataclass(frozen=True, slots=True)
class Check:
    """What came of checking the quotes of an answer once more; `day` is none where nobody did."""

    day: date | None = None
    fallen: Mapping[int, Standing] = field(default_factory=dict)
    """The citations that do not stand, by their numbers in the answer."""

    was_possible: bool = True
    """Whether the record has what checking takes, which earlier versions of the program did not keep."""


UNCHECKED = Check()


def check(record: Mapping[str, object], texts: Texts | None, reports: Mapping[str, Report], *, day: date) -> Check:
    """Check the quotes of a recorded answer in the texts of today; without `texts`, not at all."""
    if texts is None:
        return UNCHECKED
    try:
        recorded = read(record)
    except UsageError:
        return Check(day, was_possible=False)
    found = standings(recorded, texts, reports)
    numbered = enumerate(recorded.answer.citations, start=1)
    return Check(day, {number: found[citation] for number, citation in numbered if found[citation] != "stands"})


def note_sentence(kind: Kind, standing: Standing) -> str:
    """Say in a footnote what became of its source; nothing where it stands."""
    if standing == "removed":
        return (
            f"{_WHAT[kind].capitalize()} is no longer in the library: it was removed after the answer was given, so "
            "that these words could not be checked again."
        )
    if standing == "changed":
        return (
            f"{_WHAT[kind].capitalize()} has changed in the library since the answer was given, and these words no "
            "longer stand where they stood: compare them with the publication before you rely on them."
        )
    return ""


def warning(notes: Sequence[int]) -> tuple[str, str]:
    """Say above an answer that some of it no longer stands, and in which notes: what stands out, and the rest."""
    says = "says what has become of its source" if len(notes) == 1 else "say what has become of their sources"
    return (
        "Not all of this answer can be checked any more.",
        f" It stands here as it was given; {_notes(notes)} {says}.",
    )


def point(title: str, kind: Kind, standing: Standing, notes: Sequence[int]) -> str:
    """Say in the note on the sources what became of one of them, and which footnotes rest on it."""
    if standing == "removed":
        return (
            f"{_WHOSE[kind]} “{title}” was removed from the library after the answer was given ({_notes(notes)}). Its "
            "words stand here as they were quoted then; they could not be checked again."
        )
    return (
        f"{_WHOSE[kind]} “{title}” has changed in the library since the answer was given ({_notes(notes)}). The words "
        "quoted then no longer stand where they stood: compare them with the publication before you rely on them."
    )


def summary(checks: Sequence[Check], *, citations: int) -> str:
    """Say in the note on the sources whether the quotes were checked again, and when; nothing where nobody did."""
    days = [done.day for done in checks if done.day]
    if not days or not citations:
        return ""
    if not all(done.was_possible for done in checks):
        return (
            "Not every quote could be checked again when this file was made, since an earlier version of the program "
            "kept too little of the answer for that: compare the quotes with the publications."
        )
    asked = f"Each quote was looked for again in the library on {day_words(days[0])}, when this file was made"
    fallen = sum(len(done.fallen) for done in checks)
    if not fallen:
        return f"{asked}, and stands there word for word."
    stand = "stands where it did" if fallen == 1 else "stand where they did"
    return f"{asked}: {fallen} of the {citations} no longer {stand}."


def day_words(day: date) -> str:
    """Write a day as people do, such as "28 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def _notes(notes: Sequence[int]) -> str:
    *others, last = map(str, notes)
    return f"notes {', '.join(others)} and {last}" if others else f"note {last}"


_WHAT: Mapping[Kind, str] = {
    "report": "this publication",
    "article": "this page",
    "brief": "the brief",
    "catalogue": "the catalogue entry",
}
_WHOSE: Mapping[Kind, str] = {
    "report": "The publication",
    "article": "The page",
    "brief": "The brief on",
    "catalogue": "The catalogue entry on",
}
