"""`insourcing password`: the line that lets somebody in."""

from __future__ import annotations

import sys

import click
from rich.text import Text

from insourcing_assistant.accounts import account_line, make_account
from insourcing_assistant.cli.options import shared_options
from insourcing_assistant.cli.terminal import show
from insourcing_assistant.errors import UsageError


@click.command("password")
@click.argument("name")
@shared_options
def command(name: str) -> None:
    """Ask for a password and print the line that lets NAME in, for the file of `serve --auth-file`.

    As in: insourcing password ann >> people.txt

    The line holds a hash, from which nobody can read the password. Where the standard input is no terminal, its first
    line is the password.
    """
    make_account(name, "x" * 20)  # a name that cannot be used is told of before anything is typed
    account = make_account(name, _password())
    line = account_line(account)
    show({"name": account.name, "line": line}, Text(f"{line}\n"))


def _password() -> str:
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UsageError("The password is not written in UTF-8.") from error
