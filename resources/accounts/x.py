"""X: a person's account. PKCE is demanded, a code lives for 30 seconds, a refresh token is good for one use.

Addresses, scopes and lives: docs.x.com, fundamentals/authentication/oauth-2-0, and OpenAPI 2.167, read 2026-11.
"""

from __future__ import annotations

from collections.abc import Sequence

from resources.accounts.dialect import Candidate, Scope, Tokens
from resources.accounts.oauth import OAuth
from resources.accounts.settings import AppSettings


class X(OAuth):
    name = "x"
    hosts = {"oauth": "https://x.com", "api": "https://api.x.com"}
    authorize = ("oauth", "/i/oauth2/authorize")
    token = ("api", "/2/oauth2/token")
    revocation = ("api", "/2/oauth2/revoke")
    client_auth = "basic"
    needs_secret = False
    scopes = (
        Scope("tweet.read", "reading own posts", required=True),
        Scope("tweet.write", "posting", required=True),
        Scope("users.read", "finding out whose account it is", required=True),
        Scope("media.write", "pictures and films"),
        Scope("offline.access", "staying connected for longer than two hours"),
    )

    def candidates(self, app: AppSettings, tokens: Tokens) -> Sequence[Candidate]:
        answer = self._asker(tokens.access)("GET", app.url("api", "/2/users/me"), token=tokens.access)
        me = answer["data"]
        return [Candidate(me["id"], "person", me["name"], handle=me["username"], details={"owner": me["id"]})]


CONNECTOR = X()
