"""Who may come in stands in a file, a line for each; what is wrong with it is said with the number of the line."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from insourcing_assistant.accounts import Account, account_line, load_accounts, make_account
from insourcing_assistant.errors import AccountsFileError, UsageError

PASSWORD = "correct horse"
LINE = "ann:$scrypt$ln=14,r=8,p=5$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "people.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_line_that_was_made_lets_in_with_its_password_alone(tmp_path: Path) -> None:
    line = account_line(make_account("ann", PASSWORD))
    accounts = load_accounts(write(tmp_path, f"\ufeff# who may come in\n\n{line}\r\n"))
    assert list(accounts) == ["ann"]
    assert accounts["ann"].accepts(PASSWORD)
    assert not accounts["ann"].accepts(f"{PASSWORD} ")
    assert PASSWORD not in line


def test_the_hash_is_scrypt_over_the_salt() -> None:
    account = make_account("ann", PASSWORD)
    expected = hashlib.scrypt(PASSWORD.encode(), salt=account.salt, n=2**14, r=8, p=5, dklen=32, maxmem=2**26)
    assert account.key == expected
    assert account.key != make_account("ann", PASSWORD).key


def test_an_accent_is_the_same_however_it_was_typed(tmp_path: Path) -> None:
    line = account_line(make_account("Ren\u00e9", "caf\u00e9 cr\u00e8me"))
    account = load_accounts(write(tmp_path, line))["Ren\u00e9"]
    assert account.accepts("cafe\u0301 cre\u0300me")
    assert make_account("Rene\u0301", PASSWORD).name == account.name


def test_an_account_shows_no_hash() -> None:
    assert repr(Account("ann", b"salt", b"key")) == "Account(name='ann', log_cost=14, parallel=5)"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ann", ", line 1: there is no colon between a name and a hash."),
        (f"{LINE}\n\nbob:hunter22hunter", ", line 3: after the name stands something else than a hash."),
        ("bob:$2y$05$bvIG6Nmid91Mu9RcmmWZfO5HJIMCT8riNW0hEp8f6/FuA2", ", line 1: after the name stands a hash of ano"),
        ("bob:{SHA}VBPuJHI7uixaa6LQGWx4s+5GKNE=", ", line 1: after the name stands a hash of another kind."),
        (LINE.replace("ln=14", "ln=10"), ", line 1: its hash is not one of ln=14 to 17 and p=1 to 16."),
        (LINE.replace("ln=14", "ln=30"), ", line 1: its hash is not one of ln=14 to 17 and p=1 to 16."),
        (LINE.replace("p=5", "p=0"), ", line 1: its hash is not one of ln=14 to 17 and p=1 to 16."),
        (LINE.replace("ann", ""), ", line 1: the name cannot be used: it is empty."),
        (LINE.replace("ann", "a" * 101), ", line 1: the name cannot be used: it is longer than 100 characters."),
        (LINE.replace("ann", " ann"), ", line 1: the name cannot be used: it has a colon, a # or a space at an end"),
        (f"{LINE}\n{LINE}", ", line 2: its name stands in line 1 too. Delete one."),
        ("# nobody\n", ": nobody is in it, so that nobody could come in."),
        (b"\xff\xfe", ": it is not written in UTF-8."),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_without_what_stands_there(
    tmp_path: Path, text: str | bytes, sentence: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(AccountsFileError, match=re.escape(f"{path}{sentence}")) as raised:
        load_accounts(path)
    assert "hunter" not in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AccountsFileError, match=r"nowhere: it cannot be read \(No such file or directory\)\."):
        load_accounts(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["", " ", "a:b", "#ann", "ann ", "a\nb", "a" * 101])
def test_a_name_that_cannot_be_used_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=r"The name .* cannot be used"):
        make_account(name, PASSWORD)


@pytest.mark.parametrize("password", ["", "seven77", "x" * 1001])
def test_a_password_that_is_too_short_or_too_long_is_refused(password: str) -> None:
    with pytest.raises(UsageError, match="A password has 8 to 1,000 characters"):
        make_account("ann", password)
