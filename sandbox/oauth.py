"""The platforms' sign-ins: the page that consents by itself, tokens, their renewal and their end. Strict where the real
ones are: redirect addresses to the letter, codes for one use, PKCE as each platform writes it, clients as each expects
them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.kit import Kit, SandboxPlatform
from sandbox.oauth_dialects import DIALECTS, Dialect
from sandbox.oauth_state import Client, Code, OAuthState


class OAuthProblem(Exception):
    """A refusal of a token address, by OAuth's code and in words."""

    def __init__(self, code: str, words: str) -> None:
        self.code = code
        self.words = words
        super().__init__(words)


@dataclass(frozen=True)
class SignIn:
    """One platform's sign-in over what the sandbox remembers."""

    kit: Kit
    platform: SandboxPlatform
    state: OAuthState
    dialect: Dialect

    @property
    def now(self) -> float:
        return self.kit.clock.now().timestamp()

    def issue(
        self, account: str, scopes: frozenset[str], kind: str, seconds: float | None, family: str, client: str
    ) -> str:
        token = self.kit.tokens.issue(self.dialect.name, account, scopes, kind=kind, seconds=seconds)
        self.state.join(token, family, self.dialect.name, client)
        return token


def routes(kit: Kit, platform: SandboxPlatform, state: OAuthState) -> list[BaseRoute]:
    """The sign-in's routes of one platform, to stand before its own; none for one without a sign-in page."""
    dialect = DIALECTS.get(platform.name)
    if dialect is None:
        return []
    signin = SignIn(kit, platform, state, dialect)
    page = Route(dialect.authorize, _page(signin), methods=["GET"])
    if dialect.own_exchange:
        from sandbox.oauth_meta import exchange_routes

        return [page, *exchange_routes(signin)]
    found: list[BaseRoute] = [page, Route(dialect.token, _answering(signin, _token), methods=["POST"])]
    if dialect.revoke:
        found.append(Route(dialect.revoke, _answering(signin, _revoke), methods=["POST"]))
    if dialect.registers:
        found.append(Route(dialect.registers, _answering(signin, _register), methods=["POST"]))
    return found


def desk(state: OAuthState, platform: str, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """The operator's wishes: {client: {id, secret, redirects, scopes, partner}}, or for the next consent
    {deny, withhold: [scopes], account, offline}. Tells how often each grant was asked for."""
    if given and "client" in given:
        client = given["client"]
        scopes = frozenset(client["scopes"]) if "scopes" in client else None
        redirects = tuple(client["redirects"])
        state.add_client(
            platform, client["id"], client.get("secret", ""), redirects, scopes, partner=bool(client.get("partner"))
        )
    elif given:
        unknown = sorted(set(given) - {"deny", "withhold", "account", "offline"})
        if unknown:
            raise ValueError(f"{unknown[0]} is nothing that can be ordered for a sign-in")
        state.order(platform, given)
    return {"calls": state.counts(platform)}


def _page(signin: SignIn) -> Callable[[Request], Response]:
    def authorize(request: Request) -> Response:
        query, dialect = request.query_params, signin.dialect
        client = signin.state.client(dialect.name, query.get(dialect.client, ""))
        redirect = query.get("redirect_uri", "")
        if client is None:
            return _complaint(f"{dialect.client} is unknown.")
        if not allowed(redirect, client, dialect):
            return _complaint("redirect_uri is not one of those that are registered for this app.")
        order = signin.state.next_order(dialect.name)
        if query.get("deny") == "1" or order.get("deny"):
            return _back(signin, redirect, {**dialect.denied, "state": query.get("state", "")})
        try:
            code = _consented(signin, query, client, redirect, order)
        except OAuthProblem as problem:
            given = {"error": problem.code, "error_description": problem.words, "state": query.get("state", "")}
            return _back(signin, redirect, given)
        signin.state.add_code(dialect.name, code)
        granted = {"scopes": dialect.separator.join(sorted(code.scopes))} if dialect.tells_account else {}
        return _back(signin, redirect, {"code": code.code, **granted, "state": query.get("state", "")})

    return authorize


def _consented(
    signin: SignIn, query: Mapping[str, str], client: Client, redirect: str, order: Mapping[str, Any]
) -> Code:
    dialect = signin.dialect
    if query.get("response_type") != "code":
        raise OAuthProblem("unsupported_response_type", "response_type must be code.")
    if dialect.state_required and not query.get("state"):
        raise OAuthProblem("invalid_request", "state is required.")
    asked = frozenset(scope for scope in query.get("scope", "").split(dialect.separator) if scope)
    unknown = asked - dialect.scopes if client.scopes is None else asked - client.scopes
    if unknown or not asked:
        raise OAuthProblem(
            dialect.unknown_scope, f'Scope "{min(unknown, default="")}" is not authorized for your application'
        )
    accounts = signin.platform.accounts()
    first = order.get("account") or accounts[0].get(dialect.owner) or accounts[0]["id"]
    return Code(
        code=secrets.token_urlsafe(24),
        client=client.id,
        redirect=redirect,
        scopes=asked - frozenset(order.get("withhold", ())),
        challenge=_challenge(dialect, query, redirect),
        account=str(first),
        offline=_offline(dialect, query, client, asked) and order.get("offline", True),
        ends=signin.now + dialect.code_seconds,
        family=None,
    )


def _challenge(dialect: Dialect, query: Mapping[str, str], redirect: str) -> str | None:
    """The challenge, checked for how this platform writes it."""
    given = query.get("code_challenge")
    needed = dialect.pkce == "required" or (dialect.pkce == "hex_on_loopback" and _is_loopback(redirect))
    if dialect.pkce == "none" or (given is None and not needed):
        return None
    if given is None:
        raise OAuthProblem("invalid_request", "code_challenge is required.")
    if query.get("code_challenge_method") != "S256":
        raise OAuthProblem("invalid_request", "code_challenge_method must be S256.")
    if len(given) != (64 if dialect.pkce == "hex_on_loopback" else 43):
        raise OAuthProblem("invalid_request", "code_challenge has the wrong form.")
    return given


def _offline(dialect: Dialect, query: Mapping[str, str], client: Client, asked: frozenset[str]) -> bool:
    return {
        "always": True,
        "offline_scope": "offline.access" in asked,
        "offline_access": query.get("access_type") == "offline" and "consent" in query.get("prompt", ""),
        "partner": client.partner,
        "never": False,
    }[dialect.refreshes]


def allowed(redirect: str, client: Client, dialect: Dialect) -> bool:
    """Whether a redirect address is registered, to the letter; on loopback with any port where that is allowed."""
    parts = urlsplit(redirect)
    if parts.scheme == "http" and not (dialect.loopback and _is_loopback(redirect)):
        return False
    without_port = f"{parts.scheme}://{parts.hostname}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    return redirect in client.redirects or (_is_loopback(redirect) and without_port in client.redirects)


def _is_loopback(redirect: str) -> bool:
    return urlsplit(redirect).hostname in ("127.0.0.1", "localhost")


def _back(signin: SignIn, redirect: str, given: Mapping[str, str]) -> Response:
    joint = "&" if urlsplit(redirect).query else "?"
    query = urlencode({name: value for name, value in given.items() if value})
    return RedirectResponse(f"{redirect}{joint}{query}{signin.dialect.fragment}", 302)


def _complaint(words: str) -> Response:
    """Nobody is sent to an address that is not known to belong to the app."""
    return HTMLResponse(f"<h1>Something went wrong</h1><p>{words}</p>", 400)


Answer = Callable[[SignIn, Mapping[str, str], Client | None], dict[str, Any]]


def _answering(signin: SignIn, action: Answer) -> Callable[[Request], Any]:
    async def serve(request: Request) -> Response:
        try:
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/x-www-form-urlencoded":
                raise OAuthProblem("invalid_request", "The body is a form: application/x-www-form-urlencoded.")
            form = {name: str(value) for name, value in (await request.form()).items()}
            client = None if action is _register else _authenticated(signin, request, form)
            return JSONResponse(action(signin, form, client), 200, {"cache-control": "no-store"})
        except OAuthProblem as problem:
            status, body = signin.dialect.refusal(problem.code, problem.words)
            return JSONResponse(body, status, {"cache-control": "no-store"})

    return serve


def _authenticated(signin: SignIn, request: Request, form: Mapping[str, str]) -> Client | None:
    """The client, by its secret in the one place where this platform takes it. Revoking at Google needs none."""
    dialect = signin.dialect
    scheme, _, packed = request.headers.get("authorization", "").partition(" ")
    named, secret, how = (
        form.get(dialect.client, ""),
        form.get("client_secret", ""),
        "post" if "client_secret" in form else "none",
    )
    if scheme.lower() == "basic":
        try:
            named, _, secret = base64.b64decode(packed, validate=True).decode().partition(":")
        except ValueError:
            raise OAuthProblem("invalid_client", "The Authorization header cannot be read.") from None
        how = "basic"
    client = signin.state.client(dialect.name, named)
    if client is None:
        raise OAuthProblem("invalid_client", "Client authentication failed: unknown client.")
    if how == "none" and client.secret:
        raise OAuthProblem("invalid_client", "Missing valid authorization header or secret.")
    if how not in dialect.auth or not hmac.compare_digest(secret.encode(), client.secret.encode()):
        raise OAuthProblem("invalid_client", "Client authentication failed.")
    return client


def _token(signin: SignIn, form: Mapping[str, str], client: Client | None) -> dict[str, Any]:
    assert client is not None
    grant = form.get("grant_type", "")
    signin.state.count(signin.dialect.name, grant)
    if grant == "authorization_code":
        code = exchanged(signin, form, client)
        family = code.family or ""
        refresh = _refresh_token(signin, code.account, code.scopes, family, client, signin.dialect.refresh_seconds)
        return _tokens(signin, code.account, code.scopes, family, client, refresh if code.offline else None)
    if grant == "refresh_token" and signin.dialect.refreshes != "never":
        return _refreshed(signin, form.get("refresh_token", ""), client)
    raise OAuthProblem("unsupported_grant_type", f"{grant or 'No grant_type'} is not supported.")


def exchanged(signin: SignIn, form: Mapping[str, str], client: Client) -> Code:
    """A code that is good: known, of this client, in time, for this address, with its verifier, and never used."""
    code = signin.state.code(signin.dialect.name, form.get("code", ""))
    if code is None or code.client != client.id:
        raise OAuthProblem("invalid_grant", "Invalid authorization code")
    if code.family is not None:
        signin.state.end_family(signin.dialect.name, code.family)
        raise OAuthProblem("invalid_grant", "Authorization code was used before")
    if code.ends <= signin.now:
        raise OAuthProblem("invalid_grant", "Authorization code has expired")
    if form.get("redirect_uri") != code.redirect:
        raise OAuthProblem("invalid_grant", "redirect_uri does not match that of the authorization request")
    if code.challenge is not None and not _verifies(signin.dialect, form.get("code_verifier", ""), code.challenge):
        raise OAuthProblem("invalid_grant", "code_verifier does not match the code_challenge")
    family = signin.state.use_code(code.code)
    if family is None:
        raise OAuthProblem("invalid_grant", "Authorization code was used before")
    return Code(**{**code.__dict__, "family": family})


def _verifies(dialect: Dialect, verifier: str, challenge: str) -> bool:
    if not 43 <= len(verifier) <= 128:
        return False
    hashed = hashlib.sha256(verifier.encode())
    if dialect.pkce == "hex_on_loopback":
        return hmac.compare_digest(hashed.hexdigest(), challenge)
    return hmac.compare_digest(base64.urlsafe_b64encode(hashed.digest()).rstrip(b"=").decode(), challenge)


def _refreshed(signin: SignIn, token: str, client: Client) -> dict[str, Any]:
    dialect = signin.dialect
    member, grant = signin.state.member(dialect.name, token), signin.kit.tokens.find(dialect.name, token)
    if member is None or grant is None or grant.kind != "refresh" or member[1] != client.id:
        raise OAuthProblem("invalid_grant", "Refresh token is invalid or expired.")
    family = member[0]
    if dialect.rotates and not signin.state.use(token):
        signin.state.end_family(dialect.name, family)
        raise OAuthProblem("invalid_grant", "Refresh token was used before; all tokens of this consent are revoked.")
    if grant.state == "expired":
        raise OAuthProblem("invalid_grant", "Refresh token has expired.")
    if grant.state == "revoked":
        raise OAuthProblem("invalid_grant", "Token has been revoked.")
    refresh: str | None = token
    if dialect.rotates:
        refresh = _refresh_token(signin, grant.account, grant.scopes, family, client, dialect.refresh_seconds)
    elif dialect.refreshes == "offline_access":
        refresh = None  # Google does not send it again
    return _tokens(signin, grant.account, grant.scopes, family, client, refresh)


def _refresh_token(
    signin: SignIn, account: str, scopes: frozenset[str], family: str, client: Client, seconds: float | None
) -> str:
    return signin.issue(account, scopes, "refresh", seconds, family, client.id)


def _tokens(
    signin: SignIn, account: str, scopes: frozenset[str], family: str, client: Client, refresh: str | None
) -> dict[str, Any]:
    dialect = signin.dialect
    access = signin.issue(account, scopes, "user", dialect.access_seconds, family, client.id)
    answer: dict[str, Any] = {"access_token": access, "token_type": "Bearer"}
    answer["scope"] = dialect.separator.join(sorted(scopes))
    if dialect.access_seconds is None:
        answer["created_at"] = int(signin.now)
    else:
        answer["expires_in"] = int(dialect.access_seconds)
    if refresh is not None:
        answer["refresh_token"] = refresh
        grant = signin.kit.tokens.find(dialect.name, refresh)
        if dialect.tells_refresh_end and grant is not None and grant.expires_at is not None:
            answer[dialect.tells_refresh_end] = int(grant.expires_at.timestamp() - signin.now)
    if dialect.tells_account:
        answer[dialect.tells_account] = account
    return answer


def _revoke(signin: SignIn, form: Mapping[str, str], client: Client | None) -> dict[str, Any]:
    """An access token ends with all that came from its consent."""
    assert client is not None
    if not form.get("token"):
        raise OAuthProblem("invalid_request", "token is required.")
    member = signin.state.member(signin.dialect.name, form["token"])
    if member is not None and member[1] == client.id:
        signin.state.end_family(signin.dialect.name, member[0])
    signin.state.count(signin.dialect.name, "revoke")
    return {}


def _register(signin: SignIn, form: Mapping[str, str], client: Client | None) -> dict[str, Any]:
    """Mastodon's POST /api/v1/apps: an instance knows an app once it has made itself known."""
    del client
    missing = [name for name in ("client_name", "redirect_uris") if not form.get(name)]
    if missing:
        raise OAuthProblem("invalid_request", f"Validation failed: {missing[0]} can't be blank")
    scopes = frozenset(form.get("scopes", "read").split())
    if scopes - signin.dialect.scopes:
        raise OAuthProblem("invalid_scope", "Validation failed: Scopes doesn't match configured on the server.")
    id_, secret = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
    redirects = tuple(form["redirect_uris"].split())
    signin.state.add_client(signin.dialect.name, id_, secret, redirects, scopes)
    return {
        "id": "1",
        "name": form["client_name"],
        "website": form.get("website"),
        "scopes": sorted(scopes),
        "redirect_uri": form["redirect_uris"],
        "redirect_uris": list(redirects),
        "client_id": id_,
        "client_secret": secret,
        "client_secret_expires_at": 0,
    }
