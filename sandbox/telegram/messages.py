"""Messages: sent, edited and deleted. Nothing tells two equal ones apart, and nothing lists them again."""

from __future__ import annotations

import math
import secrets
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram import files
from sandbox.telegram.calls import Call
from sandbox.telegram.chats import chat_shown
from sandbox.telegram.formatting import Formatted, formatted
from sandbox.telegram.problems import bad, flooded
from sandbox.telegram.state import Chat, File, Message

TEXT, CAPTION = 4096, 1024
ALBUM = (2, 10)
PER_MINUTE = 20
BURST, BURST_RATE = 5.0, 1.0  # about one a second in a chat; "short bursts" are allowed
BOT_BURST, BOT_RATE = 30.0, 30.0
_PREVIEW = ("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")
_PROTECTED = {"protect_content": "has_protected_content"}


def send_message(call: Call) -> dict[str, Any]:
    if not call.text("text"):
        raise bad("Message text is empty")
    words = formatted(call.text("text"), call.text("parse_mode"), call.json("entities", "MessageEntity", list))
    more = _extras(call) | _preview(call)
    chat = call.chat(write=True)
    _check_text(words)
    return _sent(call, chat, [_draft(call, chat, words, None, more)])[0]


def send_photo(call: Call) -> dict[str, Any]:
    return _send_file(call, "photo")


def send_video(call: Call) -> dict[str, Any]:
    return _send_file(call, "video")


def send_media_group(call: Call) -> list[dict[str, Any]]:
    """An album: several messages, answered as a list."""
    items = call.json("media", "InputMedia", list)
    if items is None:
        raise bad('Parameter "media" is required')
    chat = call.chat(write=True)
    if not ALBUM[0] <= len(items) <= ALBUM[1]:
        raise bad(f"media must include {ALBUM[0]}-{ALBUM[1]} items")
    extras, album, drafts = _extras(call), secrets.token_hex(8), []
    for item in items:
        file, words, more = _album_item(call, item)
        drafts.append(replace(_draft(call, chat, words, file, {**extras, **more}), album=album))
    return _sent(call, chat, drafts)


def edit_text(call: Call) -> dict[str, Any]:
    if not call.text("text"):
        raise bad("Message text is empty")
    words = formatted(call.text("text"), call.text("parse_mode"), call.json("entities", "MessageEntity", list))
    chat, message = _edited(call)
    if message.file is not None:
        raise bad("there is no text in the message to edit")
    _check_text(words)
    kept = {name: value for name, value in message.more.items() if name != "link_preview_options"}
    return _changed(call, chat, message, words, kept | _preview(call))


def edit_caption(call: Call) -> dict[str, Any]:
    words = _caption(call)
    chat, message = _edited(call)
    if message.file is None:
        raise bad("there is no caption in the message to edit")
    above = {"show_caption_above_media": True} if call.flag("show_caption_above_media") else {}
    kept = {name: value for name, value in message.more.items() if name != "show_caption_above_media"}
    return _changed(call, chat, message, words, kept | above)


def delete(call: Call) -> bool:
    """Own messages, without an end in time, as the right to post in a channel allows."""
    if not call.text("chat_id"):
        raise bad("Chat identifier is not specified")
    if not call.number("message_id"):
        raise bad("Message identifier is not specified")
    chat = call.chat(write=True)
    if call.state.message(chat.id, call.number("message_id")) is None:
        raise bad("message to delete not found")
    call.state.delete_message(chat.id, call.number("message_id"))
    return True


def message_shown(call: Call, chat: Chat, message: Message) -> dict[str, Any]:
    """The Message."""
    answer: dict[str, Any] = {
        "message_id": message.id,
        "sender_chat": chat_shown(chat),
        "chat": chat_shown(chat),
        "date": int(message.sent_at),
    }
    if message.edited_at is not None:
        answer["edit_date"] = int(message.edited_at)
    if message.album:
        answer["media_group_id"] = str(int(message.album, 16) >> 2)
    if message.reply_to and (parent := call.state.message(chat.id, message.reply_to)):
        answer["reply_to_message"] = message_shown(call, chat, replace(parent, reply_to=None))
    file = call.state.file(message.file) if message.file else None
    if file:
        answer[file.kind] = files.photo_shown(file) if file.kind == "photo" else files.video_shown(file)
    words, marks = ("caption", "caption_entities") if file else ("text", "entities")
    if message.text:
        answer[words] = message.text
    if message.entities:
        answer[marks] = message.entities
    return answer | message.more


def _send_file(call: Call, kind: str) -> dict[str, Any]:
    words, more = _caption(call), _extras(call) | _flags(call)
    chat = call.chat(write=True)
    file = files.take(call, kind, kind)
    if file is None:
        raise bad(f"There is no {kind} in the request")
    return _sent(call, chat, [_draft(call, chat, words, file, more)])[0]


def _album_item(call: Call, item: Any) -> tuple[File, Formatted, dict[str, Any]]:
    if not isinstance(item, dict):
        raise bad("Can't parse InputMedia: expected an Object")
    kind = item.get("type")
    if kind in ("audio", "document", "animation", "live_photo"):
        raise bad("Can't use the media of the specified type in the album")
    if kind not in ("photo", "video"):
        raise bad(f'Can\'t parse InputMedia: type "{kind}" is unsupported')
    if not isinstance(item.get("media"), str):
        raise bad('Can\'t parse InputMedia: Field "media" must be of type String')
    file = files.take(call, "", kind, item["media"])
    if file is None:
        raise bad("Can't parse InputMedia: media not found")
    words = formatted(str(item.get("caption", "")), str(item.get("parse_mode", "")), item.get("caption_entities"))
    _check_caption(words)
    names = {"show_caption_above_media": "show_caption_above_media", "has_spoiler": "has_media_spoiler"}
    return file, words, {shown: True for name, shown in names.items() if item.get(name) is True}


def _draft(call: Call, chat: Chat, words: Formatted, file: File | None, more: dict[str, Any]) -> Message:
    reply = call.json("reply_parameters", "reply parameters") or {}
    reply_to = None
    if reply:
        if not isinstance(reply.get("message_id"), int):
            raise bad('Field "message_id" must be of type Number')
        if call.state.message(chat.id, reply["message_id"]) is not None:
            reply_to = reply["message_id"]
        elif reply.get("allow_sending_without_reply") is not True:
            raise bad("message to be replied not found")
    sent_at = call.now.timestamp()
    return Message(
        chat.id, 0, call.bot.id, sent_at, words.text, words.entities, file.id if file else None, None, reply_to, more
    )


def _sent(call: Call, chat: Chat, drafts: list[Message]) -> list[dict[str, Any]]:
    with call.state.sending:
        _hold_back(call, chat, len(drafts))
        return [message_shown(call, chat, message) for message in call.state.add_messages(drafts)]


def _hold_back(call: Call, chat: Chat, count: int) -> None:
    """Limits that Telegram names only roughly: a second in a chat, a minute in a channel, a second of the bot."""
    now = call.now.timestamp()
    last_minute = call.state.sent_since(chat.id, now - 60)
    if len(last_minute) >= PER_MINUTE:
        raise flooded(max(1, math.ceil(last_minute[-PER_MINUTE] + 60 - now)))
    for name, capacity, rate in (
        (f"chat {chat.id}", BURST, BURST_RATE),
        (f"bot {call.bot.id}", BOT_BURST, BOT_RATE),
    ):
        wait = call.state.pour(name, count, capacity, rate, call.now)
        if wait:
            raise flooded(wait)


def _edited(call: Call) -> tuple[Chat, Message]:
    if not call.text("chat_id") and not call.number("message_id"):
        raise bad("Message identifier is not specified")
    chat = call.chat(write=True)
    message = call.state.message(chat.id, call.number("message_id"))
    if message is None:
        raise bad("message to edit not found")
    return chat, message


def _changed(call: Call, chat: Chat, message: Message, words: Formatted, more: dict[str, Any]) -> dict[str, Any]:
    buttons = _extras(call).get("reply_markup")
    more = {name: value for name, value in more.items() if name != "reply_markup"}
    more |= {"reply_markup": buttons} if buttons else {}
    if (words.text, words.entities, more) == (message.text, message.entities, message.more):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a "
            "current content and reply markup of the message"
        )
    changed = replace(message, text=words.text, entities=words.entities, more=more, edited_at=call.now.timestamp())
    call.state.change_message(changed)
    return message_shown(call, chat, changed)


def _caption(call: Call) -> Formatted:
    marks = call.json("caption_entities", "MessageEntity", list)
    words = formatted(call.text("caption"), call.text("parse_mode"), marks)
    _check_caption(words)
    return words


def _check_text(words: Formatted) -> None:
    if not words.text:
        raise bad("text must be non-empty")
    if words.length > TEXT:
        raise bad("message is too long")


def _check_caption(words: Formatted) -> None:
    if words.length > CAPTION:
        raise bad("message caption is too long")


def _preview(call: Call) -> dict[str, Any]:
    given = call.json("link_preview_options", "link preview options")
    if not given:
        return {}
    for name in _PREVIEW:
        kind = str if name == "url" else bool
        if name in given and not isinstance(given[name], kind):
            raise bad(f'Field "{name}" must be of type {"String" if kind is str else "Boolean"}')
    return {"link_preview_options": {name: given[name] for name in _PREVIEW if name in given}}


def _flags(call: Call) -> dict[str, Any]:
    names = {"show_caption_above_media": "show_caption_above_media", "has_spoiler": "has_media_spoiler"}
    return {shown: True for name, shown in names.items() if call.flag(name)}


def _extras(call: Call) -> dict[str, Any]:
    """What any message may have: protection, and buttons below it."""
    more: dict[str, Any] = {shown: True for name, shown in _PROTECTED.items() if call.flag(name)}
    markup = call.json("reply_markup", "reply markup")
    if markup is None:
        return more
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('Field "inline_keyboard" must be an Array of Arrays')
    for button in (button for row in rows for button in row):
        _check_button(button)
    return more | {"reply_markup": {"inline_keyboard": rows}}


def _check_button(button: Any) -> None:
    where = "Can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad(f"{where}InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str) or not button["text"]:
        raise bad(f'{where}Field "text" must be of type String')
    if not isinstance(button.get("url"), str):
        raise bad(f"{where}Text buttons are unallowed in the inline keyboard")
    if urlsplit(button["url"]).scheme not in ("http", "https", "tg") or not urlsplit(button["url"]).netloc:
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
