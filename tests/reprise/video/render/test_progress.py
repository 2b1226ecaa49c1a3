"""What a render tells while it runs."""

from __future__ import annotations

from itertools import count

import pytest

from reprise.video.render.progress import EveryTenth, RenderProgress, Stopwatch


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def told(found: int, made: list[tuple[float, int]], total: int = 1000) -> list[RenderProgress]:
    """Reports of a render in which, after so many seconds each, so many frames were made."""
    said: list[RenderProgress] = []
    clock = Clock()
    watch = Stopwatch(total, said.append, clock)
    watch.found(found)
    for seconds, frames in made:
        clock.now += seconds
        watch.made(frames)
    return said


def test_the_seconds_left_follow_from_the_frames_that_were_made() -> None:
    said = told(0, [(2.0, 100), (2.0, 100), (4.0, 400)])
    assert [report.seconds_left for report in said] == [
        None,
        pytest.approx(18),
        pytest.approx(16),
        pytest.approx(16 / 3),
    ]
    assert [report.frames for report in said] == [0, 100, 200, 600]


def test_frames_that_were_there_already_make_nobody_believe_in_miracles() -> None:
    last = told(900, [(5.0, 50)])[-1]
    assert (last.frames, last.made) == (950, 50)
    assert last.seconds_left == pytest.approx(5)


def test_the_fraction_is_one_only_for_a_finished_film() -> None:
    said: list[RenderProgress] = []
    watch = Stopwatch(10, said.append, Clock())
    watch.found(4)
    watch.made(6)
    watch.say("joining")
    watch.say("finished")
    assert [report.fraction for report in said] == [pytest.approx(0.396), 0.99, 0.99, 1.0]
    assert said[-1].seconds_left == 0


def test_a_report_reads_as_a_line() -> None:
    assert str(told(0, [(2.0, 500)])[-1]) == "rendering: 500 of 1000 frames (50%), about 2 s left"
    assert str(told(0, [])[-1]) == "rendering: 0 of 1000 frames (0%)"


def test_nobody_needs_to_listen() -> None:
    Stopwatch(10, None).made(3)


def test_a_log_hears_of_every_tenth_once() -> None:
    lines: list[str] = []
    say = EveryTenth(lines.append)
    for number in count(0, 13):
        if number > 1000:
            break
        say(RenderProgress("rendering", number, 1000, number, 1.0))
    say(RenderProgress("joining", 1000, 1000, 1000, 1.0))
    say(RenderProgress("finished", 1000, 1000, 1000, 1.0))
    assert len(lines) == 11
    assert lines[0].startswith("rendering: 0") and lines[-1].startswith("finished")
