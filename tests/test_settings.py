"""Settings come from the strongest source that has them, and a wrong one is named with its source and its bounds."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from insourcing_assistant.errors import SettingError
from insourcing_assistant.settings import Settings, describe_bounds, load_settings, variable


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults_are_in_force_where_nothing_is_said() -> None:
    in_force = load_settings()
    assert (in_force.settings.corpus, in_force.settings.library) == (Path("corpus"), Path("corpus/library"))
    assert (in_force.settings.host, in_force.settings.port) == ("127.0.0.1", 7860)
    assert set(in_force.origins.values()) == {"default"}


def test_a_source_beats_those_below_it(in_an_empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (in_an_empty_folder / "insourcing.toml").write_text('port = 1001\nhost = "file"\nmax_statements = 2\n')
    monkeypatch.setenv("INSOURCING_PORT", "1002")
    monkeypatch.setenv("INSOURCING_HOST", "variable")
    in_force = load_settings({"port": 1003})
    assert (in_force.settings.port, in_force.origins["port"]) == (1003, "option --port")
    assert (in_force.settings.host, in_force.origins["host"]) == ("variable", "variable INSOURCING_HOST")
    assert (in_force.settings.max_statements, in_force.origins["max_statements"]) == (2, "insourcing.toml")
    assert in_force.origins["candidates"] == "default"


def test_a_switch_takes_true_or_false(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().settings.ocr
    monkeypatch.setenv("INSOURCING_OCR", "false")
    assert not load_settings().settings.ocr
    monkeypatch.setenv("INSOURCING_OCR", "perhaps")
    with pytest.raises(SettingError, match="'perhaps' is not true or false"):
        load_settings()


def test_a_plain_variable_counts_where_the_prefixed_one_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1001")
    assert load_settings().settings.port == 7860
    in_force = load_settings(plain_variables={"port": "PORT"})
    assert (in_force.settings.port, in_force.origins["port"]) == (1001, "variable PORT")
    monkeypatch.setenv("INSOURCING_PORT", "1002")
    assert load_settings(plain_variables={"port": "PORT"}).settings.port == 1002
    assert load_settings({"port": 1003}, plain_variables={"port": "PORT"}).settings.port == 1003


def test_the_library_is_kept_in_the_corpus_unless_it_is_moved(tmp_path: Path) -> None:
    assert load_settings({"corpus": tmp_path}).settings.library == tmp_path / "library"
    assert load_settings({"corpus": tmp_path, "library": Path("there")}).settings.library == Path("there")


def test_a_tilde_is_the_home_folder() -> None:
    assert load_settings({"corpus": Path("~/texts")}).settings.corpus == Path.home() / "texts"


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSOURCING_PORT", "")
    monkeypatch.setenv("PORT", "")
    in_force = load_settings(plain_variables={"port": "PORT"})
    assert (in_force.settings.port, in_force.origins["port"]) == (7860, "default")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("INSOURCING_PORT", "web", "variable INSOURCING_PORT: 'web' is not a whole number from 1 to 65535."),
        ("INSOURCING_PORT", "65536", "variable INSOURCING_PORT: '65536' is not a whole number from 1 to 65535."),
        ("PORT", "0", "variable PORT: '0' is not a whole number from 1 to 65535."),
        ("INSOURCING_LOCK_WAIT_S", "-1", "variable INSOURCING_LOCK_WAIT_S: '-1' is not a number from 0 to 3600."),
        (
            "INSOURCING_ALLOW_PRIVATE_ADDRESSES",
            "perhaps",
            "variable INSOURCING_ALLOW_PRIVATE_ADDRESSES: 'perhaps' is not true or false.",
        ),
        ("INSOURCING_ANSWERER", "oracle", "variable INSOURCING_ANSWERER: 'oracle' is not 'extractive' or 'llm'."),
        ("INSOURCING_MODEL", "llama", "variable INSOURCING_MODEL: 'llama' is not a text such as ollama:llama3.2."),
        (
            "INSOURCING_MODEL_URL",
            "file:///etc",
            "variable INSOURCING_MODEL_URL: 'file:///etc' is not a text such as http://127.0.0.1:8080/v1.",
        ),
        ("INSOURCING_LIBARY", "x", "variable INSOURCING_LIBARY: there is no such setting; did you mean 'library'?"),
    ],
)
def test_a_wrong_variable_is_named_with_its_bounds(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as caught:
        load_settings(plain_variables={"port": "PORT"})
    assert str(caught.value) == sentence
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("port = 'web'", "insourcing.toml, port: 'web' is not a whole number from 1 to 65535."),
        ("corpus = 4", "insourcing.toml, corpus: 4 is not a text."),
        ("prot = 4", "insourcing.toml: there is no setting 'prot'; did you mean 'port'?"),
        (
            "model_key = 'sk-secret'",
            "insourcing.toml: a key does not belong into a file: put it into the variable INSOURCING_MODEL_KEY.",
        ),
        ("port = = 4", "insourcing.toml: it cannot be read: Invalid value (at line 1, column 8)"),
    ],
)
def test_a_wrong_file_is_named(in_an_empty_folder: Path, line: str, sentence: str) -> None:
    (in_an_empty_folder / "insourcing.toml").write_text(line)
    with pytest.raises(SettingError) as caught:
        load_settings()
    assert str(caught.value) == sentence


def test_a_key_is_taken_from_the_environment_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSOURCING_MODEL_KEY", "sk-secret")
    settings = load_settings().settings
    assert settings.model_key is not None
    assert settings.model_key.get_secret_value() == "sk-secret"
    assert "sk-secret" not in f"{settings!r} {settings.model_dump_json()}"


def test_a_wrong_option_is_named() -> None:
    with pytest.raises(SettingError, match=r"^option --max-statements: 0 is not a whole number from 1 to 20\.$"):
        load_settings({"max_statements": 0})


def test_a_name_that_resembles_no_setting_is_answered_with_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSOURCING_XYZZY", "1")
    with pytest.raises(
        SettingError, match=r"there is no such setting; there are: corpus, library, .*upload_password\."
    ):
        load_settings()


@pytest.mark.parametrize("name", ["port", "prot"])
def test_settings_are_frozen(name: str) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(load_settings().settings, name, 1)


def test_every_setting_is_described_and_bounded() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name
        assert describe_bounds(field).startswith(
            (
                "a whole number from ",
                "a number from ",
                "a text",
                "true or false",
                "'on' or 'off'",
                "'extractive' or 'llm'",
            )
        ), name
        assert variable(name) == f"INSOURCING_{name.upper()}"


@pytest.mark.parametrize(
    ("options", "in_force"),
    [
        ({}, "local"),
        ({"host": "::1"}, "local"),
        ({"host": "localhost"}, "local"),
        ({"host": "0.0.0.0"}, "off"),
        ({"host": "library.example.org"}, "off"),
        ({"root_path": "/insourcing"}, "off"),
        ({"host": "0.0.0.0", "uploads": "on"}, "on"),
        ({"uploads": "off"}, "off"),
    ],
)
def test_publications_can_be_added_from_this_computer_alone_unless_it_is_said(
    options: dict[str, object], in_force: str
) -> None:
    assert load_settings(options).settings.uploads_in_force == in_force


def test_a_choice_names_what_can_be_chosen() -> None:
    with pytest.raises(SettingError, match="'perhaps' is not 'on' or 'off'"):
        load_settings({"uploads": "perhaps"})


def test_a_password_is_not_said_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSOURCING_UPLOAD_PASSWORD", "tulip")
    with pytest.raises(SettingError, match="the password is not a text of at least 8 characters") as raised:
        load_settings()
    assert "tulip" not in str(raised.value)
    monkeypatch.setenv("INSOURCING_UPLOAD_PASSWORD", "tulips and daisies")
    settings = load_settings().settings
    assert "tulips" not in f"{settings!r} {settings.model_dump(mode='json')}"
