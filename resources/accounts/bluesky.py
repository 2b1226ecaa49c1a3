"""Bluesky: a handle and an app password open sessions on the account's own server (PDS).

Methods: com.atproto.server lexicons (createSession, refreshSession, getSession, deleteSession), read 2026-11.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from reprise.windows.failures import PlatformError
from resources.accounts.asking import Asker
from resources.accounts.dialect import AccountLost, Candidate, Opened, Question, Tokens, Upkeep
from resources.accounts.settings import AppSettings

_XRPC = "/xrpc/com.atproto.server."


class Bluesky:
    name = "bluesky"
    hosts = {"api": "https://bsky.social"}
    version = None
    separator = " "
    needs_app = False
    per_server = True
    scopes = ()
    upkeep = Upkeep()
    questions = (
        Question("identifier", "The account's handle, for instance name.bsky.social"),
        Question("secret", "An app password (Settings, Privacy and security, App passwords)", secret=True),
    )

    def sign_in(self, app: AppSettings, answers: Mapping[str, str]) -> Tokens:
        return self._create(app, answers["identifier"].strip().removeprefix("@"), answers["secret"].strip())

    def candidates(self, app: AppSettings, tokens: Tokens) -> Sequence[Candidate]:
        who, handle = tokens.details["did"], tokens.details["handle"]
        return [Candidate(who, "person", handle, handle=handle, details={"owner": who})]

    def check(self, app: AppSettings, opened: Opened) -> None:
        self._ask(opened.token)("GET", app.url("api", f"{_XRPC}getSession"), token=opened.token)

    def can_refresh(self, opened: Opened) -> bool:
        return True

    def refresh(self, app: AppSettings, opened: Opened) -> Tokens:
        """A new session from the old one; where that has ended, from the app password."""
        used = opened.refresh_token or ""
        try:
            return _tokens(self._ask(used)("POST", app.url("api", f"{_XRPC}refreshSession"), token=used))
        except AccountLost:
            password = opened.secrets.get("password")
            if not password:
                raise
            return self._create(app, opened.account.remote_id, password)

    def revoke(self, app: AppSettings, opened: Opened) -> str | None:
        used = opened.refresh_token or ""
        self._ask(used)("POST", app.url("api", f"{_XRPC}deleteSession"), token=used)
        return "Delete the app password in the account's settings, so that nobody can use it again."

    def _create(self, app: AppSettings, identifier: str, password: str) -> Tokens:
        given = {"identifier": identifier, "password": password}
        answer = self._ask(password)("POST", app.url("api", f"{_XRPC}createSession"), json=given)
        if answer.get("active") is False:
            state = answer.get("status") or "inactive"
            raise PlatformError("permission", f"The account is {state}.", remedy="Mend that at the platform first.")
        return _tokens(answer, {"password": password})

    def _ask(self, *secrets: str) -> Asker:
        return Asker(self.name, secrets)


def _tokens(answer: Mapping[str, Any], secrets: Mapping[str, str] | None = None) -> Tokens:
    details = {"did": str(answer["did"]), "handle": str(answer["handle"]), **_server(answer)}
    access, refresh = str(answer["accessJwt"]), str(answer["refreshJwt"])
    return Tokens(
        access,
        refresh=refresh,
        seconds=_lifetime(access),
        refresh_seconds=_lifetime(refresh),
        secrets=secrets or {},
        details=details,
    )


def _server(answer: Mapping[str, Any]) -> dict[str, str]:
    """The account's own server, as its DID's document names it."""
    for service in (answer.get("didDoc") or {}).get("service") or ():
        address = str(service.get("serviceEndpoint") or "")
        if str(service.get("id") or "").endswith("#atproto_pds") and address.startswith("http"):
            return {"url": address}
    return {}


def _lifetime(jwt: str) -> float | None:
    """How long a session's token lives, in seconds from when it was made, as it says itself."""
    try:
        middle = jwt.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        return float(claims["exp"]) - float(claims["iat"])
    except (IndexError, ValueError, KeyError, TypeError):
        return None


CONNECTOR = Bluesky()
