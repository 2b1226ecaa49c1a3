"""What analysts get of the store: flat rows of the agreed columns and types, which are those that dbt reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet
import pytest

from reprise.store.exports import ATTEMPTS, POSTS, USAGE, attempt_rows, post_rows, usage_rows
from reprise.store.store import Store
from tests.reprise.store.builders import LATER, START, add, add_scheduled, claim_now, draft, picture, video

STAGING = Path(__file__).resolve().parents[3] / "dbt_analytics" / "models" / "staging"
EXPORTS = {"posts": (POSTS, post_rows), "attempts": (ATTEMPTS, attempt_rows), "usage": (USAGE, usage_rows)}


@pytest.mark.parametrize("name", EXPORTS)
def test_dbt_stages_exactly_the_columns_that_are_exported(name: str, tmp_path: Path) -> None:
    schema, _ = EXPORTS[name]
    table = tmp_path / f"{name}.parquet"
    pyarrow.parquet.write_table(schema.empty_table(), table)
    model = (STAGING / f"stg_store__{name}.sql").read_text(encoding="utf-8")
    query = re.sub(r"{{ source\([^)]*\) }}", f"read_parquet('{table}')", model)
    with duckdb.connect() as connection:
        connection.execute(query).fetchall()  # every column it asks for is there
    unread = [column for column in schema.names if not re.search(rf"\b{column}\b", query)]
    assert unread == []


@pytest.mark.parametrize("name", EXPORTS)
def test_rows_fit_their_schema(name: str, store: Store) -> None:
    schema, rows_of = EXPORTS[name]
    fill(store)
    rows = list(rows_of(store))
    assert rows
    assert all(list(row) == schema.names for row in rows)
    assert pyarrow.Table.from_pylist(rows, schema=schema).to_pylist() == rows


@pytest.mark.parametrize("name", EXPORTS)
def test_an_empty_store_gives_an_empty_table_with_all_columns(name: str, store: Store) -> None:
    schema: pyarrow.Schema = EXPORTS[name][0]
    rows_of: Callable[[Store], Iterator[dict[str, Any]]] = EXPORTS[name][1]
    assert pyarrow.Table.from_pylist(list(rows_of(store)), schema=schema).schema == schema


def test_a_post_is_told_with_its_shape_and_times(store: Store) -> None:
    fill(store)
    published, waiting = (row for row in post_rows(store) if row["article_key"] == "demo-a")
    if published["state"] != "published":
        published, waiting = waiting, published
    assert (published["state"], published["url"]) == ("published", "https://x.example/1")
    assert (published["scheduled_at"], published["scheduled_zone"]) == (LATER, "Europe/Berlin")
    assert published["published_at"] == START
    assert (waiting["text_count"], waiting["text_length"], waiting["hashtag_count"]) == (2, 11, 1)
    assert (waiting["picture_count"], waiting["published_at"]) == (1, None)


def test_a_films_length_and_format_are_told(store: Store) -> None:
    (id_,) = add(store, draft("video"))
    store.posts.attach_video(id_, video())
    (row,) = post_rows(store)
    assert (row["video_preset"], row["video_seconds"]) == ("youtube_short", 31.0)


def test_a_persons_hand_is_told(store: Store) -> None:
    (id_,) = add(store)
    store.posts.edit(id_, "kim", texts=("Mine now",))
    (row,) = post_rows(store)
    assert row["is_touched_by_person"] is True


def fill(store: Store) -> None:
    """A published post with its attempt, one that waits, and some work in the ledger."""
    (id_,) = add_scheduled(store)
    claim_now(store, id_)
    attempt = store.attempts.start(id_, "fingerprint", "run-1")
    store.posts.publish_succeeded(id_, ("1",), "https://x.example/1", attempt=attempt.id)
    (other,) = add(store, draft("faq", texts=("hello", "world!"), hashtags=("one",)))
    store.posts.attach_pictures(other, [picture()])
    store.usage.record("adapt", 2, site="demo", article="demo-a")
