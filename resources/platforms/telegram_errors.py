"""What the answers of Telegram's Bot API mean."""

from __future__ import annotations

from datetime import timedelta

from reprise.clock import Clock
from reprise.windows.failures import FailureKind, Reach
from resources.platforms.api import Answer, Refusal, server_refusal

_ADMIN = "Make the bot an administrator of the channel who may post messages; then: reprise accounts --resume."
_CHANNEL = "Look whether the channel's name or number has changed and connect it again: reprise connect telegram."
# What an error means stands in its text alone (tdlib/telegram-bot-api of 2026-05-07: Client.cpp).
_WORDS: tuple[tuple[str, FailureKind, str | None, Reach], ...] = (
    ("need administrator rights", "permission", _ADMIN, "account"),
    ("not enough rights", "permission", _ADMIN, "account"),
    ("have no rights to send", "permission", _ADMIN, "account"),
    ("chat_write_forbidden", "permission", _ADMIN, "account"),
    ("bot is not a member", "permission", _ADMIN, "account"),
    ("bot was kicked", "permission", _ADMIN, "account"),
    ("chat not found", "permission", _CHANNEL, "account"),
    (
        "can't be deleted",
        "permission",
        "Bots may delete for 48 hours, or as administrators with that right: delete it in the channel yourself.",
        "post",
    ),
    ("invalid_dimensions", "validation", "Make the picture smaller: its sides together are 10,000 at most.", "post"),
    ("image_process_failed", "media_processing", None, "post"),
    ("video_content_type_invalid", "validation", "Make the film an MP4.", "post"),
)
GONE = "message to delete not found"


def understand(answer: Answer, creates: bool, clock: Clock) -> Refusal | None:
    """See `resources.platforms.api.Understand`."""
    body = answer.object()
    if answer.ok and body.get("ok") is True:
        return None
    said = str(body.get("description") or "")
    told = body.get("parameters") or {}
    if answer.ok:
        return Refusal("unknown_outcome" if creates else "server", said)
    if answer.status == 429:
        return _too_many(told.get("retry_after"), said, clock)
    if answer.status >= 500:
        return server_refusal(answer, creates, said)
    if "migrate_to_chat_id" in told:
        moved = f"The group has become another one: connect it again, as {told['migrate_to_chat_id']}."
        return Refusal("permission", said, moved, reach="account")
    return _refused(answer.status, said)


def _refused(status: int, said: str) -> Refusal:
    for words, kind, remedy, reach in _WORDS:
        if words in said.lower():
            return Refusal(kind, said, remedy, reach=reach)
    if status in (401, 404):
        return Refusal("auth", said, "Take the bot's token from @BotFather and connect the channel again.")
    if status == 413:
        return Refusal("validation", said, "Make the file smaller: bots send 50 MB at most.")
    return Refusal("permission" if status == 403 else "validation", said)


def _too_many(seconds: object, said: str, clock: Clock) -> Refusal:
    """To be waited for exactly as long as Telegram says."""
    known = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return Refusal("rate_limit", said, retry_at=clock.now() + timedelta(seconds=float(seconds)) if known else None)  # type: ignore[arg-type]
