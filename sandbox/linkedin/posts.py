"""Posts: made, looked up, changed and deleted under LinkedIn's rules, which differ for members and organisations."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sandbox.linkedin import content, little
from sandbox.linkedin.api import Answer, Call, known, page
from sandbox.linkedin.problems import Fields, denied, duplicate, forbidden, invalid, not_found
from sandbox.linkedin.state import Account, Asset, StoredPost

RESOURCE = "partnerApiPostsExternal"
MAX_TEXT = 3000
"""Characters that people see; LinkedIn does not say whether escapes count."""
DUPLICATES = timedelta(minutes=10)
_FIELDS = (
    "adContext", "author", "commentary", "container", "content", "contentCallToActionLabel", "contentLandingPage",
    "distribution", "isReshareDisabledByAuthor", "lifecycleState", "reshareContext", "visibility",
)  # fmt: skip
_UNPLAYED = ("adContext", "container", "contentCallToActionLabel", "contentLandingPage", "reshareContext")
_REST = ("visibility", "distribution", "isReshareDisabledByAuthor")


def create(call: Call) -> Answer:
    """POST /rest/posts: 201, an empty body, and the post's URN in a header."""
    known(call.query)
    fields = Fields(call.body)
    fields.only(_FIELDS)
    author = fields.text("author")
    commentary = fields.text("commentary")
    fields.text("visibility", among=("PUBLIC", "CONNECTIONS", "LOGGED_IN"))
    state = fields.text("lifecycleState", among=("PUBLISHED", "DRAFT", "PUBLISH_REQUESTED", "PUBLISH_FAILED"))
    fields.flag("isReshareDisabledByAuthor")
    _check_distribution(fields)
    fields.done()
    _may_write(call, author, "CREATE")
    if state != "PUBLISHED":
        raise invalid("lifecycleState: PUBLISHED is the only one accepted at creation", "INVALID_VALUE_FOR_FIELD")
    for name in _UNPLAYED:
        if fields.given(name):
            raise forbidden(f"The sandbox's accounts may not use {name}")
    plain = _read(commentary)
    assets = content.check(call, fields, author)
    if not plain.strip() and not fields.given("content"):
        raise invalid("A post has a commentary or a content", "MISSING_FIELD")
    urn = _store(call, author, commentary, plain, assets)
    return Answer(201, headers={"x-restli-id": urn, "x-linkedin-id": urn})


def get(call: Call) -> Answer:
    """GET /rest/posts/{urn}."""
    known(call.query, "viewContext")
    post = _found(call)
    _may_read(call, post.author, "GET")
    return Answer(200, _shown(post))


def find(call: Call) -> Answer:
    """GET /rest/posts?q=author: newest first."""
    known(call.query, "q", "author", "start", "count", "sortBy", "isDsc", "viewContext")
    if call.query.get("q") != "author":
        raise invalid("q=author is the only finder the sandbox plays", "INVALID_QUERY_PARAMETERS")
    if call.query.get("sortBy", "LAST_MODIFIED") not in ("LAST_MODIFIED", "CREATED"):
        raise invalid("sortBy is one of LAST_MODIFIED, CREATED", "INVALID_QUERY_PARAMETERS")
    author = call.query.get("author", "")
    _may_read(call, author, "FINDER-author")
    start, size = page(call.query)
    posts = call.state.posts(author)
    if call.query.get("sortBy", "LAST_MODIFIED") == "LAST_MODIFIED":
        posts.sort(key=lambda post: post.changed_at, reverse=True)
    rows = [_shown(post) for post in posts[start : start + size]]
    return Answer(200, {"elements": rows, "paging": {"start": start, "count": size, "links": [], "total": len(posts)}})


def update(call: Call) -> Answer:
    """POST /rest/posts/{urn} with X-RestLi-Method: PARTIAL_UPDATE: another commentary."""
    if call.action != "PARTIAL_UPDATE":
        raise invalid("X-RestLi-Method: PARTIAL_UPDATE is required", "INVALID_METHOD")
    fields = Fields(call.body)
    fields.only(("patch",))
    patch = fields.part("patch")
    patch.only(("$set",))
    given = patch.part("$set")
    given.only(("commentary",))
    commentary = given.text("commentary")
    fields.done()
    post = _found(call)
    account = call.acts_for(post.author)
    if account.kind == "person" and not call.community:  # reported of self-serve applications, 2026-06
        raise denied(RESOURCE, "PARTIAL_UPDATE", call.version)
    _may_write(call, post.author, "PARTIAL_UPDATE")
    plain = _read(commentary)
    with call.state.change() as db:
        db.execute(
            "UPDATE posts SET commentary = ?, plain = ?, changed_at = ? WHERE urn = ?",
            (commentary, plain, call.now.timestamp(), post.urn),
        )
    return Answer(204)


def delete(call: Call) -> Answer:
    """DELETE /rest/posts/{urn}: one that is gone already is deleted again with success."""
    known(call.query)
    rows = call.state.rows("SELECT author FROM posts WHERE urn = ?", call.path["urn"])
    if not rows:
        raise not_found(call.path["urn"])
    _may_write(call, rows[0]["author"], "DELETE")
    with call.state.change() as db:
        db.execute("UPDATE posts SET deleted = 1 WHERE urn = ?", (call.path["urn"],))
    return Answer(204)


def _check_distribution(fields: Fields) -> None:
    given = fields.part("distribution")
    given.only(("feedDistribution", "targetEntities", "thirdPartyDistributionChannels"))
    given.text("feedDistribution", among=("MAIN_FEED", "NONE"))
    given.items("targetEntities", [])
    given.items("thirdPartyDistributionChannels", [])


def _may_write(call: Call, author: str, method: str) -> Account:
    account = call.acts_for(author)
    scope = "w_member_social" if account.kind == "person" else "w_organization_social"
    call.needs(denied(RESOURCE, method, call.version), scope)
    return account


def _may_read(call: Call, author: str, method: str) -> None:
    """Organisations' posts are read by their administrators; members' by nobody (r_member_social is closed)."""
    problem = denied(RESOURCE, method, call.version)
    call.needs(problem, "r_organization_social", "r_member_social")
    account = call.acts_for(author)
    call.needs(problem, "r_organization_social" if account.kind == "organization" else "r_member_social")


def _found(call: Call) -> StoredPost:
    post = call.state.post(call.path["urn"])
    if post is None:
        raise not_found(call.path["urn"])
    return post


def _read(commentary: str) -> str:
    try:
        plain = little.read(commentary).plain
    except little.NotLittle as error:
        raise invalid(f"commentary: {error}", "INVALID_VALUE_FOR_FIELD") from None
    if len(plain) > MAX_TEXT:
        raise invalid(f"commentary has {len(plain)} characters; {MAX_TEXT} are taken", "FIELD_LENGTH_TOO_LONG")
    return plain


def _refuse_duplicate(call: Call, author: str, commentary: str, content: dict[str, Any]) -> None:
    since = call.now - DUPLICATES
    for post in call.state.posts(author):
        same = post.commentary == commentary and post.content == content
        if same and since < post.created_at <= call.now:
            raise duplicate(post.urn)


def _store(call: Call, author: str, commentary: str, plain: str, assets: list[Asset]) -> str:
    number = call.state.number(call.now)
    given = call.body.get("content", {})
    film = any(asset.kind == "video" for asset in assets)
    urn = f"urn:li:{'ugcPost' if film or 'multiImage' in given else 'share'}:{number}"
    # A picture that turns out to be unusable lets the post fail after it was accepted; nobody will see it.
    fails = any(asset.problem for asset in assets)
    rest = {name: call.body[name] for name in _REST if name in call.body}
    moment = call.now.timestamp()
    with call.state.change() as db:
        _refuse_duplicate(call, author, commentary, given)
        db.execute(
            "INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
            (
                urn, number, author, commentary, plain, json.dumps(given), json.dumps(rest),
                "PUBLISH_FAILED" if fails else "PUBLISHED", moment, moment,
            ),
        )  # fmt: skip
    if call.orders.take("post") == "rejected":
        with call.state.change() as db:
            db.execute("UPDATE posts SET state = 'PUBLISH_FAILED' WHERE urn = ?", (urn,))
    return urn


def _shown(post: StoredPost) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": post.urn,
        "author": post.author,
        "commentary": post.commentary,
        "lifecycleState": post.state,
        "lifecycleStateInfo": {"isEditedByAuthor": post.changed_at > post.created_at},
        "createdAt": _milliseconds(post.created_at),
        "lastModifiedAt": _milliseconds(post.changed_at),
        **post.rest,
    }
    if post.state == "PUBLISHED":
        body["publishedAt"] = _milliseconds(post.created_at)
    return body | ({"content": post.content} if post.content else {})


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
