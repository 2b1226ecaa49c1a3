"""One request to an XRPC method, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.bluesky.problems import XrpcProblem, broken, invalid, unauthorised
from sandbox.bluesky.state import Account, State
from sandbox.kit import Grant, Kit

ACCESS_SCOPES = frozenset({"com.atproto.access", "com.atproto.appPass", "com.atproto.appPassPrivileged"})


@dataclass(frozen=True)
class Call:
    """An admitted request.

    Args:
        base: the address this server is reached at, without a slash at its end.
        grant: what the token opens; None where none is needed and none was sent.
        token: its text.
        file: a body that is no JSON, as it arrived.
    """

    kit: Kit
    state: State
    now: datetime
    base: str
    params: Mapping[str, Any]
    body: dict[str, Any] = field(default_factory=dict)
    grant: Grant | None = None
    token: str = ""
    file: Path | None = None
    content_type: str = ""

    @property
    def account(self) -> Account:
        """Whose token it is."""
        found = self.state.account(self.grant.account) if self.grant else None
        if found is None:
            raise broken()
        return found


def bearer(authorization: str | None) -> str:
    """The token of an Authorization header; raises what the server answers without one."""
    if not authorization:
        raise unauthorised(name="AuthMissing")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise invalid("Unexpected authorization type", "InvalidToken")
    return token.strip()


def admit(kit: Kit, token: str, kind: str) -> Grant:
    """What a token opens, when it is of this kind ("access", "refresh", "service") and still good.

    Raises:
        XrpcProblem: InvalidToken or ExpiredToken, both 400, as the reference server answers.
    """
    grant = kit.tokens.find("bluesky", token)
    if grant is None or grant.kind == "app_password":
        raise invalid("Token could not be verified", "InvalidToken")
    if grant.kind != kind and (grant.kind, kind) != ("user", "access"):  # "user": issued at the operator's desk
        raise invalid("Invalid token type", "InvalidToken")
    if grant.state == "expired":
        raise invalid("Token has expired", "ExpiredToken")
    if grant.state == "revoked":
        # Sessions end by their refresh token; nothing takes an access token back, but for a change of the server's key.
        ended = kind == "refresh"
        raise invalid(
            "Token has been revoked" if ended else "Token could not be verified",
            "ExpiredToken" if ended else "InvalidToken",
        )
    if kind == "access" and not grant.scopes & ACCESS_SCOPES:
        raise invalid("Bad token scope", "InvalidToken")
    return grant


def admit_service(kit: Kit, token: str, method: str, audiences: frozenset[str]) -> Grant:
    """A service token for this method and one of these audiences. Raises `XrpcProblem` (401, as services answer)."""
    grant = kit.tokens.find("bluesky", token)
    if grant is None or grant.kind != "service" or grant.state == "revoked":
        raise unauthorised("jwt signature does not match jwt issuer", "BadJwtSignature")
    if grant.state == "expired":
        raise unauthorised("jwt expired", "JwtExpired")
    if not any(f"aud:{audience}" in grant.scopes for audience in audiences):
        raise unauthorised("jwt audience does not match service did", "BadJwtAudience")
    if f"lxm:{method}" not in grant.scopes:
        raise unauthorised(f'bad jwt lexicon method ("lxm"). must match: {method}', "BadJwtLexiconMethod")
    return grant


def not_found(uri: str) -> XrpcProblem:
    return invalid(f"Could not locate record: {uri}", "RecordNotFound")
