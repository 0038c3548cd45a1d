from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insourcing_assistant.parsing.normalise import normalise


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("o\ufb03ce \ufb01gures", "office figures"),
        ("in\N{SOFT HYPHEN}sourcing", "insourcing"),
        ("£3\N{NO-BREAK SPACE}million\N{THIN SPACE}a year", "£3 million a year"),
        ("zero\N{ZERO WIDTH SPACE}width\ufeff", "zerowidth"),
        ("e\N{COMBINING ACUTE ACCENT}lan", "élan"),
        ("1½ m² – “as it is”…", "1½ m² – “as it is”…"),
        ("in\N{NON-BREAKING HYPHEN}house", "in-house"),
        ("tab\tand\x07bell\r\nand line", "tab and bell and line"),
        ("\u202eturned", "turned"),
    ],
)
def test_text_is_made_clean(raw: str, clean: str) -> None:
    assert normalise(raw) == clean


@settings(deadline=None)
@given(st.text())
def test_doing_it_twice_changes_nothing(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once
    assert "\n" not in once
    assert "  " not in once
