"""Of an old answer can be said what has changed in the library since."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from insourcing_assistant.library import Library
from insourcing_assistant.library.versions import Changes
from tests.library.making import FINGERPRINT, add, make_parsed, make_report
from tests.library.test_library_answers import record


def answered(library: Library, name: str, *, keep: int = 10) -> str:
    version = library.version
    library.answers.add({**record(name), "library_version": version}, keep=keep)
    return version


def noted(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "library.db")) as connection:
        return {row[0] for row in connection.execute("SELECT version FROM versions")}


def test_what_came_what_left_and_what_is_another_text_is_told_apart(library: Library) -> None:
    for name in ("bins", "lamps", "parks"):
        add(library, make_parsed(make_report(name), f"About {name}. "))
    version = answered(library, "day-01")
    assert library.answers.changes_since(version) == Changes()
    library.remove("bins")
    add(library, make_parsed(make_report("lamps"), "Another text. "))
    add(library, make_parsed(make_report("trams"), "New. "))
    assert library.answers.changes_since(version) == Changes(added=("trams",), removed=("bins",), changed=("lamps",))


def test_a_version_that_was_never_answered_from_is_not_known(library: Library) -> None:
    assert library.answers.changes_since("abc") is None


def test_a_version_that_was_replaced_while_the_answer_was_made_is_not_noted_as_another(
    library: Library, folder: Path
) -> None:
    version = library.version
    add(library, make_parsed(make_report("bins"), "About bins. "))
    library.answers.add({**record("day-01"), "library_version": version}, keep=10)
    assert noted(folder) == set()


def test_a_version_goes_with_its_last_answer(library: Library, folder: Path) -> None:
    first = answered(library, "day-01", keep=2)
    add(library, make_parsed(make_report("bins"), "About bins. "))
    second = answered(library, "day-02", keep=2)
    assert noted(folder) == {first, second}
    answered(library, "day-03", keep=2)
    assert noted(folder) == {second}


def test_it_is_known_in_a_library_that_was_made_anew(library: Library, folder: Path) -> None:
    version = answered(library, "day-01")
    with Library.open(folder / "rebuilding", fingerprint="text 2", writable=True) as fresh:
        add(fresh, make_parsed(make_report("new"), "Parks. "))
    library.adopt(folder / "rebuilding", fingerprint="text 2")
    assert library.answers.changes_since(version) == Changes(added=("new",))
    assert FINGERPRINT != "text 2"
