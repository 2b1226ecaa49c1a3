"""Drafts, media and scripts for the store's tests, and processes that race for it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from reprise.media import Media
from reprise.posting_settings import AccountSettings
from reprise.social.post import Picture, PostDraft, Video, post_id
from reprise.store.records import Post
from reprise.store.store import Store
from reprise.video.script import Cue, Scene, Script

START = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
LATER = START + timedelta(hours=1)
WORKERS = 3


def draft(type_: str = "announcement", article: str = "demo-a", platform: str = "x", **changes: Any) -> PostDraft:
    facts: dict[str, Any] = {
        "id": post_id(article, platform, type_),
        "site": "demo",
        "article": article,
        "platform": platform,
        "type": type_,
        "language": "en",
        "texts": (f"Read {article}: {type_}",),
        "link": f"https://example.org/{article}/",
    }
    return PostDraft(**{**facts, **changes})


def main_account(platform: str) -> tuple[AccountSettings, ...]:
    return (AccountSettings(platform, "main"),)


def add(store: Store, *drafts: PostDraft) -> tuple[str, ...]:
    """Bring drafts into the store as a run does; their ids."""
    chosen = drafts or (draft(),)
    store.posts.upsert(chosen, main_account, "run:1")
    return tuple(each.id for each in chosen)


def add_scheduled(store: Store, *drafts: PostDraft, at: datetime = LATER, by: str = "automation") -> tuple[str, ...]:
    """Bring drafts into the store, approve and schedule them; their ids."""
    ids = add(store, *drafts)
    for each in ids:
        store.posts.approve(each, by)
        store.posts.schedule(each, at, "Europe/Berlin", "a test", by if by != "automation" else "planner")
    return ids


def claim_now(store: Store, post: str) -> Post:
    claimed = store.posts.claim(post, LATER)
    assert claimed is not None
    return claimed


def picture(name: str = "one") -> Picture:
    media = Media(key=f"picture/{name}.jpg", mime="image/jpeg", bytes=9, width=4, height=3)
    return Picture(media=media, alt=f"The picture {name}")


def video(name: str = "film") -> Video:
    return Video(media=Media(key=f"film/{name}.mp4", mime="video/mp4", bytes=9, seconds=31.0), preset="youtube_short")


def script(*narrations: str, article: str = "demo-a", title: str = "A film") -> Script:
    spoken = narrations or ("One two three four.", "And five six.")
    return Script(
        article=article,
        article_hash="0" * 32,
        site="demo",
        format="short",
        title=title,
        language="en",
        target_seconds=45,
        scenes=tuple(
            Scene(id=f"point-{n}", section="point", narration=text, cue=Cue(kind="title", text="T"), seconds=4.0)
            for n, text in enumerate(spoken, 1)
        ),
        writer="extractive/1",
    )


def race(work: Callable[..., Any], *arguments: Any) -> list[Any]:
    """What `work(barrier, *arguments)` gives in each of several processes that start together."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(WORKERS) as pool:
        barrier = manager.Barrier(WORKERS)
        return pool.starmap(work, [(barrier, *arguments)] * WORKERS, chunksize=1)
