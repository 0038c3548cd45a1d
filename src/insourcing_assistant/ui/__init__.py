"""The chat in the browser: a reading room where every sentence stands beside its source."""

from insourcing_assistant.ui.adding import Jobs
from insourcing_assistant.ui.changing import Changing
from insourcing_assistant.ui.evaluate_addresses import Judging
from insourcing_assistant.ui.evaluating import Evaluating
from insourcing_assistant.ui.gate import Gate
from insourcing_assistant.ui.library_page import with_catalogue
from insourcing_assistant.ui.memory import Memory
from insourcing_assistant.ui.room import ReadingRoom, build_ui
from insourcing_assistant.ui.serving import create_app, serve
from insourcing_assistant.ui.sights import Texts

__all__ = [
    "Changing",
    "Evaluating",
    "Gate",
    "Jobs",
    "Judging",
    "Memory",
    "ReadingRoom",
    "Texts",
    "build_ui",
    "create_app",
    "serve",
    "with_catalogue",
]
