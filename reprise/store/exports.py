"""The store as flat tables for analysts: column names and types are a contract with the dbt sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow
from sqlalchemy import select

from reprise.store.tables import AttemptRow, PostRow, UsageRow

if TYPE_CHECKING:
    from reprise.store.store import Store

_TIME = pyarrow.timestamp("us", tz="UTC")
_TEXT, _WHOLE, _REAL = pyarrow.string(), pyarrow.int64(), pyarrow.float64()

POSTS = pyarrow.schema(
    {
        "post_id": _TEXT,
        "article_key": _TEXT,
        "site": _TEXT,
        "platform": _TEXT,
        "account": _TEXT,
        "post_type": _TEXT,
        "language": _TEXT,
        "state": _TEXT,
        "video_preset": _TEXT,
        "scheduled_zone": _TEXT,
        "url": _TEXT,
        "text_length": _WHOLE,
        "text_count": _WHOLE,
        "hashtag_count": _WHOLE,
        "picture_count": _WHOLE,
        "video_seconds": _REAL,
        "is_touched_by_person": pyarrow.bool_(),
        "created_at": _TIME,
        "scheduled_at": _TIME,
        "published_at": _TIME,
    }
)
ATTEMPTS = pyarrow.schema(
    {
        "attempt_id": _WHOLE,
        "post_id": _TEXT,
        "run_id": _TEXT,
        "outcome": _TEXT,
        "error_kind": _TEXT,
        "started_at": _TIME,
        "ended_at": _TIME,
    }
)
USAGE = pyarrow.schema(
    {
        "usage_id": _WHOLE,
        "article_key": _TEXT,
        "site": _TEXT,
        "operation": _TEXT,
        "provider": _TEXT,
        "unit": _TEXT,
        "units": _REAL,
        "usd": _REAL,
        "credits": _REAL,
        "task": _TEXT,
        "model": _TEXT,
        "asset": _TEXT,
        "call_id": _TEXT,
        "is_certain": pyarrow.bool_(),
        "used_at": _TIME,
    }
)


def post_rows(store: Store) -> Iterator[dict[str, Any]]:
    """Every post, whatever its state."""
    with store.readers.begin() as session:
        for row in session.scalars(select(PostRow).order_by(PostRow.id)):
            video = row.video or {}
            yield {
                "post_id": row.id,
                "article_key": row.article,
                "site": row.site,
                "platform": row.platform,
                "account": row.account,
                "post_type": row.type,
                "language": row.language,
                "state": row.state,
                "video_preset": video.get("preset"),
                "scheduled_zone": row.scheduled_zone,
                "url": row.url,
                "text_length": sum(len(text) for text in row.texts),
                "text_count": len(row.texts),
                "hashtag_count": len(row.hashtags),
                "picture_count": len(row.pictures),
                "video_seconds": video.get("media", {}).get("seconds"),
                "is_touched_by_person": row.touched_by is not None,
                "created_at": row.created_at,
                "scheduled_at": row.scheduled_at,
                "published_at": row.published_at,
            }


def attempt_rows(store: Store) -> Iterator[dict[str, Any]]:
    """Every try to publish."""
    with store.readers.begin() as session:
        for row in session.scalars(select(AttemptRow).order_by(AttemptRow.id)):
            yield {
                "attempt_id": row.id,
                "post_id": row.post,
                "run_id": row.run,
                "outcome": row.outcome,
                "error_kind": row.error_kind,
                "started_at": row.started_at,
                "ended_at": row.ended_at,
            }


def usage_rows(store: Store) -> Iterator[dict[str, Any]]:
    """Every row of the usage ledger."""
    with store.readers.begin() as session:
        for row in session.scalars(select(UsageRow).order_by(UsageRow.id)):
            yield {
                "usage_id": row.id,
                "article_key": row.article,
                "site": row.site,
                "operation": row.operation,
                "provider": row.provider,
                "unit": row.unit,
                "units": row.units,
                "usd": row.usd,
                "credits": row.credits,
                "task": row.task,
                "model": row.model,
                "asset": row.asset,
                "call_id": row.call,
                "is_certain": row.certain,
                "used_at": row.at,
            }
