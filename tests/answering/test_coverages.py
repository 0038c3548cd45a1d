"""What was searched is cited, related or silent, and nothing is two of these."""

from insourcing_assistant.answering.citations import cite
from insourcing_assistant.answering.coverages import RELATED_DEPTH, coverage_of, joined
from insourcing_assistant.types import Answer, Coverage, Statement
from tests.answering.making import make_hit, make_passage


def test_a_publication_that_is_found_but_not_cited_is_related() -> None:
    cited, found = (make_passage("Bins came home.", report_id=id_) for id_ in ("norton", "southam"))
    statement = Statement(cited.text, (cite(cited, 0, len(cited.text)),))
    answer = Answer("?", statements=(statement,), hits=(make_hit(cited), make_hit(found, rank=2)))
    assert coverage_of(answer, ["norton", "southam", "weston"]) == Coverage(
        searched=("norton", "southam", "weston"), cited=("norton",), related=("southam",), silent=("weston",)
    )


def test_what_is_found_late_is_silent() -> None:
    hits = tuple(
        make_hit(make_passage("Bins.", report_id=f"r{rank}"), rank=rank) for rank in range(1, RELATED_DEPTH + 2)
    )
    coverage = coverage_of(Answer("?", hits=hits), [hit.passage.report_id for hit in hits])
    assert coverage.silent == (f"r{RELATED_DEPTH + 1}",)


def test_what_one_part_cites_is_cited() -> None:
    first = Coverage(("a", "b"), cited=("a",), related=("b",))
    second = Coverage(("a", "b", "c"), cited=("b",), related=("a",), silent=("c",))
    assert joined([first, second]) == Coverage(("a", "b", "c"), cited=("a", "b"), silent=("c",))
