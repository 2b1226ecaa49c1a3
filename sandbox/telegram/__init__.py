"""Telegram, played strictly: the Bot API for bots that post into channels. Nobody can list what they have sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from starlette.routing import BaseRoute

from sandbox.kit import Kit, Made, Refusal
from sandbox.telegram import api
from sandbox.telegram.problems import REFUSALS
from sandbox.telegram.state import MEMBERSHIPS, Bot, Chat, Message, State

NAME = "telegram"
FIRST = "-1001000000001"
FIRST_TOKEN = "123456:sandbox-telegram-token-000000000000000"


class Telegram:
    """The platform as the frame asks for it. An account is a channel; its token is that of a bot that posts there."""

    name = NAME
    refusals: Mapping[str, Refusal] = MappingProxyType(REFUSALS)

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._state = State(kit.home(NAME))
        if not self._state.chats():
            self.add_account({"id": FIRST, "handle": "reprise_demo", "name": "Reprise demo", "token": FIRST_TOKEN})

    def routes(self) -> list[BaseRoute]:
        return api.routes(self._kit, self._state)

    def made(self) -> list[Made]:
        """Every message, newest first; an album is one, under the number of its first message."""
        albums: dict[str, list[Message]] = {}
        for message in reversed(self._state.messages()):
            albums.setdefault(message.album or f"{message.chat}/{message.id}", []).append(message)
        made = [self._made(sorted(group, key=lambda one: one.id)) for group in albums.values()]
        return made[::-1]

    def accounts(self) -> list[dict[str, Any]]:
        rows = self._state.chats()
        return [{"id": str(row.id), "handle": row.username, "name": row.title, "zone": row.zone} for row in rows]

    def add_account(self, given: Mapping[str, Any]) -> None:
        """{id (-100…), handle (None for a private channel), name, zone, token (123456:…, its bot is administrator)}."""
        unknown = sorted(set(given) - {"id", "handle", "name", "zone", "kind", "token", "scopes"})
        if unknown:
            raise ValueError(f"a channel has no {unknown[0]}")
        id_ = str(given["id"])
        if not re.fullmatch(r"-100[1-9]\d{4,11}", id_):
            raise ValueError("id is a channel's number, such as -1001000000001")
        now = self._kit.clock.now().timestamp()
        old = self._state.chat(id_) or Chat(int(id_), f"channel{id_[4:]}", f"Channel {id_}", self._kit.zone, now)
        handle = given.get("handle", old.username)
        zone = ZoneInfo(given.get("zone", old.zone)).key
        username = None if handle is None else str(handle).removeprefix("@")
        self._state.add_chat(Chat(int(id_), username, str(given.get("name", old.title)), zone, old.created_at))
        if "token" in given:
            self._let_post(int(id_), str(given["token"]))

    def order(self, what: Mapping[str, Any]) -> None:
        """{"post": "removed"}, or {"bot": a membership}, at once, in all channels or in the one called "account"."""
        if "bot" not in what:
            self._state.orders.place(what)
            return
        if what["bot"] not in MEMBERSHIPS or set(what) - {"bot", "account"}:
            raise ValueError(f"a bot can be {', '.join(MEMBERSHIPS)}")
        for chat, bot in self._state.members():
            if what.get("account", str(chat)) == str(chat):
                self._state.set_membership(chat, bot, what["bot"])

    def close(self) -> None:
        self._state.close()

    def _let_post(self, chat: int, token: str) -> None:
        found = re.fullmatch(r"([1-9]\d{2,15}):[\w-]{20,60}", token)
        if not found:
            raise ValueError("token is a bot's, such as 123456:sandbox-and-20-to-60-letters")
        bot = int(found[1])
        if self._state.bot(bot) is None:
            self._state.add_bot(Bot(bot, f"sandbox_{bot}_bot", "Sandbox"))
        if self._kit.tokens.find(NAME, token) is None:
            self._kit.tokens.issue(NAME, str(chat), frozenset(), kind="bot", token=token)
        self._state.set_membership(chat, bot, "administrator")

    def _made(self, group: list[Message]) -> Made:
        first = group[0]
        files = [found for one in group if one.file and (found := self._state.file(one.file))]
        said = next((one for one in group if one.text), first)
        return Made(
            id=f"{first.chat}/{first.id}",
            account=str(first.chat),
            text=said.text,
            created_at=datetime.fromtimestamp(first.sent_at, UTC),
            reply_to=f"{first.chat}/{first.reply_to}" if first.reply_to else None,
            media=tuple("video" if file.kind == "video" else "image" for file in files),
            link=_link(said),
            more={"message_ids": [one.id for one in group], "entities": said.entities, **said.more},
        )


def _link(message: Message) -> str | None:
    """The first address that readers can follow: in the words, in the preview, or on a button."""
    data = message.text.encode("utf-16-le")
    for entity in message.entities:
        if entity["type"] == "text_link":
            return str(entity["url"])
        if entity["type"] == "url":
            return data[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")
    if url := message.more.get("link_preview_options", {}).get("url"):
        return str(url)
    rows = message.more.get("reply_markup", {}).get("inline_keyboard", [])
    return next((button["url"] for row in rows for button in row), None)


def build(kit: Kit) -> Telegram:
    """Telegram over a kit, with one first channel and its bot."""
    return Telegram(kit)
