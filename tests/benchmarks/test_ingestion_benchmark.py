from __future__ import annotations

from benchmarks.ingestion import Run, median_run, table


def run(name: str, seconds: float) -> Run:
    stages = {"parse": 2.0, "split": 1.0, "embed": 4.0, "store": 1.0}
    return Run(name, pieces=10, seconds=seconds, peak_mb=500.0, start_up=1.0, stages=stages)


def test_of_several_rounds_the_one_in_the_middle_is_shown() -> None:
    assert median_run([run("ours", seconds) for seconds in (9.0, 2.0, 5.0)]).seconds == 5.0
    assert median_run([run("ours", seconds) for seconds in (9.0, 2.0)]).seconds == 9.0


def test_the_ratio_is_that_of_the_whole_time_and_of_the_time_without_starting() -> None:
    lines = table(run("tutorial", 21.0), run("ours", 6.0), run("stages", 8.0), pages=100).splitlines()
    rows = {line[:28].strip(): line[28:].split() for line in lines[1:]}
    assert rows["end to end, s"] == ["21.0", "6.0", "3.5"]
    assert rows["without start-up, s"] == ["20.0", "5.0", "4.0"]
    assert rows["parse, pages/s"] == ["50.0", "50.0", "1.0"]
