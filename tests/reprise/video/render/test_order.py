"""The order in which units are made."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from reprise.video.render.order import Queue
from reprise.video.render.plan import units_of
from tests.reprise.video.render.test_plan import film


def taken(queue: Queue, near: int) -> list[int]:
    places = []
    while (found := queue.take(near)) is not None:
        near = found[0]
        places.append(near)
    return places


@given(st.lists(st.integers(24, 300), min_size=1, max_size=12), st.integers(1, 4), st.integers(0, 40))
def test_every_unit_is_handed_out_once(frames: list[int], workers: int, near: int) -> None:
    units = units_of(film(frames))
    assert sorted(taken(Queue(units, workers), near)) == list(range(len(units)))


def test_a_worker_stays_in_its_part_of_the_film_and_the_smallest_come_last() -> None:
    units = units_of(film([100] * 8))
    queue = Queue(units, 2)
    one, other = [0], [8]
    for mine in (one, other) * 4:
        found = queue.take(mine[-1])
        assert found is not None
        mine.append(found[0])
    assert one == sorted(one) and other == sorted(other)
    assert max(one) < min(other[1:])
    rest = taken(queue, one[-1])
    assert [units[place].frames for place in rest[-3:]] == [12] * 3
    assert 76 in [units[place].frames for place in rest[:-3]]


def test_threads_share_the_units_among_them() -> None:
    units = units_of(film([60] * 40))
    queue, lists = Queue(units, 3), [list[int]() for _ in range(3)]
    threads = [
        threading.Thread(target=lambda mine=mine, n=n: mine.extend(taken(queue, 25 * n)))
        for n, mine in enumerate(lists)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(place for mine in lists for place in mine) == list(range(len(units)))
