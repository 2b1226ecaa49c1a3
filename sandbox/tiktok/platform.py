"""TikTok as the sandbox's frame asks for it: routes, accounts, what was made, and failures to order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any
from zoneinfo import ZoneInfo

from starlette.routing import BaseRoute

from sandbox.kit import Kit, Made, Refusal
from sandbox.tiktok import api, uploads
from sandbox.tiktok.problems import REFUSALS
from sandbox.tiktok.state import NAME, Account, Post, State
from sandbox.tiktok.videos import counts, share_url

SCOPES = frozenset(
    {"user.info.basic", "user.info.profile", "user.info.stats", "video.list", "video.publish", "video.upload"}
)
FIRST, TOKEN = "sandbox-open-id", "sandbox-tiktok"
_DETAILS = {field.name: field.type for field in fields(Account)}


class TikTok:
    """Every creator of this sandbox."""

    name = NAME
    refusals: Mapping[str, Refusal] = REFUSALS

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._state = State(kit.home(NAME))
        if not self._state.accounts():
            self.add_account({"id": FIRST, "handle": "reprise_demo", "name": "Reprise demo", "token": TOKEN})
        uploads.resume(self._state, kit.clock.now())

    def routes(self) -> list[BaseRoute]:
        return api.routes(self._kit, self._state)

    def made(self) -> list[Made]:
        """Every post on every account, newest first; `more` says for whom it is to be seen (`privacy`)."""
        return [self._made(post) for post in self._state.posts()]

    def accounts(self) -> list[dict[str, Any]]:
        return [asdict(account) for account in self._state.accounts()]

    def add_account(self, given: Mapping[str, Any]) -> None:
        """{id, handle, name, zone, token, scopes} and any detail of `Account`, such as audited, private, daily_posts or
        verified; an app that is not audited gets a private account unless told otherwise."""
        details = {name: value for name, value in given.items() if name not in ("token", "scopes", "kind")}
        unknown = sorted(set(details) - set(_DETAILS))
        if unknown:
            raise ValueError(f"an account of {NAME} has no {unknown[0]}")
        id_ = str(given["id"])
        old = self._state.account(id_) or Account(id_, f"user_{id_}", f"User {id_}", self._kit.zone)
        if details.get("audited") is False:
            details.setdefault("private", True)
        for name, value in details.items():
            wanted = tuple if name == "verified" else type(getattr(old, name))
            details[name] = tuple(map(str, value)) if wanted is tuple else value
            if type(details[name]) is not wanted:
                raise ValueError(f"{name} must be a {wanted.__name__}")
        account = Account(**{**asdict(old), **details, "id": id_})
        ZoneInfo(account.zone)
        self._state.save_account(account)
        if "token" in given:
            scopes = frozenset(given.get("scopes", SCOPES))
            self._kit.tokens.issue(NAME, id_, scopes, kind=str(given.get("kind", "user")), token=str(given["token"]))

    def order(self, what: Mapping[str, Any]) -> None:
        """See `sandbox.tiktok.state.ORDERS`."""
        self._state.orders.place(what)

    def close(self) -> None:
        self._state.close()

    def _made(self, post: Post) -> Made:
        account = self._state.account(post.owner)
        assert account is not None
        return Made(
            id=post.id,
            account=post.owner,
            text=post.description if "image" in post.media else post.title,
            created_at=post.created_at,
            media=post.media,
            title=post.title if "image" in post.media else None,
            more={
                "privacy": post.privacy,
                "url": share_url(account, post),
                "seconds": post.facts.get("seconds", 0),
                "counts": counts(self._kit.seed, account, post, self._kit.clock.now()),
            },
        )
