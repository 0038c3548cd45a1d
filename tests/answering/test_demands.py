"""A question demands of a sentence what it asks for, and of whom: otherwise what is near is no answer."""

from __future__ import annotations

import pytest

from insourcing_assistant.answering.claims import claim
from insourcing_assistant.answering.demands import Demand, demand_of
from insourcing_assistant.glossary import Glossary, Term
from insourcing_assistant.questions import analyse

FIELD = Glossary([Term("park", "…", synonyms=("parks",))])


def demanded(text: str, glossary: Glossary = FIELD) -> Demand:
    question = analyse(text, glossary)
    demand = demand_of(question)
    assert demand is not None
    return demand


@pytest.mark.parametrize(
    ("question", "meets", "misses"),
    [
        ("How many weeks must staff be consulted for?", "Staff are consulted for six weeks.", "600 staff were moved."),
        ("How long did the contract in Norton run?", "Norton's contract ran for 15 years.", "Norton's contract ended."),
        (
            "How long does it take to move parks?",
            "Moving parks takes two years.",
            "Contracts for parks ran two years.",
        ),
        ("How much does a park cost to keep?", "Keeping a park costs £3m.", "Keeping a park saved £3m."),
        ("How much does a park cost to keep?", "Keeping a park costs £3m.", "The cost of a park led 60% to sell it."),
        ("What share of councils insourced?", "A third of councils insourced.", "Councils insourced."),
        ("How much did Norton save?", "Norton saved three million pounds.", "Norton saved 12 trees."),
        ("What did Norton pay?", "Norton paid £40,000.", "Norton received £40,000 more."),
        ("What is the average redundancy cost?", "Redundancy comes to £9,000 a head.", "Cleaning fell by £9,000."),
        ("How many members does Norton Union have?", "Norton Union has 300 members.", "Norton Union asked 300 firms."),
        ("What cap on profits did Norton set?", "Norton's cap is 5% of turnover.", "Norton's profits were 5%."),
        ("In which year did Norton take parks back?", "Norton took parks back in 2016.", "Norton took parks back."),
        ("Who led the work in Norton?", "The work in Norton was led by Ann Lee.", "The work in Norton went well."),
        (
            "Which firm ran the parks of Norton?",
            "Norton's parks were run by Greenlee.",
            "Norton's parks were run well.",
        ),
        (
            "Give me the exact wording of the clause.",
            "The clause reads “no work leaves the council”.",
            "The clause is about work.",
        ),
    ],
)
def test_a_sentence_must_have_what_is_asked_for(question: str, meets: str, misses: str) -> None:
    assert demanded(question).is_met(meets)
    assert not demanded(question).is_met(misses)


def test_it_must_be_said_of_those_who_are_named() -> None:
    demand = demanded("How much did Norton save on cleaning?")
    assert not demand.is_met("Eastham saved £3m on cleaning.")
    assert demand.is_met("It saved £3m on cleaning.", "Norton took its cleaning back.")


def test_what_costs_must_be_spoken_of_by_the_sentence_and_not_by_a_title_alone() -> None:
    question = analyse("How much does insourcing cost?", Glossary([Term("insourcing", "…"), Term("outsourcing", "…")]))
    demand = demand_of(question)
    assert demand is not None
    assert demand.is_met("Insourcing costs £3m.")
    assert not demand.is_met(
        "Outsourcing costs £3m.", "Outsourcing costs £3m a year.", "Costs", "A plan for insourcing"
    )
    assert not demand.is_met("The sources differ on what it costs: £2m, £3m.")


def test_outside_the_field_a_time_may_be_put_in_any_way() -> None:
    question = "How long does it take to move parks?"
    assert demanded(question, Glossary()).is_met("Parks were moved, two years later.")
    assert not demanded(question).is_met("Parks were moved two years later.")


def test_of_three_names_one_may_be_called_otherwise() -> None:
    demand = demanded("How much did Norton save when Greenlee lost the deal with Eastham?")
    assert demand.is_met("Norton saved £3m when the gardeners of Eastham lost the deal.")
    assert not demand.is_met("Norton saved £3m.")


def test_a_name_may_be_written_in_full_and_a_word_misspelt() -> None:
    assert demanded("How many pages has the NPS guide?").is_met("The guide of the Norton Park Society has 40 pages.")
    assert demanded("How much did Nortton save?").is_met("Norton saved £3m.")


def test_the_date_of_a_report_is_no_date_of_what_it_reports() -> None:
    sentence = "Norton had taken its parks back, Ann Lee said at the launch of the plan on 20 July 2019."
    demand = demanded("In which year did Norton take its parks back?")
    assert claim(sentence) == "Norton had taken its parks back "
    assert demand.is_met(sentence)
    assert not demand.is_met(claim(sentence))


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Costs fell by 7%, according to the Park Society's page on parks (2019).", "Costs fell by 7% "),
        ("73% had, as the Lamp Board reported in May 2019.", "73% had, as the Lamp Board reported in May 2019."),
        ("Lamps were cheaper by a third, as the Lamp Board reported in May 2019.", "Lamps were cheaper by a third "),
        ("Flexibility is a benefit (78%) of insourcing.", "Flexibility is a benefit (78%) of insourcing."),
    ],
)
def test_a_claim_goes_without_who_makes_it(sentence: str, said: str) -> None:
    assert claim(sentence) == said


@pytest.mark.parametrize(
    "question",
    [
        "Why did Norton take its parks back?",
        "What do the reports say about cost?",
        "How much did Norton save, and who led the work?",
        "How many parks has Norton, and why did Eastham sell its own?",
    ],
)
def test_other_questions_demand_nothing_or_of_their_first_part_alone(question: str) -> None:
    parsed = analyse(question, Glossary())
    demand = demand_of(parsed)
    assert demand is None or [name.text for name in demand.of] == ["Norton"]


def test_a_follow_up_demands_what_it_asks_and_else_what_was_asked_before() -> None:
    assert demanded("And who led the work? (What did Norton save?)").wants == "name"
    assert demanded("And Eastham? (What did Norton save?)").wants == "sum"


def test_what_is_counted_may_be_called_otherwise() -> None:
    demand = demanded("How many people worked for Norton?")
    assert demand.is_met("Norton had 400 staff.")
    assert not demand.is_met("Norton had 400 parks.")


def test_what_the_texts_never_call_so_is_counted_by_any_figure() -> None:
    demand = demanded("How many hurdles did Norton set?")
    assert not demand.is_met("Norton set ten tests.")
    assert demand.known_in(["Norton set ten tests."]).is_met("Norton set ten tests.")
    assert not demand.known_in(["There were hurdles."]).is_met("Norton set ten tests.")


def test_who_asks_is_not_what_is_asked_about() -> None:
    assert [name.text for name in demanded("I live in Westport. How much did Norton save?").of] == ["Norton"]
