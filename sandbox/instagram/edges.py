"""Which object an id names, what can be asked of it, and who is asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sandbox.graph.fields import Member, shown
from sandbox.graph.listing import paged
from sandbox.graph.problems import GraphProblem, bad, no_such_field, no_such_object
from sandbox.graph.tokens import page_token
from sandbox.instagram import containers, insights, media
from sandbox.instagram.call import Call
from sandbox.instagram.state import Account, State

Edge = Callable[[Call], Any]


def user(call: Call) -> dict[str, Any]:
    """GET /me and GET /{account}: with Instagram Login `user_id` is the account's own id, `id` the app's for it."""
    call.asked.only()
    account = containers.account_of(call)
    call.may("basic")
    members: dict[str, Member] = {
        "id": account.id,
        "username": account.handle,
        "name": account.name,
        "biography": "",
        "website": None,
        "profile_picture_url": f"{call.asked.base}/files/{account.id}.jpg",
        "followers_count": 1_000,
        "follows_count": 10,
        "media_count": len(call.state.published(account.id)),
    }
    if not call.by_facebook:
        members |= {"id": account.scoped_id, "user_id": account.id, "account_type": "BUSINESS"}
    return shown("User", members, call.asked.params.get("fields"), ("id",))


def page(call: Call) -> dict[str, Any]:
    """GET /{page} with Facebook Login: which professional account belongs to it."""
    call.asked.only()
    account = next(account for account in call.accounts if account.page == call.node)
    return shown("Page", _page(call, account), call.asked.params.get("fields"), ("name", "id"))


def pages(call: Call) -> dict[str, Any]:
    """GET /me/accounts with Facebook Login: the pages that a person runs, with their tokens."""
    call.asked.only(paging=True)
    rows = call.accounts if "pages_show_list" in call.asked.grant.scopes else ()
    wanted, usual = call.asked.params.get("fields"), ("access_token", "name", "id")
    return paged(
        call.asked, rows, lambda account: account.page,
        lambda account: shown("Page", _page(call, account), wanted, usual),
    )  # fmt: skip


def person(call: Call) -> dict[str, Any]:
    """GET /me with a person's token of Facebook Login."""
    call.asked.only()
    id_ = call.asked.grant.account
    members: dict[str, Member] = {"id": id_, "name": f"User {id_}"}
    return shown("User", members, call.asked.params.get("fields"), ("id", "name"))


def _page(call: Call, account: Account) -> dict[str, Member]:
    grant = call.asked.grant
    token = call.asked.token if grant.kind == "page" else page_token(
        call.kit, grant.platform, call.asked.token, account.page
    )  # fmt: skip
    may = "instagram_basic" in grant.scopes
    return {
        "id": account.page,
        "name": account.name,
        "access_token": token,
        "tasks": ["CREATE_CONTENT", "MANAGE"],
        "instagram_business_account": {"id": account.id} if may else None,
    }


EDGES: Mapping[str, Mapping[tuple[str, str], Edge]] = {
    "User": {
        ("GET", ""): user,
        ("POST", "media"): containers.create,
        ("GET", "media"): media.listing,
        ("POST", "media_publish"): media.publish,
        ("GET", "content_publishing_limit"): media.limit,
        ("GET", "insights"): insights.account,
    },
    "Person": {("GET", ""): person, ("GET", "accounts"): pages},
    "Page": {("GET", ""): page},
    "IGMediaBuilder": {("GET", ""): containers.read},
    "Media": {
        ("GET", ""): media.read,
        ("DELETE", ""): media.delete,
        ("POST", "comments"): media.comment,
        ("GET", "comments"): media.comments,
        ("GET", "insights"): insights.media,
    },
    "Comment": {
        ("GET", ""): media.read_comment,
        ("DELETE", ""): media.delete_comment,
        ("POST", "replies"): media.comment,
    },
}


def answer(call: Call) -> Any:
    """What a call gives. Raises `GraphProblem`."""
    path = call.asked.path
    if not path or len(path) > 2:
        raise GraphProblem(2500, f"Unknown path components: /{'/'.join(path)}")
    node, edge = call.node, path[1] if len(path) == 2 else ""
    if node == "me":
        node = _me(call)
    kind = _kind(call, node)
    if kind is None:
        raise no_such_object(node, call.asked.method)
    found = EDGES[kind].get((call.asked.method, edge))
    if found is not None:
        return found(replace(call, node=node))
    if call.asked.method == "GET" and edge:
        raise no_such_field(edge, kind)
    if edge and any(name == edge for _, name in EDGES[kind]):
        raise bad(f"The edge {edge} of {kind} does not take {call.asked.method}")
    raise no_such_object(node, call.asked.method)


def _me(call: Call) -> str:
    """Whom the token is of: the account, or with Facebook Login the page or the person."""
    if not call.by_facebook:
        return call.accounts[0].id if call.accounts else call.asked.grant.account
    page_of = {account.id: account.page for account in call.accounts}
    return page_of.get(call.asked.grant.account, call.asked.grant.account)


def _kind(call: Call, id_: str) -> str | None:
    if call.account(id_) is not None:
        return "User"
    if call.by_facebook and any(account.page == id_ for account in call.accounts):
        return "Page"
    if call.by_facebook and id_ == call.asked.grant.account and call.asked.grant.kind == "user":
        return "Person"
    return _object(call.state, id_)


def _object(state: State, id_: str) -> str | None:
    for kind, table in (("IGMediaBuilder", "containers"), ("Media", "media"), ("Comment", "comments")):
        if state.row(f"SELECT 1 FROM {table} WHERE id = ?", id_) is not None:
            return kind
    return None
