"""Sessions: app password to tokens, tokens that rotate, and tokens for other services."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import quote, urlsplit

from sandbox.bluesky.calls import ACCESS_SCOPES, Call
from sandbox.bluesky.names import DID, jwt
from sandbox.bluesky.problems import XrpcProblem, invalid, unauthorised
from sandbox.bluesky.state import Account
from sandbox.kit import Grant
from sandbox.windows import Window, spend

NAME = "bluesky"
ACCESS_SECONDS = 120 * 60
REFRESH_SECONDS = 90 * 24 * 3600
GRACE_SECONDS = 2 * 3600
"""How long a refresh token that was used still gives the same next one (a client that lost the answer)."""
LOGINS = (Window(30, 5 * 60), Window(300, 24 * 3600))
APP_PASSWORD = "com.atproto.appPass"
BLOB_LIMIT = 5 * 1024 * 1024
VIDEO_SERVICE = "did:web:video.bsky.app"


def server_dids(base: str) -> frozenset[str]:
    """The names of this server: did:web of its host, and with its port, which did:web writes as %3A."""
    parts = urlsplit(base)
    return frozenset({f"did:web:{parts.hostname}", f"did:web:{quote(parts.netloc, safe='')}"})


def describe(call: Call) -> dict[str, Any]:
    return {
        "did": f"did:web:{urlsplit(call.base).hostname}",
        "availableUserDomains": [".test"],
        "inviteCodeRequired": False,
        "phoneVerificationRequired": False,
        "blobUploadLimit": BLOB_LIMIT,
        "links": {},
        "contact": {},
    }


def create(call: Call) -> dict[str, Any]:
    """createSession: an identifier (handle, DID) and an app password."""
    identifier, password = call.body["identifier"], call.body["password"]
    for window in LOGINS:
        spent = spend(call.state.database, f"login {identifier} {window.seconds}", window, call.now)
        if spent.over:
            raise too_many(window, spent.reset)
    account = call.state.account(identifier.removeprefix("@"))
    grant = call.kit.tokens.find(NAME, password)
    opens = grant is not None and grant.kind == "app_password" and grant.state != "revoked"
    if account is None or grant is None or not opens or grant.account != account.did:
        raise unauthorised("Invalid identifier or password")
    scope = next(iter(grant.scopes & ACCESS_SCOPES), APP_PASSWORD)
    return _opened(call, account, scope, secrets.token_urlsafe(32))


def refresh(call: Call) -> dict[str, Any]:
    """refreshSession: new tokens; the one that was used stays good for a while, and always leads to the same next."""
    assert call.grant is not None
    now = call.now.timestamp()
    with call.state.database.change() as db:
        row = db.execute("SELECT * FROM sessions WHERE jti = ?", (_jti(call.grant),)).fetchone()
        if row is None or row["expires_at"] <= now:
            raise invalid("Token has been revoked", "ExpiredToken")
        following = row["next"] or secrets.token_urlsafe(32)
        ends = min(row["expires_at"], now + GRACE_SECONDS)
        db.execute("UPDATE sessions SET next = ?, expires_at = ? WHERE jti = ?", (following, ends, row["jti"]))
    _issue(call, row["did"], call.grant.scopes, "refresh", ends - now, call.token)
    return _opened(call, call.account, row["scope"], following)


def delete(call: Call) -> dict[str, Any]:
    """deleteSession: its refresh token ends; access tokens run out by themselves."""
    assert call.grant is not None
    with call.state.database.change() as db:
        db.execute("DELETE FROM sessions WHERE jti = ?", (_jti(call.grant),))
    call.kit.tokens.revoke(NAME, token=call.token)
    return {}


def get(call: Call) -> dict[str, Any]:
    return _about(call, call.account)


def service_auth(call: Call) -> dict[str, Any]:
    """getServiceAuth: a short-lived token for one method of another service."""
    audience, method, ends = call.params["aud"], call.params.get("lxm"), call.params.get("exp")
    if not DID.fullmatch(audience.partition("#")[0]):
        raise invalid("aud must be a valid atproto DID or did#serviceId reference")
    now = call.now.timestamp()
    seconds = 60 if ends is None else ends - now
    if seconds < 0:
        raise invalid("expiration is in past", "BadExpiration")
    if seconds > 3600:
        raise invalid("cannot request a token with an expiration more than an hour in the future", "BadExpiration")
    if not method and seconds > 60:
        raise invalid(
            "cannot request a method-less token with an expiration more than a minute in the future", "BadExpiration"
        )
    payload = {"iat": int(now), "iss": call.account.did, "aud": audience, "exp": int(now + seconds)}
    payload |= {"lxm": method} if method else {}
    text = jwt({"typ": "JWT", "alg": "ES256K"}, payload | {"jti": secrets.token_hex(16)}, call.state.key())
    scopes = frozenset({f"aud:{audience}", f"lxm:{method}"})
    return {"token": _issue(call, call.account.did, scopes, "service", seconds, text)}


def resolve_handle(call: Call) -> dict[str, Any]:
    account = call.state.account(call.params["handle"])
    if account is None:
        raise invalid("Unable to resolve handle")
    return {"did": account.did}


def too_many(window: Window, reset: float) -> XrpcProblem:
    headers = limit_headers(window, 0, reset)
    return XrpcProblem(429, "RateLimitExceeded", "Rate Limit Exceeded", headers)


def limit_headers(window: Window, left: int, reset: float) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(window.limit),
        "RateLimit-Remaining": str(left),
        "RateLimit-Reset": str(int(reset)),
        "RateLimit-Policy": f"{window.limit};w={window.seconds}",
    }


def _opened(call: Call, account: Account, scope: str, jti: str) -> dict[str, Any]:
    """New tokens: an access token, and the refresh token called `jti`."""
    with call.state.database.change() as db:
        row = db.execute("SELECT * FROM sessions WHERE jti = ?", (jti,)).fetchone()
        ends = row["expires_at"] if row else call.now.timestamp() + REFRESH_SECONDS
        if row is None:
            db.execute("INSERT INTO sessions VALUES (?, ?, ?, NULL, ?)", (jti, account.did, scope, ends))
    server = f"did:web:{urlsplit(call.base).hostname}"
    access = _token(call, account.did, server, scope, ACCESS_SECONDS, "at+jwt")
    refreshing = _token(
        call, account.did, server, "com.atproto.refresh", ends - call.now.timestamp(), "refresh+jwt", jti
    )
    _issue(call, account.did, frozenset({scope}), "access", ACCESS_SECONDS, access)
    scopes = frozenset({"com.atproto.refresh", f"jti:{jti}"})
    _issue(call, account.did, scopes, "refresh", ends - call.now.timestamp(), refreshing)
    return {"accessJwt": access, "refreshJwt": refreshing, **_about(call, account)}


def _token(call: Call, did: str, server: str, scope: str, seconds: float, kind: str, jti: str | None = None) -> str:
    now = int(call.now.timestamp())
    payload: dict[str, Any] = {"scope": scope, "aud": server, "sub": did}
    payload |= {"jti": jti} if jti else {}
    payload |= {"iat": now, "exp": now + int(seconds)}
    # The number keeps two tokens of one second apart, which the sandbox knows by their text.
    return jwt({"typ": kind, "alg": "HS256"}, payload | {"n": call.state.next_number()}, call.state.key())


def _issue(call: Call, did: str, scopes: frozenset[str], kind: str, seconds: float, text: str) -> str:
    return call.kit.tokens.issue(NAME, did, scopes, kind=kind, seconds=seconds, token=text)


def _jti(grant: Grant) -> str:
    return next(scope.removeprefix("jti:") for scope in grant.scopes if scope.startswith("jti:"))


def _about(call: Call, account: Account) -> dict[str, Any]:
    return {
        "did": account.did,
        "handle": account.handle,
        "didDoc": _did_document(account, call.base),
        "active": True,
    }


def _did_document(account: Account, base: str) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": account.did,
        "alsoKnownAs": [f"at://{account.handle}"],
        "verificationMethod": [],
        "service": [{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": base}],
    }
