"""An API without a library, for tests of what stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from insourcing_assistant.api import Api, build_api
from insourcing_assistant.library import LibraryReport
from tests.ui.answers import REPORTS, answer_of
from tests.ui.holdings import SHELF


class Holdings:
    version = "1"

    def reports(self) -> Sequence[LibraryReport]:
        return SHELF


def make_api(*, root_path: str = "", is_guarded: bool = False) -> Api:
    return build_api(
        ask=answer_of,
        search=lambda *_: (),
        reports=lambda: REPORTS,
        shelf=Holdings(),
        root_path=root_path,
        is_guarded=is_guarded,
    )
