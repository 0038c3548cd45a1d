"""A name and some settings become a chat model, or a sentence that says what is missing; nothing is asked yet."""

from __future__ import annotations

import subprocess
import sys

import pytest
from langchain_anthropic import ChatAnthropic
from langchain_ollama import ChatOllama
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from insourcing_assistant.answering.llm_models import ModelChoice, load_model
from insourcing_assistant.errors import ConfigError

KEY = SecretStr("sk-secret")


@pytest.fixture(autouse=True)
def without_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "ANTHROPIC_API_KEY", "OLLAMA_HOST"):
        monkeypatch.delenv(name, raising=False)


def test_a_server_that_speaks_openais_protocol_needs_no_key() -> None:
    model = load_model(ModelChoice("openai:some/model:q4", url="http://127.0.0.1:8080/v1", timeout_s=7, retries=1))
    assert isinstance(model, ChatOpenAI)
    assert (model.model_name, model.openai_api_base) == ("some/model:q4", "http://127.0.0.1:8080/v1")
    assert (model.temperature, model.max_tokens, model.request_timeout, model.max_retries) == (0, 1000, 7, 1)


def test_ollama_is_given_room_for_the_passages_and_the_reply() -> None:
    model = load_model(ModelChoice("ollama:llama3.2", max_tokens=500, passage_chars=9000))
    assert isinstance(model, ChatOllama)
    assert (model.model, model.temperature, model.num_predict) == ("llama3.2", 0, 500)
    assert model.num_ctx == 9000 // 3 + 500 + 600
    assert model.client_kwargs == {"timeout": 120, "headers": {}}


def test_anthropic_takes_its_key() -> None:
    model = load_model(ModelChoice("anthropic:some-model", key=KEY, max_tokens=300))
    assert isinstance(model, ChatAnthropic)
    assert (model.model, model.max_tokens, model.anthropic_api_key) == ("some-model", 300, KEY)
    assert "sk-secret" not in repr(ModelChoice("anthropic:some-model", key=KEY))


def test_the_variable_of_the_provider_counts_where_no_key_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-of-anthropic")
    model = load_model(ModelChoice("anthropic:some-model"))
    assert isinstance(model, ChatAnthropic)
    assert model.anthropic_api_key.get_secret_value() == "sk-of-anthropic"


@pytest.mark.parametrize("name", ["llama3.2", "oracle:one", "ollama:", ":", ""])
def test_a_name_without_a_provider_that_is_known_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match=r"write a provider \(ollama, openai, anthropic\) and a name"):
        load_model(ModelChoice(name))


@pytest.mark.parametrize("name", ["openai:gpt", "anthropic:some-model"])
def test_a_key_that_is_missing_is_asked_for(name: str) -> None:
    with pytest.raises(ConfigError, match="Set its key in the variable INSOURCING_MODEL_KEY"):
        load_model(ModelChoice(name))


def test_a_missing_package_is_named_with_its_command() -> None:
    # In a process of its own: LangChain remembers what it has once imported.
    program = """
import sys
from insourcing_assistant.answering.llm_models import ModelChoice, load_model
from insourcing_assistant.errors import MissingExtraError
for provider in ("ollama", "openai", "anthropic"):
    sys.modules[f"langchain_{provider}"] = None
    try: load_model(ModelChoice(f"{provider}:a", url="http://127.0.0.1:1"))
    except MissingExtraError as error: print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        f"The model {provider}:a needs an extra: run `pip install 'insourcing-assistant[{provider}]'`."
        for provider in ("ollama", "openai", "anthropic")
    ]
