"""A due post is published once, by one caller, or it is said why not; a store, X's client and the sandbox are real."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reprise.clock import FileClock
from reprise.media import MediaStore
from reprise.store.records import Post
from reprise.store.store import Store
from reprise.windows.publishing import MAX_TRIES, OnHandle, Outcome, Outgoing, Published, publish_due
from reprise.windows.queue import Queue
from resources.platforms.outbox import Outbox
from resources.platforms.x import XClient
from tests.builders import make_site
from tests.reprise.store.builders import add, add_scheduled, draft, race
from tests.sandbox_material import NOON, Person, make_picture, me, new_account, sandbox

__all__ = ["me", "new_account", "sandbox"]
CREATE = "POST /2/tweets"
THREAD = ("one", "two", "three", "four", "five")


class House:
    """A store with one post that is due on an account of the sandbox."""

    def __init__(self, me: Person, folder: Path) -> None:
        self.me = me
        self.url = f"sqlite:///{folder}/store.db"
        self.media = MediaStore(folder / "media")
        self.store = Store(self.url, me.clock)
        self.store.migrate()
        self.client = me.client(timeout=1)

    def schedule(self, *texts: str, **more: Any) -> str:
        kind = "thread" if len(texts) > 1 else "announcement"
        (post,) = add_scheduled(self.store, draft(kind, texts=texts or ("Hello",), **more), at=NOON)
        return post

    def publish(self, post: str) -> Outcome:
        return publish_due(post, self.client, self.store, self.media, self.me.clock, run_id="run-1")

    def post(self, post: str) -> Post:
        return self.store.posts.get(post)

    def place(self, post: str) -> tuple[str, ...]:
        """What another process needs to publish the same post."""
        me = self.me
        return me.sandbox.url_of("x"), me.token, self.url, str(self.media.root), str(me.clock.path), post

    def texts(self) -> list[str]:
        return [post["text"] for post in self.me.posts()]

    def wait_until_due(self, post: str) -> None:
        at = self.post(post).scheduled_at
        assert at is not None
        self.me.clock.set(at)


@pytest.fixture
def house(me: Person, tmp_path: Path) -> Iterator[House]:
    house = House(me, tmp_path)
    yield house
    house.store.close()


def test_a_due_post_is_published_and_its_ids_are_kept(house: House) -> None:
    post = house.schedule("Hello")
    outcome = house.publish(post)
    assert outcome.result == "published"
    stored = house.post(post)
    assert (stored.state, stored.remote_ids, stored.url) == ("published", outcome.remote_ids, outcome.url)
    (attempt,) = house.store.attempts.of(post)
    assert (attempt.outcome, attempt.run) == ("published", "run-1")
    assert attempt.handles == {"sent": True, "sending": 0, "posts": list(outcome.remote_ids)}


def test_publishing_it_again_sends_nothing(house: House) -> None:
    post = house.schedule("Hello")
    first = house.publish(post)
    again = house.publish(post)
    assert (again.result, again.remote_ids) == ("skipped", first.remote_ids)
    assert house.texts() == ["Hello"]


def test_a_post_before_its_time_or_without_approval_is_left_alone(house: House) -> None:
    early = house.schedule("Hello")
    house.me.clock.set(NOON - timedelta(minutes=1))
    (unapproved,) = add(house.store, draft("faq"))
    assert house.publish(early).result == "skipped"
    assert house.publish(unapproved).result == "skipped"
    assert house.publish("p000000000000").result == "skipped"
    assert house.texts() == []


def test_what_was_not_approved_as_it_is_now_is_held(house: House) -> None:
    post = house.schedule("Hello")
    with house.store.posts._changing(post) as (_, row):
        row.texts = ["Something else"]
    outcome = house.publish(post)
    assert outcome.result == "held"
    assert house.post(post).state == "held"
    assert house.texts() == []


def test_the_attempt_is_written_down_before_the_first_byte_leaves(house: House) -> None:
    seen: list[Any] = []

    class Watching(Idle):
        def publish(
            self, post: Outgoing, media: MediaStore, on_handle: OnHandle, *, done: tuple[str, ...] = ()
        ) -> Published:
            (attempt,) = Store(house.url, house.me.clock).attempts.of(post.id)
            seen.append((attempt.never_sent, attempt.fingerprint == post.fingerprint))
            on_handle("sending", 0)
            (attempt,) = Store(house.url, house.me.clock).attempts.of(post.id)
            seen.append((attempt.never_sent, attempt.handles["sending"]))
            return Published(remote_ids=("1",))

    house.client = Watching()  # type: ignore[assignment]
    assert house.publish(house.schedule("Hello")).result == "published"
    assert seen == [(True, True), (False, 0)]


class Idle:
    """A publisher that does what a test tells it."""

    name = "x"

    def __init__(self, error: Exception | None = None, send_first: bool = False) -> None:
        self.error = error
        self.send_first = send_first

    def publish(
        self, post: Outgoing, media: MediaStore, on_handle: OnHandle, *, done: tuple[str, ...] = ()
    ) -> Published:
        if self.send_first:
            on_handle("sending", 0)
        assert self.error
        raise self.error


def test_an_unknown_outcome_is_held_for_a_person(house: House) -> None:
    post = house.schedule("Hello")
    house.me.fault(CREATE, "drop_after")
    outcome = house.publish(post)
    assert (outcome.result, outcome.kind) == ("held", "unknown_outcome")
    assert "Look at the account" in (house.post(post).problem or "")
    assert house.store.attempts.of(post)[0].outcome == "unknown"
    assert house.publish(post).result == "held"
    assert house.texts() == ["Hello"]


def test_a_surprise_after_sending_is_held_and_before_it_failed(house: House) -> None:
    post = house.schedule("Hello")
    house.client = Idle(RuntimeError("token=abcdef"), send_first=True)  # type: ignore[assignment]
    outcome = house.publish(post)
    assert outcome.result == "held"
    assert "abcdef" not in (outcome.reason or "")
    other = house.schedule("Other", article="demo-b")
    house.client = Idle(RuntimeError("broken"))  # type: ignore[assignment]
    assert house.publish(other).result == "failed"
    assert house.post(other).state == "failed"


def test_a_refusal_that_a_person_must_mend_is_a_failure(house: House) -> None:
    house.publish(house.schedule("Hello"))
    post = house.schedule("Hello", article="demo-b")
    outcome = house.publish(post)
    assert (outcome.result, outcome.kind, outcome.retry_at) == ("failed", "duplicate", None)
    assert house.post(post).state == "failed"
    assert "duplicate content" in (house.post(post).problem or "")


def test_a_rate_limit_is_tried_again_when_the_platform_says(house: House) -> None:
    post = house.schedule("Hello")
    house.me.fault(CREATE, "rate_limit", seconds=1800)
    outcome = house.publish(post)
    assert (outcome.result, outcome.retry_at) == ("failed", NOON + timedelta(minutes=30))
    assert house.post(post).state == "scheduled"
    assert house.publish(post).result == "skipped"
    house.wait_until_due(post)
    assert house.publish(post).result == "published"
    assert house.texts() == ["Hello"]


def test_tries_grow_apart_and_end(house: House) -> None:
    post = house.schedule("Hello")
    house.me.fault(CREATE, "unavailable", times=MAX_TRIES)
    pauses = []
    for _ in range(MAX_TRIES - 1):
        before = house.me.clock.now()
        outcome = house.publish(post)
        assert outcome.retry_at is not None
        pauses.append((outcome.retry_at - before) / timedelta(minutes=1))
        house.wait_until_due(post)
    assert pauses == [10, 20, 40, 80]
    assert house.publish(post).retry_at is None
    assert house.post(post).state == "failed"


def test_a_missing_picture_fails_before_anything_is_sent(house: House) -> None:
    post = add(house.store, draft(texts=("Hello",)))[0]
    picture = make_picture(house.media)
    house.store.posts.attach_pictures(post, [picture])
    house.store.posts.approve(post, "eva")
    house.store.posts.schedule(post, NOON, "UTC", "a test", "eva")
    house.media.path(picture.media).unlink()
    outcome = house.publish(post)
    assert (outcome.result, outcome.kind) == ("failed", "validation")
    assert house.store.attempts.of(post) == ()
    assert house.texts() == []


def test_a_client_of_another_platform_gets_nothing(house: House) -> None:
    post = house.schedule("Hello", platform="linkedin")
    assert house.publish(post).kind == "validation"
    assert house.texts() == []


def test_a_thread_that_was_surely_refused_in_the_middle_goes_on_there(house: House) -> None:
    post = house.schedule(*THREAD)
    house.me.fault(CREATE, "unavailable", skip=2)
    outcome = house.publish(post)
    assert (outcome.result, len(outcome.remote_ids)) == ("failed", 2)
    assert "2 of 5 texts are on the platform" in (house.post(post).problem or "")
    house.wait_until_due(post)
    assert house.publish(post).result == "published"
    assert house.texts() == list(THREAD)
    assert [row["reply_to"] for row in house.me.posts()] == [None, *house.post(post).remote_ids[:-1]]


def test_a_thread_goes_on_after_several_failures_of_its_own(house: House) -> None:
    post = house.schedule(*THREAD)
    for skip in (1, 0, 1):  # the first text, then none, then one more
        house.me.fault(CREATE, "unavailable", skip=skip)
        house.publish(post)
        house.wait_until_due(post)
    house.publish(post)
    assert house.texts() == list(THREAD)


def test_a_thread_with_an_unknown_text_is_held_until_a_person_has_looked(house: House) -> None:
    post = house.schedule(*THREAD)
    house.me.fault(CREATE, "drop", skip=2)
    assert house.publish(post).result == "held"
    house.me.clock.set(NOON + timedelta(minutes=5))
    house.store.posts.schedule(post, house.me.clock.now(), "UTC", "it is not there", "eva")
    assert house.publish(post).result == "published"
    assert house.texts() == list(THREAD)


def test_no_run_goes_on_with_a_thread_whose_next_text_may_be_there(house: House) -> None:
    post = house.schedule(*THREAD)
    house.me.fault(CREATE, "drop_after", skip=2)
    assert house.publish(post).result == "held"
    house.store.posts.schedule(post, house.me.clock.now(), "UTC", "again", "planner")
    outcome = house.publish(post)
    assert outcome.result == "held"
    assert "Nobody knows whether text 3 is there" in (outcome.reason or "")
    assert house.texts() == ["one", "two", "three"]


def test_a_thread_whose_words_changed_after_its_beginning_is_held(house: House) -> None:
    post = house.schedule(*THREAD)
    house.me.fault(CREATE, "permission", skip=2)
    assert house.publish(post).result == "failed"
    house.store.posts.edit(post, "eva", texts=("one", "two", "three, better", "four", "five"))
    house.store.posts.schedule(post, house.me.clock.now(), "UTC", "again", "eva")
    outcome = house.publish(post)
    assert outcome.result == "held"
    assert "changed after the thread was begun" in (outcome.reason or "")
    assert house.texts() == ["one", "two"]


def test_the_outbox_takes_posts_of_every_platform_and_is_safe_to_repeat(house: House, tmp_path: Path) -> None:
    post = house.schedule("Hello", platform="linkedin")
    house.client = Outbox(tmp_path / "outbox", "linkedin", site=make_site())  # type: ignore[assignment]
    outcome = house.publish(post)
    assert outcome.result == "published"
    assert (tmp_path / "outbox" / "demo" / "linkedin" / post / "index.html").is_file()
    (attempt,) = house.store.attempts.of(post)
    assert attempt.never_sent  # a crash in the middle would have been repeated, not held


@pytest.mark.slow
def test_a_publisher_killed_in_the_middle_of_a_thread_leaves_nothing_twice(house: House) -> None:
    post = house.schedule(*THREAD)
    house.me.fault(CREATE, "timeout", skip=2, seconds=3)
    place = house.place(post)
    child = multiprocessing.get_context("spawn").Process(target=publish_elsewhere, args=(None, place))
    child.start()
    give_up = time.monotonic() + 60
    while not any(attempt.handles.get("sending") == 2 for attempt in house.store.attempts.of(post)):
        assert child.is_alive() and time.monotonic() < give_up
        time.sleep(0.02)
    child.kill()
    child.join()

    assert house.publish(post).result == "skipped"
    house.me.clock.set(NOON + timedelta(hours=1))
    assert Queue(house.store, {"demo": make_site()}, house.me.clock).stuck() == (post,)
    assert house.post(post).state == "held"
    assert house.publish(post).result == "held"
    house.store.posts.schedule(post, house.me.clock.now(), "UTC", "the third is not there", "eva")
    assert house.publish(post).result == "published"
    assert house.texts() == list(THREAD)


@pytest.mark.slow
def test_of_several_publishers_one_sends_the_post(house: House) -> None:
    post = house.schedule("Hello")
    place = house.place(post)
    results = sorted(race(publish_elsewhere, place))
    assert results[0] == "published"
    assert set(results[1:]) == {"skipped"}
    assert house.texts() == ["Hello"]


def publish_elsewhere(barrier: Any, place: tuple[str, ...]) -> str:
    """Publish from another process, as a second daemon would."""
    url, token, store, media, clock, post = place
    clock_file = FileClock(Path(clock))
    client = XClient(token, base_url=url, clock=clock_file)
    opened = Store(store, clock_file)
    if barrier is not None:
        barrier.wait()
    return publish_due(post, client, opened, MediaStore(Path(media)), clock_file).result
