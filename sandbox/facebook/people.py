"""Who is asking: people, the pages they run with the pages' tokens, and what a token is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox.facebook.call import Call
from sandbox.facebook.state import NAME, Page
from sandbox.graph.fields import Member, shown
from sandbox.graph.listing import paged
from sandbox.graph.problems import GraphProblem, bad, no_such_object
from sandbox.graph.tokens import checked, need, page_token

APP = "7000001"
"""The id of the sandbox's app; an app's token is accepted whatever app it is of."""
DATA_ACCESS_SECONDS = 90 * 86_400


def user(call: Call) -> dict[str, Any]:
    """GET /{user}."""
    call.asked.only()
    row = call.state.row("SELECT * FROM users WHERE id = ?", call.node)
    if row is None or call.asked.grant.account != call.node:
        raise no_such_object(call.node, "GET")
    members: dict[str, Member] = {"id": row["id"], "name": row["name"]}
    return shown("User", members, call.asked.params.get("fields"), ("id", "name"))


def accounts(call: Call) -> dict[str, Any]:
    """GET /{user}/accounts: the pages a person runs, each with a token of its own.

    Without the permission pages_show_list the list is empty; Graph calls that no error.
    """
    call.asked.only(paging=True)
    grant = call.asked.grant
    if grant.kind != "user" or grant.account != call.node:
        raise no_such_object(call.node, "GET")
    may = "pages_show_list" in grant.scopes
    pages = [page for page in call.state.pages() if may and page.user == call.node]
    wanted, usual = call.asked.params.get("fields"), ("access_token", "category", "name", "id", "tasks")
    return paged(
        call.asked, pages, lambda page: page.id, lambda page: shown("Page", members(call, page), wanted, usual)
    )


def page(call: Call) -> dict[str, Any]:
    """GET /{page}, with the page's token or that of a person who runs it."""
    call.asked.only()
    found = call.state.page(call.node)
    grant = call.asked.grant
    if found is None or grant.account not in (found.id, found.user):
        raise no_such_object(call.node, "GET")
    return shown("Page", members(call, found), call.asked.params.get("fields"), ("name", "id"))


def members(call: Call, page: Page) -> Mapping[str, Member]:
    """A page's fields, as the asking token may see them."""
    return {
        "id": page.id,
        "name": page.name,
        "username": page.handle,
        "category": "News & media website",
        "link": f"https://www.facebook.com/{page.handle}",
        "tasks": list(page.tasks),
        "fan_count": 1_000,
        "followers_count": 1_200,
        "access_token": lambda _: _token(call, page),
        "instagram_business_account": lambda _: _account(call, page),
        "connected_instagram_account": lambda _: _account(call, page),
        "picture": {"data": {"is_silhouette": True, "url": f"{call.asked.base}/{page.id}.png"}},
    }


def _account(call: Call, page: Page) -> dict[str, str] | None:
    return {"id": page.account} if page.account and "instagram_basic" in call.asked.grant.scopes else None


def _token(call: Call, page: Page) -> str:
    if call.asked.grant.kind == "page":
        return call.asked.token
    first = call.state.row("SELECT token FROM users WHERE id = ?", page.user)
    if page.token and first is not None and first["token"] == call.asked.token:
        return page.token
    return page_token(call.kit, NAME, call.asked.token, page.id)


def debug_token(call: Call) -> dict[str, Any]:
    """GET /debug_token?input_token=: what a token is, whether it still opens anything or not."""
    call.asked.only("input_token")
    checked(call.asked.grant)
    grant = call.kit.tokens.find(NAME, call.asked.text("input_token"))
    if grant is None:
        problem = {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}
        return {"data": {"error": problem, "is_valid": False, "scopes": []}}
    data: dict[str, Any] = {
        "app_id": APP,
        "type": {"page": "PAGE", "app": "APP"}.get(grant.kind, "USER"),
        "application": "Reprise sandbox",
        "data_access_expires_at": int(grant.issued_at.timestamp()) + DATA_ACCESS_SECONDS,
        "expires_at": 0 if grant.expires_at is None else int(grant.expires_at.timestamp()),
        "is_valid": grant.state == "valid",
        "issued_at": int(grant.issued_at.timestamp()),
        "scopes": sorted(grant.scopes),
    }
    data |= {"profile_id": grant.account} if grant.kind == "page" else {"user_id": grant.account}
    if grant.state != "valid":
        subcode = 463 if grant.state == "expired" else 458
        data["error"] = {"code": 190, "message": "Error validating access token", "subcode": subcode}
    return {"data": data}


def permissions(call: Call) -> dict[str, Any]:
    """GET /{user}/permissions."""
    call.asked.only(paging=True)
    if call.asked.grant.account != call.node:
        raise no_such_object(call.node, "GET")
    scopes = sorted({*call.asked.grant.scopes, "public_profile"})
    return {"data": [{"permission": scope, "status": "granted"} for scope in scopes]}


def businesses(call: Call) -> dict[str, Any]:
    """GET /{user}/businesses: the sandbox's people run their pages without a portfolio."""
    call.asked.only(paging=True)
    need(call.asked.grant, "business_management")
    return {"data": []}


def needs_user(call: Call) -> None:
    """Refuse a page's token where Meta wants a person's."""
    if call.asked.grant.kind != "user":
        raise GraphProblem(190, "(#190) This method must be called with a user access token")


def is_app(id_: str) -> bool:
    """Whether an id is an app's: whatever client id a site is configured with; Meta's have 15 digits or more."""
    return id_ in ("app", APP) or id_.startswith("sandbox") or bool(re.fullmatch(r"\d{10,}", id_))


def required(call: Call, name: str) -> str:
    value = call.asked.params.get(name, "")
    if not value:
        raise bad(f"The parameter {name} is required")
    return value
