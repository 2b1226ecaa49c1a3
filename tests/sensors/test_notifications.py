"""The sensor delivers to real receivers; two processes that look at once send each notice once."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from dagster import SkipReason, build_sensor_context

from reprise.notices import events
from resources.configured import FetcherResource
from sensors.notifications import notifications
from tests.installation import Installation
from tests.resources.notify.sinks import SECRET, HttpSink, http_sink
from tests.resources.web import LOCAL

CHANNELS = """
notifications:
  desk: {type: slack, url_env: DESK_SLACK, events: [failed, runs]}
  hook: {type: webhook, url_env: DESK_HOOK, secret_env: DESK_HOOK_SECRET, events: [runs]}
"""
PROCESSES = 2


def look(place: Installation) -> str:
    resources = {**(place.definitions().resources or {}), "fetcher": FetcherResource(allow_private=[LOCAL])}
    wanted = {name: resources[name] for name in ("store", "sites", "clock", "fetcher")}
    with build_sensor_context(resources=wanted) as context:
        skipped = notifications(context)
    assert isinstance(skipped, SkipReason)
    return skipped.skip_message or ""


def tell(place: Installation, count: int = 1) -> None:
    for number in range(count):
        place.store.notices.raise_notice(events.run_failed(f"job{number}", "run", "It broke.", site="demo"))


def receive(place: Installation, monkeypatch: pytest.MonkeyPatch, slack: HttpSink, hook: HttpSink) -> None:
    place.configure(CHANNELS)
    for name, value in (("DESK_SLACK", slack.url), ("DESK_HOOK", hook.url), ("DESK_HOOK_SECRET", SECRET)):
        monkeypatch.setenv(name, value)


def test_it_is_stopped_until_somebody_starts_it() -> None:
    assert notifications.default_status.value == "STOPPED"


def test_without_anything_to_tell_it_says_so(installation: Installation) -> None:
    assert look(installation) == "There is nothing to tell."


def test_every_channel_that_asked_for_it_is_told(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    with http_sink("slack") as slack, http_sink("hook") as hook:
        receive(installation, monkeypatch, slack, hook)
        tell(installation)
        assert look(installation) == "2 delivered, 0 to be tried again, 0 given up."
        assert look(installation) == "There is nothing to tell."
        assert [posted.json["text"] for posted in slack.taken] == ["[The Demo] job0 failed"]
        assert [posted.json["notices"][0]["kind"] for posted in hook.taken] == ["run_failed"]


def test_a_busy_receiver_gets_it_later(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    with http_sink("slack") as slack, http_sink("hook") as hook:
        receive(installation, monkeypatch, slack, hook)
        hook.answers.append((503, {"Retry-After": "90"}))
        tell(installation)
        assert look(installation) == "1 delivered, 1 to be tried again, 0 given up."
        installation.clock.set(installation.clock.now().replace(minute=1))
        assert look(installation) == "There is nothing to tell."
        installation.clock.set(installation.clock.now().replace(minute=2))
        assert look(installation) == "1 delivered, 0 to be tried again, 0 given up."
        assert len(hook.taken) == 1


def test_no_address_and_no_secret_is_left_behind(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    with http_sink("slack") as slack, http_sink("hook", secret="whsec_" + "b" * 32) as hook:
        receive(installation, monkeypatch, slack, hook)
        slack.answers.append((500, {}))
        tell(installation)
        look(installation)
    left = b"".join(path.read_bytes() for path in installation.settings.home.rglob("*") if path.is_file())
    assert b"run_failed" in left
    for secret in ("very-secret-part", "in-the-query", SECRET, SECRET.removeprefix("whsec_")):
        assert secret.encode() not in left


def _deliver(barrier: Any, url: str, sites: str, done: Any) -> None:
    from reprise.clock import SystemClock
    from reprise.notices.delivering import Deliverer
    from reprise.sites import Site, load_sites
    from reprise.store.store import Store
    from resources.http import Fetcher
    from resources.notify import open_channel

    store, fetcher, clock = Store(url, SystemClock()), Fetcher(allow_private=[LOCAL]), SystemClock()

    def channel(site: Site, name: str) -> Any:
        return open_channel(site, name, fetcher, clock)

    barrier.wait()
    for _ in range(5):
        done.put(Deliverer(store.notices, load_sites(Path(sites)), channel, clock).run().sent)
    store.close()


def test_two_daemons_tell_each_notice_once(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    installation.settings.clock_file.unlink()
    with http_sink("slack") as slack, http_sink("hook") as hook:
        receive(installation, monkeypatch, slack, hook)
        tell(installation, 12)
        context = multiprocessing.get_context("spawn")
        barrier, done = context.Barrier(PROCESSES), context.Queue()
        where = (installation.settings.store_url, str(installation.settings.sites))
        daemons = [context.Process(target=_deliver, args=(barrier, *where, done)) for _ in range(PROCESSES)]
        for daemon in daemons:
            daemon.start()
        for daemon in daemons:
            daemon.join(60)
        assert [daemon.exitcode for daemon in daemons] == [0] * PROCESSES
        assert sum(done.get() for _ in range(5 * PROCESSES)) == 24
        told = [each["key"] for posted in hook.taken for each in posted.json["notices"]]
        assert sorted(told) == sorted(f"run_failed:job{number}:-" for number in range(12))
        assert installation.store.notices.counts() == {"sent": 24}
