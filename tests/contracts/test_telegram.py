"""The sandbox's Telegram keeps to the Bot API's description; and the judge sees what is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.telegram import FIRST_TOKEN
from tests.contracts.recording import Exchange, Recorder, served
from tests.contracts.specs import spec
from tests.contracts.telegram_spec import TelegramSpec
from tests.sandbox.played import film, picture, playing

CHAT = "@reprise_demo"


def judge(prefix: str = "/telegram") -> TelegramSpec:
    """The Bot API's description, for the traffic of a server at `prefix`."""
    return TelegramSpec(spec("telegram-api.json"), prefix=prefix)


def test_the_sandbox_keeps_to_the_description(tmp_path: Path) -> None:
    document = judge()
    with playing(tmp_path, "telegram") as played, served(recorder := Recorder(played.http.app)) as url:
        with httpx.Client(base_url=f"{url}/telegram/bot{FIRST_TOKEN}/", trust_env=False) as http:
            _use(http)
            played.clock.advance(timedelta(minutes=2))
            _use_badly(http)
        httpx.post(f"{url}/telegram/bot1:none/getMe", trust_env=False)
    assert document.problems(*recorder.exchanges) == []
    assert {one.status for one in recorder.exchanges} == {200, 400, 401, 429}
    assert len({one.path for one in recorder.exchanges if one.status == 200}) == 11


def _use(http: httpx.Client) -> None:
    """Every method, by JSON and by forms."""
    http.get("getMe")
    for method in ("getChat", "getChatMemberCount"):
        http.get(method, params={"chat_id": CHAT})
    http.post("getChatMember", json={"chat_id": CHAT, "user_id": 123456})
    sent = http.post(
        "sendMessage",
        json={
            "chat_id": CHAT,
            "text": "Read <b>this</b>: https://example.com #one",
            "parse_mode": "HTML",
            "link_preview_options": {"url": "https://example.com", "prefer_large_media": True},
            "reply_markup": {"inline_keyboard": [[{"text": "Open", "url": "https://example.com"}]]},
        },
    ).json()["result"]
    files = {"photo": ("a.png", picture("PNG", 40, 30))}
    reply = json.dumps({"message_id": sent["message_id"]})
    photo = http.post("sendPhoto", data={"chat_id": CHAT, "caption": "A", "reply_parameters": reply}, files=files)
    assert photo.status_code == 200, photo.text
    fields = {"chat_id": CHAT, "supports_streaming": "true", "duration": "1"}
    http.post("sendVideo", data=fields, files={"video": ("a.mp4", film(seconds=0.5))})
    album = [{"type": "photo", "media": "attach://one", "caption": "Both"}, {"type": "photo", "media": "attach://two"}]
    two = {name: (f"{name}.png", picture("PNG", 40, 30)) for name in ("one", "two")}
    assert http.post("sendMediaGroup", data={"chat_id": CHAT, "media": json.dumps(album)}, files=two).status_code == 200
    which = {"chat_id": CHAT, "message_id": sent["message_id"]}
    http.post("editMessageText", json={**which, "text": "Better"})
    http.post("editMessageCaption", json={**which, "message_id": photo.json()["result"]["message_id"], "caption": "B"})
    http.post("deleteMessage", json=which)


def _use_badly(http: httpx.Client) -> None:
    assert http.post("sendMessage", json={"chat_id": "@nobody", "text": "x"}).status_code == 400
    assert http.post("sendMessage", json={"chat_id": CHAT, "text": "x" * 4097}).status_code == 400
    answers = [http.post("sendMessage", json={"chat_id": CHAT, "text": "x"}).status_code for _ in range(6)]
    assert answers[-1] == 429


def call(method: str = "sendMessage", result: Any = None, body: Any = None, status: int = 200) -> Exchange:
    """A recorded call that is right where nothing else is said."""
    message = {"message_id": 2, "date": 1, "chat": {"id": -1001, "type": "channel", "title": "T"}, "text": "x"}
    answer = {"ok": True, "result": message if result is None else result}
    return Exchange(
        method="POST",
        path=f"/bot1:x/{method}",
        query=[],
        request_headers={"content-type": "application/json"},
        request_body=json.dumps({"chat_id": "@a", "text": "x"} if body is None else body).encode(),
        status=status,
        response_headers={"content-type": "application/json"},
        response_body=json.dumps(answer).encode(),
    )


@pytest.mark.parametrize(
    ("exchange", "problem"),
    [
        (call("sendMesage"), "there is no such method"),
        (call(body={"chat_id": "@a"}), "parameter text is missing"),
        (call(body={"chat_id": "@a", "text": "x", "disable_web_page_preview": True}), "there is no parameter"),
        (call(body={"chat_id": "@a", "text": 4}), "text: 4 is no String"),
        (
            call(body={"chat_id": "@a", "text": "x", "link_preview_options": {"disabled": True}}),
            "link_preview_options: a LinkPreviewOptions has no disabled",
        ),
        (
            call(body={"chat_id": "@a", "text": "x", "entities": [{"type": "bold", "offset": 0}]}),
            "entities[0]: a MessageEntity lacks length",
        ),
        (call(result={"message_id": 2}), "result: a Message lacks date"),
        (call(result=[]), "result: [] is no Message"),
        (replace(call(), response_body=b'{"ok": false, "error_code": 400}', status=404), "error_code is 400"),
        (replace(call(), response_headers={"content-type": "text/html"}), "the answer is text/html"),
    ],
)
def test_a_mistake_is_seen(exchange: Exchange, problem: str) -> None:
    document = judge(prefix="")
    assert document.problems(call()) == []
    assert any(problem in found for found in document.problems(exchange))
