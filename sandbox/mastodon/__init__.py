"""Mastodon, played strictly: one instance with the default limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from starlette.routing import BaseRoute

from sandbox.kit import Kit, Made, Refusal
from sandbox.mastodon import api
from sandbox.mastodon.counting import addresses
from sandbox.mastodon.problems import REFUSALS
from sandbox.mastodon.state import Account, State, Status
from sandbox.mastodon.statuses import counts

NAME = "mastodon"
SCOPES = frozenset({"profile", "read:accounts", "read:statuses", "write:statuses", "write:media"})
FIRST = "109000000000000001"


class Mastodon:
    """The platform as the frame asks for it."""

    name = NAME
    refusals: Mapping[str, Refusal] = MappingProxyType(REFUSALS)

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._state = State(kit.home(NAME))
        if not self._state.accounts():
            self.add_account({"id": FIRST, "handle": "reprise", "name": "Reprise", "token": "sandbox-mastodon"})

    def routes(self) -> list[BaseRoute]:
        return api.routes(self._kit, self._state)

    def made(self) -> list[Made]:
        """Every status, newest first, whatever its visibility."""
        return [self._made(status) for status in self._state.statuses()]

    def accounts(self) -> list[dict[str, Any]]:
        rows = self._state.accounts()
        return [{"id": row.id, "handle": row.username, "name": row.name, "zone": row.zone} for row in rows]

    def add_account(self, given: Mapping[str, Any]) -> None:
        """{id, handle, name, zone, token, scopes}: with a token it is issued, by default with all scopes."""
        unknown = sorted(set(given) - {"id", "handle", "name", "zone", "kind", "token", "scopes"})
        if unknown:
            raise ValueError(f"an account of Mastodon has no {unknown[0]}")
        id_ = str(given["id"])
        now = self._kit.clock.now().timestamp()
        old = self._state.account(id_) or Account(id_, f"user{id_}", f"User {id_}", self._kit.zone, now)
        username = str(given.get("handle", old.username))
        if not id_.isdigit() or not re.fullmatch(r"\w+", username, re.ASCII):
            raise ValueError("id is a number, handle a name of letters, digits and _")
        zone = ZoneInfo(given.get("zone", old.zone)).key
        self._state.add_account(Account(id_, username, str(given.get("name", old.name)), zone, old.created_at))
        if "token" in given:
            scopes = frozenset(given.get("scopes", SCOPES))
            self._kit.tokens.issue(NAME, id_, scopes, token=str(given["token"]))

    def order(self, what: Mapping[str, Any]) -> None:
        self._state.orders.place(what)

    def close(self) -> None:
        self._state.close()

    def _made(self, status: Status) -> Made:
        owner = self._state.account(status.account)
        assert owner is not None
        files = [found for one in status.media if (found := self._state.media(one))]
        links = addresses(status.text)
        counted = counts(self._state, self._kit.seed, owner, status, self._kit.clock.now())
        return Made(
            id=status.id,
            account=status.account,
            text=status.text,
            created_at=status.created_at,
            reply_to=status.reply_to,
            media=tuple("video" if one.type == "video" else "image" for one in files),
            alts=tuple(one.description or "" for one in files),
            link=status.text[slice(*links[0])] if links else None,
            more={"visibility": status.visibility, "language": status.language, "counts": counted},
        )


def build(kit: Kit) -> Mastodon:
    """Mastodon over a kit, with one first account."""
    return Mastodon(kit)
