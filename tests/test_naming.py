"""Publications are recognised by title, by another name, and by who made them."""

import pytest

from insourcing_assistant.naming import named_reports, without_names
from insourcing_assistant.types import Report

AUTHORS = ("David Walker", "John Tizard")
REPORTS = (
    Report(id="love-in", title="Out of Contract: Time to move on", authors=AUTHORS, publisher="The Smith Institute"),
    Report(
        id="toolkit", title="Out of Contract: A Toolkit", authors=AUTHORS, publisher="NEF", aliases=("The toolkit",)
    ),
    Report(id="homes", title="Homes", authors=("Jane Smith", "Joe Jones"), year=2019),
    Report(id="update", title="Insourcing update: The value of returning", publisher="UNISON", year=2011),
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who wrote the toolkit?", ("toolkit",)),
        ("How do the two publications called Out of Contract differ?", ("love-in", "toolkit")),
        ("what is in the insourcing update", ("update",)),
        ("What does the NEF guide say?", ("toolkit",)),
        ("What did Walker and Tizard want?", ("love-in", "toolkit")),
        ("What did Morris Walker want?", ()),
        ("What did UNISON want?", ()),
        ("Why do councils insource?", ()),
        ("What are the recommendations of Out of Contract: A Toolkit?", ("toolkit",)),
        ("What is said in UNISON 2011?", ("update",)),
        ("What is said in UNISON (2011), p. 4?", ("update",)),
        ("What is said in Smith and Jones 2019?", ("homes",)),
        ("What is said in Smith 2018?", ()),
        ("What did UNISON's 2011 conference want?", ()),
        ("What is said in UNISON 2012?", ()),
    ],
)
def test_a_question_names_publications(question: str, expected: tuple[str, ...]) -> None:
    assert named_reports(question, REPORTS) == expected


def test_one_common_word_names_nothing() -> None:
    assert named_reports("What is insourcing?", [Report(id="x", title="Insourcing")]) == ()


def test_the_names_of_a_publication_are_taken_out_of_a_text() -> None:
    report = Report(
        id="pfi", title="Bins and PFI: A study", authors=("Ann Lee",), label="NPI/APSE", publisher="The Bin Society"
    )
    text = "In Bins and PFI: A study (APSE, 2017) the Bin Society's Ann Lee says that bins cost less."
    assert without_names(text, report) == "In 2017 says that bins cost less"
