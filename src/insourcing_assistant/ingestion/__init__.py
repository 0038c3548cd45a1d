"""The write path: files → parsed → split → embedded → in the library, report by report."""

from insourcing_assistant.ingestion.ingesting import ingest, preview, remove
from insourcing_assistant.ingestion.items import IngestionSummary, Item, Overrides, Progress, Row
from insourcing_assistant.ingestion.planning import plan
from insourcing_assistant.ingestion.rebuilding import rebuild

__all__ = [
    "IngestionSummary",
    "Item",
    "Overrides",
    "Progress",
    "Row",
    "ingest",
    "plan",
    "preview",
    "rebuild",
    "remove",
]
