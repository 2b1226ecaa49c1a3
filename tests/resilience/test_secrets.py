"""Tokens stay in the environment: nothing that is kept has one in it, whatever the platform answers."""

from __future__ import annotations

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
        for kind in ("expired_token", "permission", "server_error"):
            account.fault("POST /2/tweets", kind)
        account.fault("POST /2/tweets", "timeout", seconds=0.2)
        first = account.publish()
        states = {house.store.posts.get(post.id).state for post in posts}
        assert states == {"failed", "held"}
        assert len([post for post in posts if house.store.attempts.of(post.id)]) == len(TYPES)

        # and with a token that is no token: it cannot even be put into a header
        house.environment["REPRISE_X_TOKEN"] = f"{TOKEN}\nä"
        retried = next(post for post in posts if house.store.posts.get(post.id).state == "failed")
        house.store.posts.schedule(retried.id, house.clock.now(), "Europe/Berlin", "once more", "kim")
        second = account.publish()
        shown = house.reprise("doctor", "--offline").text + house.reprise("queue", "--why").text
    house.close()
    assert TOKEN not in first.text + second.text + shown
    kept = [path for path in house.home.rglob("*") if path.is_file()]
    assert {"store.db", "jobs.log"} <= {path.name for path in kept}
    assert [str(path) for path in kept if TOKEN.encode() in path.read_bytes()] == []
