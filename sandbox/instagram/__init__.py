"""Instagram's professional accounts, played strictly, with both of Meta's logins.

The hosts graph.instagram.com and graph.facebook.com are both at `/instagram/v26.0/…`: a token's permissions tell by
which login it came, and with it what there is. Meta's upload host is at `/instagram/ig-api-upload/…`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from starlette.routing import BaseRoute

from sandbox.graph import usage
from sandbox.graph.problems import GraphProblem, common_refusals
from sandbox.graph.requests import Asked
from sandbox.graph.serving import everything
from sandbox.graph.tokens import checked
from sandbox.instagram import edges, media, uploads
from sandbox.instagram.call import Call
from sandbox.instagram.problems import problem
from sandbox.instagram.state import NAME, ORDERS, Account, Media, State
from sandbox.kit import Grant, Kit, Made, Refusal

SCOPES = frozenset(
    {
        "instagram_business_basic", "instagram_business_content_publish", "instagram_business_manage_comments",
        "instagram_business_manage_insights",
    }
)  # fmt: skip
FACEBOOK_SCOPES = frozenset(
    {
        "instagram_basic", "instagram_content_publish", "instagram_manage_comments", "instagram_manage_contents",
        "instagram_manage_insights", "pages_show_list", "pages_read_engagement",
    }
)  # fmt: skip
FACEBOOK = "facebook"
"""Tokens of Facebook Login may have been issued there: they open the accounts of their pages here."""
ACCOUNT, PAGE, USER = "3001", "2001", "1001"
TOKEN, FACEBOOK_TOKEN = "sandbox-instagram", "sandbox-instagram-fb"
TOO_MANY = 80002
QUOTA = 100
"""Posts in 24 hours; Meta's documents say 100 in one place and 50 in another, the answer of the edge counts."""
_FIELDS = {"id", "handle", "name", "zone", "kind", "token", "facebook_token", "scopes", "page", "user", "quota"}


class Instagram:
    """The platform as the frame asks for it."""

    name = NAME

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._state = State(kit)
        self.refusals: Mapping[str, Refusal] = MappingProxyType(_refusals())
        if not self._state.accounts():
            self.add_account(
                {
                    "id": ACCOUNT, "handle": "reprise_demo", "name": "Reprise demo", "zone": kit.zone,
                    "token": TOKEN,
                    "facebook_token": FACEBOOK_TOKEN,
                }
            )  # fmt: skip

    def routes(self) -> list[BaseRoute]:
        return [uploads.route(self._kit, self._state, self, self._opened), everything(self._kit, self)]

    def authorised(self, token: str) -> Grant:
        return checked(self._kit.tokens.find(NAME, token) or self._kit.tokens.find(FACEBOOK, token))

    def counted(self, grant: Grant) -> tuple[dict[str, str], GraphProblem | None]:
        now = self._kit.clock.now()
        accounts = self._opened(grant)
        if not accounts:
            return usage.count_user(self._state, grant.account, now)
        if self._paused(accounts[0].id):
            return usage.object_usage(accounts[0].id, NAME, 100), usage.too_many(TOO_MANY)
        return usage.count_object(self._state, accounts[0].id, NAME, TOO_MANY, now)

    def answer(self, asked: Asked) -> Any:
        node = asked.path[0] if asked.path else ""
        return edges.answer(Call(self._kit, self._state, asked, self._opened(asked.grant), node))

    def made(self) -> list[Made]:
        """All public posts and the accounts' own comments below them, newest first."""
        posts = self._state.published()
        ids = {post.id for post in posts}
        comments = [
            Made(
                id=row["id"], account=row["account"], text=row["text"], reply_to=row["parent"] or row["media"],
                created_at=self._kit.clock.now().fromtimestamp(row["created"], self._kit.clock.now().tzinfo),
            )
            for row in self._state.comments()
            if row["media"] in ids
        ]  # fmt: skip
        rows = [*map(self._made, posts), *comments]
        return sorted(rows, key=lambda made: made.created_at, reverse=True)

    def accounts(self) -> list[dict[str, Any]]:
        return [
            {
                "id": row.id, "handle": row.handle, "name": row.name, "zone": row.zone, "page": row.page,
                "user": row.user, "quota": row.quota,
            }
            for row in self._state.accounts()
        ]  # fmt: skip

    def add_account(self, given: Mapping[str, Any]) -> None:
        """{id, handle, name, zone, page, user, quota, token, facebook_token, scopes}.

        `page` and `user` are whom it belongs to on Facebook (for another account than the first: a page of its own id);
        `token` is one of Instagram Login, `facebook_token` one of Facebook Login; `scopes` are those of `token`.
        """
        unknown = sorted(set(given) - _FIELDS)
        if unknown:
            raise ValueError(f"an account of Instagram has no {unknown[0]}")
        id_ = str(given["id"])
        if not id_.isdigit():
            raise ValueError("id is a number")
        known = next((asdict(account) for account in self._state.accounts() if account.id == id_), {})
        usual = {"handle": f"account{id_}", "zone": "UTC", "user": USER, "quota": QUOTA}
        usual["page"] = PAGE if id_ == ACCOUNT else f"2{id_}"
        row = {**usual, **known, **given}
        ZoneInfo(row["zone"])
        values = [id_, row["handle"], row.get("name", row["handle"]), row["zone"], str(row["page"]), str(row["user"])]
        with self._state.change() as db:
            db.execute("INSERT OR REPLACE INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?)", (*values, int(row["quota"])))
        if "token" in given:
            scopes = frozenset(given.get("scopes", SCOPES))
            self._kit.tokens.issue(NAME, id_, scopes, kind="user", token=given["token"])
        if "facebook_token" in given:
            self._kit.tokens.issue(NAME, id_, FACEBOOK_SCOPES, kind="page", token=given["facebook_token"])

    def order(self, what: Mapping[str, Any]) -> None:
        self._state.orders.place(what)

    def close(self) -> None:
        self._state.close()

    def _opened(self, grant: Grant) -> tuple[Account, ...]:
        """The accounts that a token opens: its own; or, with Facebook Login, those of its page or person."""
        return tuple(row for row in self._state.accounts() if grant.account in _openers(row, grant))

    def _paused(self, account: str) -> bool:
        """Whether the account's budget is spent; an order spends it for as long as the header tells."""
        now = self._kit.clock.now()
        if self._state.orders.take("usage") is not None:
            until = now + timedelta(minutes=usage.REGAIN_MINUTES)
            with self._state.change() as db:
                db.execute("INSERT OR REPLACE INTO pauses VALUES (?, ?)", (account, until.timestamp()))
        row = self._state.row("SELECT until FROM pauses WHERE account = ?", account)
        return row is not None and now.timestamp() < float(row["until"])

    def _made(self, post: Media) -> Made:
        container = self._state.container(post.container)
        parts = [part for id_ in container.children if (part := self._state.container(id_))] if container else []
        shown = parts or ([container] if container else [])
        kinds = tuple("image" if part.kind == "IMAGE" else "video" for part in shown)
        more = {"kind": post.kind, "container": post.container, "permalink": media.permalink(post)}
        return Made(
            id=post.id, account=post.account, text=post.caption, created_at=post.created, media=kinds,
            alts=tuple(part.alt for part in shown), more=more,
        )  # fmt: skip


def _openers(account: Account, grant: Grant) -> tuple[str, ...]:
    """The ids that a token may have been issued to, if it opens this account."""
    own = (account.id,) if grant.platform == NAME else ()
    if any(scope.startswith("instagram_business_") for scope in grant.scopes):
        return own
    return (*own, account.page if grant.kind == "page" else account.user)


def _refusals() -> dict[str, Refusal]:
    problems = common_refusals() | {
        "rate_limit": usage.limit_refusal(ACCOUNT, NAME, TOO_MANY),
        "quota": problem(2207042),
        "spam": problem(2207051),
        "restricted": problem(2207050),
        "not_ready": problem(2207027),
        "fetch_timeout": problem(2207003),
        "server_retry": problem(2207001),
    }
    return {name: one.refusal() for name, one in problems.items()}


def build(kit: Kit) -> Instagram:
    """Instagram over the sandbox's folder, clock and tokens."""
    return Instagram(kit)


__all__ = ["ACCOUNT", "FACEBOOK_TOKEN", "ORDERS", "TOKEN", "Instagram", "build"]
