from insourcing_assistant.types import Report
from insourcing_assistant.ui import sources
from insourcing_assistant.ui.standing import Since, fallen, unchecked
from tests.ui.answers import OCR, PDF, REPORTS, WHY, answer_of, quote
from tests.ui.reading import of_class, of_tag

CITED = (quote(PDF, "Sickness fell"), quote(OCR, "The officers named cost first"))


def test_where_all_stands_nothing_is_said() -> None:
    assert fallen(dict.fromkeys(CITED, "stands"), REPORTS) == ""
    assert fallen({}, REPORTS) == ""
    assert unchecked("stands") == ""


def test_each_source_that_no_longer_stands_is_named_by_its_number() -> None:
    said = [each.text for each in of_tag(fallen({CITED[0]: "stands", CITED[1]: "changed"}, REPORTS), "li")]
    assert said == [
        "Source 2: the text of “Bins Brought Home” has changed since, and the quote no longer stands where it was."
    ]
    (removed,) = of_tag(fallen({CITED[1]: "removed"}, REPORTS), "li")
    assert removed.text == "Source 1: “Bins Brought Home” was removed from the library since."


def test_a_title_cannot_become_markup() -> None:
    wicked = {"bins-2011": Report(id="bins-2011", title="<img src=x onerror=alert(1)>")}
    assert "<img" not in fallen({CITED[1]: "removed"}, wicked)


def test_a_card_says_that_its_quote_no_longer_stands() -> None:
    answer = answer_of(WHY)
    since = Since(standings=dict.fromkeys(answer.citations[:1], "removed"))
    cards = sources.section(1, WHY, answer, REPORTS, {}, said=3, since=since)
    assert [each.text for each in of_class(cards, "fallen")] == ["no longer in the library"]
