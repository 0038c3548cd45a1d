"""Everything that a page can show, over made-up texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from insourcing_assistant.types import Citation
from insourcing_assistant.ui import Changing, Gate, Jobs, ReadingRoom, build_ui
from tests.ui.answers import EXAMPLES, REPORTS, answer_of
from tests.ui.judges import Bench
from tests.ui.keepers import MemoryKeeper
from tests.ui.tables import Comparer
from tests.ui.texts import texts_of

TABLE = "compare?report=wards-2019&report=bins-2011&aspect=reasons&aspect=cost"
PAGES = {
    "library": "library",
    "compare": "compare",
    "table": TABLE,
    "evaluate": "evaluate?show=all",
    "new query": "evaluate/new",
    "accessibility": "accessibility",
    "unknown answer": "answer/nothing",
}


def whole_room(wards_pdf: Path, folder: Path) -> Callable[[], ReadingRoom]:
    """Prepare a room with every page; `folder` is where it keeps what changes."""
    bench, keeper = Bench(folder / "corpus", Gate("local")), MemoryKeeper()
    bench.run()

    def page_file(citation: Citation) -> Path | None:
        return wards_pdf if citation.report_id == "wards-2019" and citation.kind == "report" else None

    def build() -> ReadingRoom:
        return build_ui(
            ask=answer_of,
            compare=Comparer(),
            reports=REPORTS,
            examples=EXAMPLES,
            shelf=keeper.reports,
            changing=Changing(Gate("local"), Jobs(keeper), folder / "reports", 1_000_000),
            judging=bench.judging,
            page_file=page_file,
            texts=texts_of(),
            pace_s=0.01,
        )

    return build


def unfold(page: Page) -> None:
    """Open all that can be opened."""
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
