"""Mastodon: an account on any instance; the app makes itself known to each. Tokens have no end.

Flow and scopes: docs.joinmastodon.org (client/token, methods/apps, api/oauth-scopes), read 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from reprise.errors import BadSettings
from resources.accounts.dialect import Candidate, Scope, Tokens
from resources.accounts.oauth import OAuth
from resources.accounts.settings import AppSettings

_APP_NAME = "Reprise"


class Mastodon(OAuth):
    name = "mastodon"
    hosts = {"api": ""}
    authorize = ("api", "/oauth/authorize")
    token = ("api", "/oauth/token")
    revocation = ("api", "/oauth/revoke")
    needs_app = False
    per_server = True
    scopes = (
        Scope("read:accounts", "finding out whose account it is", required=True),
        Scope("read:statuses", "the numbers of posts, and finding out whether one is there"),
        Scope("write:statuses", "posting", required=True),
        Scope("write:media", "pictures and films"),
    )

    def prepare(self, app: AppSettings) -> AppSettings:
        if not app.hosts["api"]:
            raise BadSettings(
                "Which instance the account is on is not said.",
                where=self.name,
                remedy="Name it: reprise connect mastodon --instance https://mastodon.social",
            )
        if app.client_id:
            return app
        form = {
            "client_name": _APP_NAME,
            "redirect_uris": app.redirect,
            "scopes": self.separator.join(app.scopes or [scope.name for scope in self.scopes]),
        }
        made = self._asker()("POST", app.url("api", "/api/v1/apps"), form=form)
        return replace(app, client_id=str(made["client_id"]), client_secret=str(made["client_secret"]))

    def exchange(self, app: AppSettings, code: str, verifier: str) -> Tokens:
        found = super().exchange(app, code, verifier)
        own = {"client_id": app.client_id, "client_secret": app.client_secret}  # the app exists on this instance only
        return replace(found, secrets=own, details={"url": app.hosts["api"]})

    def candidates(self, app: AppSettings, tokens: Tokens) -> Sequence[Candidate]:
        url = app.url("api", "/api/v1/accounts/verify_credentials")
        me: Mapping[str, Any] = self._asker(tokens.access)("GET", url, token=tokens.access)
        handle = f"{me['username']}@{urlsplit(app.hosts['api']).hostname}"
        title = str(me.get("display_name") or me["username"])
        return [Candidate(str(me["id"]), "person", title, handle=handle, details={"owner": handle})]


CONNECTOR = Mastodon()
