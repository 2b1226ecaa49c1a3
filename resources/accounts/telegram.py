"""Telegram: a bot's token and the channel that the bot may post to. Nothing ends unless somebody ends it.

Methods: core.telegram.org/bots/api (Bot API 10.1), read 2026-11. The token stands in every address: no error shows one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from reprise.errors import BadSettings
from reprise.windows.failures import PlatformError
from resources.accounts.asking import Asker, Fault
from resources.accounts.dialect import Candidate, Opened, Question, Tokens, Upkeep
from resources.accounts.settings import AppSettings

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")


def _fault(status: int, body: Mapping[str, Any]) -> Fault | None:
    if body.get("ok") is True:
        return None
    code = body.get("error_code") or status
    words = str(body.get("description") or f"HTTP {status}")
    return Fault(str(code), words, "revoked" if code in (401, 404) and "chat" not in words else None)


class Telegram:
    name = "telegram"
    hosts = {"api": "https://api.telegram.org"}
    version = None
    separator = " "
    needs_app = False
    per_server = False
    scopes = ()
    upkeep = Upkeep()
    questions = (
        Question("secret", "The bot's token, from @BotFather", secret=True),
        Question("channel", "The channel: @name, or its number"),
    )

    def sign_in(self, app: AppSettings, answers: Mapping[str, str]) -> Tokens:
        token = answers["secret"].strip()
        if not _TOKEN.fullmatch(token):
            raise BadSettings(
                "This is not a bot's token.",
                where=self.name,
                remedy="It is a number, a colon and 35 characters; @BotFather shows it.",
            )
        channel = answers["channel"].strip()
        if not channel.lstrip("-").isdigit():
            channel = f"@{channel.removeprefix('https://t.me/').removeprefix('@')}"
        return Tokens(token, details={"channel": channel})

    def candidates(self, app: AppSettings, tokens: Tokens) -> Sequence[Candidate]:
        return [self._channel(app, tokens.access, tokens.details["channel"])]

    def check(self, app: AppSettings, opened: Opened) -> None:
        self._channel(app, opened.token, opened.account.remote_id)

    def can_refresh(self, opened: Opened) -> bool:
        return False

    def refresh(self, app: AppSettings, opened: Opened) -> Tokens:
        raise PlatformError("auth", "A bot's token is not renewed; @BotFather makes a new one.")

    def revoke(self, app: AppSettings, opened: Opened) -> str | None:
        return "Remove the bot from the channel's administrators; /revoke at @BotFather makes its token useless."

    def _channel(self, app: AppSettings, token: str, channel: str) -> Candidate:
        bot = self._call(app, token, "getMe", {})
        chat = self._call(app, token, "getChat", {"chat_id": channel})
        member = self._call(app, token, "getChatMember", {"chat_id": channel, "user_id": bot["id"]})
        rights = member.get("status") == "creator" or (
            member.get("status") == "administrator" and (member.get("can_post_messages") or chat["type"] != "channel")
        )
        if not rights:
            raise PlatformError(
                "permission",
                f"The bot @{bot.get('username')} may not post to {chat.get('title') or channel}.",
                remedy="Make it an administrator of the channel that may post messages.",
            )
        return Candidate(
            str(chat["id"]),
            "channel",
            str(chat.get("title") or channel),
            handle=chat.get("username"),
            details={"owner": str(bot["id"]), "bot": str(bot.get("username") or "")},
        )

    def _call(self, app: AppSettings, token: str, method: str, given: Mapping[str, Any]) -> dict[str, Any]:
        answer = Asker(self.name, (token,), _fault)("POST", app.url("api", f"/bot{token}/{method}"), json=given)
        result: dict[str, Any] = answer["result"]
        return result


CONNECTOR = Telegram()
