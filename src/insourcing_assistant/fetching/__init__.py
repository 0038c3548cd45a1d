"""Publications from their addresses into `corpus/reports/`: guarded, checked, resumed, recorded."""

from insourcing_assistant.fetching.fetching import fetch
from insourcing_assistant.fetching.guard import is_address
from insourcing_assistant.fetching.outcomes import OFFLINE, Attempt, Fetched, FetchStatus
from insourcing_assistant.fetching.previewing import preview
from insourcing_assistant.fetching.record import Origin, accept, origins
from insourcing_assistant.fetching.requesting import Session

__all__ = [
    "OFFLINE",
    "Attempt",
    "FetchStatus",
    "Fetched",
    "Origin",
    "Session",
    "accept",
    "fetch",
    "is_address",
    "origins",
    "preview",
]
