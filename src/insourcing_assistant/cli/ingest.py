"""`insourcing ingest`: publications in, a library out."""

import click


@click.command("ingest")
def command() -> None:
    """Build the library."""
