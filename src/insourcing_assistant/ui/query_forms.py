"""Makes a test query of what was typed in its form, and a form of the record of an answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import cast

from insourcing_assistant.errors import UsageError

PLACES = 3
"""How many places can be given by hand; those that an answer cited can be ticked besides."""

MAX_CITED, MAX_PAGES, MAX_LINES = 10, 50, 20
MAX_QUESTION_CHARS, MAX_LINE_CHARS = 2000, 300
FIRST_YEAR, LAST_YEAR = 1800, 2200

Form = Mapping[str, str]


def fields_of(form: Form, reports: Collection[str]) -> dict[str, object]:
    """Return the fields of a test query. Raises `UsageError` with what is missing or wrong."""
    question = " ".join(form.get("question", "").split())
    if not any(map(str.isalnum, question)):
        raise UsageError("Type the question first.")
    if len(question) > MAX_QUESTION_CHARS:
        raise UsageError(f"A question has at most {MAX_QUESTION_CHARS:,} characters.")
    fields: dict[str, object] = {"question": question}
    wanted = _wanted(form, reports)
    if form.get("answerable") == "no":
        if wanted:
            raise UsageError(
                "A question that the publications do not answer has no place where the answer stands, and nothing that "
                "it must say. Take those out, or choose that they answer it."
            )
        fields["answerable"] = False
    elif not wanted:
        raise UsageError("Say where the answer stands, or what it must say: else nothing could be judged.")
    fields |= wanted
    filters = _filters(form, reports)
    if filters:
        fields["filters"] = filters
    if _RECORD.fullmatch(form.get("answer", "")):
        fields["answer"] = form["answer"]
    for name, values in (("history", _lines(form, "history")), ("tags", _tags(form))):
        if values:
            fields[name] = values
    return fields


_RECORD = re.compile("[a-z0-9]{1,64}")


def form_of(record: Mapping[str, object]) -> dict[str, str]:
    """Fill the form in from the record of an answer. What it cited is offered, and nothing of it ticked."""
    filters = cast("Mapping[str, object]", record.get("filters") or {})
    limited = cast("list[str]", filters.get("reports") or [])
    form = {
        "answer": str(record.get("id", "")),
        "question": str(record.get("question", "")),
        "history": "\n".join(cast("list[str]", record.get("history") or [])),
        "limit-report": limited[0] if len(limited) == 1 else "",
        "limit-publisher": str(filters.get("publisher") or ""),
        "limit-from": str(filters.get("year_from") or ""),
        "limit-to": str(filters.get("year_to") or ""),
        "tags": "reader",
    }
    return form | {f"offer-{number}": place for number, place in enumerate(_cited(record), start=1)}


def offers(form: Form) -> dict[str, str]:
    """Return the places that an answer cited, by the names of their boxes."""
    given = ((f"cited-{number}", form.get(f"offer-{number}", "")) for number in range(1, MAX_CITED + 1))
    return {name: place for name, place in given if place}


def place_words(place: str) -> tuple[str, str]:
    """Take a place apart: the report id, and the pages or the section as they would be typed."""
    report_id, _, where = place.partition("#")
    return report_id, where


def _cited(record: Mapping[str, object]) -> list[str]:
    answer = cast("Mapping[str, object]", record.get("answer") or {})
    places: dict[str, None] = {}
    for citation in cast("list[Mapping[str, object]]", answer.get("citations") or []):
        pages = cast("list[int]", citation.get("pages") or [])
        where = ", ".join(map(str, pages)) if pages else " ".join(str(citation.get("section") or "").split())
        places.setdefault(f"{citation.get('report_id')}#{where}")
    return list(places)[:MAX_CITED]


def _wanted(form: Form, reports: Collection[str]) -> dict[str, object]:
    given = [(form.get(f"report-{n}", "").strip(), form.get(f"where-{n}", "")) for n in range(1, PLACES + 1)]
    given += [place_words(place) for name, place in offers(form).items() if form.get(name)]
    for report_id, where in given:
        if where.strip() and not report_id:
            raise UsageError(f"Choose the publication in which “{where.strip()[:60]}” stands.")
    places = [_place(report_id, where, reports) for report_id, where in given if report_id]
    listed = {name: _lines(form, name) for name in ("must_contain", "must_contain_any", "must_not_contain")}
    return {name: values for name, values in {"expected": places, **listed}.items() if values}


def _place(report_id: str, where: str, reports: Collection[str]) -> dict[str, object]:
    if report_id not in reports:
        raise UsageError("The publication that was chosen is not in the library any more.")
    where = " ".join(where.split())
    if not where:
        return {"report_id": report_id}
    ranges = [_RANGE.fullmatch(part.strip()) for part in re.split("[,;]", where.rstrip(",; "))]
    if not all(ranges):
        return {"report_id": report_id, "sections": [where[:MAX_LINE_CHARS].strip("“”\"'")]}
    pages: set[int] = set()
    for first, last in (found.groups() for found in ranges if found):
        begin, end = int(first), int(last or first)
        if not 1 <= begin <= end <= begin + MAX_PAGES:
            raise UsageError(f"{first}–{last or first}: pages count from 1, and a range is of at most {MAX_PAGES}.")
        pages.update(range(begin, end + 1))
    if len(pages) > MAX_PAGES:
        raise UsageError(f"{len(pages)} pages are too many to be a place: leave them out, or give at most {MAX_PAGES}.")
    return {"report_id": report_id, "pages": sorted(pages)}


_RANGE = re.compile(r"(?:pp?\.? ?)?([0-9]{1,5})(?: ?[-–] ?([0-9]{1,5}))?")


def _filters(form: Form, reports: Collection[str]) -> dict[str, object]:
    limits = {name: form.get(f"limit-{name}", "").strip() for name in ("report", "publisher", "from", "to")}
    if limits["report"] and limits["report"] not in reports:
        raise UsageError("The publication that the question is limited to is not in the library any more.")
    years = {f"year_{name}": _year(limits[name]) for name in ("from", "to") if limits[name]}
    return {
        **({"reports": [limits["report"]]} if limits["report"] else {}),
        **({"publisher": limits["publisher"]} if limits["publisher"] else {}),
        **years,
    }


def _year(typed: str) -> int:
    if not (len(typed) == 4 and typed.isascii() and typed.isdecimal() and FIRST_YEAR <= int(typed) <= LAST_YEAR):
        raise UsageError(f"A year is a number from {FIRST_YEAR} to {LAST_YEAR}.")
    return int(typed)


def _lines(form: Form, name: str) -> list[str]:
    # Spaces at either end stay: "ten " is looked for so that "often" does not count.
    lines = [line.replace("\t", " ") for line in form.get(name, "").splitlines() if line.strip()]
    if len(lines) > MAX_LINES or any(len(line) > MAX_LINE_CHARS for line in lines):
        raise UsageError(f"At most {MAX_LINES} lines can be given, of at most {MAX_LINE_CHARS} characters each.")
    return lines


def _tags(form: Form) -> list[str]:
    tags = dict.fromkeys(" ".join(part.split()) for part in re.split("[,;]", form.get("tags", "")))
    return [tag[:MAX_LINE_CHARS] for tag in tags if tag][:MAX_LINES]
