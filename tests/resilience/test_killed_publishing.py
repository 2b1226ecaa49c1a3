"""A run killed while it publishes: nothing is on the account twice, what is certain goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from dagster import DagsterRunStatus

from reprise.windows.settling import STUCK_AFTER
from tests.resilience.account import DUE, PUBLISHER, Account, opened
from tests.resilience.conftest import Undisturbed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

LATER = DUE + STUCK_AFTER + timedelta(minutes=1)


@pytest.fixture
def account(prepared: Undisturbed, tmp_path: Path) -> Iterator[Account]:
    house = prepared.after.copy(tmp_path / "house")
    with opened(house, prepared.article, tmp_path / "sandbox") as account:
        yield account
    house.close()


def test_a_thread_broken_off_goes_on_by_itself_from_what_is_on_the_account(account: Account) -> None:
    house = account.house
    (post,) = account.due("thread")
    assert len(post.texts) > 2
    account.fault("POST /2/tweets", "timeout", skip=1, seconds=600)
    house.kill_when(lambda _: handles(account, post.id).get("sending") == 1, module=PUBLISHER)
    assert account.texts() == list(post.texts[:1])
    assert house.store.posts.get(post.id).state == "publishing"

    house.clock.set(LATER)
    assert "may be on the account" in in_doubt(account, post.id)
    assert account.publish().code == 0  # one run looks for it, and sends the rest
    assert account.publish().code == 0
    assert account.texts() == list(post.texts)
    chain = [row["reply_to"] for row in reversed(account.rows())]
    assert chain == [None, *[row["id"] for row in reversed(account.rows())][:-1]]
    assert house.store.posts.get(post.id).state == "published"


def test_an_upload_broken_off_is_begun_again_by_itself(account: Account) -> None:
    house = account.house
    (post,) = account.due("announcement")
    account.fault("POST /2/media/upload", "timeout_after", seconds=600)
    house.kill_when(lambda _: bool(account.uploads()), module=PUBLISHER)
    assert account.texts() == []
    assert handles(account, post.id)["sent"] is False

    house.clock.set(LATER)
    assert house.reprise("queue", "--plan").code == 0
    again = house.store.posts.get(post.id)
    assert (again.state, again.scheduled_at) == ("scheduled", DUE)
    assert account.publish().code == 0
    assert account.texts() == list(post.texts)
    assert house.store.posts.get(post.id).state == "published"
    assert [run.status for run in house.runs() if run.job_name == "publish"] == [
        DagsterRunStatus.SUCCESS,
        DagsterRunStatus.FAILURE,
    ]


def test_a_post_whose_answer_nobody_heard_is_found_and_never_sent_twice(account: Account) -> None:
    house = account.house
    (post,) = account.due("announcement")
    account.fault("POST /2/tweets", "timeout_after", seconds=600)
    house.kill_when(lambda _: bool(account.rows()), module=PUBLISHER)

    house.clock.set(LATER)
    assert "may be on the account" in in_doubt(account, post.id)
    assert account.publish().code == 0
    found = house.store.posts.get(post.id)
    assert (found.state, found.published_at) == ("published", DUE)
    assert found.remote_ids == (account.rows()[0]["id"],)
    assert account.publish().code == 0
    assert account.texts() == list(post.texts)


def handles(account: Account, post: str) -> dict[str, object]:
    """What the last attempt at a post knows so far."""
    attempts = account.house.store.attempts.of(post)
    return attempts[-1].handles if attempts else {}


def in_doubt(account: Account, post: str) -> str:
    """Why the next look at the queue is not sure of a post; the queue says so too."""
    queue = account.house.reprise("queue", "--plan", "--why")
    assert queue.code == 0, queue.text
    found = account.house.store.posts.get(post)
    assert (found.state, found.problem is None) == ("publishing", False)
    assert "publishing" in queue.text
    return found.problem or ""
