"""TikTok: a creator's account. The client's name is `client_key`, scopes are separated by commas, and PKCE's challenge
is written in hexadecimal digits where the answer comes back to this machine.

Flow, scopes and lives: developers.tiktok.com (Login Kit for web and desktop, Content Posting API), read 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from resources.accounts.asking import Fault, fault_of
from resources.accounts.dialect import Candidate, Scope, Tokens
from resources.accounts.oauth import OAuth, challenge_of
from resources.accounts.settings import AppSettings


def _fault(status: int, body: Mapping[str, Any]) -> Fault | None:
    """Answers carry an error even when nothing is wrong; refusals may come with status 200."""
    error = body.get("error")
    if not isinstance(error, Mapping):
        return fault_of(status, body)
    code = error.get("code")
    if code == "ok":
        return None
    if code == "rate_limit_exceeded":
        return Fault(code, str(error.get("message") or ""), kind="rate_limit")
    return fault_of(status, {"error": code, "error_description": error.get("message")})


class TikTok(OAuth):
    name = "tiktok"
    hosts = {"oauth": "https://www.tiktok.com", "api": "https://open.tiktokapis.com"}
    authorize = ("oauth", "/v2/auth/authorize/")
    token = ("api", "/v2/oauth/token/")
    revocation = ("api", "/v2/oauth/revoke/")
    revokes = "access"
    separator = ","
    client_parameter = "client_key"
    challenge = "hex"
    sort = staticmethod(_fault)
    scopes = (
        Scope("user.info.basic", "finding out whose account it is", required=True),
        Scope("video.publish", "posting", required=True),
        Scope("video.list", "the numbers of posts, and finding out whether one is there"),
    )

    def tokens(self, answer: Mapping[str, Any]) -> Tokens:
        found = super().tokens(answer)
        return replace(found, details={"open_id": str(answer["open_id"])} if answer.get("open_id") else {})

    def candidates(self, app: AppSettings, tokens: Tokens) -> Sequence[Candidate]:
        url = app.url("api", "/v2/post/publish/creator_info/query/")
        headers = {"Content-Type": "application/json; charset=UTF-8"}
        found = self._asker(tokens.access)("POST", url, token=tokens.access, headers=headers)["data"]
        who = tokens.details["open_id"]
        handle = found.get("creator_username")
        title = str(found.get("creator_nickname") or handle or who)
        return [Candidate(who, "person", title, handle=handle, details={"owner": who})]

    def _challenge(self, app: AppSettings, verifier: str) -> dict[str, str]:
        """The web's sign-in has no PKCE, the one of programs on a person's machine demands it."""
        return challenge_of("hex" if app.redirects_to_loopback else "none", verifier)


CONNECTOR = TikTok()
