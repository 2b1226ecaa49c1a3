"""What the platforms counted for our posts: one table for each platform and six-hour window."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pyarrow
from dagster import AssetExecutionContext, AssetsDefinition, Failure, MaterializeResult, MetadataValue, asset

from assets_pipeline.common import ANALYSTS, clear_failure
from assets_pipeline.partitions import engagement_windows
from reprise.social.rules import PlatformRules
from reprise.store.records import Post
from resources.configured import ClockResource, PlatformsResource, SitesResource, StoreResource
from resources.platforms.base import Reading

AGE_LIMIT = timedelta(days=30)
"""How long a post is read after it was published."""

OFTEN, DAILY = timedelta(days=7), 18
"""So young a post is read in every window; an older one, whose counts hardly move, in the one of this hour: some
platforms charge for each reading, all limit them."""

LATEST = timedelta(hours=6)
"""How long after its end a window can still be read: what was counted then cannot be asked for later."""

_TIME = pyarrow.timestamp("us", tz="UTC")
READINGS = pyarrow.schema(
    [
        pyarrow.field("post_id", pyarrow.string(), nullable=False),
        pyarrow.field("remote_id", pyarrow.string(), nullable=False),
        pyarrow.field("site", pyarrow.string(), nullable=False),
        pyarrow.field("platform", pyarrow.string(), nullable=False),
        pyarrow.field("account", pyarrow.string(), nullable=False),
        pyarrow.field("window_key", pyarrow.string(), nullable=False),
        pyarrow.field("definition", pyarrow.string(), nullable=False),
        pyarrow.field("problem", pyarrow.string()),
        pyarrow.field("part", pyarrow.int64(), nullable=False),
        pyarrow.field("impressions", pyarrow.int64()),
        pyarrow.field("likes", pyarrow.int64()),
        pyarrow.field("comments", pyarrow.int64()),
        pyarrow.field("shares", pyarrow.int64()),
        pyarrow.field("clicks", pyarrow.int64()),
        pyarrow.field("video_views", pyarrow.int64()),
        pyarrow.field("watch_seconds", pyarrow.float64()),
        pyarrow.field("read_at", _TIME, nullable=False),
        pyarrow.field("raw", pyarrow.string(), nullable=False),
    ]
)
"""A row for each remote post and reading; counts are totals since it was posted."""


def build_engagement(rules: PlatformRules) -> AssetsDefinition:
    """The engagement readings of one platform."""

    @asset(
        key=[rules.name, "engagement"],
        partitions_def=engagement_windows,
        group_name=rules.name,
        owners=ANALYSTS,
        kinds={"parquet", rules.name},
        io_manager_key="tables",
        code_version="1",
        pool=f"{rules.name}_api",
        output_required=False,
        description=f"What {rules.title} counted for the posts of the last thirty days: of the last week in every "
        "window, of the others once a day.",
    )
    def engagement(
        context: AssetExecutionContext,
        sites: SitesResource,
        store: StoreResource,
        platforms: PlatformsResource,
        clock: ClockResource,
    ) -> Any:
        """A window that has passed is never re-invented: its table stays as it was read."""
        now, window = clock.open().now(), context.partition_time_window
        if now < window.start or now > window.end + LATEST:
            raise Failure(
                f"The window {context.partition_key} cannot be observed at {now:%Y-%m-%d %H:%M} UTC: platforms tell "
                "only what they count now. What was read in it, if anything, is kept.",
                allow_retries=False,
            )
        since, opened = now - AGE_LIMIT, store.open()
        posts = [
            post
            for post in opened.posts.find(platform=rules.name, states=("published",), published_since=since)
            if window.start.hour == DAILY or _age(post, now) <= OFTEN
        ]
        rows: list[dict[str, Any]] = []
        for site_id, account in sorted({(post.site, post.account) for post in posts}):
            site = sites.site(site_id)
            if not site.posts_live(rules.name, account):
                continue  # nobody reacts to what was never posted
            with clear_failure(f"{site_id}/{rules.name}/{account}"):
                client = platforms.open(site, rules.name, account)
                try:
                    mine = [post for post in posts if (post.site, post.account) == (site_id, account)]
                    ids = [remote for post in mine for remote in post.remote_ids]
                    rows += _rows(mine, client.metrics(ids), context.partition_key, rules.name)
                finally:
                    client.close()
        if not rows:
            context.log.info("Nothing to read on %s in this window.", rules.title)
            return
        problems = sum(row["problem"] is not None for row in rows)
        yield MaterializeResult(
            value=pyarrow.Table.from_pylist(rows, schema=READINGS),
            metadata={
                "dagster/row_count": len(rows),
                "posts": len({row["post_id"] for row in rows}),
                "impressions": sum(row["impressions"] or 0 for row in rows),
                "unreadable": problems,
                "read at": MetadataValue.timestamp(now),
            },
        )

    return engagement


def _age(post: Post, now: datetime) -> timedelta:
    return now - (post.published_at or now)


def _rows(posts: Iterable[Post], readings: list[Reading], window: str, platform: str) -> list[dict[str, Any]]:
    by_id = {reading.remote_id: reading for reading in readings}
    return [
        _row(post, part, by_id[remote], window, platform)
        for post in posts
        for part, remote in enumerate(post.remote_ids)
        if remote in by_id
    ]


def _row(post: Post, part: int, reading: Reading, window: str, platform: str) -> dict[str, Any]:
    return {
        "post_id": post.id,
        "remote_id": reading.remote_id,
        "site": post.site,
        "platform": platform,
        "account": post.account,
        "window_key": window,
        "definition": f"{platform}/1",
        "problem": reading.problem,
        "part": part,
        "impressions": reading.impressions,
        "likes": reading.likes,
        "comments": reading.replies,
        "shares": _sum(reading.reposts, reading.quotes),
        "clicks": reading.clicks,
        "video_views": reading.video_views,
        "watch_seconds": reading.watch_seconds,
        "read_at": reading.at,
        "raw": json.dumps(reading.raw or reading.model_dump(mode="json"), sort_keys=True),
    }


def _sum(*counts: int | None) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
