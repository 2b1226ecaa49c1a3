"""Telegram: messages of a bot in a channel. Bots cannot ask what they have sent: what is in doubt is held for a person.

The bot's token stands in every address. No error, route or log shows one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from reprise.media import Media, MediaStore
from reprise.social.counting import utf16_units
from reprise.windows.failures import PlatformError
from resources.platforms import telegram_errors
from resources.platforms.access import Access
from resources.platforms.api import Answer, Api
from resources.platforms.base import Look, Outgoing, OwnAccount, Progress, Published, Reading
from resources.platforms.edge import Edge
from resources.platforms.telegram_files import parcel

API, SITE = "https://api.telegram.org", "https://t.me"
TEXT, CAPTION, ALBUM = 4096, 1024, 10
MAX_PHOTO, MAX_FILM, MAX_FILM_LOCAL = 10_000_000, 50_000_000, 2_000_000_000
SHOWN = 60
_NO_NUMBERS = "Telegram tells bots neither views nor clicks."
_NO_COMMENT = "The first comment is not there: comments of a channel live in its discussion group."
_LOCAL = (
    "Make the film smaller, or run a Bot API server of your own (telegram-bot-api --local): set REPRISE_TELEGRAM_URL "
    "to its address and REPRISE_TELEGRAM_LOCAL to 1."
)


class TelegramClient:
    """One channel (or group) and the bot that posts there. An album's id is that of its messages, joined by commas."""

    name = "telegram"
    max_ids = 100
    settle_after = timedelta(0)

    def __init__(self, access: Access, edge: Edge) -> None:
        self._edge = edge
        self._access = access
        self._api = Api(
            "Telegram",
            access,
            edge,
            base_url=access.base_urls.get("api") or access.base_urls.get("") or API,
            understand=partial(telegram_errors.understand, clock=edge.clock),
            authorize=lambda token: {},
            scope=f"telegram/{access.remote_id or 'account'}",
        )

    def __repr__(self) -> str:
        return f"TelegramClient({self._access.remote_id})"

    def close(self) -> None:
        self._api.close()

    def whoami(self) -> OwnAccount:
        """The channel. The bot is asked for first, so that a token that ended is told from a channel that is lost."""
        self._call("getMe", {})
        chat = self._call("getChat", {"chat_id": self._chat()})
        return OwnAccount(remote_id=str(chat.get("id")), handle=chat.get("username"), name=chat.get("title"))

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
        """One message, or an album; further texts reply to the one before. Each is one request, with its files."""
        self._check(post)
        ids = [str(id_) for id_ in progress.known.get("posts", ())]
        for number in range(len(ids), len(post.texts)):
            progress.sending(number)
            ids.append(self._send(post, number, ids, media))
            progress.posted(*ids)
        problems = (_NO_COMMENT,) if post.first_comment else ()
        return Published(remote_ids=tuple(ids), url=self._url(ids[0]), problems=problems)

    def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
        """Bots can list nothing and are not told of their own messages: a person has to look."""
        ids = [str(id_) for id_ in known.get("posts", ())]
        if len(ids) == len(post.texts):
            return Look(verdict="published", remote_ids=tuple(ids), url=self._url(ids[0]))
        first = post.texts[len(ids)].strip().split("\n", maxsplit=1)[0][:SHOWN]
        where = f"{SITE}/{self._access.handle}" if self._access.handle else "the channel"
        what = "a film" if post.video else "pictures" if post.pictures else "a message"
        reason = (
            "Telegram lets bots read nothing of what they have sent. Look in "
            f"{where} for {what} of {since:%Y-%m-%d %H:%M} UTC or a little later that begins “{first}”."
        )
        return Look(verdict="unknowable", remote_ids=tuple(ids), reason=reason)

    def delete(self, remote_ids: Sequence[str]) -> None:
        for remote_id in reversed(remote_ids):
            for message in reversed(remote_id.split(",")):
                self._delete(message)

    def metrics(self, remote_ids: Sequence[str]) -> list[Reading]:
        now = self._edge.clock.now()
        return [Reading(remote_id=remote_id, at=now, problem=_NO_NUMBERS) for remote_id in remote_ids]

    def _chat(self) -> str:
        chat = self._access.remote_id or (f"@{self._access.handle}" if self._access.handle else None)
        if chat is None:
            raise PlatformError(
                "validation",
                "Which channel is posted to is not said.",
                remedy="Connect it (reprise connect telegram), or set REPRISE_TELEGRAM_ACCOUNT_ID.",
                reach="account",
            )
        return chat

    def _send(self, post: Outgoing, number: int, ids: Sequence[str], media: MediaStore) -> str:
        """Send text `number`; its id."""
        method, given, pieces = _message(post, number)
        given = {"chat_id": self._chat(), **given}
        if ids:
            given["reply_parameters"] = {"message_id": int(ids[-1].split(",")[0])}
        with parcel(pieces, media) as files:
            try:
                result = self._call(method, given, files.form(), creates=True)
            except PlatformError as error:
                if error.kind != "unknown_outcome" or error.status is not None or files.gone:
                    raise
                what = f"The connection broke off before the files had left; nothing was posted ({error.what})"
                raise self._api.error("network", what, where=error.where) from None
        messages = result if isinstance(result, list) else [result]
        named = [str(one["message_id"]) for one in messages if isinstance(one, dict) and one.get("message_id")]
        if not named:
            raise self._api.error("unknown_outcome", "Telegram's answer names no message.", where=method)
        return ",".join(named)

    def _call(
        self, method: str, given: Mapping[str, Any], files: dict[str, Any] | None = None, *, creates: bool = False
    ) -> Any:
        """The result of a method. Forms hold texts: what is none there is JSON."""
        path, route = f"/bot{self._api.token}/{method}", f"/{method}"
        answer: Answer
        if files:
            form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
            answer = self._api.post(path, route=route, form=form, files=files, creates=creates)
        else:
            answer = self._api.post(path, dict(given), route=route, creates=creates)
        return answer.object().get("result")

    def _delete(self, message: str) -> None:
        try:
            self._call("deleteMessage", {"chat_id": self._chat(), "message_id": int(message)})
        except PlatformError as error:
            if telegram_errors.GONE not in error.what:
                raise

    def _url(self, remote_id: str) -> str:
        first = remote_id.split(",", maxsplit=1)[0]
        if self._access.handle:
            return f"{SITE}/{self._access.handle}/{first}"
        return f"{SITE}/c/{self._chat().removeprefix('-100')}/{first}"

    def _check(self, post: Outgoing) -> None:
        """What can be known to fail before anything is sent."""
        fault, remedy = None, None
        files = bool(post.video or post.pictures)
        local = self._access.details.get("local", "").lower() in ("1", "true", "yes")
        film = MAX_FILM_LOCAL if local else MAX_FILM
        if not post.texts or not all(text.strip() for text in post.texts):
            fault = "A text of the post is empty."
        elif files and utf16_units(post.texts[0]) > CAPTION:
            fault = f"The text below a picture or film is too long; Telegram takes {CAPTION:,} characters there."
        elif any(utf16_units(text) > TEXT for text in post.texts):
            fault = f"A text of the post is too long; Telegram takes {TEXT:,} characters."
        elif post.video and post.video.media.bytes > film:
            fault = f"The film has {post.video.media.bytes:,} bytes; Telegram takes {film:,} of a bot."
            remedy = None if local else _LOCAL
        elif not post.video and len(post.pictures) > ALBUM:
            fault = f"The post has {len(post.pictures)} pictures; Telegram takes {ALBUM}."
        elif not post.video and any(picture.media.bytes > MAX_PHOTO for picture in post.pictures):
            fault = f"A picture has more than {MAX_PHOTO:,} bytes, which Telegram does not take."
        if fault:
            raise PlatformError("validation", fault, where=post.id, remedy=remedy)


def _message(post: Outgoing, number: int) -> tuple[str, dict[str, Any], dict[str, Media]]:
    """The method for a text, what it is given, and the files by the names of their parts.

    Texts go without a parse_mode: what is written is what readers see, and Telegram finds links and hashtags itself.
    """
    text = post.texts[number]
    if number == 0 and post.video:
        return _film(post, text)
    if number == 0 and len(post.pictures) > 1:
        pieces = {f"picture{place}": picture.media for place, picture in enumerate(post.pictures)}
        album: list[dict[str, Any]] = [{"type": "photo", "media": f"attach://{name}"} for name in pieces]
        album[0]["caption"] = text
        return "sendMediaGroup", {"media": album}, pieces
    if number == 0 and post.pictures:
        return "sendPhoto", {"caption": text}, {"photo": post.pictures[0].media}
    shown = post.link if post.link and post.link in text else None
    preview = {"url": shown, "prefer_large_media": True} if shown else {"is_disabled": True}
    return "sendMessage", {"text": text, "link_preview_options": preview}, {}


def _film(post: Outgoing, text: str) -> tuple[str, dict[str, Any], dict[str, Media]]:
    assert post.video is not None
    film, cover = post.video.media, post.video.cover
    given: dict[str, Any] = {"caption": text, "supports_streaming": True}
    facts = {"duration": round(film.seconds or 0), "width": film.width, "height": film.height}
    given |= {name: value for name, value in facts.items() if value}
    if cover is None:
        return "sendVideo", given, {"video": film}
    return "sendVideo", {**given, "cover": "attach://poster"}, {"poster": cover.media, "video": film}
