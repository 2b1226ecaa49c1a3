"""The bot itself, and the channels it is in."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any

from sandbox.telegram.calls import Call
from sandbox.telegram.problems import bad
from sandbox.telegram.state import Bot, Chat

_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_post_messages", "can_edit_messages",
)  # fmt: skip
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def me(call: Call) -> dict[str, Any]:
    """getMe."""
    extra = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business")
    return bot_shown(call.bot) | {name: name == "can_join_groups" for name in (*extra, "has_main_web_app")}


def chat(call: Call) -> dict[str, Any]:
    """getChat."""
    found = call.chat()
    return chat_shown(found) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }


def member(call: Call) -> dict[str, Any]:
    """getChatMember: bots know themselves; other people are none of theirs."""
    found, user = call.chat(), call.number("user_id")
    if user <= 0:
        raise bad("Invalid user_id specified")
    status = call.state.membership(found.id, call.bot.id)
    if status == "left":
        raise bad("member list is inaccessible")
    if user != call.bot.id:
        raise bad("user not found")
    silenced = ("can_post_messages", "can_edit_messages") if status == "silenced" else ()
    rights = {name: name not in silenced and name not in _RIGHTS[2:10] for name in _RIGHTS}
    return {
        "status": "administrator",
        "user": bot_shown(call.bot),
        "can_be_edited": False,
        "is_anonymous": False,
        **rights,
    }


def member_count(call: Call) -> int:
    """getChatMemberCount: a channel that grows."""
    found = call.chat()
    rng = Random(f"members:{call.kit.seed}:{found.id}")
    age = call.now - datetime.fromtimestamp(found.created_at, UTC)
    return int(rng.uniform(300, 3000) + rng.uniform(1, 9) * max(0.0, age.total_seconds()) / 86400)


def chat_shown(one: Chat) -> dict[str, Any]:
    name = {"username": one.username} if one.username else {}
    return {"id": one.id, "title": one.title, **name, "type": "channel"}


def bot_shown(bot: Bot) -> dict[str, Any]:
    return {"id": bot.id, "is_bot": True, "first_name": bot.name, "username": bot.username}
