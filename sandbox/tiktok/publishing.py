"""TikTok's Content Posting API: what may be posted, the tasks that post it, and how they are getting on."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandbox.pulling import is_loopback
from sandbox.tiktok import media
from sandbox.tiktok.finishing import finish, settle_failure
from sandbox.tiktok.problems import Fields, Problem
from sandbox.tiktok.state import Account, Task

if TYPE_CHECKING:
    from sandbox.tiktok.api import Call

_PRIVACY = ("PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY")
_VIDEO_INFO = (
    "title", "privacy_level", "disable_duet", "disable_comment", "disable_stitch", "video_cover_timestamp_ms",
    "brand_content_toggle", "brand_organic_toggle", "is_aigc",
)  # fmt: skip
_PHOTO_INFO = (
    "title", "description", "privacy_level", "disable_comment", "auto_add_music", "brand_content_toggle",
    "brand_organic_toggle",
)  # fmt: skip
# TikTok does not say whether its MB are decimal (its example of 4 MB is not): only what holds in both readings passes.
MIN_CHUNK, MAX_CHUNK, MAX_LAST_CHUNK, MAX_CHUNKS = 5 << 20, 64_000_000, 128_000_000, 1000
TITLE, PHOTO_TITLE, PHOTO_DESCRIPTION, PHOTOS = 2200, 90, 4000, 35
INBOX_SHARES = 5  # waiting at once, in 24 hours
DONE_AT = 2  # the look at which a task is seen to be done; what it made is there before
PUBLIC_ID_AT = 3  # the look at which moderation is seen to be over


def creator_info(call: Call) -> dict[str, Any]:
    """POST /v2/post/publish/creator_info/query/; its caps come with status 200, which TikTok calls intentional."""
    call.fields.only(())
    account = call.account
    if account.banned:
        raise Problem("spam_risk_user_banned_from_posting", status=200)
    if call.state.posts_today(account.id, call.now) >= account.daily_posts:
        raise Problem("spam_risk_too_many_posts", status=200)
    return {
        "creator_avatar_url": f"{call.base}/avatar/{account.id}.jpeg",
        "creator_username": account.handle,
        "creator_nickname": account.name,
        "privacy_level_options": account.privacy_levels,
        "comment_disabled": account.comment_disabled,
        "duet_disabled": account.duet_disabled or account.private,
        "stitch_disabled": account.stitch_disabled or account.private,
        "max_video_post_duration_sec": account.max_seconds,
    }


def video_init(call: Call) -> dict[str, Any]:
    """POST /v2/post/publish/video/init/: post a film."""
    call.fields.only(("post_info", "source_info"))
    info = call.fields.object("post_info")
    info.only(_VIDEO_INFO)
    told: dict[str, Any] = {
        "title": info.text("title", limit=TITLE, default=""),
        "aigc": info.flag("is_aigc"),
        "privacy": _privacy(call.account, info),
    }
    for name in ("disable_duet", "disable_comment", "disable_stitch", "brand_organic_toggle"):
        info.flag(name)
    info.number("video_cover_timestamp_ms", 0, 2**31 - 1, default=0)
    _check_branding(info, told["privacy"])
    return _start_film(call, told, inbox=False)


def inbox_init(call: Call) -> dict[str, Any]:
    """POST /v2/post/publish/inbox/video/init/: send a film that its creator edits and posts in the app."""
    call.fields.only(("source_info",))
    return _start_film(call, {}, inbox=True)


def content_init(call: Call) -> dict[str, Any]:
    """POST /v2/post/publish/content/init/: post pictures, which TikTok fetches."""
    fields = call.fields
    fields.only(("media_type", "post_mode", "post_info", "source_info", "is_aigc"))
    fields.choice("media_type", ("PHOTO",))
    inbox = fields.choice("post_mode", ("DIRECT_POST", "MEDIA_UPLOAD")) == "MEDIA_UPLOAD"
    call.need("video.upload" if inbox else "video.publish")
    info = fields.object("post_info")
    info.only(_PHOTO_INFO)
    told: dict[str, Any] = {
        "title": info.text("title", limit=PHOTO_TITLE, default=""),
        "description": info.text("description", limit=PHOTO_DESCRIPTION, default=""),
        "aigc": fields.flag("is_aigc"),
    }
    info.flag("auto_add_music")
    info.flag("disable_comment")
    if not inbox:
        told["privacy"] = _privacy(call.account, info)
        info.flag("brand_organic_toggle", default=None)
        _check_branding(info, told["privacy"], needed=True)
    source = fields.object("source_info")
    source.only(("source", "photo_images", "photo_cover_index"))
    source.choice("source", ("PULL_FROM_URL",))
    urls = source.texts("photo_images", PHOTOS)
    source.number("photo_cover_index", 0, len(urls) - 1, default=0)
    for url in urls:
        _check_owned(call.account, url)
    task = _task(call, "photo", "PULL_FROM_URL", told, inbox=inbox)
    _take_in(call, task, urls)
    return {"publish_id": task.id}


def status(call: Call) -> dict[str, Any]:
    """POST /v2/post/publish/status/fetch/."""
    call.fields.only(("publish_id",))
    task = call.state.task(call.fields.text("publish_id"))
    if task is None:
        raise Problem("invalid_publish_id")
    if task.owner != call.account.id:
        raise Problem("token_not_authorized_for_specified_publish_id")
    call.need("video.upload" if task.inbox else "video.publish")
    if settle_failure(call.state, task, call.now) or task.finished:
        call.state.look(task.id)
    seen = call.state.task(task.id)
    assert seen is not None
    return _shown(call, seen)


def _shown(call: Call, task: Task) -> dict[str, Any]:
    pulled = task.source == "PULL_FROM_URL"
    answer: dict[str, Any] = {"downloaded_bytes" if pulled else "uploaded_bytes": task.received}
    if not task.finished or task.looks < DONE_AT:
        return {"status": "PROCESSING_DOWNLOAD" if pulled else "PROCESSING_UPLOAD", **answer}
    if task.reason:
        return {"status": "FAILED", "fail_reason": task.reason, "publicaly_available_post_id": [], **answer}
    if task.inbox:
        return {"status": "SEND_TO_USER_INBOX", **answer}
    post = call.state.post(task.post) if task.post else None
    public = post is not None and post.privacy == "PUBLIC_TO_EVERYONE"
    moderated = public and task.looks >= PUBLIC_ID_AT and not task.withheld
    ids = [int(post.id)] if post and moderated else []
    return {"status": "PUBLISH_COMPLETE", "publicaly_available_post_id": ids, **answer}


def _start_film(call: Call, told: dict[str, Any], *, inbox: bool) -> dict[str, Any]:
    source = call.fields.object("source_info")
    if source.choice("source", ("FILE_UPLOAD", "PULL_FROM_URL")) == "PULL_FROM_URL":
        source.only(("source", "video_url"))
        url = source.text("video_url")
        _check_owned(call.account, url)
        task = _task(call, "video", "PULL_FROM_URL", told, inbox=inbox)
        _take_in(call, task, [url])
        return {"publish_id": task.id}
    source.only(("source", "video_size", "chunk_size", "total_chunk_count"))
    plan = _chunks(source)
    task = _task(call, "video", "FILE_UPLOAD", told, inbox=inbox, plan=plan)
    url = f"{call.base}/video/?upload_id={task.upload_id}&upload_token={task.upload_token}"
    return {"publish_id": task.id, "upload_url": url}


def _chunks(source: Fields) -> tuple[int, int, int]:
    """Size, chunk size and number of chunks, held to the arithmetic of the media transfer guide."""
    size = source.number("video_size", 1, media.MAX_VIDEO)
    chunk = source.number("chunk_size", 1, MAX_CHUNK)
    count = source.number("total_chunk_count", 1, MAX_CHUNKS)
    if size < MIN_CHUNK and chunk != size:
        raise source.wrong(f"a video below {MIN_CHUNK} bytes is sent whole: chunk_size must be video_size")
    if size >= MIN_CHUNK and chunk < MIN_CHUNK:
        raise source.wrong(f"chunk_size must be at least {MIN_CHUNK}")
    if chunk > size:
        raise source.wrong("chunk_size is larger than video_size")
    if count != size // chunk:
        raise source.wrong(f"total_chunk_count must be {size // chunk}: video_size divided by chunk_size, rounded down")
    if size - (count - 1) * chunk > MAX_LAST_CHUNK:
        raise source.wrong(f"the last chunk is larger than {MAX_LAST_CHUNK} bytes")
    if count == 1 and size > MAX_CHUNK:
        raise source.wrong(f"a video above {MAX_CHUNK} bytes is sent in several chunks")
    return size, chunk, count


def _privacy(account: Account, info: Fields) -> str:
    level = info.choice("privacy_level", _PRIVACY)
    if not account.audited and not (account.private and level == "SELF_ONLY"):
        raise Problem("unaudited_client_can_only_post_to_private_accounts")
    if level not in account.privacy_levels:
        raise Problem("privacy_level_option_mismatch")
    return level


def _check_branding(info: Fields, privacy: str, *, needed: bool = False) -> None:
    branded = info.flag("brand_content_toggle", default=None if needed else False)
    if branded and privacy == "SELF_ONLY":
        raise info.wrong("branded content cannot be SELF_ONLY")


def _check_owned(account: Account, url: str) -> None:
    """https below a domain or a prefix that was verified; loopback, which has no certificates, also with http."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(url)):
        raise Problem("invalid_param", f"{url[:80]!r} is no https address")
    host = parts.hostname or ""
    for owned in account.verified:
        if "/" in owned:
            if owned.endswith("/") and url.startswith(owned):
                return
        elif host == owned or host.endswith(f".{owned}"):
            return
    raise Problem("url_ownership_unverified")


def _task(
    call: Call, kind: str, source: str, told: dict[str, Any], *, inbox: bool, plan: tuple[int, int, int] = (0, 0, 0)
) -> Task:
    if call.account.banned:
        raise Problem("spam_risk_user_banned_from_posting")
    letter = f"{kind[0]}_{'inbox' if inbox else 'pub'}_{'url' if source == 'PULL_FROM_URL' else 'file'}"
    uploads = source == "FILE_UPLOAD"
    task = Task(
        id=f"{letter}~v2-1.{secrets.randbelow(10**19):019d}",
        owner=call.account.id,
        kind=kind,
        source=source,
        inbox=inbox,
        info=told,
        created_at=call.now,
        total=plan[0],
        chunk=plan[1],
        chunks=plan[2],
        upload_id=str(secrets.randbelow(10**19)) if uploads else None,
        upload_token=secrets.token_urlsafe(24) if uploads else None,
    )
    refused = call.state.add_task(task, inbox_limit=INBOX_SHARES)
    if refused:
        raise Problem(refused)
    return task


def _take_in(call: Call, task: Task, urls: list[str]) -> None:
    """Fetch what the task is made of. The real one fetches after it has answered; the outcome is told by the status."""
    paths = [call.state.file(f"{task.id}-{number}") for number in range(len(urls))]
    paths[0].parent.mkdir(parents=True, exist_ok=True)
    try:
        if call.state.orders.take("pull"):
            raise media.Failed(f"{task.kind}_pull_failed")
        if task.kind == "photo":
            facts = [media.pull_photo(url, path) for url, path in zip(urls, paths, strict=True)]
        else:
            facts = [media.pull_film(urls[0], paths[0], call.account.max_seconds)]
    except media.Failed as failed:
        call.state.fail(task, failed.reason)
    else:
        finish(call.state, task, facts, call.now)
    finally:
        for path in paths:
            path.unlink(missing_ok=True)
