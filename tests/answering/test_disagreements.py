"""Figures that differ are noted where two publications say the same thing otherwise, and hardly anywhere else."""

import pytest

from insourcing_assistant.answering.citations import cite
from insourcing_assistant.answering.disagreements import disagreements
from insourcing_assistant.types import Citation, Report
from tests.answering.making import make_passage

REPORTS = {
    report.id: report
    for report in (
        Report(id="early", title="Coming home", publisher="Excellence Association", label="APSE", year=2011),
        Report(id="late", title="Rebuilding Capacity", publisher="Excellence Association", label="APSE", year=2019),
        Report(id="other", title="Bins at last", publisher="Bin Society"),
    )
}


def said(report_id: str, text: str) -> Citation:
    return cite(make_passage(text, report_id=report_id), 0, len(text))


def notes(early: str, late: str) -> tuple[str, ...]:
    return disagreements([said("early", early), said("late", late)], REPORTS)


@pytest.mark.parametrize(
    ("early", "late", "figures"),
    [
        (
            "62% of councils have brought a service back in-house.",
            "73% of councils have brought a service back in-house.",
            "62% (APSE 2011) and 73% (APSE 2019)",
        ),
        (
            "In 2011, 62 per cent of authorities have brought services back in-house, as reported by the Guardian.",
            "According to Rebuilding Capacity, 73% of councils have brought a service back in-house.",
            "62 per cent (APSE 2011) and 73% (APSE 2019)",
        ),
        (
            "Public outsourcing contracts are worth £80bn a year (p. 4).",
            "Public outsourcing contracts are worth about £100 billion a year.",
            "£80bn (APSE 2011) and £100 billion (APSE 2019)",
        ),
        (
            "The contractor of Norton left 12 playgrounds locked.",
            "The contractor of Norton left 1,200 playgrounds locked.",
            "12 (APSE 2011) and 1,200 (APSE 2019)",
        ),
    ],
)
def test_two_figures_for_the_same_thing_are_noted(early: str, late: str, figures: str) -> None:
    assert notes(early, late) == (f"The sources give different figures: {figures}.",)


@pytest.mark.parametrize(
    ("early", "late"),
    [
        # the same figure, however it is written
        ("Contracts of councils are worth £80bn a year.", "Contracts of councils are worth £80 billion a year."),
        # another reason
        (
            "60% of councils gave cost as the reason to insource.",
            "44% of councils gave quality as the reason to insource.",
        ),
        # another council
        ("Islington saved £3m a year on its cleaning contract.", "Hackney saved £2m a year on its cleaning contract."),
        # some of the councils, not all
        ("62% of district councils brought services back in-house.", "73% of councils brought services back in-house."),
        # done, or planned
        ("57% of councils considered bringing services in-house.", "73% of councils began bringing services in-house."),
        # the opposite
        ("40% of councils have never brought a service back.", "73% of councils have brought a service back."),
        # another unit
        (
            "62% of councils have brought a service back in-house.",
            "62 of councils have brought a service back in-house.",
        ),
        ("Housing repairs cost councils £5m a year.", "Housing repairs cost councils 7% a year."),
        # at another time
        ("Spending on parks in England fell by 5% in 2014.", "Spending on parks in England fell by 9% in 2016."),
        # two figures in a sentence: which is the other's?
        (
            "62% of 120 councils brought a service back in-house.",
            "73% of 120 councils brought a service back in-house.",
        ),
        # too little to go by
        ("It fell by 5%.", "It fell by 9%."),
        ("The report has 48 pages.", "The report has 26 pages."),
        # how long a publication is
        (
            "The copy of it on a transcript site is 48 pages long.",
            "The copy of it on a transcript site is 26 pages long.",
        ),
        # years and pages are no figures
        ("Councils brought many services back in 2011 (p. 4).", "Councils brought many services back in 2019 (p. 9)."),
        # the source says itself that they are not to be compared
        (
            "62% of councils brought services back in-house.",
            "73% of councils brought services back in-house, which must not be compared.",
        ),
    ],
)
def test_what_only_looks_alike_is_not(early: str, late: str) -> None:
    assert notes(early, late) == ()


def test_one_publication_does_not_disagree_with_itself() -> None:
    one, other = "62% of councils brought a service back in-house.", "73% of councils brought a service back in-house."
    assert disagreements([said("early", one), said("early", other)], REPORTS) == ()


def test_three_sources_are_named_in_one_sentence_and_by_their_titles_without_a_maker() -> None:
    cited = [
        said(report_id, f"{share}% of councils brought a service back in-house.")
        for report_id, share in (("early", 62), ("late", 73), ("other", 57))
    ]
    assert disagreements(cited, REPORTS) == (
        "The sources give different figures: 62% (APSE 2011), 73% (APSE 2019) and 57% (Bin Society).",
    )


def test_a_report_that_is_gone_says_nothing() -> None:
    assert disagreements([said("gone", "62% of councils brought a service back in-house.")], REPORTS) == ()
