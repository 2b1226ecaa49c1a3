"""The end of a publishing task: a post, a draft in the creator's inbox, or a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.tiktok.state import UPLOAD_LIFE, Post, State, Task


def finish(state: State, task: Task, facts: list[dict[str, Any]], now: datetime) -> None:
    """All files of the task are in and sound: what it makes is there from this moment on."""
    ordered = state.orders.take("processing")
    if ordered:
        state.fail(task, "internal" if ordered == "fail" else ordered)
        return
    post = None
    if not task.inbox:
        post = Post(
            id="",
            owner=task.owner,
            title=task.info["title"],
            description=task.info.get("description", ""),
            media=("image",) * len(facts) if task.kind == "photo" else ("video",),
            privacy=task.info["privacy"],
            aigc=task.info["aigc"],
            created_at=now,
            facts=facts[0],
        )
    withheld = state.orders.take("moderation") is not None
    state.finish(task, post, received=sum(fact["bytes"] for fact in facts), withheld=withheld)
    done = state.task(task.id)
    if done and done.post and state.orders.take("post"):
        state.remove(done.post)


def settle_failure(state: State, task: Task, now: datetime) -> bool:
    """Whether the task has just failed, because its upload was not finished within its hour."""
    late = not task.finished and task.source == "FILE_UPLOAD" and now - task.created_at >= UPLOAD_LIFE
    if late:
        state.fail(task, "internal")
    return late
