"""X, played strictly: its v2 API at `/x`, people's pages at `/x/i/status/{id}`, the operator's at `/x/_desk`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from starlette.routing import BaseRoute

from sandbox.kit import Kit, Made, Refusal
from sandbox.orders import Orders
from sandbox.x import api, pages
from sandbox.x.counting import links
from sandbox.x.problems import REFUSALS
from sandbox.x.reading import counts
from sandbox.x.state import Account, State, StoredPost

NAME = "x"
SCOPES = frozenset({"tweet.read", "tweet.write", "users.read", "media.write", "offline.access"})
FIRST = "1000001"
ORDERS = {"processing": ("fail",), "upload": ("lost",), "post": ("removed",)}
"""The next film cannot be processed; the next chunked upload is forgotten before it is finalized; the next post is
taken away again after it was answered with success."""


class X:
    """The platform as the frame asks for it."""

    name = NAME
    refusals: Mapping[str, Refusal] = MappingProxyType(REFUSALS)

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._state = State(kit.home(NAME))
        self._orders = Orders(self._state.db, ORDERS)
        if not self._state.accounts():
            self.add_account({"id": FIRST, "handle": "reprise_demo", "name": "Reprise demo", "token": "sandbox-x"})

    def routes(self) -> list[BaseRoute]:
        return [*pages.routes(self._kit, self._state), *api.routes(self._kit, self._state, self._orders)]

    def made(self) -> list[Made]:
        """All that is public, newest first."""
        return [self._made(post) for post in self._state.posts()]

    def accounts(self) -> list[dict[str, Any]]:
        rows = self._state.accounts()
        return [
            {"id": row.id, "handle": row.handle, "name": row.name, "zone": row.zone, "premium": row.premium}
            for row in rows
        ]

    def add_account(self, given: Mapping[str, Any]) -> None:
        """{id, handle, name, zone, premium, token, scopes}: with a token it is issued, by default with all scopes."""
        unknown = sorted(set(given) - {"id", "handle", "name", "zone", "kind", "premium", "token", "scopes"})
        if unknown:
            raise ValueError(f"an account of X has no {unknown[0]}")
        id_ = str(given["id"])
        if not id_.isdigit():
            raise ValueError("id is a number")
        old = self._state.account(id_) or Account(id_, f"user{id_}"[:15], f"User {id_}", self._kit.zone)
        account = Account(
            id_,
            str(given.get("handle", old.handle)),
            str(given.get("name", old.name)),
            ZoneInfo(given.get("zone", old.zone)).key,
            bool(given.get("premium", old.premium)),
        )
        self._state.add_account(account)
        if "token" in given:
            scopes = frozenset(given.get("scopes", SCOPES))
            self._kit.tokens.issue(NAME, id_, scopes, token=str(given["token"]))

    def order(self, what: Mapping[str, Any]) -> None:
        self._orders.place(what)

    def close(self) -> None:
        self._state.close()

    def _made(self, post: StoredPost) -> Made:
        uploads = [upload for id_ in post.media if (upload := self._state.upload(id_))]
        owner = self._state.account(post.owner)
        assert owner is not None
        counted = counts(self._state, self._kit.seed, owner, post, self._kit.clock.now())
        found = links(post.text)
        return Made(
            id=post.id,
            account=post.owner,
            text=post.text,
            created_at=post.created_at,
            reply_to=post.reply_to,
            media=tuple("video" if upload.kind == "video" else "image" for upload in uploads),
            alts=tuple(upload.alt or "" for upload in uploads),
            link=post.text[slice(*found[0])] if found else None,
            more={"conversation": post.conversation, "media_ids": list(post.media), "counts": counted},
        )


def build(kit: Kit) -> X:
    """X over a kit, with one first account."""
    return X(kit)
