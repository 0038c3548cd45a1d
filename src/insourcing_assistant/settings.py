"""Every knob, with its default, bounds and description. Read only by `wiring` and `cli`.

A value comes from the command line, else from an `INSOURCING_…` variable, else from `insourcing.toml` in the working
directory, else from its default.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from insourcing_assistant.errors import SettingError

PREFIX = "INSOURCING_"
FILE = Path("insourcing.toml")

Folder = Annotated[Path, AfterValidator(lambda path: path.expanduser())]


class Settings(BaseSettings):
    """What is in force. Frozen; an unknown name is an error."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, toml_file=FILE, frozen=True, extra="forbid"
    )

    corpus: Folder = Field(Path("corpus"), description="The folder with catalogue.toml, briefs/ and reports/.")
    library: Folder = Field(
        default_factory=lambda chosen: chosen["corpus"] / "library", description="The folder the library is kept in."
    )
    embedding_model: str | None = Field(
        None, min_length=1, description="A sentence-transformers model, by name or folder; none means the packaged one."
    )
    candidates: int = Field(60, ge=1, le=500, description="How many passages each ranking contributes.")
    max_statements: int = Field(5, ge=1, le=20, description="How many statements an answer has at most.")
    answerer: Literal["extractive", "llm"] = Field(
        "extractive", description="Who words the answers: extractive quotes the sources, llm asks a language model."
    )
    model: str | None = Field(
        None,
        pattern=r"^(ollama|openai|anthropic):.+$",
        examples=["ollama:llama3.2"],
        description="The language model, as provider:name; the provider is ollama, openai or anthropic.",
    )
    model_url: str | None = Field(
        None,
        pattern=r"^https?://\S+$",
        examples=["http://127.0.0.1:8080/v1"],
        description="The address of the model's server; for openai, of any that speaks its protocol.",
    )
    model_key: SecretStr | None = Field(
        None, min_length=1, description="The key for the model's server: only as a variable, never in a file."
    )
    model_timeout_s: float = Field(120.0, ge=0.1, le=3600, description="How many seconds the model may take.")
    model_retries: int = Field(2, ge=0, le=10, description="How often a call that failed is tried again.")
    model_max_tokens: int = Field(1000, ge=50, le=32_000, description="How long the model's reply may be, in tokens.")
    model_passage_chars: int = Field(
        12_000, ge=500, le=1_000_000, description="How much text the model is shown, in characters."
    )
    model_price_read: float = Field(
        0.0, ge=0, le=100_000, description="What a million tokens cost that the model reads; 0 where unknown."
    )
    model_price_written: float = Field(
        0.0, ge=0, le=100_000, description="What a million tokens cost that the model writes; 0 where unknown."
    )
    max_question_chars: int = Field(2000, ge=20, le=20_000, description="How long a question may be, in characters.")
    lock_wait_s: float = Field(
        5.0, ge=0, le=3600, description="How many seconds to wait for another process that writes to the library."
    )
    read_seconds: float = Field(
        60.0, ge=0.01, le=86_400, description="How many seconds reading a file may take, apart from its pages."
    )
    read_seconds_per_page: float = Field(
        30.0, ge=0, le=3600, description="How many seconds more for each page of a PDF: a scan is read slowly."
    )
    read_memory_mb: int = Field(
        2048, ge=256, le=1_048_576, description="How many megabytes of memory reading a file may take."
    )
    read_max_pages: int = Field(5000, ge=1, le=1_000_000, description="How many pages a file may have.")
    read_max_mb: float = Field(500.0, ge=0.001, le=100_000, description="How large a file may be, in megabytes.")
    fetch_timeout_s: float = Field(
        300.0, ge=1, le=7200, description="How many seconds fetching from one address may take, tries included."
    )
    fetch_max_bytes: int = Field(
        200_000_000, ge=1000, le=10_000_000_000, description="How large a fetched publication may be, in bytes."
    )
    allow_private_addresses: bool = Field(
        False, description="Whether to fetch from private and loopback addresses too, as in an intranet."
    )
    ocr: bool = Field(True, description="Whether pages without text are read by OCR, which takes seconds a page.")
    audit: bool = Field(True, description="Whether a record of each answer is kept in the library.")
    audit_keep: int = Field(
        10_000, ge=1, le=10_000_000, description="How many records of answers are kept; the oldest go first."
    )
    host: str = Field("127.0.0.1", min_length=1, description="The address that the chat listens on.")
    port: int = Field(7860, ge=1, le=65_535, description="The port that the chat listens on.")
    root_path: str = Field("", description="The path under which a reverse proxy shows the chat, such as /insourcing.")
    auth_file: Folder | None = Field(
        None,
        description="A file with a line for each who may come in, as `insourcing password NAME` writes it; none means "
        "that everybody may.",
    )
    uploads: Literal["on", "off"] | None = Field(
        None,
        description="Whether publications can be added, edited and removed on the Library page, and test questions run "
        "and added on the Evaluate page; none means only from this computer itself, and not at all where `host` lets "
        "others in.",
    )
    upload_max_waiting: int = Field(
        100, ge=1, le=10_000, description="How many changes of the library may wait for their turn on the Library page."
    )
    upload_max_waiting_each: int = Field(
        25, ge=1, le=10_000, description="How many of them may be of one visitor: an account, a sign-in or an address."
    )
    upload_password: SecretStr | None = Field(
        None, min_length=8, description="What has to be typed in before publications can be added on the page."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (the signature is pydantic's)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources, strongest first."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def uploads_in_force(self) -> Literal["on", "off", "local"]:
        """Whether publications can be added on the page: "local" means only from this computer itself."""
        if self.uploads is not None:
            return self.uploads
        return "local" if _is_loopback(self.host) and not self.root_path else "off"


@dataclass(frozen=True, slots=True)
class SettingsInForce:
    """The settings, and for each by name where its value came from, in words."""

    settings: Settings
    origins: Mapping[str, str]


def load_settings(
    options: Mapping[str, object] | None = None, *, plain_variables: Mapping[str, str] | None = None
) -> SettingsInForce:
    """Gather the settings from all sources and check them. Raises `SettingError`.

    `options` are the values given on the command line, by field. `plain_variables` maps a field to a variable without
    our prefix, such as port to PORT, which counts where the prefixed one is not set.
    """
    options = dict(options or {})
    plain = _plain_values(plain_variables or {})
    origins = _origins(options, plain, plain_variables or {})
    try:
        settings = Settings.model_validate({**plain, **options})
    except ValidationError as error:
        raise _setting_error(error, origins) from error
    return SettingsInForce(settings, {name: origins.get(name, "default") for name in Settings.model_fields})


def variable(field: str) -> str:
    """Name the environment variable of a field."""
    return PREFIX + field.upper()


def describe_bounds(field: FieldInfo) -> str:
    """Say in words what values a field takes, such as "a whole number from 1 to 20"."""
    if field.annotation is bool:
        return "true or false"
    choices = [choice for part in (field.annotation, *get_args(field.annotation)) for choice in get_args(part)]
    if texts := [choice for choice in choices if isinstance(choice, str)]:
        return " or ".join(map(repr, texts))
    if field.annotation == SecretStr | None:
        return f"a text of at least {_rules(field, 'min_length')[0]:g} characters"
    if field.examples:
        return f"a text such as {field.examples[0]}"
    if field.annotation not in (int, float):
        return "a text of at least one character" if _rules(field, "min_length") else "a text"
    kind = "a whole number" if field.annotation is int else "a number"
    return f"{kind} from {_rules(field, 'ge')[0]:g} to {_rules(field, 'le')[0]:g}"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _rules(field: FieldInfo, name: str) -> list[float]:
    return [getattr(rule, name) for rule in field.metadata if hasattr(rule, name)]


def _plain_values(plain_variables: Mapping[str, str]) -> dict[str, str]:
    return {
        field: os.environ[name]
        for field, name in plain_variables.items()
        if os.environ.get(name) and not os.environ.get(variable(field))
    }


def _origins(
    options: Mapping[str, object], plain: Mapping[str, str], plain_variables: Mapping[str, str]
) -> dict[str, str]:
    """Name the strongest source of each value that is not the default. The weakest source is entered first."""
    origins: dict[str, str] = dict.fromkeys(_from_file(), FILE.name)
    origins |= {field: f"variable {variable(field)}" for field in _from_environment()}
    origins |= {field: f"variable {plain_variables[field]}" for field in plain}
    return origins | {field: f"option --{field.replace('_', '-')}" for field in options}


def _from_file() -> dict[str, Any]:
    try:
        values = TomlConfigSettingsSource(Settings)()
    except (OSError, ValueError) as error:
        raise SettingError(FILE.name, f"it cannot be read: {error}") from error
    for name in values:
        _check_known(name.lower(), FILE.name, f"there is no setting {name!r}")
        if name.lower() == "model_key":
            raise SettingError(
                FILE.name,
                f"a key does not belong into a file: put it into the variable {variable('model_key')}.",
            )
    return values


def _from_environment() -> dict[str, Any]:
    # pydantic-settings passes over unknown variables in silence, which would hide a misspelt one.
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX):
            _check_known(name[len(PREFIX) :].lower(), f"variable {name}", "there is no such setting")
    return EnvSettingsSource(Settings)()


def _check_known(name: str, origin: str, problem: str) -> None:
    if name in Settings.model_fields:
        return
    near = difflib.get_close_matches(name, Settings.model_fields, n=1)
    advice = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(Settings.model_fields)}."
    raise SettingError(origin, f"{problem}; {advice}")


def _setting_error(error: ValidationError, origins: Mapping[str, str]) -> SettingError:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    origin = origins.get(name, f"setting {name}")
    given, field = first.get("input"), Settings.model_fields.get(name)
    if field is None:
        return SettingError(origin, f"there is no setting {name!r}")
    where = f"{origin}, {name}" if origin == FILE.name else origin
    if field.annotation == SecretStr | None:
        return SettingError(where, f"the password is not {describe_bounds(field)}.")
    return SettingError(where, f"{given!r} is not {describe_bounds(field)}.")
