from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from tokenizers import Tokenizer

from insourcing_assistant.embedding import MiniLM
from insourcing_assistant.embedding.model_files import packaged_model
from insourcing_assistant.embedding.repeats import without_repeats
from insourcing_assistant.splitting import sentence_spans
from insourcing_assistant.types import Page, Passage

TABLE = "\n".join(
    (
        "Fife: Annual saving 7%; Year of return 2011; Service gas repairs",
        "Thurrock: Annual saving 5.5%; Year of return 2010; Service revenues",
        "Essex: Annual saving £3m; Year of return 2010; Service IT",
    )
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(packaged_model().tokenizer))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def read_of(tokenizer: Tokenizer, text: str) -> str:
    """Say what is read of a text: its tokens, without the special ones around them."""
    encoding = tokenizer.encode(text)
    places = without_repeats(encoding, text, sentence_spans(text))
    assert (places[0], places[-1]) == (0, len(encoding.ids) - 1)
    return " ".join(encoding.tokens[place] for place in places[1:-1])


def test_names_of_columns_are_read_in_the_first_row(tokenizer: Tokenizer) -> None:
    assert read_of(tokenizer, TABLE) == (
        "fife : annual saving 7 % ; year of return 2011 ; service gas repairs"
        # The whole cell of the third row is as that of the second: it may be nothing but its value.
        " th ##ur ##rock 5 . 5 % 2010 revenues"
        " essex £ ##3 ##m ; year of return 2010 it"
    ).replace("£ ##3 ##m", " ".join(tokenizer.encode("£3m").tokens[1:-1]))


@pytest.mark.parametrize(
    "text",
    [
        "The council saved 7%.\nThe council saved more.\nThe council saved most.",
        "The council saved 7%. The council saved more.",
        "Savings",
        "Saving\nSavings",
        "",
    ],
    ids=["statements on lines", "statements", "a heading", "a word that goes on", "nothing"],
)
def test_what_is_no_row_is_read_whole(tokenizer: Tokenizer, text: str) -> None:
    assert read_of(tokenizer, text) == " ".join(tokenizer.encode(text).tokens[1:-1])


def test_a_row_that_stands_there_twice_is_read_twice(tokenizer: Tokenizer) -> None:
    row = "Fife: Annual saving 7%; Year of return 2011"
    assert read_of(tokenizer, f"{row}\n{row}") == " ".join(2 * tokenizer.encode(row).tokens[1:-1])


def test_a_statement_between_rows_parts_them(tokenizer: Tokenizer) -> None:
    text = "Annual saving 7%\nAs the council says.\nAnnual saving 8%"
    assert read_of(tokenizer, text).count("annual saving") == 2


def test_rows_are_found_by_their_values_however_many_name_the_same_columns() -> None:
    rows = [f"{place}: Description and validity {said}" for place, said in _ROWS]
    text = "\n".join(rows)
    spans = sentence_spans(text)
    passage = Passage("p", "r", "report", "page", text, 0, (Page(1, "1", 0, len(text)),), sentences=spans)
    minilm = MiniLM()
    [vectors] = minilm.embed_passages([passage], [""])

    assert vectors.sentences.shape == (len(rows), 384)
    np.testing.assert_allclose(np.linalg.norm(vectors.sentences, axis=1), 1, atol=1e-5)
    found = [int(np.argmax(vectors.sentences @ minilm.embed_question(said))) for _, said in _ROWS]
    assert found == list(range(len(rows)))


_ROWS: Sequence[tuple[str, str]] = (
    ("Line 1", "name of the taxpayer"),
    ("Line 2", "amount of the penalty"),
    ("Line 3", "date of the last deposit"),
    ("Line 4", "state where the company is registered"),
    ("Line 5", "code for a refund that is held back"),
)
