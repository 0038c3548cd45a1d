"""The file that says who may come in: a line for each, with a name and the hash of a password."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from insourcing_assistant.errors import AccountsFileError, UsageError

LOG_COST, PARALLEL = 14, 5
"""What hashing costs: 16 MB and five passes, one of the settings for scrypt that OWASP holds to be enough."""

MIN_PASSWORD_CHARS, MAX_PASSWORD_CHARS = 8, 1000
MAX_NAME_CHARS = 100

_BLOCK = 8
_SALT_BYTES, _KEY_BYTES = 16, 32
_HASH = re.compile(r"\$scrypt\$ln=(\d{1,2}),r=8,p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})")
_MADE_BY = "Make the line with `insourcing password NAME`."


@dataclass(frozen=True, slots=True)
class Account:
    """Who may come in, and what is known of the password. `log_cost` is the binary logarithm of scrypt's N."""

    name: str
    salt: bytes = field(repr=False)
    key: bytes = field(repr=False)
    log_cost: int = LOG_COST
    parallel: int = PARALLEL

    def accepts(self, password: str) -> bool:
        """Whether this is the password. Takes some tenths of a second, and as long for a wrong one."""
        return hmac.compare_digest(_key(password, self.salt, self.log_cost, self.parallel), self.key)


def make_account(name: str, password: str) -> Account:
    """Make an account with a new salt. Raises `UsageError` for a name or a password that cannot be used."""
    name = same(name)
    if problem := _problem_of_name(name):
        raise UsageError(f"The name {name[:MAX_NAME_CHARS]!r} cannot be used: {problem}.")
    if not MIN_PASSWORD_CHARS <= len(password) <= MAX_PASSWORD_CHARS:
        raise UsageError(f"A password has {MIN_PASSWORD_CHARS} to {MAX_PASSWORD_CHARS:,} characters.")
    salt = secrets.token_bytes(_SALT_BYTES)
    return Account(name, salt, _key(password, salt, LOG_COST, PARALLEL))


def account_line(account: Account) -> str:
    """Write an account as a line of the file."""
    salt, key = _base64(account.salt), _base64(account.key)
    return f"{account.name}:$scrypt$ln={account.log_cost},r={_BLOCK},p={account.parallel}${salt}${key}"


def load_accounts(path: Path) -> Mapping[str, Account]:
    """Read the accounts by name. Empty lines, and lines that begin with #, are passed over.

    Raises `AccountsFileError`, which never repeats what stands in a line: it may be a password.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise AccountsFileError(path, None, f"it cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise AccountsFileError(path, None, "it is not written in UTF-8. Save it as UTF-8.") from error
    accounts: dict[str, Account] = {}
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        account = _account(path, number, line.rstrip())
        if account.name in seen:
            raise AccountsFileError(path, number, f"its name stands in line {seen[account.name]} too. Delete one.")
        accounts[account.name], seen[account.name] = account, number
    if not accounts:
        raise AccountsFileError(path, None, f"nobody is in it, so that nobody could come in. {_MADE_BY}")
    return accounts


def same(words: str) -> str:
    """Return a name or a password in the one form in which é is é, however a keyboard made it."""
    return unicodedata.normalize("NFC", words)


def _account(path: Path, number: int, line: str) -> Account:
    name, colon, hashed = line.partition(":")
    name = same(name)
    if not colon:
        raise AccountsFileError(path, number, f"there is no colon between a name and a hash. {_MADE_BY}")
    if problem := _problem_of_name(name):
        raise AccountsFileError(path, number, f"the name cannot be used: {problem}. {_MADE_BY}")
    found = _HASH.fullmatch(hashed)
    if found is None:
        kind = "a hash of another kind" if hashed.startswith(("$", "{")) else "something else than a hash"
        raise AccountsFileError(path, number, f"after the name stands {kind}. {_MADE_BY}")
    log_cost, parallel = int(found[1]), int(found[2])
    # Less would be guessed quickly, and more could be the end of the server's memory.
    if not (LOG_COST <= log_cost <= 17 and 1 <= parallel <= 16):
        raise AccountsFileError(path, number, f"its hash is not one of ln={LOG_COST} to 17 and p=1 to 16. {_MADE_BY}")
    return Account(name, _bytes(found[3]), _bytes(found[4]), log_cost, parallel)


def _problem_of_name(name: str) -> str | None:
    if not name.strip():
        return "it is empty"
    if len(name) > MAX_NAME_CHARS:
        return f"it is longer than {MAX_NAME_CHARS} characters"
    if not name.isprintable() or name != name.strip() or name.startswith("#") or ":" in name:
        return "it has a colon, a # or a space at an end, or what cannot be seen"
    return None


def _key(password: str, salt: bytes, log_cost: int, parallel: int) -> bytes:
    said, cost = same(password).encode("utf-8", "surrogatepass"), 2**log_cost
    return hashlib.scrypt(
        said, salt=salt, n=cost, r=_BLOCK, p=parallel, dklen=_KEY_BYTES, maxmem=256 * _BLOCK * (cost + parallel)
    )


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii").rstrip("=")


def _bytes(written: str) -> bytes:
    return base64.b64decode(f"{written}{'=' * (-len(written) % 4)}")
