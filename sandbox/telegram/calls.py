"""One request to a method of the Bot API, its parameters read as the server reads them: as texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from sandbox.kit import Kit
from sandbox.telegram.problems import ApiProblem, bad, forbidden
from sandbox.telegram.state import Bot, Chat, State

MAX_REQUEST = 50 * 1024 * 1024 + 100_000  # a file of 50 MB, and what is sent with it


@dataclass(frozen=True)
class Call:
    """An admitted request."""

    kit: Kit
    state: State
    now: datetime
    bot: Bot
    values: Mapping[str, str]
    files: Mapping[str, UploadFile]

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def number(self, name: str) -> int:
        """A whole number; 0 where there is none, as the server reads it."""
        text = self.text(name).strip()
        return int(text) if text.lstrip("-").isdigit() else 0

    def json(self, name: str, called: str, kind: type = dict) -> Any:
        """A parameter that is JSON; None without it."""
        text = self.text(name)
        if not text:
            return None
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise bad(f"Can't parse {called} JSON object") from None
        if not isinstance(value, kind):
            raise bad(f"Object expected as {called}" if kind is dict else f"Expected an Array of {called}")
        return value

    def chat(self, *, write: bool = False) -> Chat:
        """The chat that is meant, if the bot may do there what it is asked for."""
        name = self.text("chat_id").strip()
        if not name:
            raise bad("chat_id is empty")
        found = self.state.chat(name)
        if found is None:
            raise bad("chat not found")
        status = self.state.membership(found.id, self.bot.id)
        if status == "kicked":
            raise forbidden("bot was kicked from the channel chat")
        if status == "left" and (write or found.username is None):
            raise forbidden("bot is not a member of the channel chat")
        if write and status == "silenced":
            raise bad("need administrator rights in the channel chat")
        return found


async def parameters(request: Request) -> tuple[dict[str, str], dict[str, UploadFile]]:
    """The texts and the files of a request: of its address, and of a form or JSON in its body."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > MAX_REQUEST:
        raise ApiProblem(413, "Request Entity Too Large")
    values: dict[str, str] = dict(request.query_params)
    files: dict[str, UploadFile] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        form = await request.form(max_part_size=8 << 20)
        for name, part in form.multi_items():
            if isinstance(part, UploadFile):
                files[name] = part
            else:
                values[name] = part
    elif kind == "application/json" and (data := await request.body()):
        try:
            body = json.loads(data)
        except (ValueError, RecursionError):
            raise bad("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad("expected a JSON object")
        values |= {name: _as_text(value) for name, value in body.items() if value is not None}
    if sum(file.size or 0 for file in files.values()) > MAX_REQUEST:
        raise ApiProblem(413, "Request Entity Too Large")
    return values, files


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
