"""The command line: one module for each verb. Nothing else prints, and only `main` configures logging."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from types import TracebackType
from typing import NoReturn

import click

from insourcing_assistant.cli import ask, compare, config, evaluate, export, ingest, library, password, search, serve
from insourcing_assistant.cli.options import PACKAGE_LOGGER, Chosen, shared_options
from insourcing_assistant.cli.terminal import tell
from insourcing_assistant.errors import AssistantError

ExceptionTriple = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

INTERRUPTED = 130
"""What a shell expects of a program that was stopped with Ctrl-C."""

QUIET_ENVIRONMENT = {
    "ANONYMIZED_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "LANGSMITH_TRACING": "false",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
}
"""Keeps libraries from reporting home and from writing between our lines, where the user has not decided otherwise."""

NOISY_LOGGERS = (
    *("anthropic", "chromadb", "gradio", "httpx", "huggingface_hub", "openai", "sentence_transformers", "transformers"),
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("insourcing-assistant"), prog_name="insourcing")
@shared_options
def root() -> None:
    """Answer questions about insourcing from published reports, every statement with its source."""


for verb in (ingest, ask, compare, search, evaluate, export, library, serve, password, config):
    root.add_command(verb.command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code; `arguments` are those of the process by default."""
    _quieten_libraries()
    chosen: Chosen = {}
    try:
        # Help and --version leave with a code; a verb that ends in the ordinary way returns None.
        code = root.main(arguments, prog_name="insourcing", standalone_mode=False, obj=chosen) or 0
    except Exception as error:
        code = _explain(error)
        if chosen.get("debug"):
            traceback.print_exception(error)
    sys.exit(code)


def _quieten_libraries() -> None:
    for name, value in QUIET_ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Sentences("%(levelname)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    PACKAGE_LOGGER.setLevel(logging.NOTSET)
    for name in NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)


class _Sentences(logging.Formatter):
    """Leaves tracebacks out unless --debug was given."""

    def formatException(self, ei: ExceptionTriple) -> str:  # noqa: N802 (the name is logging's)
        return super().formatException(ei) if PACKAGE_LOGGER.isEnabledFor(logging.DEBUG) else ""


def _explain(error: Exception) -> int:
    """Say what went wrong in a sentence, and return the exit code."""
    if isinstance(error, click.Abort):
        return INTERRUPTED
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, AssistantError):
        tell(f"Error: {error}", style="red")
        return error.exit_code
    tell(f"Error: something unexpected happened ({type(error).__name__}: {error}).", style="red")
    tell("Run the same command with --debug to see where, and report it with what that prints.")
    return 1
