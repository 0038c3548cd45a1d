"""A question that compares publications is told from one that only has "and" or "between" in it."""

import pytest

from insourcing_assistant.answering.contrasts import (
    DEFAULT_ASPECTS,
    FINDINGS,
    MOST_ASPECTS,
    MOST_REPORTS,
    RECOMMENDATIONS,
    Contrast,
    contrast_asked,
    make_contrast,
)
from insourcing_assistant.errors import UnknownReportError, UsageError
from insourcing_assistant.types import Report

REPORTS = (
    Report(id="update", title="Insourcing update: The value", publisher="UNISON", label="APSE/UNISON", year=2011),
    Report(id="rebuilding", title="Rebuilding Capacity", publisher="Public Excellence (APSE)", label="APSE", year=2019),
    Report(
        id="plan", title="Local Services: A Plan", publisher="The Labour Party", year=2019, aliases=("Labour plan",)
    ),
    Report(id="love-in", title="Out of Contract: Time to move on", publisher="The Smith Institute", year=2018),
    Report(id="toolkit", title="Out of Contract: A Toolkit", publisher="Economics Foundation (NEF)", year=2018),
)
BOTH = ("rebuilding", "update")


@pytest.mark.parametrize(
    ("question", "reports", "aspects"),
    [
        ("How do Rebuilding Capacity and Insourcing update differ on cost?", BOTH, ("cost",)),
        ("Compare Rebuilding Capacity with Insourcing update on cost and quality.", BOTH, ("cost", "quality")),
        (
            "Rebuilding Capacity vs Insourcing update: cost, morale and local jobs",
            BOTH,
            ("cost", "morale", "local jobs"),
        ),
        ("On pensions, how do Rebuilding Capacity and Insourcing update differ?", BOTH, ("pensions",)),
        ("Compare the savings in Rebuilding Capacity with those in Insourcing update", BOTH, ("savings",)),
        ("What reasons do APSE 2019 and UNISON give for insourcing?", BOTH, ("reasons for insourcing",)),
        ("Do APSE 2019 and UNISON agree on pay and conditions?", BOTH, ("pay and conditions",)),
        ("Compare APSE 2019 with UNISON on PFI and on the use of trade unions", BOTH, ("PFI", "use of trade unions")),
        ("How does Rebuilding Capacity's view of TUPE differ from UNISON's?", BOTH, ("TUPE",)),
        ("And on pensions? (How do Rebuilding Capacity and Insourcing update differ on cost?)", BOTH, ("pensions",)),
        ("What is said about TUPE in Rebuilding Capacity and in Insourcing update?", BOTH, ("TUPE",)),
        ("What did APSE find in 2011 and in 2019?", ("update", "rebuilding"), (FINDINGS,)),
        ("What do NEF and the Smith Institute recommend?", ("toolkit", "love-in"), (RECOMMENDATIONS,)),
        ("Compare Rebuilding Capacity with Insourcing update.", BOTH, DEFAULT_ASPECTS),
        ("How do APSE's reports differ on austerity?", ("update", "rebuilding"), ("austerity",)),
        ("Compare what the reports say about bins.", tuple(report.id for report in REPORTS), ("bins",)),
    ],
)
def test_a_comparison_is_recognised(question: str, reports: tuple[str, ...], aspects: tuple[str, ...]) -> None:
    assert contrast_asked(question, REPORTS) == Contrast(reports, aspects)


@pytest.mark.parametrize(
    "question",
    [
        "How do the two publications called Out of Contract differ?",
        "What is the difference between insourcing and outsourcing?",
        "How do results in Germany or France compare with the UK?",
        "How many contracts came back between 2011 and 2019?",
        "What does Rebuilding Capacity say about cost and quality?",
        "Who wrote Rebuilding Capacity and Insourcing update?",
        "What did UNISON say about the Labour plan?",
        "What did UNISON and the CBI say about the Labour plan?",
        "What differences did Rebuilding Capacity find between large councils and UNISON branches?",
        "Why did APSE and UNISON commission the study?",
        "Did councils agree that insourcing improves quality and morale?",
        "What do the reports say about bins?",
        "How did spending differ between rich and poor areas?",
        "Compare the pay of in-house and outsourced staff.",
        "What did Rebuilding Capacity find, and what did Insourcing update find?",
        "Between Labour and Conservative councils, who insources more?",
        "And how much did Fife save? (How do Rebuilding Capacity and Insourcing update differ on cost?)",
        "Who wrote it? (Compare Rebuilding Capacity with Insourcing update on cost.)",
    ],
)
def test_an_ordinary_question_is_none(question: str) -> None:
    assert contrast_asked(question, REPORTS) is None


def test_an_aspect_whose_parts_are_long_is_one_aspect() -> None:
    asked = contrast_asked(
        "Do Rebuilding Capacity and Insourcing update agree on whether councils should run it and their staff be paid "
        "by the hour?",
        REPORTS,
    )
    assert asked
    assert len(asked.aspects) == 1


def test_what_is_compared_without_a_question_is_checked() -> None:
    held = [report.id for report in REPORTS]
    assert make_contrast(["plan", "update", "plan"], [], held=held) == Contrast(("plan", "update"), DEFAULT_ASPECTS)
    with pytest.raises(UnknownReportError, match="gone"):
        make_contrast(["plan", "gone"], ["cost"], held=held)
    with pytest.raises(UsageError, match="Name 2 to 12"):
        make_contrast(["plan", "plan"], ["cost"], held=held)
    many = [f"r{number}" for number in range(MOST_REPORTS + 1)]
    with pytest.raises(UsageError, match="13 publications"):
        make_contrast(many, ["cost"], held=many)
    with pytest.raises(UsageError, match="7 aspects"):
        make_contrast(["plan", "update"], [f"a{number}" for number in range(MOST_ASPECTS + 1)], held=held)
