"""The write path: files → parsed → split → embedded → in the library, report by report."""

from insourcing_assistant.ingestion.ingesting import ingest, preview, remove
from insourcing_assistant.ingestion.items import IngestionSummary, Item, Overrides, Progress, Row
from insourcing_assistant.ingestion.originals import original_of
from insourcing_assistant.ingestion.planning import plan
from insourcing_assistant.ingestion.rebuilding import rebuild
from insourcing_assistant.ingestion.supply import Supply
from insourcing_assistant.ingestion.supplying import fetch_supply, preview_supply
from insourcing_assistant.ingestion.turns import InTurns

__all__ = [
    "InTurns",
    "IngestionSummary",
    "Item",
    "Overrides",
    "Progress",
    "Row",
    "Supply",
    "fetch_supply",
    "ingest",
    "original_of",
    "plan",
    "preview",
    "preview_supply",
    "rebuild",
    "remove",
]
