"""Who a token belongs to, and which organisations that member runs."""

from __future__ import annotations

from typing import Any

from sandbox.linkedin.api import Answer, Call, known, page
from sandbox.linkedin.problems import ApiProblem, denied, not_found
from sandbox.linkedin.state import Account

_ADMIN = ("rw_organization_admin", "r_organization_admin")


def userinfo(call: Call) -> Answer:
    """GET /v2/userinfo (OpenID Connect)."""
    missing = ApiProblem(403, "ACCESS_DENIED", "Not enough permissions to access: userinfo.GET.NO_VERSION", 100)
    call.needs(missing, "openid")
    member, first = call.member, call.member.name.partition(" ")
    body: dict[str, Any] = {"sub": member.id}
    if "profile" in call.grant.scopes:
        body |= {
            "name": member.name,
            "given_name": first[0],
            "family_name": first[2],
            "locale": {"country": "US", "language": "en"},
        }
    if "email" in call.grant.scopes:
        body |= {"email": f"{member.handle}@example.org", "email_verified": True}
    return Answer(200, body)


def acls(call: Call) -> Answer:
    """GET /rest/organizationAcls?q=roleAssignee: the organisations of the token's member."""
    call.needs(denied("organizationAcls", "FINDER-roleAssignee", call.version), *_ADMIN)
    known(call.query, "q", "role", "state", "roleAssignee", "start", "count", "projection")
    if call.query.get("q") != "roleAssignee":
        raise ApiProblem(400, "QUERY_PARAM_NOT_ALLOWED", "q=roleAssignee is the only finder the sandbox plays")
    start, size = page(call.query)
    wanted = call.query.get("role") in (None, "ADMINISTRATOR") and call.query.get("state") in (None, "APPROVED")
    mine = [account for account in call.state.accounts() if wanted and account.admin == call.member.id]
    rows = [
        {
            "role": "ADMINISTRATOR",
            "organization": account.urn,
            "organizationTarget": account.urn,
            "roleAssignee": call.member.urn,
            "state": "APPROVED",
        }
        for account in mine[start : start + size]
    ]
    return Answer(200, {"elements": rows, "paging": {"start": start, "count": size, "links": [], "total": len(mine)}})


def organization(call: Call) -> Answer:
    """GET /rest/organizations/{id}: all of it for its administrator."""
    call.needs(denied("organizations", "GET", call.version), *_ADMIN)
    account = call.state.account(f"urn:li:organization:{call.path['id']}")
    if account is None:
        raise not_found(f"urn:li:organization:{call.path['id']}")
    return Answer(200, _organization(account))


def _organization(account: Account) -> dict[str, Any]:
    return {
        "id": int(account.id),
        "localizedName": account.name,
        "vanityName": account.handle,
        "name": {"localized": {"en_US": account.name}, "preferredLocale": {"country": "US", "language": "en"}},
    }
