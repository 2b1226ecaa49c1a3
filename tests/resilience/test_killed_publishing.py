"""A run killed while it publishes: nothing is on the account twice, what is certain goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from dagster import DagsterRunStatus

from reprise.windows.queue import STUCK_AFTER
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


def test_a_thread_broken_off_is_held_and_goes_on_once_a_person_has_looked(account: Account) -> None:
    house = account.house
    (post,) = account.due("thread")
    assert len(post.texts) > 2
    account.fault("POST /2/tweets", "timeout", skip=1, seconds=600)
    house.kill_when(lambda _: handles(account, post.id).get("sending") == 1, account.article, module=PUBLISHER)
    assert account.texts() == list(post.texts[:1])
    assert house.store.posts.get(post.id).state == "publishing"

    house.clock.set(LATER)
    assert held(account, post.id).startswith("Its publisher was lost while it was sending")
    assert account.publish().code == 0
    assert account.texts() == list(post.texts[:1]), "a doubtful text was sent again"

    house.store.posts.schedule(post.id, LATER, "Europe/Berlin", "It is not there.", "kim")
    assert account.publish().code == 0
    assert account.texts() == list(post.texts)
    chain = [row["reply_to"] for row in reversed(account.rows())]
    assert chain == [None, *[row["id"] for row in reversed(account.rows())][:-1]]
    assert house.store.posts.get(post.id).state == "published"


def test_an_upload_broken_off_is_begun_again_by_itself(account: Account) -> None:
    house = account.house
    (post,) = account.due("announcement")
    account.fault("POST /2/media/upload", "timeout_after", seconds=600)
    house.kill_when(lambda _: bool(account.uploads()), account.article, module=PUBLISHER)
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


def test_a_post_whose_answer_nobody_heard_is_held_and_never_sent_twice(account: Account) -> None:
    house = account.house
    (post,) = account.due("announcement")
    account.fault("POST /2/tweets", "timeout_after", seconds=600)
    house.kill_when(lambda _: bool(account.rows()), account.article, module=PUBLISHER)

    house.clock.set(LATER)
    assert "may be on the account" in held(account, post.id)
    assert account.publish().code == 0
    (row,) = account.rows()
    assert row["text"] == post.texts[0]
    house.store.posts.publish_succeeded(post.id, [row["id"]], None, by="kim")
    assert account.publish().code == 0
    assert account.texts() == list(post.texts)


def handles(account: Account, post: str) -> dict[str, object]:
    """What the last attempt at a post knows so far."""
    attempts = account.house.store.attempts.of(post)
    return attempts[-1].handles if attempts else {}


def held(account: Account, post: str) -> str:
    """Why the next look at the queue holds a post; the queue and the doctor say so too."""
    queue = account.house.reprise("queue", "--plan", "--why")
    assert queue.code == 0, queue.text
    found = account.house.store.posts.get(post)
    assert (found.state, found.problem is None) == ("held", False)
    assert "held" in queue.text
    doctor = account.house.reprise("doctor", "--offline")
    assert doctor.code == 1
    assert post in doctor.text
    return found.problem or ""
