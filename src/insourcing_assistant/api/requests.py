"""What may be asked of the API: the fields of a question and of a search, and their bounds."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from insourcing_assistant.filters import make_filters
from insourcing_assistant.types import Filters

FIRST_YEAR, LAST_YEAR = 1800, 2200
MAX_K = 500
MAX_HISTORY = 50
MAX_REPORTS = 1000
MAX_NAME_CHARS = 200
MAX_EARLIER_CHARS = 20_000
"""As long as the longest question that the settings allow."""


def _is_text(value: str) -> str:
    """Refuse halves of characters, which JSON can hold and nothing can store."""
    value.encode("utf-8")
    return value


Words = Annotated[str, AfterValidator(_is_text)]
Name = Annotated[Words, Field(max_length=MAX_NAME_CHARS)]
Earlier = Annotated[Words, Field(max_length=MAX_EARLIER_CHARS)]

_REPORTS = "The ids of the publications to answer from; none means all."
_YEAR_FROM = "Only what was published in this year or later."
_YEAR_TO = "Only what was published in this year or before."
_PUBLISHER = "Only what this publisher published: a part of its name is enough."


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Limits(_Strict):
    """What a question is limited to."""

    reports: list[Name] = Field([], max_length=MAX_REPORTS, description=_REPORTS)
    year_from: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description=_YEAR_FROM)
    year_to: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description=_YEAR_TO)
    publisher: Name | None = Field(None, description=_PUBLISHER)

    def filters(self) -> Filters:
        """Check what is asked for and put it together. Raises `UsageError`."""
        return make_filters(
            reports=tuple(self.reports), year_from=self.year_from, year_to=self.year_to, publisher=self.publisher
        )


class Question(_Strict):
    """A question, with what it is limited to and what was asked before it."""

    question: Words = Field(description="The question, in words.")
    filters: Limits | None = Field(None, description="What the question is limited to.")
    history: list[Earlier] | None = Field(
        None, max_length=MAX_HISTORY, description="The questions asked before in this conversation, the oldest first."
    )


class Search(BaseModel):
    """What to search for, as the parameters of an address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: str = Field("", description="What to search for, in words.")
    q: str = Field("", description="The same as query, where that is not given.")
    k: int = Field(10, ge=1, le=MAX_K, description="How many passages at most.")
    report: list[Name] = Field([], max_length=MAX_REPORTS, description="Only this publication, by id; may be repeated.")
    year_from: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description=_YEAR_FROM)
    year_to: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description=_YEAR_TO)
    publisher: Name | None = Field(None, description=_PUBLISHER)

    def filters(self) -> Filters:
        """Check what is asked for and put it together. Raises `UsageError`."""
        return make_filters(
            reports=tuple(self.report), year_from=self.year_from, year_to=self.year_to, publisher=self.publisher
        )


RULES = {
    "question": "a text",
    "filters": f"an object with any of: {', '.join(Limits.model_fields)}",
    "filters.reports": f"a list of at most {MAX_REPORTS:,} ids of publications",
    "filters.year_from": f"a whole number from {FIRST_YEAR} to {LAST_YEAR}",
    "filters.year_to": f"a whole number from {FIRST_YEAR} to {LAST_YEAR}",
    "filters.publisher": f"a text of at most {MAX_NAME_CHARS} characters",
    "history": f"a list of at most {MAX_HISTORY} texts, each of at most {MAX_EARLIER_CHARS:,} characters",
    "query": "a text",
    "q": "a text",
    "k": f"a whole number from 1 to {MAX_K}",
    "report": f"the id of a publication, {MAX_REPORTS:,} times at most",
    "year_from": f"a whole number from {FIRST_YEAR} to {LAST_YEAR}",
    "year_to": f"a whole number from {FIRST_YEAR} to {LAST_YEAR}",
    "publisher": f"a text of at most {MAX_NAME_CHARS} characters",
}
"""What each field must be, in words, for those whose field is something else."""

KNOWN = {
    "a question": tuple(Question.model_fields),
    "filters": tuple(Limits.model_fields),
    "a search": tuple(Search.model_fields),
}
