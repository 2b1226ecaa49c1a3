"""A made-up past: posts that were published at known hours, and readings with an effect that was put in."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow
import pyarrow.parquet

from assets_pipeline.engagement import READINGS
from reprise.store.records import Post
from tests.installation import Installation
from tests.reprise.store.builders import add, draft

BERLIN = ZoneInfo("Europe/Berlin")
BLOCKS = (8, 10, 12, 14, 16, 18)
FIRST_DAY = date(2026, 3, 2)
NOISE = 0.4
LEVEL = math.log(120)


def publish(place: Installation, platform: str, posts: int) -> list[Post]:
    """One post a day, at each of the hours in turn by the clocks in Berlin, so that weekdays and hours mix."""
    store, done = place.store, []
    for number in range(posts):
        day = FIRST_DAY + timedelta(days=number)
        at = datetime.combine(day, time(BLOCKS[number % len(BLOCKS)], 30), tzinfo=BERLIN)
        place.clock.set(at)
        (id_,) = add(store, draft(article=f"demo-{number:03}", platform=platform))
        store.posts.approve(id_, "kim")
        store.posts.schedule(id_, at, BERLIN.key, "a test", "kim")
        assert store.posts.claim(id_) is not None
        attempt = store.attempts.start(id_, "fingerprint", "run-1")
        url = f"https://example.org/{platform}/{number}"
        done.append(store.posts.publish_succeeded(id_, (f"{platform}-{number}",), url, attempt=attempt.id))
    return done


def read(place: Installation, posts: Sequence[Post], effect: Callable[[int], float], seed: int) -> None:
    """What was counted: interactions of an ordinary spread around the account's level, shifted by the hour's effect."""
    chance = random.Random(seed)
    rows = [row for post in posts for row in _readings(post, effect, chance)]
    write(place.settings.tables / posts[0].platform / "engagement" / "2026-03-02T00.parquet", rows)


def write(path: Path, rows: list[dict[str, Any]], schema: pyarrow.Schema = READINGS) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), path)


def _readings(post: Post, effect: Callable[[int], float], chance: random.Random) -> Iterator[dict[str, Any]]:
    assert post.published_at is not None
    hour = post.published_at.astimezone(BERLIN).hour
    in_the_end = math.exp(LEVEL + effect(hour) + chance.gauss(0, NOISE))
    for age in (6, 18, 30):
        counted = round(in_the_end * (1 - math.exp(-age / 6)))
        yield reading(post, post.published_at + timedelta(hours=age), likes=counted, impressions=counted * 20)


def reading(post: Post, at: datetime, **counts: int) -> dict[str, Any]:
    empty = dict.fromkeys(READINGS.names)
    return {
        **empty,
        "post_id": post.id,
        "remote_id": post.remote_ids[0],
        "site": post.site,
        "platform": post.platform,
        "account": post.account,
        "window_key": f"{at:%Y-%m-%dT%H}",
        "definition": f"{post.platform}/1",
        "part": 0,
        "read_at": at,
        "raw": "{}",
        "comments": 0,
        "shares": 0,
        **counts,
    }
