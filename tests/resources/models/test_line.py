"""The way to one provider: waiting, breaking, resting, health, and how many at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from reprise.model_settings import Provider
from reprise.models.buying import Answered, Order, Resume, Send
from reprise.models.failures import FailureKind, ModelError
from reprise.models.used import Used
from resources.models.endpoints import Endpoint
from resources.models.health import FAULTS, HEALTHY_FOR, LONGEST_REST, REST, Register
from resources.models.line import LONGEST_WAIT, PATIENCE, ProviderLine, Waiting
from sandbox.models.compatible import CompatibleStandIn
from sandbox.models.server import serve
from tests.resources.models.asked import bench, post

ORDER = Order("adapt", "m", {"q": 1}, Used())


@dataclass
class Through:
    """A gate that lets everything pass and keeps nothing."""

    kept: Answered | None = None

    def find(self, endpoint: Endpoint, order: Order) -> Answered | None:
        return self.kept

    def call(self, endpoint: Endpoint, order: Order, send: Send, resume: Resume | None = None) -> Answered:
        return send(None)  # type: ignore[arg-type]


@dataclass
class World:
    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def world() -> World:
    return World()


def endpoint(key: str = "k", **settings: Any) -> Endpoint:
    return Endpoint("openai", "openai", "http://x", key, "m", Provider(**settings), "REPRISE_OPENAI_KEY", "U")


@pytest.fixture
def make(world: World) -> Iterator[Callable[..., ProviderLine]]:
    register = Register(lambda: world.now)

    def made(
        *,
        chance: float = 1.0,
        gate: Through | None = None,
        look: Callable[[], None] | None = None,
        key: str = "k",
        **settings: Any,
    ) -> ProviderLine:
        waiting = Waiting(world.sleep, lambda: chance)
        return ProviderLine(
            "demo", endpoint(key, **settings), gate or Through(), look=look, waiting=waiting, register=register
        )

    yield made


def failing(kind: FailureKind, times: int = 99, retry_after: float | None = None) -> Send:
    left = [times]

    def send(slip: object) -> Answered:
        if left[0]:
            left[0] -= 1
            raise ModelError("It failed.", kind=kind, retry_after=retry_after)
        return Answered(body="fine")

    return send


def test_retries_wait_longer_each_time_under_full_jitter(make: Any, world: World) -> None:
    assert make(retries=3).call(ORDER, failing("server", 3)).body == "fine"
    assert world.slept == [1.0, 2.0, 4.0]
    world.slept.clear()
    assert make(retries=3, chance=0.25).call(ORDER, failing("server", 2)).body == "fine"
    assert world.slept == [0.25, 0.5]


def test_no_wait_is_longer_than_the_longest(make: Any, world: World) -> None:
    with pytest.raises(ModelError):
        make(retries=10).call(ORDER, failing("rate_limit"))
    assert max(world.slept) <= LONGEST_WAIT and sum(world.slept) <= PATIENCE


def test_retry_after_is_obeyed_with_a_little_on_top(make: Any, world: World) -> None:
    make(chance=0.5).call(ORDER, failing("rate_limit", 1, retry_after=7.0))
    assert 7.0 < world.slept[0] < 8.0


def test_who_asks_for_more_patience_than_there_is_is_left_to_rest(make: Any, world: World) -> None:
    line = make()
    with pytest.raises(ModelError):
        line.call(ORDER, failing("rate_limit", 1, retry_after=300.0))
    assert world.slept == []
    with pytest.raises(ModelError, match="left alone for 300"):
        line.open()
    world.now += 301
    assert line.call(ORDER, failing("rate_limit", 0)).body == "fine"


def test_what_may_have_been_paid_is_done_again_once_unless_it_can_be_fetched(make: Any, world: World) -> None:
    def doubtful(slip: object) -> Answered:
        raise ModelError("No answer.", kind="timeout", charged=None)

    with pytest.raises(ModelError):
        make(retries=5).call(ORDER, doubtful)
    assert len(world.slept) == 1
    world.slept.clear()
    with pytest.raises(ModelError):
        make(retries=2, key="another").call(ORDER, doubtful, lambda call, handle: None)
    assert len(world.slept) == 2


@pytest.mark.parametrize("kind", ["validation", "refused", "too_long", "auth", "quota", "unavailable", "budget"])
def test_what_would_only_be_repeated_is_not(make: Any, world: World, kind: FailureKind) -> None:
    with pytest.raises(ModelError):
        make().call(ORDER, failing(kind))
    assert world.slept == []


def test_a_broken_provider_is_left_alone_and_tried_by_one_after_a_rest(make: Any, world: World) -> None:
    line = make(retries=0)
    for _ in range(FAULTS):
        with pytest.raises(ModelError, match=r"It failed\.$"):
            line.call(ORDER, failing("server"))
    with pytest.raises(ModelError, match="left alone"):
        make(retries=0).call(ORDER, failing("server", 0))  # another piece of work in the same process
    world.now += REST
    with pytest.raises(ModelError, match=r"It failed\.$"):
        line.call(ORDER, failing("server"))  # the probe fails: twice as long a rest
    world.now += REST
    with pytest.raises(ModelError, match="left alone"):
        line.open()
    world.now += REST
    assert line.call(ORDER, failing("server", 0)).body == "fine"
    line.open()


def test_nobody_waits_for_a_provider_that_rests_and_it_says_why_once(make: Any, world: World) -> None:
    def ill(_: object) -> Answered:
        raise ModelError("Down.", kind="network")

    line = make(retries=FAULTS - 1)
    with pytest.raises(ModelError, match=r"^openai: Down|^Down"):
        line.call(ORDER, ill)
    world.slept.clear()
    world.now += REST - 1  # less than what the retries of a call would wait
    for _ in range(3):
        with pytest.raises(ModelError) as caught:
            line.call(ORDER, ill)
        assert caught.value.what.count("left alone") == 1
        assert caught.value.what.endswith("Down.")
    assert world.slept == []


def test_only_one_probes(make: Any, world: World) -> None:
    line = make(retries=0)
    for _ in range(FAULTS):
        with pytest.raises(ModelError):
            line.call(ORDER, failing("server"))
    world.now += REST

    def send(slip: object) -> Answered:
        with pytest.raises(ModelError, match="left alone"):
            make(retries=0).call(ORDER, failing("server", 0))
        return Answered(body="probed")

    assert line.call(ORDER, send).body == "probed"


def test_rests_do_not_grow_without_end(make: Any, world: World) -> None:
    line = make(retries=0)
    for _ in range(FAULTS + 12):
        world.now += LONGEST_REST
        with pytest.raises(ModelError, match=r"It failed\.$"):
            line.call(ORDER, failing("server"))


@pytest.mark.parametrize("kind", ["auth", "quota"])
def test_a_wrong_key_breaks_at_once_and_a_new_one_is_let_in(make: Any, kind: FailureKind) -> None:
    with pytest.raises(ModelError):
        make().call(ORDER, failing(kind))
    with pytest.raises(ModelError, match="left alone"):
        make().open()
    make(key="another").open()


@pytest.mark.parametrize("kind", ["refused", "malformed", "too_long", "rate_limit", "budget"])
def test_what_is_nobodys_fault_breaks_nothing(make: Any, kind: FailureKind) -> None:
    line = make(retries=0)
    for _ in range(FAULTS * 2):
        with pytest.raises(ModelError, match=r"It failed\.$"):
            line.call(ORDER, failing(kind))


def test_what_is_kept_needs_no_key_and_no_provider(make: Any) -> None:
    kept = Answered(body="kept", found=True)
    line = make(gate=Through(kept), key="", retries=0)
    assert line.call(ORDER, failing("server")) is kept
    with pytest.raises(ModelError, match="Its key is not set"):
        line.open()


def test_an_ill_server_is_not_asked_and_is_looked_at_again_later(make: Any, world: World) -> None:
    looks: list[float] = []

    def look() -> None:
        looks.append(world.now)
        if len(looks) == 1:
            raise ModelError("It is not well.", kind="overloaded")

    line = make(look=look, retries=0)
    for _ in range(3):
        with pytest.raises(ModelError, match="not well"):
            line.open()
    world.now += HEALTHY_FOR
    line.open()
    line.open()
    assert len(looks) == 2
    with pytest.raises(ModelError):
        line.call(ORDER, failing("server"))
    line.open()
    assert len(looks) == 3  # it has just failed: what was known of its health counts no more


def test_at_most_so_many_are_asked_at_once(make: Any) -> None:
    line, running, most, lock = make(at_once=2), [0], [0], threading.Lock()

    def send(slip: object) -> Answered:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.02)
        with lock:
            running[0] -= 1
        return Answered(body="fine")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: make(at_once=2).call(ORDER, send), range(8)))
    assert most[0] == 2 and line.name == "openai"


def test_a_caller_that_dies_gives_its_place_back(make: Any, world: World) -> None:
    line = make(at_once=1, retries=0)

    def dies(slip: object) -> Answered:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        line.call(ORDER, dies)
    assert line.call(ORDER, failing("server", 0)).body == "fine"


def test_a_server_that_is_not_well_is_passed_over(tmp_path: Path) -> None:
    with serve(CompatibleStandIn(well=False)) as ill, serve(CompatibleStandIn(model="other")) as well:
        providers = {"spare": {"type": "compatible", "url": well.url}}
        asks = bench(tmp_path, ill, models={"text": ["compatible", "spare"], "providers": providers})
        asks.text.ask(post())
        assert asks.outcomes == [("compatible", "skipped"), ("spare", "answered")]
        assert not ill.asked
