"""A publication is described by the catalogue, or by what is known of it."""

from insourcing_assistant.entries import about, entry
from insourcing_assistant.types import Report


def test_the_description_of_the_catalogue_is_quoted() -> None:
    report = Report(id="bins", title="Bins", about="Bins is a report. It was written by Ann Lee.")
    passage = entry(report)
    assert (passage.text, passage.kind, passage.report_id) == (report.about, "catalogue", "bins")
    assert [passage.text[span.start : span.end] for span in passage.sentences] == [
        "Bins is a report.",
        "It was written by Ann Lee.",
    ]


def test_without_one_what_is_known_is_said_in_sentences() -> None:
    assert about(Report(id="bins", title="Bins", authors=("Ann Lee", "Bo Ek"), publisher="Society", year=2011)) == (
        "Bins is a document in this library. Bins was written by Ann Lee, Bo Ek. "
        "Bins was published by Society. Bins was published in 2011."
    )
