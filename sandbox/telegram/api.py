"""The Bot API's one address, `/bot<token>/<method>`: GET or POST, with JSON or a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.kit import Kit
from sandbox.telegram import chats, messages
from sandbox.telegram.calls import Call, parameters
from sandbox.telegram.problems import ApiProblem
from sandbox.telegram.state import Bot, State

METHODS: Mapping[str, Callable[[Call], Any]] = {
    "getme": chats.me,
    "getchat": chats.chat,
    "getchatmember": chats.member,
    "getchatmembercount": chats.member_count,
    "sendmessage": messages.send_message,
    "sendphoto": messages.send_photo,
    "sendvideo": messages.send_video,
    "sendmediagroup": messages.send_media_group,
    "editmessagetext": messages.edit_text,
    "editmessagecaption": messages.edit_caption,
    "deletemessage": messages.delete,
}
"""What is played, by its name in small letters: the server does not look at their size."""


def routes(kit: Kit, state: State) -> list[BaseRoute]:
    async def serve(request: Request) -> Response:
        try:
            bot = _bot(kit, state, request.path_params["token"])
            method = METHODS.get(request.path_params["method"].lower())
            if method is None:
                raise ApiProblem(404, "Not Found: method not found")
            values, files = await parameters(request)
            call = Call(kit, state, kit.clock.now(), bot, values, files)
            result = await run_in_threadpool(method, call)
        except ApiProblem as problem:
            return JSONResponse(problem.body, problem.status, problem.headers)
        return JSONResponse({"ok": True, "result": result})

    async def nothing(request: Request) -> Response:
        del request
        return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, 404)

    return [
        Route("/bot{token}/{method}", serve, methods=["GET", "POST"]),
        Route("/{rest:path}", nothing, methods=["GET", "POST"]),
    ]


def _bot(kit: Kit, state: State, token: str) -> Bot:
    """Whose token it is. Raises `ApiProblem` (401); a token that was taken back looks like one that never was."""
    number, colon, _ = token.partition(":")
    if token.startswith("0") or len(token) > 80 or not colon or not number.isdigit():
        raise ApiProblem(401, "Unauthorized: invalid token specified")
    grant = kit.tokens.find("telegram", token)
    bot = state.bot(int(number)) if grant and grant.state == "valid" else None
    if bot is None:
        raise ApiProblem(401, "Unauthorized")
    return bot
