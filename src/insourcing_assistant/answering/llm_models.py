"""Turns "provider:name" into a LangChain chat model."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from insourcing_assistant.errors import ConfigError, MissingExtraError

Options = dict[str, Any]  # LangChain takes them by keyword, whatever they are
_NO_KEY = SecretStr("none")
"""What a server of one's own is given for a key: the client insists on one, and must not send that for OpenAI."""

_CHARS_PER_TOKEN = 3
_PROMPT_TOKENS = 600


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model to ask, where, and how patiently.

    `name` is "provider:name". `url` is the address of a server, for openai that of any that speaks its protocol, up
    to and with "/v1". `timeout_s` is for a step of a call, each of which is tried `retries` times more; `max_tokens`
    limits the reply, `passage_chars` what it is made from.
    """

    name: str
    url: str | None = None
    key: SecretStr | None = None
    timeout_s: float = 120.0
    retries: int = 2
    max_tokens: int = 1000
    passage_chars: int = 12_000


def load_model(choice: ModelChoice) -> BaseChatModel:
    """Make the chat model, without asking it anything.

    Raises `ConfigError` for a name that says no provider or an unknown one, or where the provider wants a key, and
    `MissingExtraError` where the provider's package is not installed.
    """
    provider, _, name = choice.name.partition(":")
    if provider not in _OPTIONS or not name:
        raise ConfigError(
            f"The model {choice.name!r} cannot be used: write a provider ({', '.join(_OPTIONS)}) and a name, "
            "such as ollama:llama3.2."
        )
    try:
        return _init(provider, name, choice)
    except ImportError as error:
        raise MissingExtraError(f"The model {choice.name}", provider) from error
    except Exception as error:  # each provider complains in its own way, and may quote the key
        raise ConfigError(
            f"The model {choice.name} cannot be set up ({type(error).__name__}). Set its key in the variable "
            "INSOURCING_MODEL_KEY, or the address of a server of your own in INSOURCING_MODEL_URL."
        ) from error


def _init(provider: str, name: str, choice: ModelChoice) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    options = _OPTIONS[provider](choice)
    # Without an address or a key of ours, the provider's own variables count: OPENAI_API_KEY and the like.
    given = {option: value for option, value in options.items() if value is not None}
    model: BaseChatModel = init_chat_model(name, model_provider=provider, temperature=0, **given)
    return model


def _openai(choice: ModelChoice) -> Options:
    return {
        "base_url": choice.url,
        "api_key": choice.key or (_NO_KEY if choice.url else None),
        "timeout": choice.timeout_s,
        "max_retries": choice.retries,
        "max_tokens": choice.max_tokens,
        "stream_usage": True,
    }


def _ollama(choice: ModelChoice) -> Options:
    headers = {"Authorization": f"Bearer {choice.key.get_secret_value()}"} if choice.key else {}
    return {
        "base_url": choice.url,
        "client_kwargs": {"timeout": choice.timeout_s, "headers": headers},
        "num_predict": choice.max_tokens,
        # Ollama cuts off what goes beyond its default in silence, beginning with the rules.
        "num_ctx": choice.passage_chars // _CHARS_PER_TOKEN + choice.max_tokens + _PROMPT_TOKENS,
    }


def _anthropic(choice: ModelChoice) -> Options:
    key = choice.key or (_NO_KEY if choice.url else SecretStr(os.environ.get("ANTHROPIC_API_KEY", "")))
    if not key.get_secret_value():
        raise LookupError  # its client would notice only when a question is asked
    return {
        "base_url": choice.url,
        "api_key": key,
        "timeout": choice.timeout_s,
        "max_retries": choice.retries,
        "max_tokens": choice.max_tokens,
    }


_OPTIONS: dict[str, Callable[[ModelChoice], Options]] = {
    "ollama": _ollama,
    "openai": _openai,
    "anthropic": _anthropic,
}
