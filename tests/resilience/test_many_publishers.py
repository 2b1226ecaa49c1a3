"""Two daemons and four workers publish from one store, some are killed: at the server every post is there once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.engine import URL

from reprise.clock import FileClock
from reprise.posting_settings import AccountSettings
from reprise.social.post import PostDraft, post_id
from reprise.store.store import Store
from resources.platforms import Access
from sandbox.process import SandboxProcess
from tests.builders import make_site
from tests.postgres import database
from tests.resilience.crowd import Crowd, Place, next_event

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

START = datetime(2026, 3, 2, 5, 59, tzinfo=UTC)
ACCOUNTS = {"x": 4, "linkedin": 3}
BY_HAND, BY_PLAN = 40, 10
"""Posts of each account with a time of their own, and such that the planner finds one for."""
KILLS, FAULTS = 8, 6
MINUTES = 60
CREATING = {"x": "POST /2/tweets", "linkedin": "POST /rest/posts"}
ORGANIZATION = "urn:li:organization:{}"


@dataclass(frozen=True)
class Expected:
    """A post of the trial: its id and what is on its account when it is there, text by text."""

    id: str
    owner: str
    texts: tuple[str, ...]


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
    else:
        server: URL = request.getfixturevalue("postgres")
        with database(server) as url:
            yield url


def test_two_daemons_and_four_workers_publish_every_post_once(store_url: str, tmp_path: Path) -> None:
    clock = FileClock(tmp_path / "clock")
    clock.set(START)
    slots = {day: [f"{hour:02d}:{minute:02d}" for hour in (6, 7) for minute in range(0, 60, 6)] for day in ("mon",)}
    own = {"target": "live", "slots": slots, "cap_per_day": 50, "cooldown_hours": 0}
    platforms = {name: {**own, "accounts": {each: {} for each in _names(name)}} for name in ACCOUNTS}
    site = make_site(platforms=platforms, publishing={"missed_minutes": 10_000, "platform_spacing_minutes": 0})
    store = Store(store_url, clock)
    store.migrate()
    with (
        SandboxProcess(tmp_path / "sandbox", clock_file=clock.path, platforms=tuple(ACCOUNTS)) as sandbox,
        httpx.Client(base_url=f"{sandbox.url}/_sandbox", trust_env=False, timeout=60) as desk,
    ):
        accesses = {
            (platform, name): _open(desk, sandbox.url_of(platform), platform, number)
            for platform in ACCOUNTS
            for number, name in enumerate(_names(platform))
        }
        expected = [
            post
            for (platform, name), access in accesses.items()
            for post in _fill(store, site.account(platform, name), access, clock.now())
        ]
        for platform, route in CREATING.items():
            for number in range(FAULTS):
                order = {"route": route, "kind": "drop_after" if number % 2 else "drop", "skip": 5 + 4 * number}
                desk.post(f"/{platform}/faults", json=order).raise_for_status()
        place = Place(store_url, site, tmp_path / "media", clock.path, accesses)
        with Crowd(place) as crowd:
            minute, lived = clock.now(), 0
            while (following := next_event(store, minute)) is not None:
                minute, lived = following, lived + 1
                crowd.live_through(minute, store, kill=crowd.kills < KILLS and lived % 5 == 2)
                assert lived < 3000, "it does not come to an end"
        rows = {name: desk.get(f"/{name}/posts").json()["posts"] for name in ACCOUNTS}

    _count(expected, rows)
    assert crowd.kills == KILLS
    states = Counter(post.state for post in store.posts.find())
    assert states == {"published": len(expected)}
    assert store.attempts.open() == ()
    _check_attempts(store, expected, disturbances=KILLS + FAULTS * len(ACCOUNTS))
    store.close()


def _count(expected: list[Expected], rows: Mapping[str, list[dict[str, Any]]]) -> None:
    """What is public is what was to be, on the right accounts, each once."""
    there = Counter((row["account"], _marker(row["text"])) for each in rows.values() for row in each)
    wanted = Counter((post.owner, _marker(text)) for post in expected for text in post.texts)
    assert there - wanted == Counter(), "published twice, or on the wrong account"
    assert wanted - there == Counter(), "called published and not there"


def _check_attempts(store: Store, expected: list[Expected], disturbances: int) -> None:
    """A post has one attempt for each time it was claimed; only what was disturbed has more than one."""
    again = 0
    for post in expected:
        attempts = store.attempts.of(post.id)
        claims = [
            event for event in store.posts.events(post.id) if (event.before, event.after) == ("scheduled", "publishing")
        ]
        assert [each.outcome for each in attempts].count("published") == 1
        assert attempts[-1].outcome == "published"
        assert len(attempts) <= len(claims)
        again += len(attempts) - 1
    assert again <= disturbances * 2


def _names(platform: str) -> list[str]:
    return [f"account-{number}" for number in range(ACCOUNTS[platform])]


def _open(desk: httpx.Client, url: str, platform: str, number: int) -> Access:
    """An account of its own at the sandbox, and what opens it."""
    id_, token = str(5000 + number), f"{platform}-token-{number}"
    kind = {"kind": "organization"} if platform == "linkedin" else {}
    account = {"id": id_, "handle": f"{platform}{number}", "token": token, **kind}
    desk.post(f"/{platform}/accounts", json=account).raise_for_status()
    remote = ORGANIZATION.format(id_) if kind else id_
    return Access(token, remote_id=remote, handle=f"{platform}{number}", base_urls={"": url})


def _fill(store: Store, settings: AccountSettings, access: Access, now: datetime) -> Iterator[Expected]:
    """Approve an account's posts; most get their time by hand, the others from whichever daemon plans first."""
    platform, name = settings.platform, settings.name
    owner = str(access.remote_id).rpartition(":")[2]
    for number in range(BY_HAND + BY_PLAN):
        article = f"demo-{name}-{number}"
        kind = "thread" if platform == "x" and number % 9 == 0 else "announcement"
        id_ = post_id(article, platform, kind)
        parts = 3 if kind == "thread" else 1
        texts = tuple(f"{platform} {name} number {number} part {part}. It is." for part in range(parts))
        link = f"https://example.org/{name}/{number}/?utm_source={platform}&utm_medium=social&utm_content={id_}"
        draft = PostDraft(
            id=id_, site="demo", article=article, platform=platform, type=kind, language="en",
            texts=(*texts[:-1], f"{texts[-1]}\n{link}"), link=link, title=texts[0],
        )  # fmt: skip
        store.posts.upsert([draft], lambda platform: (settings,), "run:trial")
        store.posts.approve(id_, "kim")
        if number < BY_HAND:
            at = now + timedelta(minutes=1 + number * MINUTES // BY_HAND)
            store.posts.schedule(id_, at, "UTC", "a trial", "kim")
        yield Expected(id_, owner, draft.texts)


def _marker(text: str) -> str:
    return text.partition(". It is.")[0]
