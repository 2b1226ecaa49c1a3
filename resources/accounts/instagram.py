"""Instagram with its own login: professional accounts. Tokens of 60 days, renewed with themselves once a day old.

Flow and scopes: developers.facebook.com (Instagram API with Instagram Login), read 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from resources.accounts.dialect import Candidate, Opened, Scope, Tokens, Upkeep
from resources.accounts.graph import graph_fault
from resources.accounts.oauth import OAuth, seconds, split_scopes
from resources.accounts.settings import AppSettings
from resources.platforms.graph import VERSION


class Instagram(OAuth):
    name = "instagram"
    hosts = {
        "oauth": "https://www.instagram.com",
        "token": "https://api.instagram.com",
        "api": "https://graph.instagram.com",
    }
    authorize = ("oauth", "/oauth/authorize")
    token = ("token", "/oauth/access_token")
    version = VERSION
    separator = ","
    challenge = "none"
    https_only = True
    sort = staticmethod(graph_fault)
    upkeep = Upkeep(before=timedelta(days=7), age=timedelta(hours=24))
    revoke_by_hand = "Remove the app in Instagram under Settings, Website permissions, Apps and websites."
    scopes = (
        Scope("instagram_business_basic", "finding out whose account it is", required=True),
        Scope("instagram_business_content_publish", "posting", required=True),
        Scope("instagram_business_manage_comments", "first comments"),
        Scope("instagram_business_manage_insights", "the numbers of posts"),
    )

    def exchange(self, app: AppSettings, code: str, verifier: str) -> Tokens:
        """The code for a token of an hour, that one for a token of 60 days."""
        form = {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "grant_type": "authorization_code",
            "redirect_uri": app.redirect,
            "code": code.removesuffix("#_"),
        }
        short = _unwrapped(self._asker(*app.secrets, code)("POST", app.url(*self.token), form=form))
        given = {"client_secret": app.client_secret, "access_token": short["access_token"]}
        long = self._asker(*app.secrets, short["access_token"])(
            "GET", app.url("api", "/access_token"), query={"grant_type": "ig_exchange_token", **given}
        )
        granted = short.get("permissions") or ()
        scopes = split_scopes(granted) if isinstance(granted, str) else tuple(granted)
        return Tokens(long["access_token"], seconds=seconds(long.get("expires_in")), scopes=scopes or None)

    def candidates(self, app: AppSettings, tokens: Tokens) -> Sequence[Candidate]:
        answer = self._asker(tokens.access)(
            "GET", app.url("api", "/{version}/me"), token=tokens.access, query={"fields": "user_id,username"}
        )
        me = _unwrapped(answer)
        who = str(me["user_id"])
        return [Candidate(who, "person", me["username"], handle=me["username"], details={"owner": who})]

    def can_refresh(self, opened: Opened) -> bool:
        return True

    def refresh(self, app: AppSettings, opened: Opened) -> Tokens:
        query = {"grant_type": "ig_refresh_token", "access_token": opened.token}
        answer = self._asker(opened.token)("GET", app.url("api", "/refresh_access_token"), query=query)
        return Tokens(answer["access_token"], seconds=seconds(answer.get("expires_in")))


def _unwrapped(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Some answers stand alone in a list called data, as one of the documents shows them."""
    data = answer.get("data")
    return data[0] if isinstance(data, list) and data else answer


CONNECTOR = Instagram()
