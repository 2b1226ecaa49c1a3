"""Facebook's pages, played strictly: Graph at `/facebook/v26.0/…`, Meta's upload host at `/facebook/video-upload/…`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from starlette.routing import BaseRoute

from sandbox.facebook import edges, reels, uploads, videos
from sandbox.facebook.call import Call
from sandbox.facebook.photos import duplicate_photo
from sandbox.facebook.state import NAME, ORDERS, Post, State
from sandbox.graph import usage
from sandbox.graph.problems import GraphProblem, common_refusals
from sandbox.graph.requests import Asked
from sandbox.graph.serving import everything
from sandbox.graph.tokens import checked
from sandbox.kit import Grant, Kit, Made, Refusal

SCOPES = frozenset(
    {
        "pages_show_list", "pages_manage_posts", "pages_read_engagement", "pages_manage_engagement", "read_insights",
        "business_management", "instagram_basic", "instagram_content_publish", "instagram_manage_comments",
        "instagram_manage_contents", "instagram_manage_insights",
    }
)  # fmt: skip
TASKS = ("ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MANAGE", "MESSAGING", "MODERATE")
USER, PAGE = "1001", "2001"
USER_TOKEN, PAGE_TOKEN = "sandbox-facebook-user", "sandbox-facebook"
ACCOUNT = "3001"
"""The professional account that belongs to the first page."""
TOO_MANY = 80001
_FIELDS = {"id", "handle", "name", "zone", "kind", "token", "scopes", "user", "user_token", "account", "tasks"}
_FIELDS |= {"reels_a_day"}


class Facebook:
    """The platform as the frame asks for it; its accounts are pages."""

    name = NAME

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._state = State(kit)
        self.refusals: Mapping[str, Refusal] = MappingProxyType(_refusals())
        if not self._state.pages():
            self.add_account(
                {
                    "id": PAGE, "handle": "reprise.demo", "name": "Reprise demo", "zone": kit.zone,
                    "token": PAGE_TOKEN, "user": USER,
                    "user_token": USER_TOKEN, "account": ACCOUNT,
                }
            )  # fmt: skip

    def routes(self) -> list[BaseRoute]:
        return [
            reels.upload(self._kit, self._state, self),
            *uploads.routes(self._kit, self._state, self),
            everything(self._kit, self),
        ]

    def authorised(self, token: str) -> Grant:
        return checked(self._kit.tokens.find(NAME, token))

    def counted(self, grant: Grant) -> tuple[dict[str, str], GraphProblem | None]:
        now = self._kit.clock.now()
        if grant.kind != "page":
            return usage.count_user(self._state, grant.account, now)
        if self._paused(grant.account):
            return usage.object_usage(grant.account, "pages", 100), usage.too_many(TOO_MANY)
        return usage.count_object(self._state, grant.account, "pages", TOO_MANY, now)

    def answer(self, asked: Asked) -> Any:
        return edges.answer(Call(self._kit, self._state, asked, asked.path[0] if asked.path else ""))

    def made(self) -> list[Made]:
        """All public posts and the pages' own comments below them, newest first.

        A film that was accepted and will be ready counts: nobody has to look at it for it to become public.
        """
        now = self._kit.clock.now()
        shown = [post for post in self._state.posts() if post.shown(now) and self._will_play(post)]
        ids = {post.id: post.id for post in shown} | {post.video: post.id for post in shown if post.video}
        comments = [
            Made(
                id=row["id"], account=row["page"], text=row["message"], reply_to=ids[row["parent"]],
                created_at=now.fromtimestamp(row["created"], now.tzinfo),
            )
            for row in self._state.comments()
            if row["parent"] in ids
        ]  # fmt: skip
        rows = [*map(self._made, shown), *comments]
        return sorted(rows, key=lambda made: made.created_at, reverse=True)

    def accounts(self) -> list[dict[str, Any]]:
        return [
            {
                "id": page.id, "handle": page.handle, "name": page.name, "zone": page.zone, "user": page.user,
                "account": page.account, "tasks": list(page.tasks), "reels_a_day": page.reels_a_day,
            }
            for page in self._state.pages()
        ]  # fmt: skip

    def add_account(self, given: Mapping[str, Any]) -> None:
        """A page: {id, handle, name, zone, token, scopes, user, user_token, account, tasks, reels_a_day}.

        `user` (by default the first one) runs it; `account` is its professional account on Instagram. Tokens are
        issued, by default with all scopes: `token` the page's, `user_token` the user's.
        """
        unknown = sorted(set(given) - _FIELDS)
        if unknown:
            raise ValueError(f"a page has no {unknown[0]}")
        id_ = str(given["id"])
        known = self._state.page(id_)
        usual = {"handle": f"page{id_}", "zone": "UTC", "user": USER, "tasks": TASKS, "reels_a_day": reels.A_DAY}
        row = {**usual, **(asdict(known) if known else {}), **given}
        user, scopes = str(row["user"]), frozenset(given.get("scopes", SCOPES))
        if not id_.isdigit() or not user.isdigit():
            raise ValueError("id and user are numbers")
        ZoneInfo(row["zone"])
        values = (
            id_, row["handle"], row.get("name", row["handle"]), row["zone"], user, row.get("token"),
            row.get("account"), " ".join(row["tasks"]), int(row["reels_a_day"]),
        )  # fmt: skip
        with self._state.change() as db:
            db.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
            db.execute("INSERT OR IGNORE INTO users VALUES (?, ?, NULL)", (user, f"User {user}"))
            if "user_token" in given:
                db.execute("UPDATE users SET token = ? WHERE id = ?", (given["user_token"], user))
        if "token" in given:
            self._kit.tokens.issue(NAME, id_, scopes, kind="page", token=given["token"])
        if "user_token" in given:
            self._kit.tokens.issue(NAME, user, scopes, kind="user", token=given["user_token"])

    def order(self, what: Mapping[str, Any]) -> None:
        self._state.orders.place(what)

    def close(self) -> None:
        self._state.close()

    def _paused(self, page: str) -> bool:
        """Whether the page's budget is spent; an order spends it for as long as the header tells."""
        now = self._kit.clock.now()
        if self._state.orders.take("usage") is not None:
            until = now + timedelta(minutes=usage.REGAIN_MINUTES)
            with self._state.change() as db:
                db.execute("INSERT OR REPLACE INTO pauses VALUES (?, ?)", (page, until.timestamp()))
        row = self._state.row("SELECT until FROM pauses WHERE page = ?", page)
        return row is not None and now.timestamp() < float(row["until"])

    def _will_play(self, post: Post) -> bool:
        video = self._state.video(post.video) if post.video else None
        return post.video is None or (video is not None and video.problem is None)

    def _made(self, post: Post) -> Made:
        video = self._state.video(post.video) if post.video else None
        photos = [row for id_ in post.photos if (row := self._state.photo(id_))]
        more: dict[str, Any] = {}
        if video is not None:
            extras = self._state.rows("SELECT kind, locale FROM extras WHERE video = ?", video.id)
            more = {
                "video": video.id, "kind": video.kind, "state": video.state, "permalink": videos.permalink(video),
                "captions": [row["locale"] for row in extras if row["kind"] == "captions"],
                "thumbnails": sum(row["kind"] == "thumbnail" for row in extras),
            }  # fmt: skip
        return Made(
            id=post.id, account=post.page, text=post.message, created_at=post.public_at or post.created,
            media=("video",) if video else ("image",) * len(photos), alts=tuple(row["alt"] for row in photos),
            link=post.link, title=video.title or None if video else None, more=more,
        )  # fmt: skip


def _refusals() -> dict[str, Refusal]:
    problems = common_refusals() | {
        "rate_limit": usage.limit_refusal(PAGE, "pages", TOO_MANY),
        "duplicate": GraphProblem(506, "(#506) Duplicate status message", subcode=1455006),
        "duplicate_photo": duplicate_photo(),
    }
    return {name: problem.refusal() for name, problem in problems.items()}


def build(kit: Kit) -> Facebook:
    """Facebook over the sandbox's folder, clock and tokens."""
    return Facebook(kit)


__all__ = ["ORDERS", "PAGE", "PAGE_TOKEN", "SCOPES", "USER", "USER_TOKEN", "Facebook", "build"]
