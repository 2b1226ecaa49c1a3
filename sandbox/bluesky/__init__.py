"""Bluesky, played strictly: a personal data server, the application's views of posts, and the video service."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from starlette.routing import BaseRoute

from sandbox.bluesky import api, feed
from sandbox.bluesky.calls import ACCESS_SCOPES
from sandbox.bluesky.names import DID, HANDLE
from sandbox.bluesky.problems import REFUSALS
from sandbox.bluesky.schemas import POST
from sandbox.bluesky.sessions import APP_PASSWORD
from sandbox.bluesky.state import Account, Record, State
from sandbox.kit import Kit, Made, Refusal

NAME = "bluesky"
FIRST = "did:plc:sandboxreprisetest222222"
FIRST_SESSION = "sandbox-bluesky-session"
"""An access token of the first account that never ends, for those who try something else than sessions."""


class Bluesky:
    """The platform as the frame asks for it. An account's token is its app password."""

    name = NAME
    refusals: Mapping[str, Refusal] = MappingProxyType(REFUSALS)

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._state = State(kit.home(NAME))
        if not self._state.accounts():
            self.add_account({"id": FIRST, "handle": "reprise.test", "name": "Reprise", "token": "sandbox-bluesky"})
            kit.tokens.issue(NAME, FIRST, frozenset({APP_PASSWORD}), kind="access", token=FIRST_SESSION)

    def routes(self) -> list[BaseRoute]:
        return [*api.routes(self._kit, self._state)]

    def made(self) -> list[Made]:
        """All that is public, newest first."""
        return [self._made(post) for post in self._state.records(None, POST) if not post.taken_down]

    def accounts(self) -> list[dict[str, Any]]:
        rows = self._state.accounts()
        return [{"id": row.did, "handle": row.handle, "name": row.name, "zone": row.zone} for row in rows]

    def add_account(self, given: Mapping[str, Any]) -> None:
        """{id (a DID), handle, name, zone, token (the app password), scopes}."""
        unknown = sorted(set(given) - {"id", "handle", "name", "zone", "kind", "token", "scopes"})
        if unknown:
            raise ValueError(f"an account of Bluesky has no {unknown[0]}")
        did = str(given["id"])
        old = self._state.account(did) or Account(did, f"{did[-12:].lower()}.test", did, self._kit.zone, "")
        handle = str(given.get("handle", old.handle)).lower()
        if not DID.fullmatch(did) or not HANDLE.fullmatch(handle):
            raise ValueError("id is a DID such as did:plc:…, handle a name such as reprise.test")
        zone = ZoneInfo(given.get("zone", old.zone)).key
        self._state.add_account(Account(did, handle, str(given.get("name", old.name)), zone, old.head))
        if "token" in given:
            scopes = frozenset(given.get("scopes", (APP_PASSWORD,)))
            if not scopes & ACCESS_SCOPES:
                raise ValueError(f"scopes hold one of {', '.join(sorted(ACCESS_SCOPES))}")
            self._kit.tokens.issue(NAME, did, scopes, kind="app_password", token=str(given["token"]))

    def order(self, what: Mapping[str, Any]) -> None:
        self._state.orders.place(what)

    def close(self) -> None:
        self._state.close()

    def _made(self, post: Record) -> Made:
        owner = self._state.account(post.did)
        assert owner is not None
        links = feed.links(post)
        counted = feed.counts(self._state, self._kit.seed, owner, post, self._kit.clock.now())
        embed = post.value.get("embed", {})
        return Made(
            id=post.uri,
            account=post.did,
            text=post.value.get("text", ""),
            created_at=post.indexed_at,
            reply_to=post.value.get("reply", {}).get("parent", {}).get("uri"),
            media=tuple(feed.kinds(post)),
            alts=tuple(feed.alts(post)),
            link=links[0] if links else None,
            title=embed.get("external", {}).get("title"),
            more={"rkey": post.rkey, "cid": post.cid, "links": links, "record": post.value, "counts": counted},
        )


def build(kit: Kit) -> Bluesky:
    """Bluesky over a kit, with one first account."""
    return Bluesky(kit)
