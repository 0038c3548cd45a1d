"""The settings say who words the answers, and what is missing for it is said before anybody asks."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from insourcing_assistant.answering.llm import INSTEAD, LlmWriter
from insourcing_assistant.errors import ConfigError, SettingError
from insourcing_assistant.settings import Settings
from insourcing_assistant.writers import build_writer
from tests.answering.making import ask, make_answerer, make_hit, make_passage
from tests.chat_server import Manners, chat_server

PARKS = make_passage("Norton took its parks back in 2016. Nobody lost a job over the parks.")
QUESTION = ask("When did Norton take its parks back?")


def test_without_a_wish_no_model_words_anything() -> None:
    assert build_writer(Settings()) is None
    assert build_writer(Settings(model="ollama:llama3.2")) is None


def test_a_wish_without_a_model_is_answered_with_what_is_missing() -> None:
    with pytest.raises(SettingError, match=r"answerer = llm: it needs a model: name one with --model"):
        build_writer(Settings(answerer="llm"))


def test_a_missing_key_is_said_before_a_question_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ConfigError, match="INSOURCING_MODEL_KEY"):
        build_writer(Settings(answerer="llm", model="openai:gpt"))


def test_the_writer_asks_the_model_that_is_set_where_it_is_set_and_with_the_key() -> None:
    manners = Manners(status=500)
    draft = make_answerer().answer(QUESTION, [make_hit(PARKS)])
    with chat_server(manners) as url:
        writer = build_writer(
            Settings(
                answerer="llm",
                model="openai:some-model",
                model_url=url,
                model_key=SecretStr("sk-mine"),
                model_retries=0,
                model_max_tokens=77,
            )
        )
        assert isinstance(writer, LlmWriter)
        answer = writer.write(QUESTION, draft)
    assert manners.keys == ["Bearer sk-mine"]
    (request,) = manners.requests
    assert (request["model"], request["temperature"], request["stream"]) == ("some-model", 0, True)
    assert 77 in (request.get("max_tokens"), request.get("max_completion_tokens"))
    assert answer.notes[-1].endswith(f"{INSTEAD}.")
