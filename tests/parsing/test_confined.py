"""What a hostile file does to the process that reads it is one error here, and the next file is read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from insourcing_assistant.errors import (
    DamagedFileError,
    EncryptedError,
    IngestError,
    LimitExceededError,
    NoTextError,
    ParseError,
)
from insourcing_assistant.parsing import parse
from insourcing_assistant.parsing.confined import Reader
from insourcing_assistant.parsing.limits import Limits
from insourcing_assistant.types import ParsedReport, Report
from tests.parsing.hostile import PARSER
from tests.pdf_builder import Line, build_pdf

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "../shared/samples/pdfs"
REPORT = Report(id="one", title="One")
GENEROUS = Limits(seconds=60, memory_mb=1024)


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader(parser=PARSER, limits=GENEROUS) as reader:
        yield reader


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def write_file(text: str) -> Path:
        path = tmp_path / f"{text.splitlines()[0].replace(' ', '-')}.txt"
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


def read(reader: Reader, path: Path) -> ParsedReport:
    return reader.read(REPORT, path)


def test_a_file_is_read_as_without_a_child(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "two pages.pdf"
    path.write_bytes(build_pdf([[Line("The first page.")], [Line("The second page.")]]))
    assert read(reader, path) == parse(REPORT, path)


def test_one_child_reads_many_files(write: Callable[[str], Path]) -> None:
    with Reader(limits=GENEROUS) as reader:
        assert not children()
        assert read(reader, write("One.\n")).text == "One.\n"
        [child] = children()
        assert read(reader, write("Two.\n")).text == "Two.\n"
        assert children() == [child]
    assert not children()


@pytest.mark.parametrize(
    ("deed", "kind", "sentence"),
    [
        ("trip", ParseError, "reading it failed unexpectedly (ZeroDivisionError: over a stone)."),
        ("refuse", EncryptedError, "the password is wrong. Give the right one with `--password`."),
        ("crash", DamagedFileError, f"the file is damaged (reading it crashed with signal {int(signal.SIGSEGV)})."),
        ("leave", DamagedFileError, "the file is damaged (reading it crashed with exit code 3)."),
        ("eat memory", LimitExceededError, "it took more than 1,024 MB of memory."),
        ("ask for too much", LimitExceededError, "it took more than 1,024 MB of memory."),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_and_the_next_is_read(
    reader: Reader, write: Callable[[str], Path], deed: str, kind: type[ParseError], sentence: str
) -> None:
    path = write(f"do {deed}\n")
    with pytest.raises(ParseError) as caught:
        read(reader, path)
    assert type(caught.value) is kind
    assert f"{path.name}: " in str(caught.value)
    assert sentence in str(caught.value)
    assert read(reader, write("Good.\n")).text == "Good.\n"


def test_an_error_keeps_what_it_carries(reader: Reader, write: Callable[[str], Path]) -> None:
    with pytest.raises(EncryptedError) as caught:
        read(reader, write("do refuse\n"))
    assert caught.value.report_id == "from the child"


@pytest.mark.parametrize("seconds", [0.01, 0.2])
def test_a_file_that_takes_too_long_is_given_up(write: Callable[[str], Path], seconds: float) -> None:
    with Reader(parser=PARSER, limits=Limits(seconds=seconds)) as reader:
        with pytest.raises(LimitExceededError, match=rf"it took longer than {seconds} seconds\."):
            read(reader, write("do hang\n"))
        assert not children()


def test_each_page_of_a_pdf_gives_more_time(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(b"do hang\n" + build_pdf([[Line("A page.")]] * 3))
    limits = Limits(seconds=0.25, seconds_per_page=0.05)
    too_long = pytest.raises(LimitExceededError, match=r"it took longer than 0\.4 seconds\.")
    with Reader(parser=PARSER, limits=limits) as reader, too_long:
        read(reader, path)


def test_progress_is_told_by_the_pages_of_a_pdf(write: Callable[[str], Path], tmp_path: Path) -> None:
    path = tmp_path / "three pages.pdf"
    path.write_bytes(build_pdf([[Line("A page.")]] * 3))
    told: list[tuple[str, int, int]] = []
    with Reader(progress=lambda path, done, pages: told.append((path.name, done, pages))) as reader:
        read(reader, write("No PDF.\n"))
        read(reader, path)
    assert told == [("three pages.pdf", 0, 3), ("three pages.pdf", 3, 3)]


def test_a_pdf_with_too_many_pages_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(build_pdf([[Line("A page.")]] * 3))
    too_many = pytest.raises(LimitExceededError, match="it has 3 pages, and at most 2 are read")
    with Reader(limits=Limits(pages=2)) as reader, too_many:
        read(reader, path)
    with Reader(limits=Limits(pages=3)) as reader:
        assert len(read(reader, path).pages) == 3


def test_a_text_with_too_many_sections_is_not_taken(write: Callable[[str], Path], tmp_path: Path) -> None:
    path = tmp_path / "long.md"
    path.write_text("# A\n\nText.\n\n# B\n\nText.\n\n# C\n\nText.\n")
    with Reader(limits=Limits(pages=2)) as reader, pytest.raises(LimitExceededError, match="it has 3 pages"):
        read(reader, path)


def test_what_is_too_large_or_empty_starts_no_child(write: Callable[[str], Path], tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    with Reader(limits=Limits(file_mb=0.001)) as reader:
        with pytest.raises(LimitExceededError, match=r"it has 0\.0 MB, and at most 0\.001 MB are read"):
            read(reader, write("Long.\n" + "x" * 1000))
        with pytest.raises(NoTextError, match="empty"):
            read(reader, tmp_path / "empty.txt")
        assert not children()


def test_what_a_parser_prints_goes_nowhere(
    reader: Reader, write: Callable[[str], Path], capfd: pytest.CaptureFixture[str]
) -> None:
    assert read(reader, write("do print\n")).text == "do print\n"
    assert capfd.readouterr() == ("", "")


def test_a_parser_can_write_nothing(reader: Reader, write: Callable[[str], Path]) -> None:
    path = write("do write\n")
    with pytest.raises(ParseError, match="failed unexpectedly"):
        read(reader, path)
    written = path.with_suffix(".written")
    assert not written.exists() or not written.read_bytes()


def test_a_child_cannot_run_code_in_its_parent(
    reader: Reader, write: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DamagedFileError):
        read(reader, write("do send code\n"))
    assert not Path("bomb").exists()


def test_a_parser_takes_options_of_its_own(write: Callable[[str], Path]) -> None:
    with Reader(parser=PARSER, options={"shout": True}) as reader:
        assert read(reader, write("Softly.\n")).text == "SOFTLY.\n"


def test_a_password_is_not_on_the_command_line_of_the_child(write: Callable[[str], Path]) -> None:
    with Reader() as reader:
        reader.read(REPORT, write("Text.\n"), password="swordfish")
        [child] = children()
        if sys.platform == "linux":
            seen = Path(f"/proc/{child}/cmdline").read_bytes() + Path(f"/proc/{child}/environ").read_bytes()
            assert b"serve" in seen
            assert b"swordfish" not in seen


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_child_inherits_no_open_file(write: Callable[[str], Path], tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w"), Reader() as reader:
        read(reader, write("Text.\n"))
        [child] = children()
        assert not [link for link in Path(f"/proc/{child}/fd").iterdir() if str(tmp_path) in str(link.readlink())]


def test_a_closed_reader_reads_no_more(write: Callable[[str], Path]) -> None:
    reader = Reader()
    reader.close()
    with pytest.raises(IngestError, match="interrupted"):
        read(reader, write("Text.\n"))
    assert not children()


def test_closing_ends_what_another_thread_is_reading(write: Callable[[str], Path]) -> None:
    path = write("do note process\n")
    reader = Reader(parser=PARSER)
    caught: list[IngestError] = []

    def wait() -> None:
        with pytest.raises(IngestError, match="interrupted") as error:
            read(reader, path)
        caught.append(error.value)

    thread = threading.Thread(target=wait)
    thread.start()
    noted_process(path.parent)
    reader.close()
    thread.join()
    assert len(caught) == 1
    assert not children()


def test_a_child_that_died_while_it_was_idle_is_replaced(write: Callable[[str], Path]) -> None:
    with Reader() as reader:
        read(reader, write("One.\n"))
        [child] = children()
        os.kill(child, signal.SIGKILL)
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert read(reader, write("Two.\n")).text == "Two.\n"


def test_a_child_that_was_started_early_reads_the_first_file(write: Callable[[str], Path]) -> None:
    with Reader() as reader:
        reader.start()
        [child] = children()
        assert read(reader, write("One.\n")).text == "One.\n"
        assert list(children()) == [child]
        reader.start()
        assert list(children()) == [child]
    assert not children()


def test_a_killed_parent_leaves_no_child(write: Callable[[str], Path]) -> None:
    path = write("do note process\n")
    program = (
        "from pathlib import Path; from insourcing_assistant.parsing.confined import Reader\n"
        "from insourcing_assistant.types import Report\n"
        f"Reader(parser={PARSER!r}).read(Report(id='one', title='One'), Path({str(path)!r}))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(entry or str(ROOT) for entry in [str(ROOT), *sys.path])}
    with subprocess.Popen([sys.executable, "-c", program], env=environment) as parent:
        child = noted_process(path.parent)
        parent.kill()
    while is_running(child):
        time.sleep(0.02)


@pytest.mark.samples
def test_a_memory_bomb_leaves_the_reader_small() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the third-party samples are not on this machine")
    limits = Limits(memory_mb=1024)
    with Reader(limits=limits) as reader:
        try:
            read(reader, SAMPLES / "hugemono.pdf")
        except ParseError as error:
            assert "hugemono.pdf" in str(error)  # noqa: PT017 (whether it can be read is not the question)
        assert len(read(reader, SAMPLES / "NARA2022.pdf").pages) == 16


def children() -> list[int]:
    """The processes that this one has started and that have not ended."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(maxsplit=3) for line in listed.stdout.splitlines()]
    return [int(row[0]) for row in rows if row[1] == str(os.getpid()) and "serve()" in row[3] and row[2][0] != "Z"]


def noted_process(folder: Path) -> int:
    """Wait until a child has said which process it is."""
    while not (noted := list(folder.glob("process-*"))):
        time.sleep(0.02)
    return int(noted[0].name.removeprefix("process-"))


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
