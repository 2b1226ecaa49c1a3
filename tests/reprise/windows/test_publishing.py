"""A due post is published once, by one caller, or it is said why not; a store, X's client and the sandbox are real."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from reprise.clock import FileClock
from reprise.media import MediaStore
from reprise.store.records import Post
from reprise.store.store import Store
from reprise.windows.failures import FailureKind, PlatformError
from reprise.windows.outgoing import Look, Outgoing, Progress, Published
from reprise.windows.publishing import MAX_TRIES, OUTAGE_POSTS, WAIT_LIMIT, Outcome, publish_due
from reprise.windows.settling import Settler
from resources.platforms.access import Access
from resources.platforms.edge import Edge
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
        def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
            (attempt,) = Store(house.url, house.me.clock).attempts.of(post.id)
            seen.append((attempt.never_sent, attempt.fingerprint == post.fingerprint))
            progress.sending()
            (attempt,) = Store(house.url, house.me.clock).attempts.of(post.id)
            seen.append((attempt.never_sent, attempt.handles["sending"]))
            return Published(remote_ids=("1",))

    house.client = Watching()  # type: ignore[assignment]
    assert house.publish(house.schedule("Hello")).result == "published"
    assert seen == [(True, True), (False, 0)]


class Idle:
    """A publisher that does what a test tells it."""

    name = "x"
    settle_after = timedelta(0)

    def __init__(self, error: Exception | None = None, *, sends: bool = False, posts: tuple[str, ...] = ()) -> None:
        self.error = error
        self.sends = sends
        self.posts = posts
        self.known: dict[str, Any] = {}

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
        self.known = dict(progress.known)
        progress.note("container", "c1")
        if self.sends:
            progress.sending()
        if self.posts:
            progress.posted(*self.posts)
        if self.error:
            raise self.error
        return Published(remote_ids=self.posts, url="https://x.example/1")

    def look(self, post: Outgoing, known: Any, since: Any) -> Look:
        return Look(verdict="unclear", reason="It says nothing.")

    def close(self) -> None:
        """Nothing to let go of."""


def failing(kind: FailureKind, **more: Any) -> PlatformError:
    return PlatformError(kind, f"A failure of the kind {kind}.", **more)


def test_an_unknown_outcome_is_to_be_looked_for_and_never_sent_again_meanwhile(house: House) -> None:
    post = house.schedule("Hello")
    house.me.fault(CREATE, "drop_after")
    outcome = house.publish(post)
    assert (outcome.result, outcome.kind) == ("unknown", "unknown_outcome")
    assert house.post(post).state == "publishing"
    (attempt,) = house.store.attempts.of(post)
    assert (attempt.outcome, attempt.look_at) == ("unknown", outcome.retry_at)
    assert house.publish(post).result == "skipped"
    assert house.texts() == ["Hello"]


def test_a_surprise_after_sending_is_in_doubt_and_before_it_failed(house: House) -> None:
    post = house.schedule("Hello")
    house.client = Idle(RuntimeError("token=abcdef"), sends=True)  # type: ignore[assignment]
    outcome = house.publish(post)
    assert outcome.result == "unknown"
    assert "abcdef" not in (outcome.reason or "")
    other = house.schedule("Other", article="demo-b")
    house.client = Idle(RuntimeError("broken"))  # type: ignore[assignment]
    assert house.publish(other).result == "failed"
    assert house.post(other).state == "failed"


def test_a_publisher_that_was_given_up_says_so_and_leaves_the_post_to_those_who_settle_it(house: House) -> None:
    post = house.schedule("Hello")

    class Stalled(Idle):
        """It stalls before it sends; meanwhile its run is found dead and the post is due again."""

        def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
            assert Settler(house.store, house.me.clock).find_lost(run_is_alive=lambda run: False) == (post.id,)
            return super().publish(post, media, progress)

    house.client = Stalled(sends=True, posts=("77",))  # type: ignore[assignment]
    outcome = house.publish(post)
    assert (outcome.result, "given up for lost" in (outcome.reason or "")) == ("skipped", True)
    assert house.post(post).state == "scheduled"
    assert [each.outcome for each in house.store.attempts.of(post)] == ["abandoned"]


def test_a_database_that_fails_leaves_the_post_to_what_was_recorded(house: House) -> None:
    post = house.schedule("Hello")
    house.client = Idle(OperationalError("UPDATE", {}, Exception("the server went away")))  # type: ignore[assignment]
    with pytest.raises(OperationalError):
        house.publish(post)
    assert house.post(post).state == "publishing"
    assert Settler(house.store, house.me.clock).find_lost(run_is_alive=lambda run: False) == (post,)
    assert house.post(post).state == "scheduled"


@pytest.mark.parametrize("error", [failing("server"), failing("unknown_outcome"), RuntimeError("no permalink")])
def test_what_fails_once_everything_is_public_leaves_the_post_published(error: Exception, house: House) -> None:
    post = house.schedule("Hello")
    house.client = Idle(error, sends=True, posts=("77",))  # type: ignore[assignment]
    outcome = house.publish(post)
    assert (outcome.result, outcome.remote_ids) == ("published", ("77",))
    assert house.post(post).state == "published"
    assert str(error).split(".")[0] in (house.post(post).problem or "")


def test_a_platform_still_at_work_on_the_media_is_waited_for_from_the_same_handles(house: House) -> None:
    post = house.schedule("Hello")
    later = NOON + timedelta(minutes=1)
    house.client = Idle(failing("media_processing", waiting=True, retry_at=later))  # type: ignore[assignment]
    outcome = house.publish(post)
    assert (outcome.result, outcome.retry_at) == ("waiting", later)
    assert house.post(post).scheduled_at == later
    house.me.clock.set(later)
    house.client = Idle(posts=("77",))  # type: ignore[assignment]
    assert house.publish(post).result == "published"
    assert house.client.known["container"] == "c1"  # type: ignore[attr-defined]


def test_waiting_ends_when_no_container_lives_so_long(house: House) -> None:
    post = house.schedule("Hello")
    house.client = Idle(failing("media_processing", waiting=True))  # type: ignore[assignment]
    assert house.publish(post).result == "waiting"
    house.me.clock.set(NOON + WAIT_LIMIT + timedelta(minutes=1))
    assert house.publish(post).result == "failed"


def test_handles_of_other_words_are_not_gone_on_with(house: House) -> None:
    post = house.schedule("Hello")
    house.client = Idle(failing("server"))  # type: ignore[assignment]
    house.publish(post)
    house.store.posts.edit(post, "eva", texts=("Hello, better",))
    house.wait_until_due(post)
    house.client = Idle(posts=("77",))  # type: ignore[assignment]
    house.publish(post)
    assert "container" not in house.client.known  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["auth", "permission", "quota", "spam"])
def test_an_accounts_own_trouble_lets_it_rest_and_keeps_the_post_in_its_place(kind: FailureKind, house: House) -> None:
    posts = [house.schedule("Hello", article=f"demo-{name}") for name in "ab"]
    house.client = Idle(failing(kind))  # type: ignore[assignment]
    assert [house.publish(post).result for post in posts] == ["paused", "paused"]
    assert {(house.post(post).state, house.post(post).scheduled_at) for post in posts} == {("scheduled", NOON)}
    (pause,) = house.store.pauses.open()
    assert (pause.cause, pause.account, pause.posts, pause.until) == (kind, "main", 2, None)
    assert house.store.pauses.end("demo", "x", "main", "eva") == 1
    house.client = Idle(posts=("77",))  # type: ignore[assignment]
    assert house.publish(posts[0]).result == "published"


def test_an_outage_is_noticed_and_the_account_rests_a_while(house: House) -> None:
    house.client = Idle(failing("server"))  # type: ignore[assignment]
    for number in range(OUTAGE_POSTS):
        assert house.store.pauses.open() == ()
        house.publish(house.schedule("Hello", article=f"demo-{number}"))
    (pause,) = house.store.pauses.open()
    assert pause.cause == "server" and pause.until is not None


def test_a_refusal_that_a_person_must_mend_is_a_failure(house: House) -> None:
    house.publish(house.schedule("Hello"))
    post = house.schedule("Hello", article="demo-b")
    outcome = house.publish(post)
    assert (outcome.result, outcome.kind, outcome.retry_at) == ("failed", "duplicate", None)
    assert house.post(post).state == "failed"
    assert "duplicate content" in (house.post(post).problem or "")


def test_a_rate_limit_lets_the_account_rest_until_the_platform_says(house: House) -> None:
    post = house.schedule("Hello")
    house.me.fault(CREATE, "rate_limit", seconds=1800)
    outcome = house.publish(post)
    assert outcome.result == "paused" and outcome.retry_at is not None
    assert outcome.retry_at >= NOON + timedelta(minutes=30)
    assert house.post(post).state == "scheduled"
    (pause,) = house.store.pauses.open()
    assert pause.until == outcome.retry_at
    house.me.clock.set(outcome.retry_at)
    assert house.store.pauses.open() == ()
    assert house.publish(post).result == "published"
    assert house.texts() == ["Hello"]


def test_tries_grow_apart_with_jitter_and_end(house: House) -> None:
    post = house.schedule("Hello")
    house.me.fault(CREATE, "unavailable", times=MAX_TRIES)
    pauses = []
    for _ in range(MAX_TRIES - 1):
        before = house.me.clock.now()
        outcome = house.publish(post)
        assert outcome.retry_at is not None
        pauses.append((outcome.retry_at - before) / timedelta(minutes=1))
        house.wait_until_due(post)
    for pause, least in zip(pauses, (10, 20, 40, 80), strict=True):
        assert least <= pause <= 1.2 * least
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
    assert house.publish(post).result == "unknown"
    house.store.posts.hold(post, "Nobody can say.")
    house.me.clock.set(NOON + timedelta(minutes=5))
    house.store.posts.schedule(post, house.me.clock.now(), "UTC", "it is not there", "eva")
    assert house.publish(post).result == "published"
    assert house.texts() == list(THREAD)


def test_no_run_goes_on_with_a_thread_whose_next_text_may_be_there(house: House) -> None:
    post = house.schedule(*THREAD)
    house.me.fault(CREATE, "drop_after", skip=2)
    assert house.publish(post).result == "unknown"
    house.store.posts.hold(post, "Nobody can say.")
    house.store.posts.schedule(post, house.me.clock.now(), "UTC", "again", "planner")
    outcome = house.publish(post)
    assert outcome.result == "held"
    assert "Nobody knows whether text 3 is there" in (outcome.reason or "")
    assert house.texts() == ["one", "two", "three"]


def test_a_thread_whose_words_changed_after_its_beginning_is_held(house: House) -> None:
    post = house.schedule(*THREAD)
    house.me.fault(CREATE, "validation", skip=2)
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
    settler = Settler(house.store, house.me.clock)
    assert settler.find_lost() == (post,)
    (attempt,) = settler.due()
    assert settler.look(attempt, house.client).verdict == "continue"
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
    client = XClient(Access(token, base_urls={"": url}), Edge(clock=clock_file))
    opened = Store(store, clock_file)
    if barrier is not None:
        barrier.wait()
    return publish_due(post, client, opened, MediaStore(Path(media)), clock_file).result
