"""The house keeps its shape: its rooms, its doors, and nothing heavy on the way to the help text."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "insourcing_assistant"
MODULES = sorted(PACKAGE.rglob("*.py"))

HEAVY = ("chromadb", "gradio", "langchain_core", "pypdfium2", "sentence_transformers", "torch", "transformers")


@pytest.mark.parametrize(
    "name",
    ["pyproject.toml", "src/insourcing_assistant", "corpus", "ingest.py", "tests", "app.py", "Makefile", "README.md"],
)
def test_the_top_level_is_as_promised(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["ingest", "--help"], ["config", "--json"]])
def test_help_and_settings_load_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    program = (
        "import sys; from insourcing_assistant.cli import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit as left: code = left.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], code, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout
    assert done.stderr.splitlines()[-1] == "[] 0"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_command_line_prints_and_configures_logging(module: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.Call)]
    named = {ast.unparse(call) for call in calls}
    if module.parent.name != "cli":
        assert not named & {"print", "click.echo", "logging.basicConfig", "sys.stdout.write"}
    assert "print" not in named


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_in_a_docstring_what_it_is(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text("utf-8")))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_stay_small(module: Path) -> None:
    # The aim is 300; beyond this it is time to ask what the second subject of the module is.
    assert len(module.read_text("utf-8").splitlines()) <= 350


@pytest.mark.parametrize("door", ["app.py", "ingest.py"])
def test_the_doors_only_open(door: str) -> None:
    tree = ast.parse((ROOT / door).read_text("utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def test_the_constraints_pin_every_dependency_and_the_small_torch() -> None:
    pinned = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {_name(requirement) for requirement in wanted}
    assert names <= pinned
    torch = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if line.startswith("torch==")]
    assert [line.partition("+")[0] for line in torch] == torch
    assert len(torch) == 1


def test_the_package_and_the_changelog_agree_on_what_is_released() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    headings = [line for line in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines() if line.startswith("## [")]
    assert headings[0] == "## [Unreleased]" or headings[0].startswith(f"## [{version}]")


def _name(requirement: str) -> str:
    for mark in "<>=!~[; ":
        requirement = requirement.partition(mark)[0]
    return requirement.lower().replace("_", "-")
