"""Tokens stay in the environment: nothing that is kept has one in it, whatever the platform answers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.resilience.account import opened
from tests.resilience.conftest import Undisturbed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

TOKEN = "never-to-be-seen-83b1f06c"
TYPES = ("announcement", "thread", "highlights", "quote_card")


def test_no_file_of_the_home_holds_a_token_after_failures_of_every_kind(prepared: Undisturbed, tmp_path: Path) -> None:
    house = prepared.after.copy(tmp_path / "house")
    with opened(house, prepared.article, tmp_path / "sandbox", TOKEN) as account:
        assert house.reprise("run", prepared.article).code == 0
        posts = account.due(*TYPES)
        said = ""
        for kind in ("expired_token", "permission", "quota", "spam", "rate_limit", "validation", "server_error"):
            account.fault("POST /2/tweets", kind)
            said += account.publish().text
            house.store.pauses.end("demo", "x", "main", "kim")
            house.clock.set(house.clock.now() + timedelta(minutes=16))  # a limit that was told is respected
        account.fault("POST /2/tweets", "timeout", seconds=0.2)
        said += account.publish().text
        kinds = {attempt.error_kind for post in posts for attempt in house.store.attempts.of(post.id)}
        assert {"auth", "permission", "quota", "spam", "rate_limit", "validation", "unknown_outcome"} <= kinds

        # and with a token that is no token: it cannot even be put into a header
        house.environment["REPRISE_X_TOKEN"] = f"{TOKEN}\nä"
        said += account.publish().text
        said += house.reprise("doctor", "--offline").text + house.reprise("queue", "--why").text
    house.close()
    assert TOKEN not in said
    kept = [path for path in house.home.rglob("*") if path.is_file()]
    assert {"store.db", "jobs.log"} <= {path.name for path in kept}
    assert [str(path) for path in kept if TOKEN.encode() in path.read_bytes()] == []
