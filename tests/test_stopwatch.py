"""Stages are counted in the order in which they first ran, and add up."""

from insourcing_assistant.stopwatch import Stopwatch


def test_stages_stand_in_order_and_add_up() -> None:
    watch = Stopwatch()
    for name in ("embed", "dense", "embed"):
        with watch.stage(name):
            pass
    timings = watch.timings()
    assert [name for name, _ in timings.stages] == ["embed", "dense"]
    assert timings.total_ms == sum(ms for _, ms in timings.stages)
    assert timings.total_ms >= 0
