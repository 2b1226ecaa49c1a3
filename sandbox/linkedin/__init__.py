"""LinkedIn, played strictly: its versioned API at `/linkedin/rest`, sign-in facts at `/linkedin/v2/userinfo`, addresses
for uploads below `/linkedin/dms-uploads`.

Two tokens are there from the start, both of the first member: "sandbox-linkedin" of a self-serve application, which can
write and read nothing, and "sandbox-linkedin-org" of one with Community Management, for organisation 1001.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from starlette.routing import BaseRoute

from sandbox.kit import Kit, Made, Refusal
from sandbox.linkedin import api, assets, comments, content, identity, pages, posts, statistics, uploads
from sandbox.linkedin.api import Endpoint
from sandbox.linkedin.problems import REFUSALS
from sandbox.linkedin.state import Account, Comment, State, StoredPost
from sandbox.orders import Orders

NAME = "linkedin"
SELF_SERVE = frozenset({"openid", "profile", "email", "w_member_social"})
COMMUNITY = SELF_SERVE | {
    "w_organization_social", "r_organization_social", "rw_organization_admin", "r_organization_admin",
    "r_member_postAnalytics",
}  # fmt: skip
MEMBER, ORGANISATION = "sandboxM1", "1001"
ORDERS = {"processing": ("fail",), "upload": ("expired",), "post": ("rejected",)}
"""The next file cannot be processed; the next upload's addresses have expired; the next post fails after it was
accepted."""

ENDPOINTS = (
    Endpoint("GET", "/v2/userinfo", identity.userinfo, versioned=False),
    Endpoint("GET", "/rest/organizationAcls", identity.acls),
    Endpoint("GET", "/rest/organizations/{id}", identity.organization),
    Endpoint("POST", "/rest/posts", posts.create),
    Endpoint("GET", "/rest/posts", posts.find),
    Endpoint("GET", "/rest/posts/{urn}", posts.get),
    Endpoint("POST", "/rest/posts/{urn}", posts.update),
    Endpoint("DELETE", "/rest/posts/{urn}", posts.delete),
    Endpoint("POST", "/rest/images", assets.begin_image),
    Endpoint("POST", "/rest/documents", assets.begin_document),
    Endpoint("POST", "/rest/videos", assets.video_action),
    Endpoint("GET", "/rest/images/{urn}", assets.look_at("image")),
    Endpoint("GET", "/rest/documents/{urn}", assets.look_at("document")),
    Endpoint("GET", "/rest/videos/{urn}", assets.look_at("video")),
    Endpoint("POST", "/rest/socialActions/{urn}/comments", comments.create),
    Endpoint("POST", "/v2/socialActions/{urn}/comments", comments.create, versioned=False),
    Endpoint("GET", "/rest/socialActions/{urn}/comments", comments.find),
    Endpoint("DELETE", "/rest/socialActions/{urn}/comments/{id}", comments.delete),
    Endpoint("GET", "/rest/organizationalEntityShareStatistics", statistics.organisation),
    Endpoint("GET", "/rest/memberCreatorPostAnalytics", statistics.member),
)


class LinkedIn:
    """The platform as the frame asks for it."""

    name = NAME
    refusals: Mapping[str, Refusal] = MappingProxyType(REFUSALS)

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._state = State(kit.home(NAME))
        self._orders = Orders(self._state.db, ORDERS)
        if not self._state.accounts():
            member = {"id": MEMBER, "handle": "reprise-demo", "name": "Robin Demo"}
            self.add_account({**member, "kind": "person", "token": "sandbox-linkedin"})
            page = {"id": ORGANISATION, "handle": "reprise-demo-page", "name": "Reprise demo"}
            self.add_account({**page, "kind": "organization", "admin": MEMBER, "token": "sandbox-linkedin-org"})

    def routes(self) -> list[BaseRoute]:
        return [
            *pages.routes(self._kit, self._state),
            *uploads.routes(self._kit, self._state, self._orders),
            *api.routes(ENDPOINTS, self._kit, self._state, self._orders),
        ]

    def made(self) -> list[Made]:
        """All that is public, newest first, comments among it."""
        made = [self._post(post) for post in self._state.posts() if post.state == "PUBLISHED"]
        there = {each.id for each in made}
        made += [_comment(comment) for comment in self._state.comments() if comment.post in there]
        return sorted(made, key=lambda each: each.created_at, reverse=True)

    def accounts(self) -> list[dict[str, Any]]:
        names = ("id", "kind", "handle", "name", "zone", "admin", "tier", "urn")
        return [{name: getattr(account, name) for name in names} for account in self._state.accounts()]

    def add_account(self, given: Mapping[str, Any]) -> None:
        """{id, kind (person, organization), handle, name, zone, admin, tier, token, scopes}.

        A person's token gets the self-serve scopes; an organisation's belongs to its `admin`, a member, with those of
        community management. `tier` (standard, development) decides how many requests such a token has in a day.
        """
        unknown = sorted(set(given) - {"id", "kind", "handle", "name", "zone", "admin", "tier", "token", "scopes"})
        if unknown:
            raise ValueError(f"an account of LinkedIn has no {unknown[0]}")
        id_ = str(given["id"])
        account = self._details(id_, given)
        self._state.add_account(account)
        if "token" in given:
            usual = SELF_SERVE if account.kind == "person" else COMMUNITY
            scopes = frozenset(given.get("scopes", usual))
            self._kit.tokens.issue(NAME, account.admin or id_, scopes, token=str(given["token"]))

    def order(self, what: Mapping[str, Any]) -> None:
        self._orders.place(what)

    def close(self) -> None:
        self._state.close()

    def _details(self, id_: str, given: Mapping[str, Any]) -> Account:
        old = self._state.account(id_)
        kind = str(given.get("kind", old.kind if old else "person"))
        if kind not in ("person", "organization") or (kind == "organization" and not id_.isdigit()):
            raise ValueError("kind is person or organization, and an organization's id is a number")
        admin = given.get("admin", old.admin if old else MEMBER) if kind == "organization" else None
        found = self._state.account(str(admin)) if admin else None
        if kind == "organization" and (found is None or found.kind != "person"):
            raise ValueError("admin is the id of a member")
        tier = str(given.get("tier", old.tier if old else "standard"))
        if tier not in ("standard", "development"):
            raise ValueError("tier is standard or development")
        return Account(
            id_,
            kind,
            str(given.get("handle", old.handle if old else id_)),
            str(given.get("name", old.name if old else f"Account {id_}")),
            ZoneInfo(given.get("zone", old.zone if old else self._kit.zone)).key,
            str(admin) if admin else None,
            tier,
        )

    def _post(self, post: StoredPost) -> Made:
        kinds, alts = content.shown(self._state, post.content)
        article = post.content.get("article", {})
        counted = statistics.counts(self._state, self._kit.seed, post, self._kit.clock.now())
        return Made(
            id=post.urn,
            account=post.author.rpartition(":")[2],
            text=post.plain,
            created_at=post.created_at,
            media=kinds,
            alts=alts,
            link=article.get("source"),
            title=article.get("title") or post.content.get("media", {}).get("title"),
            more={"commentary": post.commentary, "content": post.content, "counts": counted},
        )


def _comment(comment: Comment) -> Made:
    return Made(
        id=comment.urn,
        account=comment.actor.rpartition(":")[2],
        text=comment.text,
        created_at=comment.created_at,
        reply_to=comment.parent or comment.post,
    )


def build(kit: Kit) -> LinkedIn:
    """LinkedIn over a kit, with one first member and organisation."""
    return LinkedIn(kit)
