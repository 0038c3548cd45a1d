"""What a question is limited to is checked before it is asked."""

from __future__ import annotations

import pytest

from insourcing_assistant.errors import UnknownReportError, UsageError
from insourcing_assistant.filters import check_reports, make_filters
from insourcing_assistant.types import Filters
from tests.shelves import LAMPS, PARKS


def test_years_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(UsageError, match="No year is both 2015 or later and 2011 or earlier: exchange the two"):
        make_filters(reports=(), year_from=2015, year_to=2011, publisher=None)


def test_what_makes_sense_is_put_together() -> None:
    filters = make_filters(reports=("parks",), year_from=2011, year_to=2011, publisher="Park")
    assert filters == Filters(reports=("parks",), year_from=2011, year_to=2011, publisher="Park")


def test_a_report_that_is_not_there_is_named_with_those_that_are() -> None:
    known = {"lamps": LAMPS, "parks": PARKS}
    check_reports(Filters(reports=("parks", "lamps")), known)
    with pytest.raises(UnknownReportError, match=r"no report 'lost' in the library\. It has: lamps, parks\."):
        check_reports(Filters(reports=("parks", "lost")), known)
