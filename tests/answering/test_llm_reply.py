"""A reply is read in the form that was asked for, and in those that models fall into."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insourcing_assistant.answering.llm_reply import Claim, Quote, declines, parse_reply

ONE = Claim("Norton took its parks back.", (Quote("0a1b2c3d", "took its parks back"),))


@pytest.mark.parametrize(
    "reply",
    [
        'S: Norton took its parks back.\nQ 0a1b2c3d: "took its parks back"',
        "S: Norton took its parks back.\nQ [0A1B2C3D]: “took its parks back”",
        "```\nS: Norton took its parks back.\nQ [[0a1b2c3d]]: took its parks back\n```",
        "Here you are:\n\n1. S: Norton took its parks back.\n   - Q 0a1b2c3d: 'took its parks back'\n\nAnything else?",
        '**S:** Norton took its parks back.\n**Q 0a1b2c3d:** "took its parks back"',
        "- Sentence 1: Norton took its parks back.\n- Quote (0a1b2c3d): took its parks back",
        "<think>S: Perhaps.\nQ x: or not</think>\nS: Norton took its parks back.\nQ 0a1b2c3d: took its parks back",
        '{"sentences": [{"sentence": "Norton took its parks back.", "quotes": '
        '[{"code": "0a1b2c3d", "quote": "took its parks back"}]}]}',
        '```json\n[{"text": "Norton took its parks back.", "id": "0a1b2c3d", "quote": "took its parks back"}]\n```',
        '{"sentence": "Norton took its parks back.", "quotes": {"0a1b2c3d": "took its parks back"}} That is all.',
    ],
)
def test_a_claim_is_read_however_it_is_dressed(reply: str) -> None:
    assert parse_reply(reply) == (ONE,)


def test_claims_keep_their_order_and_each_its_quotes() -> None:
    reply = "Q 1: before any sentence\nS: One.\nQ 1: a\nQ 2: b\nS: Two.\nS: Three.\nQ 3: c"
    assert parse_reply(reply) == (
        Claim("One.", (Quote("1", "a"), Quote("2", "b"))),
        Claim("Two."),
        Claim("Three.", (Quote("3", "c"),)),
    )


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Norton took its parks back.",
        "<think>S: never ended",
        "{",
        "[1, 2",
        '{"a": [1]}',
        '{"a": {}}',
        "[" * 100_000,
    ],
)
def test_what_has_no_form_holds_no_claim(reply: str) -> None:
    assert parse_reply(reply) == ()


@pytest.mark.parametrize("reply", ["NONE", "none.", " **NONE** \n", "S: NONE", "<think>well</think> NONE"])
def test_a_reply_can_decline(reply: str) -> None:
    assert declines(reply)


@pytest.mark.parametrize("reply", ["", "None of it helps.", "S: One.\nNONE"])
def test_nothing_else_declines(reply: str) -> None:
    assert not declines(reply)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["sentence", "quotes", "code", "quote", "x"]), inner, max_size=4)
    ),
)


@given(st.text(max_size=200) | JSON.map(lambda value: str(value).replace("'", '"')))
def test_whatever_is_written_is_read_without_failing(text: str) -> None:
    for claim in parse_reply(text):
        assert claim.text
        assert "\n" not in claim.text
