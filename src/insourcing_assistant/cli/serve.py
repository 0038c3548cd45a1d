"""`insourcing serve`: the chat in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from insourcing_assistant.cli.options import chosen_answerer, model_options, settings_in_force, shared_options
from insourcing_assistant.cli.terminal import tell
from insourcing_assistant.settings import Settings

if TYPE_CHECKING:
    from insourcing_assistant.ui import Changing


@click.command("serve")
@click.option("--host", help="The address to listen on; also the variable HOST.")
@click.option("--port", type=int, help="The port to listen on; also the variable PORT.")
@click.option("--root-path", help="The path under which a reverse proxy shows the chat.")
@model_options
@shared_options
def command(host: str | None, port: int | None, root_path: str | None, answerer: str | None, model: str | None) -> None:
    """Open the chat in the browser, until Ctrl-C."""
    settings = settings_in_force(
        plain_variables={"host": "HOST", "port": "PORT"},
        host=host,
        port=port,
        root_path=root_path,
        answerer=chosen_answerer(answerer, model),
        model=model,
    ).settings
    from insourcing_assistant import wiring

    with wiring.open_assistant(settings) as (assistant, library):
        from insourcing_assistant import ui  # after the library, whose absence is said before Gradio is loaded

        audited = wiring.audited(settings, assistant, library)
        room = ui.build_ui(
            ask=lambda question, earlier, filters: audited.ask(
                question, history=earlier, filters=filters, max_statements=settings.max_statements
            ),
            reports=assistant.reports,
            examples=assistant.examples,
            shelf=lambda: ui.with_catalogue(library.reports(), wiring.load_reports(settings)),
            changing=_changing(settings),
            records=library.answers.get,
            memory=ui.Memory(library, assistant.reports, keeps_records=settings.audit),
            page_file=lambda citation: wiring.page_file(settings, library, citation),
        )
        ui.serve(
            room,
            host=settings.host,
            port=settings.port,
            root_path=settings.root_path,
            when_ready=lambda address: tell(f"The chat is ready: open {address} (stop it with Ctrl-C).", style="green"),
        )


def _changing(settings: Settings) -> Changing | None:
    """Put together what changes the library on its page, unless that is switched off."""
    if settings.uploads_in_force == "off":
        return None
    from insourcing_assistant import ui
    from insourcing_assistant.upkeep import Upkeep

    if settings.uploads_in_force == "on" and settings.upload_password is None:
        tell(
            "Whoever reaches the page can change the library: the setting upload_password asks for one.", style="yellow"
        )
    password = settings.upload_password.get_secret_value() if settings.upload_password else None
    return ui.Changing(
        ui.Gate(settings.uploads_in_force, password=password),
        ui.Jobs(Upkeep(settings)),
        folder=settings.corpus / "reports",
        max_bytes=int(settings.read_max_mb * 1_000_000),
    )
