"""Makes the writer that the settings ask for, or none."""

from __future__ import annotations

from insourcing_assistant.errors import SettingError
from insourcing_assistant.parsing.instructions import reads_like_an_instruction
from insourcing_assistant.protocols import Writer
from insourcing_assistant.settings import Settings


def build_writer(settings: Settings) -> Writer | None:
    """Make what asks the language model, where one is to be asked. Raises `ConfigError`."""
    if settings.answerer != "llm":
        return None
    if settings.model is None:
        raise SettingError("answerer = llm", "it needs a model: name one with --model or INSOURCING_MODEL.")
    from insourcing_assistant.answering.llm import LlmWriter, Prices
    from insourcing_assistant.answering.llm_models import ModelChoice, load_model

    choice = ModelChoice(
        settings.model,
        url=settings.model_url,
        key=settings.model_key,
        timeout_s=settings.model_timeout_s,
        retries=settings.model_retries,
        max_tokens=settings.model_max_tokens,
        passage_chars=settings.model_passage_chars,
    )
    return LlmWriter(
        load_model(choice),
        name=choice.name,
        is_instruction=reads_like_an_instruction,
        timeout_s=choice.timeout_s,
        max_tokens=choice.max_tokens,
        passage_chars=choice.passage_chars,
        prices=Prices(settings.model_price_read, settings.model_price_written),
    )
