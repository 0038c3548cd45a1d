"""The chat in the browser: a reading room where every sentence stands beside its source."""

from insourcing_assistant.ui.room import ReadingRoom, build_ui
from insourcing_assistant.ui.serving import create_app, serve

__all__ = ["ReadingRoom", "build_ui", "create_app", "serve"]
