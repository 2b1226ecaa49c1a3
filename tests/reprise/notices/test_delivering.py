"""What is due is delivered: alone, together, again, or given up with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from reprise.clock import ManualClock
from reprise.errors import BadSettings
from reprise.notices.delivering import GIVE_UP, PAUSES, TOGETHER, Channel, Delivered, Deliverer, NotDelivered
from reprise.notices.notice import Message
from reprise.notices.routing import routes
from reprise.sites import Site
from reprise.store.notices import LOST_AFTER
from reprise.store.store import Store
from tests.reprise.notices.builders import HOOK, SLACK, WHEN, notice, site


class Recorded:
    """A channel that keeps what it gets, after the failures it was given."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.messages: list[Message] = []

    def send(self, message: Message) -> str | None:
        if self.failures:
            raise self.failures.pop(0)
        self.messages.append(message)
        return None


class Desk:
    """A store with notices, a site with channels, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock(WHEN)
        self.store = Store(f"sqlite:///{folder}/store.db", self.clock)
        self.store.migrate()
        self.sites: dict[str, Site] = {"demo": site("demo", desk=SLACK)}
        self.channels: dict[str, Recorded] = {"desk": Recorded()}
        self.open: Callable[[Site, str], Channel] = lambda _site, name: self.channels[name]

    def tell(self, count: int = 1, **changes: Any) -> None:
        for number in range(count):
            title = f"Post {number} failed"
            self.store.notices.raise_notice(notice(**{"key": f"failed:p{number}", "title": title, **changes}))

    def deliver(self, seconds: float = 25) -> Delivered:
        return Deliverer(self.store.notices, self.sites, self.open, self.clock, seconds).run()

    def got(self, name: str = "desk") -> list[list[str]]:
        return [[item.notice.title for item in each.items] for each in self.channels[name].messages]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.store.close()


def busy(after: float | None = None) -> NotDelivered:
    return NotDelivered.of(
        "It answered 503.", where="demo: notifications.desk", remedy="Wait.", retry=True, after=after
    )


def refused() -> NotDelivered:
    return NotDelivered.of("It answered 404.", where="demo: notifications.desk", remedy="Check it.", retry=False)


def test_a_notice_is_delivered_once(desk: Desk) -> None:
    desk.tell()
    assert desk.deliver().sent == 1
    assert desk.deliver().sent == 0
    assert desk.got() == [["Post 0 failed"]]


def test_few_come_one_by_one_and_many_together(desk: Desk) -> None:
    desk.tell(TOGETHER - 1)
    desk.deliver()
    assert [len(each) for each in desk.got()] == [1] * (TOGETHER - 1)
    for number in range(20):
        desk.tell(1, key=f"other:{number}")
    desk.deliver()
    assert [len(each) for each in desk.got()[TOGETHER - 1 :]] == [20]


def test_a_digest_comes_at_its_time_in_one_message(desk: Desk) -> None:
    desk.sites = {"demo": site("demo", desk={**SLACK, "mode": "digest", "digest_at": "18:00"})}
    for number in range(3):
        desk.tell(1, key=f"withdrawn:{number}", kind="withdrawn", severity="warning")
        desk.deliver()
        desk.clock.advance(timedelta(hours=1))
    assert desk.got() == []
    desk.clock.set(WHEN.replace(hour=16))  # 18:00 in Berlin
    desk.deliver()
    assert [len(each) for each in desk.got()] == [3]
    assert desk.deliver().sent == 0


def test_what_needs_somebody_does_not_wait_for_the_digest(desk: Desk) -> None:
    desk.sites = {"demo": site("demo", desk={**SLACK, "mode": "digest"})}
    desk.tell()
    desk.tell(1, key="w", kind="withdrawn", severity="warning")
    desk.deliver()
    assert desk.got() == [["Post 0 failed"]]


def test_a_failure_is_tried_again_at_growing_distances_with_the_same_id(desk: Desk) -> None:
    desk.channels["desk"] = Recorded(*(busy() for _ in PAUSES))
    desk.tell()
    for pause in PAUSES:
        assert desk.deliver().again == 1
        desk.clock.advance(pause - timedelta(seconds=1))
        assert (desk.deliver().again, desk.deliver().sent) == (0, 0)
        desk.clock.advance(timedelta(seconds=1))
    assert desk.deliver().sent == 1


def test_a_repetition_has_the_id_of_the_first_try(desk: Desk) -> None:
    seen: list[str] = []

    class Lost(Recorded):
        def send(self, message: Message) -> str | None:
            seen.append(message.id)
            return super().send(message)

    desk.channels["desk"] = Lost(busy())
    desk.tell()
    desk.deliver()
    desk.clock.advance(PAUSES[0])
    desk.deliver()
    assert len(seen) == 2
    assert len(set(seen)) == 1


def test_a_server_that_names_a_time_is_asked_then(desk: Desk) -> None:
    desk.channels["desk"] = Recorded(busy(after=1800))
    desk.tell()
    desk.deliver()
    desk.clock.advance(timedelta(minutes=29))
    assert desk.deliver().sent == 0
    desk.clock.advance(timedelta(minutes=1))
    assert desk.deliver().sent == 1


def test_what_cannot_succeed_is_given_up_with_its_reason(desk: Desk) -> None:
    desk.channels["desk"] = Recorded(refused())
    desk.tell()
    done = desk.deliver()
    assert (done.given_up, done.again) == (1, 0)
    assert done.problems == ["demo: notifications.desk: It answered 404. Check it."]
    (lost,) = desk.store.notices.given_up(WHEN)
    assert lost.error == "demo: notifications.desk: It answered 404. Check it."


def test_after_two_days_nobody_needs_it_any_more(desk: Desk) -> None:
    desk.channels["desk"] = Recorded(*(busy(after=3 * 3600) for _ in range(50)))
    desk.tell()
    given_up = 0
    for _ in range(30):
        given_up += desk.deliver().given_up
        desk.clock.advance(timedelta(hours=3))
    assert given_up == 1
    assert desk.store.notices.counts() == {"failed": 1}


def test_a_channel_that_fails_holds_up_neither_another_nor_itself_for_long(desk: Desk) -> None:
    desk.sites = {"demo": site("demo", desk=SLACK, hook=HOOK)}
    desk.channels = {"desk": Recorded(busy()), "hook": Recorded()}
    desk.tell(2)
    done = desk.deliver()
    assert (done.sent, done.again) == (2, 1)
    assert desk.got("hook") == [["Post 0 failed"], ["Post 1 failed"]]
    desk.clock.advance(PAUSES[0])
    desk.deliver()
    assert sorted(desk.got()) == [["Post 0 failed"], ["Post 1 failed"]]


def test_a_message_that_is_refused_does_not_hold_up_the_next(desk: Desk) -> None:
    desk.channels["desk"] = Recorded(refused())
    desk.tell(2)
    assert (desk.deliver().sent, desk.got()) == (1, [["Post 1 failed"]])


def test_a_variable_that_is_not_set_is_told_and_waited_for(desk: Desk) -> None:
    working = desk.open

    def refuse(_site: Site, _name: str) -> Channel:
        raise BadSettings("The variable DESK_SLACK is not set.", where="demo: notifications.desk")

    desk.open = refuse
    desk.tell()
    assert "DESK_SLACK" in desk.deliver().problems[0]
    desk.open = working
    desk.clock.advance(PAUSES[0])
    assert desk.deliver().sent == 1


@pytest.mark.parametrize("sites", [{}, {"demo": site("demo")}])
def test_a_channel_that_was_removed_ends_its_deliveries(desk: Desk, sites: dict[str, Site]) -> None:
    desk.channels["desk"] = Recorded(busy())
    desk.tell()
    desk.deliver()
    desk.sites = sites
    desk.clock.advance(PAUSES[0])
    assert desk.deliver().given_up == 1


def test_a_fault_of_ours_is_kept_without_what_it_says(desk: Desk) -> None:
    desk.channels["desk"] = Recorded(ValueError("https://hooks.example.org/very-secret-part"))
    desk.tell()
    desk.deliver()
    with desk.store.readers.begin() as session:
        rows = str(session.execute(text("SELECT * FROM notice_deliveries")).all())
    assert "ValueError while sending." in rows
    assert "very-secret-part" not in rows


def test_what_a_dead_process_was_sending_is_sent_by_the_next(desk: Desk) -> None:
    desk.tell()
    desk.store.notices.route(lambda item: routes(item.notice, desk.sites, WHEN))
    assert desk.store.notices.claim() is not None
    assert desk.deliver().sent == 0
    desk.clock.advance(LOST_AFTER + timedelta(seconds=1))
    assert desk.deliver().sent == 1


def test_when_time_is_up_the_rest_stays_due(desk: Desk) -> None:
    desk.tell(2)
    assert desk.deliver(seconds=0).sent == 0
    assert desk.deliver().sent == 2


def test_what_was_raised_while_nobody_delivered_is_not_told_days_later(desk: Desk) -> None:
    desk.tell()
    desk.clock.advance(GIVE_UP + timedelta(minutes=1))
    desk.tell(1, key="new", title="New")
    desk.deliver()
    assert desk.got() == [["New"]]


def test_one_alert_for_thirty_two_posts(desk: Desk) -> None:
    from reprise.notices import events

    for number in range(32):
        desk.store.notices.raise_notice(
            events.paused("x", "main", "quota", f"Out of credit at post {number}.", "Buy credit.", site="demo")
        )
    desk.deliver()
    assert desk.got() == [["Posting to x/main is paused"]]
