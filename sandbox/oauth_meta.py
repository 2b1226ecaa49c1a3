"""Facebook's and Instagram's own ways from a code to a token that lasts, and what renews or ends it."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.kit import Grant
from sandbox.oauth import OAuthProblem, SignIn, exchanged
from sandbox.oauth_state import Client

LONG_SECONDS = 60 * 86_400
DAY_SECONDS = 86_400
_TRACE = "AbCdEfGhIjKlMnOpQrStUv1"
Action = Callable[[SignIn, Mapping[str, str]], dict[str, Any]]


class GraphRefusal(Exception):
    """Graph's own error: code, subcode and words."""

    def __init__(self, code: int, words: str, subcode: int | None = None) -> None:
        self.body: dict[str, Any] = {
            "message": words,
            "type": "OAuthException",
            "code": code,
            **({"error_subcode": subcode} if subcode else {}),
            "fbtrace_id": _TRACE,
        }
        super().__init__(words)


def exchange_routes(signin: SignIn) -> list[BaseRoute]:
    if signin.dialect.owner == "user":
        return [
            Route("/{version}/oauth/access_token", _serve(signin, _facebook_token), methods=["GET", "POST"]),
            Route("/{version}/me/permissions", _serve(signin, _forget), methods=["DELETE"]),
        ]
    return [
        Route("/oauth/access_token", _serve(signin, _instagram_code), methods=["POST"]),
        Route("/access_token", _serve(signin, _instagram_exchange), methods=["GET"]),
        Route("/refresh_access_token", _serve(signin, _instagram_refresh), methods=["GET"]),
    ]


def _serve(signin: SignIn, action: Action) -> Callable[[Request], Any]:
    async def serve(request: Request) -> Response:
        given = {**request.query_params, **{name: str(value) for name, value in (await request.form()).items()}}
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            given.setdefault("access_token", token)
        try:
            return JSONResponse(action(signin, given), headers={"cache-control": "no-store"})
        except GraphRefusal as refusal:
            return JSONResponse({"error": refusal.body}, 400)
        except OAuthProblem as problem:
            if action is _instagram_code:
                body: dict[str, Any] = {"error_type": "OAuthException", "code": 400, "error_message": problem.words}
                return JSONResponse(body, 400)
            return JSONResponse({"error": GraphRefusal(100, problem.words).body}, 400)

    return serve


def _client(signin: SignIn, given: Mapping[str, str]) -> Client:
    client = signin.state.client(signin.dialect.name, given.get("client_id", ""))
    if client is None:
        raise GraphRefusal(101, "Error validating application. Cannot get application info due to a system error.")
    if not hmac.compare_digest(given.get("client_secret", "").encode(), client.secret.encode()):
        raise GraphRefusal(1, "Error validating client secret.")
    return client


def _facebook_token(signin: SignIn, given: Mapping[str, str]) -> dict[str, Any]:
    """A code for a token of an hour or two, or such a token for one of 60 days."""
    client, name = _client(signin, given), signin.dialect.name
    if given.get("grant_type") == "fb_exchange_token":
        signin.state.count(name, "fb_exchange_token")
        grant = _valid(signin, given.get("fb_exchange_token", ""))
        family = _family(signin, given["fb_exchange_token"])
        token = signin.issue(grant.account, grant.scopes, "user", LONG_SECONDS, family, client.id)
        return {"access_token": token, "token_type": "bearer", "expires_in": LONG_SECONDS}
    signin.state.count(name, "authorization_code")
    code = exchanged(signin, given, client)
    seconds = signin.dialect.access_seconds
    token = signin.issue(code.account, code.scopes, "user", seconds, code.family or "", client.id)
    return {"access_token": token, "token_type": "bearer", "expires_in": int(seconds or 0)}


def _forget(signin: SignIn, given: Mapping[str, str]) -> dict[str, Any]:
    """DELETE /me/permissions: the app loses everything that this person gave it, pages' tokens too."""
    grant = _valid(signin, given.get("access_token", ""))
    if grant.kind != "user":
        raise GraphRefusal(200, "This action needs a user's token.")
    signin.state.count(signin.dialect.name, "revoke")
    signin.kit.tokens.revoke(signin.dialect.name, account=grant.account)
    for row in signin.platform.accounts():
        if row.get("user") == grant.account:
            signin.kit.tokens.revoke(signin.dialect.name, account=row["id"])
    return {"success": True}


def _instagram_code(signin: SignIn, given: Mapping[str, str]) -> dict[str, Any]:
    """A code for a token of an hour, alone in a list as the newer document shows it."""
    client = _client(signin, given)
    signin.state.count(signin.dialect.name, "authorization_code")
    if given.get("grant_type") != "authorization_code":
        raise OAuthProblem("invalid_request", "Invalid grant_type")
    code = exchanged(signin, given, client)
    seconds = signin.dialect.access_seconds
    token = signin.issue(code.account, code.scopes, "user", seconds, code.family or "", client.id)
    granted = ",".join(sorted(code.scopes))
    return {"data": [{"access_token": token, "user_id": code.account, "permissions": granted}]}


def _instagram_exchange(signin: SignIn, given: Mapping[str, str]) -> dict[str, Any]:
    """A token of an hour for one of 60 days."""
    if given.get("grant_type") != "ig_exchange_token":
        raise GraphRefusal(100, "Unsupported grant_type")
    text = given.get("access_token", "")
    grant, member = _valid(signin, text), signin.state.member(signin.dialect.name, text)
    client = signin.state.client(signin.dialect.name, member[1]) if member else None
    if client is None or not hmac.compare_digest(given.get("client_secret", "").encode(), client.secret.encode()):
        raise GraphRefusal(1, "Error validating client secret.")
    signin.state.count(signin.dialect.name, "ig_exchange_token")
    return _long(signin, grant, text, client.id)


def _instagram_refresh(signin: SignIn, given: Mapping[str, str]) -> dict[str, Any]:
    """A token of 60 days for another 60 days, once it is a day old."""
    if given.get("grant_type") != "ig_refresh_token":
        raise GraphRefusal(100, "Unsupported grant_type")
    text = given.get("access_token", "")
    grant, member = _valid(signin, text), signin.state.member(signin.dialect.name, text)
    signin.state.count(signin.dialect.name, "ig_refresh_token")
    if signin.now - grant.issued_at.timestamp() < DAY_SECONDS:
        raise GraphRefusal(100, "The access token is too young to be refreshed.")
    return _long(signin, grant, text, member[1] if member else "")


def _long(signin: SignIn, grant: Grant, text: str, client: str) -> dict[str, Any]:
    token = signin.issue(grant.account, grant.scopes, "user", LONG_SECONDS, _family(signin, text), client)
    return {"access_token": token, "token_type": "bearer", "expires_in": LONG_SECONDS}


def _family(signin: SignIn, token: str) -> str:
    member = signin.state.member(signin.dialect.name, token)
    return member[0] if member else ""


def _valid(signin: SignIn, token: str) -> Grant:
    grant = signin.kit.tokens.find(signin.dialect.name, token)
    if grant is None:
        raise GraphRefusal(190, "Invalid OAuth access token - Cannot parse access token")
    if grant.state == "expired":
        raise GraphRefusal(190, "Error validating access token: Session has expired.", 463)
    if grant.state == "revoked":
        raise GraphRefusal(190, "Error validating access token: The user has not authorized application.", 458)
    return grant
