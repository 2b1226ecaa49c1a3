"""Whom a token speaks for, and the page tokens that a person's token is exchanged for."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sandbox.graph.problems import GraphProblem, permission, token_expired, token_revoked, token_unknown
from sandbox.kit import Grant, Kit

LONG_LIVED = timedelta(hours=3)


def checked(grant: Grant | None) -> Grant:
    """Raises `GraphProblem` for a token that is unknown, expired or revoked, or that only refreshes."""
    if grant is None or grant.kind == "refresh":
        raise token_unknown()
    if grant.state == "expired":
        raise token_expired()
    if grant.state == "revoked":
        raise token_revoked()
    return grant


def missing_token() -> GraphProblem:
    return GraphProblem(104, "An access token is required to request this resource.")


def need(grant: Grant, *scopes: str) -> None:
    """Refuse a token that lacks one of these permissions."""
    for scope in scopes:
        if scope not in grant.scopes:
            raise permission(scope)


def page_token(kit: Kit, platform: str, user_token: str, page: str) -> str:
    """The token of a page that a user's token opens: always the same one for the same user token.

    One got with a long-lived user token has no end; another ends with its user token.
    """
    text = "EAAP" + hashlib.sha256(f"{user_token}:{page}".encode()).hexdigest()
    user = kit.tokens.find(platform, user_token)
    if user is not None and kit.tokens.find(platform, text) is None:
        left = None if user.expires_at is None else (user.expires_at - kit.clock.now()).total_seconds()
        endless = user.expires_at is None or user.expires_at - user.issued_at > LONG_LIVED
        kit.tokens.issue(platform, page, user.scopes, kind="page", seconds=None if endless else left, token=text)
    return text
