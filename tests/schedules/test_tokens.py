"""The schedule for tokens: idle without accounts, one run an hour with some, and a run that says what it did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from dagster import RunRequest, SkipReason, build_schedule_context

from reprise.store.accounts import AccountKey, Connected
from schedules.tokens import token_upkeep
from tests.installation import MONDAY, Installation, failures

KEY = AccountKey("demo", "linkedin", "main")


def connect(installation: Installation, *, days: float) -> None:
    """A LinkedIn account that ends in so many days, which nothing but a sign-in moves."""
    accounts = installation.session.accounts
    sealed = accounts.keeping._vault.seal({"token": "a-token-of-the-test"}, str(KEY))
    ends = installation.clock.now() + timedelta(days=days)
    installation.store.accounts.connect(Connected(KEY, "urn:li:person:1", "person", sealed, expires_at=ends))


def tick(installation: Installation) -> RunRequest | SkipReason:
    resources = {"store": (installation.definitions().resources or {})["store"]}
    with build_schedule_context(scheduled_execution_time=MONDAY, resources=resources) as context:
        found = token_upkeep(context)
    assert isinstance(found, RunRequest | SkipReason)
    return found


def test_without_a_connected_account_nothing_runs(installation: Installation) -> None:
    assert isinstance(tick(installation), SkipReason)


def test_with_one_there_is_a_run_an_hour(installation: Installation) -> None:
    connect(installation, days=30)
    found = tick(installation)
    assert isinstance(found, RunRequest)
    assert found.run_key == "2026-06-01T06"


def test_the_run_warns_of_what_only_a_person_can_renew(installation: Installation) -> None:
    connect(installation, days=2.5)
    result = installation.run("renew_tokens")
    assert failures(result) == {}
    (told,) = installation.store.notices.list()
    assert told.notice.title == "Access to linkedin/main ends in 2 days"


def test_a_run_that_could_not_do_everything_fails_and_says_why(installation: Installation) -> None:
    connect(installation, days=2.5)
    (installation.settings.home / "secret.key").unlink()
    (said,) = failures(installation.run("renew_tokens")).values()
    assert "demo/linkedin/main: The key that opens the accounts' secrets is missing." in said
    assert "a-token-of-the-test" not in said


@pytest.mark.parametrize("days", [-1, 400])
def test_an_account_that_has_ended_is_noted_and_one_that_has_not_is_left_alone(
    installation: Installation, days: float
) -> None:
    connect(installation, days=days)
    assert failures(installation.run("renew_tokens")) == {}
    assert installation.store.accounts.get(KEY).state == ("expired" if days < 0 else "connected")
