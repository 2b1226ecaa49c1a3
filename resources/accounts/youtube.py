"""YouTube: a channel of a Google account. A refresh token comes only when it is asked for with consent.

Flow and scopes: developers.google.com (identity/protocols/oauth2, YouTube Data API v3 discovery), read 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reprise.windows.failures import PlatformError
from resources.accounts.asking import Fault, fault_of
from resources.accounts.dialect import Candidate, Scope, Tokens
from resources.accounts.oauth import OAuth
from resources.accounts.settings import AppSettings

_AUTH = "https://www.googleapis.com/auth"
_QUOTA = ("quotaExceeded", "dailyLimitExceeded")
_RATE = ("rateLimitExceeded", "userRateLimitExceeded")


def _fault(status: int, body: Mapping[str, Any]) -> Fault | None:
    error = body.get("error")
    if isinstance(error, Mapping):
        reasons = [row.get("reason") for row in error.get("errors") or () if isinstance(row, Mapping)]
        if set(reasons) & {*_QUOTA, *_RATE}:
            kind: Any = "quota" if set(reasons) & set(_QUOTA) else "rate_limit"
            return Fault(str(reasons[0]), str(error.get("message") or ""), kind=kind)
    return fault_of(status, body)


class YouTube(OAuth):
    name = "youtube"
    hosts = {
        "oauth": "https://accounts.google.com",
        "token": "https://oauth2.googleapis.com",
        "api": "https://www.googleapis.com",
    }
    authorize = ("oauth", "/o/oauth2/v2/auth")
    token = ("token", "/token")
    revocation = ("token", "/revoke")
    more = {"access_type": "offline", "prompt": "consent", "include_granted_scopes": "true"}
    sort = staticmethod(_fault)
    scopes = (
        Scope(f"{_AUTH}/youtube.upload", "uploading films and covers", required=True),
        Scope(f"{_AUTH}/youtube.readonly", "finding the channel, and numbers of films", required=True),
        Scope(f"{_AUTH}/youtube.force-ssl", "captions, first comments and deleting"),
        Scope(f"{_AUTH}/yt-analytics.readonly", "how long films are watched"),
    )

    def candidates(self, app: AppSettings, tokens: Tokens) -> Sequence[Candidate]:
        query = {"part": "snippet", "mine": "true"}
        answer = self._asker(tokens.access)(
            "GET", app.url("api", "/youtube/v3/channels"), token=tokens.access, query=query
        )
        channels = answer.get("items") or ()
        if not channels:
            raise PlatformError(
                "permission",
                "This Google account has no channel.",
                remedy="Make a channel on youtube.com, or choose the channel's own account while you sign in.",
            )
        return [_candidate(channel) for channel in channels]


def _candidate(channel: Mapping[str, Any]) -> Candidate:
    snippet = channel.get("snippet") or {}
    handle = str(snippet.get("customUrl") or "").removeprefix("@") or None
    who = str(channel["id"])
    return Candidate(who, "channel", str(snippet.get("title") or who), handle=handle, details={"owner": who})


CONNECTOR = YouTube()
