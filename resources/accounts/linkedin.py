"""LinkedIn: members, and the pages of organisations they administer. No PKCE; a new token only for approved partners.

Addresses, scopes and lives: learn.microsoft.com/linkedin (authorization code flow, Posts API), read 2026-11.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from reprise.windows.failures import PlatformError
from resources.accounts.dialect import Candidate, Opened, Scope, Tokens, Upkeep
from resources.accounts.oauth import OAuth
from resources.accounts.settings import AppSettings
from resources.platforms.linkedin import VERSION

_ORGANIZATION = "organization"
_ADMIN = ("rw_organization_admin", "r_organization_admin")


class LinkedIn(OAuth):
    name = "linkedin"
    hosts = {"oauth": "https://www.linkedin.com", "api": "https://api.linkedin.com"}
    authorize = ("oauth", "/oauth/v2/authorization")
    token = ("oauth", "/oauth/v2/accessToken")
    version = VERSION
    challenge = "none"
    https_only = True
    revoke_by_hand = "Remove the app at www.linkedin.com/mypreferences/d/data-sharing-for-permitted-services."
    upkeep = Upkeep(before=timedelta(days=7))
    scopes = (
        Scope("openid", "finding out whose account it is", required=True),
        Scope("profile", "showing the account's name", required=True),
        Scope("w_member_social", "posting as a member", required=True, kinds=("person",)),
        Scope("w_organization_social", "posting as the organisation", required=True, kinds=(_ORGANIZATION,)),
        Scope(
            "r_organization_social",
            "finding out whether a post whose outcome is unknown is there, and reading comments",
            kinds=(_ORGANIZATION,),
        ),
        Scope("rw_organization_admin", "listing organisations and reading numbers", True, kinds=(_ORGANIZATION,)),
    )

    def candidates(self, app: AppSettings, tokens: Tokens) -> Sequence[Candidate]:
        member = self._member(app, tokens.access)
        found = [member]
        if set(tokens.scopes or ()) & set(_ADMIN):
            found += self._organizations(app, tokens.access, member.details["owner"])
        return found

    def check(self, app: AppSettings, opened: Opened) -> None:
        self._member(app, opened.token)

    def _member(self, app: AppSettings, token: str) -> Candidate:
        who = self._asker(token)("GET", app.url("api", "/v2/userinfo"), token=token)
        return Candidate(
            f"urn:li:person:{who['sub']}", "person", str(who.get("name") or who["sub"]), details={"owner": who["sub"]}
        )

    def _organizations(self, app: AppSettings, token: str, owner: str) -> list[Candidate]:
        query = {"q": "roleAssignee", "role": "ADMINISTRATOR", "state": "APPROVED"}
        answer = self._rest(app, token, "/rest/organizationAcls", query)
        urns = [row.get("organizationTarget") or row.get("organization") for row in answer.get("elements") or ()]
        return [
            Candidate(urn, _ORGANIZATION, *self._names(app, token, urn), details={"owner": owner})
            for urn in urns
            if isinstance(urn, str)
        ]

    def _names(self, app: AppSettings, token: str, urn: str) -> tuple[str, str | None]:
        """Its name and the name in its address, where the token may read them."""
        try:
            found = self._rest(app, token, f"/rest/organizations/{urn.rpartition(':')[2]}", {})
        except PlatformError:
            return urn, None
        return str(found.get("localizedName") or urn), found.get("vanityName")

    def _rest(self, app: AppSettings, token: str, path: str, query: dict[str, str]) -> dict[str, Any]:
        headers = {"LinkedIn-Version": app.version, "X-Restli-Protocol-Version": "2.0.0"}
        return self._asker(token)("GET", app.url("api", path), token=token, query=query, headers=headers)


CONNECTOR = LinkedIn()
