"""`insourcing serve`: the chat in the browser, and the API."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from insourcing_assistant.accounts import load_accounts
from insourcing_assistant.cli.options import chosen_answerer, model_options, settings_in_force, shared_options
from insourcing_assistant.cli.terminal import tell
from insourcing_assistant.settings import Settings

if TYPE_CHECKING:
    from insourcing_assistant.api import Api
    from insourcing_assistant.assistant import Assistant
    from insourcing_assistant.audit import Audited
    from insourcing_assistant.library import Library
    from insourcing_assistant.ui import Changing, Judging

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("serve")
@click.option("--host", help="The address to listen on; also the variable HOST.")
@click.option("--port", type=int, help="The port to listen on; also the variable PORT.")
@click.option("--root-path", help="The path under which a reverse proxy shows the chat.")
@click.option("--auth-file", type=FILE, help="Let in only who has a line of `insourcing password` in this file.")
@model_options
@shared_options
def command(
    host: str | None,
    port: int | None,
    root_path: str | None,
    auth_file: Path | None,
    answerer: str | None,
    model: str | None,
) -> None:
    """Open the chat in the browser, and the API at /api/docs, until Ctrl-C."""
    settings = settings_in_force(
        plain_variables={"host": "HOST", "port": "PORT"},
        host=host,
        port=port,
        root_path=root_path,
        auth_file=auth_file,
        answerer=chosen_answerer(answerer, model),
        model=model,
    ).settings
    accounts = load_accounts(settings.auth_file) if settings.auth_file else None
    from insourcing_assistant import wiring

    with wiring.open_assistant(settings) as (assistant, library):
        from insourcing_assistant import ui  # after the library, whose absence is said before Gradio is loaded
        from insourcing_assistant.ingestion import original_of
        from insourcing_assistant.openings import Openings

        openings = Openings(assistant, held=library.reports, generation=lambda: library.generation)
        changing = _changing(settings)
        audited = wiring.audited(settings, assistant, library)
        room = ui.build_ui(
            ask=lambda question, earlier, filters: audited.ask(
                question, history=earlier, filters=filters, max_statements=settings.max_statements
            ),
            compare=audited.compare,
            reports=assistant.reports,
            generation=lambda: library.generation,
            examples=openings,
            shelf=lambda: ui.with_catalogue(library.reports(), wiring.load_reports(settings)),
            changing=changing,
            judging=_judging(settings, assistant, library, changing),
            records=library.answers.get,
            memory=ui.Memory(library, assistant.reports, keeps_records=settings.audit),
            page_file=lambda citation: wiring.page_file(settings, library, citation),
            glossary=assistant.glossary,
            texts=ui.Texts(library.parsed, partial(original_of, library, corpus=settings.corpus)),
        )
        ui.serve(
            room,
            host=settings.host,
            port=settings.port,
            root_path=settings.root_path,
            api=_api(settings, audited, assistant, library),
            accounts=accounts,
            when_ready=lambda address: tell(f"The chat is ready: open {address} (stop it with Ctrl-C).", style="green"),
        )


def _judging(settings: Settings, assistant: Assistant, library: Library, changing: Changing | None) -> Judging:
    """Put together what evaluates the answers; who may change the library may have that run."""
    from importlib.metadata import version

    from insourcing_assistant import ui

    evaluating = ui.Evaluating(
        assistant,
        corpus=settings.corpus,
        folder=settings.library.with_name(f"{settings.library.name}-evaluations"),
        version=lambda: library.version,
        program=version("insourcing-assistant"),
        model=settings.model if settings.answerer == "llm" else None,
    )
    gate = changing.gate if changing else ui.Gate("off")
    return ui.Judging(evaluating, gate, library.answers.get, lambda: library.answers.judged("down"))


def _api(settings: Settings, audited: Audited, assistant: Assistant, library: Library) -> Api:
    """Put together what answers programs: of the chat's own answers, and with a record of each as there."""
    from insourcing_assistant.api import build_api

    return build_api(
        ask=lambda question, earlier, filters: audited.ask(
            question, history=earlier, filters=filters, max_statements=settings.max_statements
        ),
        search=lambda query, k, filters: assistant.search(query, k=k, filters=filters),
        reports=assistant.reports,
        shelf=library,
        root_path=settings.root_path,
        is_guarded=settings.auth_file is not None,
    )


def _changing(settings: Settings) -> Changing | None:
    """Put together what changes the library on its page, unless that is switched off."""
    if settings.uploads_in_force == "off":
        return None
    from insourcing_assistant import ui
    from insourcing_assistant.upkeep import Upkeep

    if settings.uploads_in_force == "on" and settings.upload_password is None:
        who = "reaches the page" if settings.auth_file is None else "signs in"
        tell(f"Whoever {who} can change the library: the setting upload_password asks for one.", style="yellow")
    password = settings.upload_password.get_secret_value() if settings.upload_password else None
    return ui.Changing(
        ui.Gate(settings.uploads_in_force, password=password),
        ui.Jobs(
            Upkeep(settings),
            max_waiting=settings.upload_max_waiting,
            max_waiting_each=settings.upload_max_waiting_each,
        ),
        folder=settings.corpus / "reports",
        max_bytes=int(settings.read_max_mb * 1_000_000),
    )
