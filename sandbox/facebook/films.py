"""What Facebook makes of a film: whether it takes it, how it is processed, and what it says of that."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from sandbox.facebook.call import Call
from sandbox.facebook.state import Video
from sandbox.media_facts import Facts, Unreadable, video_facts

LOOKS = 2
"""A film is done at the second look."""
SESSION_LIFE = timedelta(hours=24)
FORMATS = ("video/mp4", "video/quicktime", "video/webm", "video/mp2t", "application/octet-stream")
SIMPLE_BYTES, SIMPLE_SECONDS = 1 << 30, 20 * 60
BYTES, SECONDS = 10 << 30, 4 * 3600
"""A film in one request: 1 GB and 20 minutes; in pieces: 10 GB and 4 hours (Meta's guide on uploading videos)."""
SMALLEST = 1 << 10

Problem = tuple[int, str]


def trouble(path: Path, kind: str, seconds: float) -> tuple[Facts | None, Problem | None]:
    """A film's facts, and why it cannot be published (code and message) if it cannot.

    Args:
        kind: video or reel.
        seconds: the longest allowed for a video.
    """
    try:
        facts = video_facts(path)
    except Unreadable as problem:
        return None, (1363024, f"Unsupported video format. {problem}")
    return facts, _reel(facts) if kind == "reel" else _video(facts, seconds)


def _reel(facts: Facts) -> Problem | None:
    """9:16, at least 540x960, 3 to 90 s, 24 to 60 fps (Meta's guide on reels, read 2026-11)."""
    if abs(facts.ratio - 9 / 16) > 0.01:
        return 1363040, f"The aspect ratio of a reel is 9:16, not {facts.width}:{facts.height}"
    if facts.width < 540 or facts.height < 960:
        return 1363127, f"A reel has at least 540x960 pixels, not {facts.width}x{facts.height}"
    if not 3 <= facts.seconds <= 90.5:
        return 1363128, f"A reel lasts 3 to 90 seconds, not {facts.seconds:.1f}"
    if not 23.9 <= facts.fps <= 60.1:
        return 1363129, f"A reel has 24 to 60 frames per second, not {facts.fps:.1f}"
    return None


def _video(facts: Facts, seconds: float) -> Problem | None:
    if not 9 / 16 - 0.01 <= facts.ratio <= 16 / 9 + 0.01:
        return 1363040, f"The aspect ratio of a video lies between 9:16 and 16:9, not {facts.width}:{facts.height}"
    if facts.seconds > seconds:
        return 1363026, f"The video lasts {facts.seconds:.0f} s; {seconds:.0f} are allowed"
    return None


def accepted(call: Call, video: Video, path: Path, *, seconds: float = SECONDS, **more: Any) -> None:
    """Take a film that is all there into processing; a failure shows when it is looked at."""
    facts, problem = trouble(path, video.kind, seconds)
    if call.state.orders.take("processing") is not None:
        problem = (1363008, "The video could not be processed")
    call.state.set_video(
        video.id, state="processing", looks=0, seconds=facts.seconds if facts else 0,
        problem=None if problem is None else json.dumps({"code": problem[0], "message": problem[1]}), **more,
    )  # fmt: skip


def looked(call: Call, video: Video) -> Video:
    """The film after one more look at it, which brings its processing on."""
    if video.state == "uploading" and call.now - video.created > SESSION_LIFE:
        call.state.set_video(video.id, state="expired")
    if video.state == "processing":
        done = video.looks + 1 >= LOOKS
        state = ("error" if video.problem else "ready") if done else "processing"
        call.state.set_video(video.id, looks=video.looks + 1, state=state)
    return call.state.video(video.id) or video


def status(call: Call, video: Video) -> dict[str, Any]:
    """The `status` field of a film."""
    path = call.state.file(f"video-{video.id}")
    here = path.stat().st_size if path.exists() else 0
    there = video.state not in ("uploading", "expired")
    errors = {"errors": [json.loads(video.problem)]} if video.state == "error" and video.problem else {}
    uploading = "complete" if there else "in_progress" if here else "not_started"
    processing = {"processing": "in_progress", "ready": "complete", "error": "error"}.get(video.state, "not_started")
    words = {"uploaded": "upload_complete", "finishing": "processing", "lost": "upload_failed"}
    word = words.get(video.state, video.state)
    sizes = {"source_file_size": video.size} if video.size else {}
    # the guide writes bytes_transfered, the specification bytes_transferred
    bytes_ = {"bytes_transfered": here, "bytes_transferred": here}
    return {
        "video_status": word,
        "processing_progress": {"processing": 50, "ready": 100}.get(video.state, 0),
        "uploading_phase": {"status": uploading, **sizes, **bytes_},
        "processing_phase": {"status": processing, **errors},
        "publishing_phase": _publishing(call, video),
    }


def _publishing(call: Call, video: Video) -> dict[str, Any]:
    if video.state != "ready":
        return {"status": "not_started"}
    if video.aim == "DRAFT":
        return {"status": "complete", "publish_status": "draft"}
    if video.due is not None and video.due > call.now:
        return {"status": "not_started", "publish_status": "scheduled", "publish_time": int(video.due.timestamp())}
    return {"status": "complete", "publish_status": "published"}
