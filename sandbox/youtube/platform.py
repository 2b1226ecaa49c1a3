"""YouTube as the sandbox's frame asks for it: routes, channels, what was made, and failures to order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from starlette.routing import BaseRoute

from sandbox.kit import Kit, Made, Refusal
from sandbox.youtube import api, uploads
from sandbox.youtube.api import PREFIX
from sandbox.youtube.problems import REFUSALS
from sandbox.youtube.resources import counts, is_refused
from sandbox.youtube.state import NAME, QUOTA, Channel, State, Video

SCOPES = frozenset(
    f"{PREFIX}{name}"
    for name in ("youtube", "youtube.force-ssl", "youtube.readonly", "youtube.upload", "yt-analytics.readonly")
)
FIRST, TOKEN = "UCsandbox", "sandbox-youtube"


class YouTube:
    """Every channel of this sandbox, and the one project whose quota they share."""

    name = NAME
    refusals: Mapping[str, Refusal] = REFUSALS

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._state = State(kit.home(NAME))
        if not self._state.channels():
            self.add_account({"id": FIRST, "handle": "reprise_demo", "name": "Reprise demo", "token": TOKEN})
        uploads.resume(self._state, kit.clock.now())

    def routes(self) -> list[BaseRoute]:
        return api.routes(self._kit, self._state)

    def made(self) -> list[Made]:
        """Every video on every channel that was not refused after the fact, newest first; `more` says for whom it is
        to be seen (`privacy`)."""
        return [self._made(video) for video in self._state.videos() if not is_refused(video)]

    def accounts(self) -> list[dict[str, Any]]:
        return [{**asdict(channel), "uploads": channel.uploads} for channel in self._state.channels()]

    def add_account(self, given: Mapping[str, Any]) -> None:
        """{id ("UC…"), handle, name, zone, verified, token, scopes}."""
        unknown = sorted(set(given) - {"id", "handle", "name", "zone", "verified", "kind", "token", "scopes"})
        if unknown:
            raise ValueError(f"an account of {NAME} has no {unknown[0]}")
        id_ = str(given["id"])
        if not id_.startswith("UC"):
            raise ValueError("a channel's id starts with UC")
        old = self._state.channel(id_) or Channel(id_, f"user{id_}", f"User {id_}", self._kit.zone)
        channel = Channel(
            id_,
            str(given.get("handle", old.handle)),
            str(given.get("name", old.name)),
            ZoneInfo(given.get("zone", old.zone)).key,
            bool(given.get("verified", old.verified)),
        )
        self._state.save_channel(channel)
        if "token" in given:
            scopes = frozenset(given.get("scopes", SCOPES))
            self._kit.tokens.issue(NAME, id_, scopes, kind=str(given.get("kind", "user")), token=str(given["token"]))

    def order(self, what: Mapping[str, Any]) -> None:
        """See `sandbox.youtube.state.ORDERS`; {"quota": {"uploads": 1000}} grants the project another daily quota."""
        granted = what.get("quota", {})
        for bucket, amount in granted.items():
            if bucket not in QUOTA or not isinstance(amount, int):
                raise ValueError(f"quota is a number for {', '.join(QUOTA)}")
        self._state.orders.place({name: value for name, value in what.items() if name != "quota"})
        for bucket, amount in granted.items():
            self._state.extend(bucket, amount)

    def close(self) -> None:
        self._state.close()

    def _made(self, video: Video) -> Made:
        channel, now = self._state.channel(video.owner), self._kit.clock.now()
        assert channel is not None
        captions = self._state.db.rows("SELECT count(*) AS n FROM captions WHERE video = ?", video.id)[0]["n"]
        comments = self._state.db.rows("SELECT text FROM comments WHERE video = ? ORDER BY rowid", video.id)
        return Made(
            id=video.id,
            account=video.owner,
            text=video.snippet["description"],
            created_at=video.created_at,
            media=("video",),
            title=video.snippet["title"],
            more={
                "privacy": video.privacy(now),
                "publish_at": video.status.get("publishAt"),
                "tags": video.snippet.get("tags", []),
                "bytes": video.facts.get("bytes", 0),
                "thumbnail": video.thumbnail is not None,
                "captions": captions,
                "comments": [row["text"] for row in comments],
                "counts": counts(self._kit.seed, channel, video, now),
            },
        )
