"""Posts that were left in the middle are found on the account, sent again, or held; decided once, by one process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from reprise.clock import ManualClock
from reprise.errors import BadSettings, Conflict
from reprise.media import MediaStore
from reprise.store.records import Attempt
from reprise.store.store import Store
from reprise.windows.failures import PlatformError
from reprise.windows.outgoing import Look, Outgoing, Progress, Published
from reprise.windows.publishing import publish_due
from reprise.windows.settling import LOOK_WITHIN, LOOKS, STUCK_AFTER, Settler
from tests.reprise.store.builders import LATER, add_scheduled, claim_now, draft


class Account:
    """An account that says what a test tells it."""

    name = "x"
    settle_after = timedelta(minutes=3)

    def __init__(self, *looks: Look | PlatformError) -> None:
        self.looks = list(looks)
        self.asked: list[tuple[Mapping[str, Any], datetime]] = []

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
        progress.sending()
        progress.posted("77")
        return Published(remote_ids=("77",))

    def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
        self.asked.append((known, since))
        found = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
        if isinstance(found, PlatformError):
            raise found
        return found

    def close(self) -> None:
        """Nothing to let go of."""


PUBLISHED = Look(verdict="published", remote_ids=("77",), url="https://x.example/77")
ABSENT = Look(verdict="continue", reason="It is not on the account.", handles={"container": "c2"})


@pytest.fixture
def post(store: Store, clock: ManualClock) -> str:
    """A post that was claimed and is being published."""
    (post,) = add_scheduled(store, draft(texts=("Hello",)))
    clock.set(LATER)
    claim_now(store, post)
    return post


def begin(store: Store, post: str, run: str | None = None, **handles: Any) -> Attempt:
    """An attempt of the post with these handles."""
    fingerprint = Outgoing.of(store.posts.get(post)).fingerprint
    attempt = store.attempts.start(post, fingerprint, run, handles={"sent": False})
    for name, value in handles.items():
        store.attempts.note_handle(attempt.id, name, value)
    return attempt


def settler(store: Store) -> Settler:
    return Settler(store, store.clock)


def in_doubt(store: Store, post: str, clock: ManualClock, **handles: Any) -> Attempt:
    """The post's attempt, whose outcome is unknown since a while."""
    begin(store, post, sent=True, sending=0, **handles)
    clock.advance(STUCK_AFTER)
    assert settler(store).find_lost() == (post,)
    (attempt,) = settler(store).due()
    return attempt


# Lost publishers


def test_a_publisher_at_work_is_left_alone(store: Store, post: str, clock: ManualClock) -> None:
    attempt = begin(store, post, sent=True)
    clock.advance(STUCK_AFTER - timedelta(minutes=1))
    assert settler(store).find_lost() == ()
    store.attempts.note_handle(attempt.id, "upload", 7)
    clock.advance(STUCK_AFTER - timedelta(minutes=1))
    assert settler(store).find_lost() == ()


def test_a_run_that_still_lives_is_left_alone_and_one_that_has_ended_is_not_waited_for(
    store: Store, post: str, clock: ManualClock
) -> None:
    begin(store, post, run="run-1", sent=True)
    clock.advance(2 * STUCK_AFTER)
    assert settler(store).find_lost(run_is_alive=lambda run: run == "run-1") == ()
    clock.set(LATER)
    assert settler(store).find_lost(run_is_alive=lambda run: None) == ()
    assert settler(store).find_lost(run_is_alive=lambda run: False) == (post,)


def test_what_was_surely_not_sent_is_due_again_at_its_own_time(store: Store, post: str, clock: ManualClock) -> None:
    attempt = begin(store, post, container="c1")
    clock.advance(STUCK_AFTER)
    assert settler(store).find_lost() == (post,)
    found = store.posts.get(post)
    assert (found.state, found.scheduled_at) == ("scheduled", LATER)
    assert store.attempts.get(attempt.id).outcome == "abandoned"


def test_a_publisher_lost_before_its_attempt_leaves_the_post_due(store: Store, post: str, clock: ManualClock) -> None:
    assert settler(store).find_lost() == ()
    clock.advance(STUCK_AFTER)
    assert settler(store).find_lost() == (post,)
    assert store.posts.get(post).state == "scheduled"


def test_what_may_have_been_sent_is_in_doubt_and_looked_for_at_once(
    store: Store, post: str, clock: ManualClock
) -> None:
    attempt = in_doubt(store, post, clock)
    assert store.posts.get(post).state == "publishing"
    assert (attempt.outcome, attempt.looks) == ("unknown", 0)
    assert settler(store).find_lost() == ()  # it is noticed once


def test_a_publisher_given_up_may_not_send_any_more(store: Store, post: str, clock: ManualClock) -> None:
    attempt = in_doubt(store, post, clock)
    with pytest.raises(Conflict):
        store.attempts.note_handles(attempt.id, {"sending": 1})


@pytest.mark.parametrize(
    ("outcome", "state"), [("failed", "failed"), ("abandoned", "scheduled"), ("waiting", "scheduled")]
)
def test_a_publisher_lost_after_its_attempt_leaves_the_post_where_the_attempt_says(
    outcome: str, state: str, store: Store, post: str
) -> None:
    attempt = begin(store, post)
    store.attempts.finish(attempt.id, outcome, "server", "It failed.")
    assert settler(store).find_lost() == (post,)
    assert store.posts.get(post).state == state


@pytest.mark.parametrize("outcome", ["published", "unknown"])
def test_an_attempt_that_ended_without_saying_where_the_post_is_is_looked_for(
    outcome: str, store: Store, post: str
) -> None:
    attempt = begin(store, post, sent=True)
    store.attempts.finish(attempt.id, outcome)
    assert settler(store).find_lost() == (post,)
    (found,) = settler(store).due()
    assert found.id == attempt.id


# Looks


def test_a_post_that_is_found_is_published_since_it_was_sent(store: Store, post: str, clock: ManualClock) -> None:
    attempt = in_doubt(store, post, clock, session="s1")
    account = Account(PUBLISHED)
    settler(store).look(attempt, account)
    found = store.posts.get(post)
    assert (found.state, found.remote_ids, found.url) == ("published", ("77",), "https://x.example/77")
    assert found.published_at == attempt.noted_at
    assert store.attempts.get(attempt.id).outcome == "published"
    ((known, since),) = account.asked
    assert known["session"] == "s1" and since == attempt.started_at
    assert settler(store).due() == ()


def test_a_post_that_is_surely_not_there_is_sent_again_from_the_same_handles(
    store: Store, post: str, clock: ManualClock, tmp_path: Any
) -> None:
    attempt = in_doubt(store, post, clock, media={"a": 1})
    settler(store).look(attempt, Account(ABSENT))
    assert store.posts.get(post).state == "scheduled"
    assert store.attempts.get(attempt.id).outcome == "absent"
    outcome = publish_due(post, Account(), store, MediaStore(tmp_path), clock)
    assert outcome.result == "published"
    started = store.attempts.of(post)[-1].handles
    assert (started["media"], started["container"]) == ({"a": 1}, "c2")


def test_an_absence_is_not_believed_while_the_request_may_be_under_way(
    store: Store, post: str, clock: ManualClock
) -> None:
    attempt = begin(store, post, sent=True)
    store.posts.in_doubt(post, "No answer.", attempt=attempt.id, look_at=clock.now())
    (attempt,) = settler(store).due()
    assert settler(store).look(attempt, Account(ABSENT)).verdict == "pending"
    assert store.posts.get(post).state == "publishing"
    clock.advance(timedelta(minutes=3))
    (attempt,) = settler(store).due()
    assert settler(store).look(attempt, Account(ABSENT)).verdict == "continue"


@pytest.mark.parametrize(
    "answer",
    [Look(verdict="unclear", reason="No list."), Look(verdict="pending"), PlatformError("server", "It is down.")],
)
def test_a_look_that_cannot_tell_is_repeated_at_growing_distances_and_then_a_person_is_asked(
    answer: Look | PlatformError, store: Store, post: str, clock: ManualClock
) -> None:
    attempt = in_doubt(store, post, clock)
    account, pauses = Account(answer), []
    while store.posts.get(post).state == "publishing":
        settler(store).look(attempt, account)
        attempt = store.attempts.get(attempt.id)
        if attempt.look_at is not None:
            pauses.append(attempt.look_at - clock.now())
            assert settler(store).due() == ()
            clock.set(attempt.look_at)
            assert settler(store).due() == (attempt,)
    assert tuple(pauses) == LOOKS
    found = store.posts.get(post)
    assert found.state == "held"
    assert "reprise settle" in (found.problem or "")


def test_where_nobody_can_find_out_a_person_is_asked_at_once(store: Store, post: str, clock: ManualClock) -> None:
    attempt = in_doubt(store, post, clock)
    settler(store).look(attempt, Account(Look(verdict="unknowable", reason="It has no list.")))
    found = store.posts.get(post)
    assert found.state == "held"
    assert "It has no list." in (found.problem or "")
    assert settler(store).due() == ()


def test_what_the_client_knew_to_be_public_needs_no_look(store: Store, post: str, clock: ManualClock) -> None:
    attempt = in_doubt(store, post, clock, posts=["77"])
    account = Account(ABSENT)
    settler(store).look(attempt, account)
    assert account.asked == []
    assert store.posts.get(post).remote_ids == ("77",)


@pytest.mark.parametrize("error", [BadSettings("The key is gone."), ValueError("not enough values")])
def test_a_look_that_fails_is_a_look_that_could_not_tell(
    store: Store, post: str, clock: ManualClock, error: Exception
) -> None:
    attempt = in_doubt(store, post, clock)

    class Broken(Account):
        def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
            raise error

    found = settler(store).look(attempt, Broken())
    assert (found.verdict, str(error) in found.reason) == ("unclear", True)
    assert store.attempts.get(attempt.id).looks == 1


def test_one_process_at_a_time_looks(store: Store, post: str, clock: ManualClock) -> None:
    attempt = in_doubt(store, post, clock)
    other = Account(ABSENT)

    class Meanwhile(Account):
        """While this one asks, another process that was handed the same comes."""

        def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
            settler(store).look(attempt, other)
            assert settler(store).due() == ()
            return Look(verdict="unclear", reason="Nobody knows.")

    settler(store).look(attempt, Meanwhile())
    settler(store).look(attempt, other)  # its word is old: the next look is in a minute
    assert other.asked == []
    assert store.attempts.get(attempt.id).looks == 1
    clock.advance(LOOKS[0])
    assert [each.id for each in settler(store).due()] == [attempt.id]


@pytest.mark.parametrize("verdict", [ABSENT, Look(verdict="unclear", reason="Nobody knows.")])
def test_a_look_that_took_too_long_settles_nothing_that_was_settled_since(
    store: Store, post: str, clock: ManualClock, verdict: Look
) -> None:
    attempt = in_doubt(store, post, clock)

    class Slow(Account):
        """While this one asks, another process has looked, and the post is being sent again."""

        def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
            clock.advance(LOOK_WITHIN)
            (again,) = settler(store).due()
            settler(store).look(again, Account(ABSENT))
            claim_now(store, post.id)
            begin(store, post.id, sent=True)
            return super().look(post, known, since)

    settler(store).look(attempt, Slow(verdict))
    assert store.posts.get(post).state == "publishing"
    assert [each.outcome for each in store.attempts.of(post)] == ["absent", None]
    assert settler(store).due() == ()


def test_what_was_settled_since_it_was_handed_out_is_not_looked_for(
    store: Store, post: str, clock: ManualClock
) -> None:
    handed_out = in_doubt(store, post, clock)
    settler(store).look(handed_out, Account(ABSENT))
    claim_now(store, post)
    begin(store, post, sent=True)
    late = Account(ABSENT)
    assert settler(store).look(handed_out, late).verdict == "pending"
    assert late.asked == []
    assert store.posts.get(post).state == "publishing"


def test_a_publisher_that_begins_to_send_while_it_is_given_up_is_left_alone(
    store: Store, post: str, clock: ManualClock
) -> None:
    attempt = begin(store, post, run="run-1")
    seen = store.posts.get(post)
    store.attempts.note_handles(attempt.id, {"sent": True, "sending": 0})
    with pytest.raises(Conflict, match="at work"):
        store.posts.send_again(post, "It was lost.", attempt=attempt.id, version=seen.version)
    with pytest.raises(Conflict, match="at work"):  # as when its attempt had not been there yet
        store.posts.send_again(post, "It was lost.", version=seen.version)
    assert store.posts.get(post).state == "publishing"
    assert store.attempts.get(attempt.id).ended_at is None


def test_a_late_publishers_news_ends_what_another_has_begun_since(store: Store, post: str, clock: ManualClock) -> None:
    first = in_doubt(store, post, clock)
    settler(store).look(first, Account(ABSENT))
    store.posts.publish_succeeded(post, ("77",), None, attempt=first.id)
    assert store.posts.get(post).state == "published"
    assert store.posts.claim(post, clock.now()) is None


def test_an_attempt_begun_meanwhile_may_not_send_what_is_there(store: Store, post: str, clock: ManualClock) -> None:
    first = in_doubt(store, post, clock)
    settler(store).look(first, Account(ABSENT))
    claim_now(store, post)
    second = begin(store, post)
    store.posts.publish_succeeded(post, ("77",), None, attempt=first.id)
    with pytest.raises(Conflict):
        store.attempts.note_handles(second.id, {"sending": 0})


def test_ids_that_a_publisher_learns_after_it_was_given_up_are_kept(
    store: Store, post: str, clock: ManualClock
) -> None:
    attempt = in_doubt(store, post, clock)
    with pytest.raises(Conflict):
        store.attempts.note_handle(attempt.id, "posts", ["77"])
    found = settler(store).look(attempt, Account(ABSENT))
    assert (found.verdict, found.remote_ids) == ("published", ("77",))
    assert store.posts.get(post).remote_ids == ("77",)


def test_a_late_publisher_that_succeeded_after_all_is_believed(store: Store, post: str, clock: ManualClock) -> None:
    attempt = in_doubt(store, post, clock)
    store.posts.publish_succeeded(post, ("77",), None, attempt=attempt.id)
    assert settler(store).due() == ()
    assert store.attempts.get(attempt.id).outcome == "published"
