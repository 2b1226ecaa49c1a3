"""Facebook: a person signs in and chooses one of their pages, whose own token has no end.

Flow, scopes and fields: developers.facebook.com (manual login flow, access tokens, Pages API), read 2026-11.
"""

from __future__ import annotations

from collections.abc import Sequence

from reprise.windows.failures import PlatformError
from resources.accounts.dialect import Candidate, Opened, Scope, Tokens
from resources.accounts.graph import every_page, graph_fault
from resources.accounts.oauth import OAuth, seconds
from resources.accounts.settings import AppSettings
from resources.platforms.graph import VERSION

_MAY_POST = frozenset({"CREATE_CONTENT", "MANAGE"})


class Facebook(OAuth):
    name = "facebook"
    hosts = {"oauth": "https://www.facebook.com", "api": "https://graph.facebook.com"}
    authorize = ("oauth", "/{version}/dialog/oauth")
    token = ("api", "/{version}/oauth/access_token")
    version = VERSION
    separator = ","
    challenge = "none"
    https_only = True
    sort = staticmethod(graph_fault)
    scopes = (
        Scope("pages_show_list", "listing pages", required=True),
        Scope("pages_manage_posts", "posting", required=True),
        Scope("pages_read_engagement", "finding out whether a post whose outcome is unknown is there"),
        Scope("pages_manage_engagement", "first comments"),
        Scope("read_insights", "the numbers of posts"),
        Scope("business_management", "pages that belong to a business portfolio"),
    )

    def exchange(self, app: AppSettings, code: str, verifier: str) -> Tokens:
        """The code for a token of an hour or two, that one for a token of about 60 days."""
        ask, url = self._asker(*app.secrets, code), app.url(*self.token)
        who = {"client_id": app.client_id, "client_secret": app.client_secret}
        short = ask("GET", url, query={**who, "redirect_uri": app.redirect, "code": code})["access_token"]
        more = {"grant_type": "fb_exchange_token", "fb_exchange_token": short}
        answer = self._asker(*app.secrets, short)("GET", url, query={**who, **more})
        token = answer["access_token"]
        granted = every_page(self._asker(token), app.url("api", "/{version}/me/permissions"), token, {})
        scopes = tuple(row["permission"] for row in granted if row.get("status") == "granted")
        return Tokens(token, seconds=seconds(answer.get("expires_in")), scopes=scopes)

    def candidates(self, app: AppSettings, tokens: Tokens) -> Sequence[Candidate]:
        ask = self._asker(tokens.access)
        owner = str(ask("GET", app.url("api", "/{version}/me"), token=tokens.access, query={"fields": "id"})["id"])
        url, fields = app.url("api", "/{version}/me/accounts"), {"fields": "id,name,access_token,tasks"}
        pages = [
            page for page in every_page(ask, url, tokens.access, fields) if _MAY_POST & set(page.get("tasks") or ())
        ]
        if not pages:
            raise PlatformError(
                "permission",
                "There is no page that this person may post to.",
                remedy="Choose the page while you agree to the permissions, and be allowed to create content on it.",
            )
        return [
            Candidate(
                str(page["id"]),
                "page",
                str(page["name"]),
                details={"owner": owner},
                tokens=Tokens(page["access_token"], scopes=tokens.scopes, secrets={"user_token": tokens.access}),
            )
            for page in pages
        ]

    def check(self, app: AppSettings, opened: Opened) -> None:
        self._asker(opened.token)(
            "GET", app.url("api", "/{version}/me"), token=opened.token, query={"fields": "id,name"}
        )

    def revoke(self, app: AppSettings, opened: Opened) -> str | None:
        user = opened.secrets.get("user_token", "")
        self._asker(user)("DELETE", app.url("api", "/{version}/me/permissions"), token=user)
        return None


CONNECTOR = Facebook()
