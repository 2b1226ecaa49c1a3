"""The sign-in on a page of the platform's own: OAuth 2.0 with Authlib, and where platforms differ from the standard."""

from __future__ import annotations

import hashlib
import secrets as random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import httpx

from reprise.errors import BadSettings
from reprise.windows.failures import PlatformError
from resources.accounts.asking import Asker, Sort, client, reaching
from resources.accounts.dialect import Candidate, Opened, Scope, Tokens, Upkeep
from resources.accounts.settings import AppSettings, variable

Challenge = Literal["S256", "hex", "none"]
"""How PKCE's challenge is written: as RFC 7636 says, as hexadecimal digits, or not at all."""
ClientAuth = Literal["basic", "post"]


class OAuth:
    """A platform with OAuth 2.0's authorization code, as most have it. Its own module names the addresses and scopes,
    says how it lists accounts, and replaces what it does in another way."""

    name: str
    scopes: tuple[Scope, ...]
    hosts: Mapping[str, str]
    authorize: tuple[str, str]
    token: tuple[str, str]
    revocation: tuple[str, str] | None = None
    revokes: Literal["refresh", "access"] = "refresh"
    revoke_by_hand = "Remove the app in the account's settings at the platform."
    version: str | None = None
    separator = " "
    client_parameter = "client_id"
    challenge: Challenge = "S256"
    client_auth: ClientAuth = "post"
    needs_app = True
    needs_secret = True
    https_only = False
    per_server = False
    upkeep = Upkeep()
    more: Mapping[str, str] = {}
    sort: Sort | None = None

    def prepare(self, app: AppSettings) -> AppSettings:
        if not app.client_id or (self.needs_secret and not app.client_secret):
            missing = "CLIENT_ID" if not app.client_id else "CLIENT_SECRET"
            raise BadSettings(
                f"The app on this platform is not set ({variable(self.name, missing)}).",
                where=self.name,
                remedy="Make an app at the platform and set both variables; docs/accounts.md says how.",
            )
        if self.https_only and not app.redirect.startswith("https://"):
            raise BadSettings(
                f"This platform sends people back to https addresses only, not to {app.redirect}.",
                where=self.name,
                remedy="Set REPRISE_REDIRECT_URL to an https address of yours that is registered there; it may forward "
                "to this machine, or you paste the address that the browser ends at (--paste).",
            )
        return app

    def authorization(self, app: AppSettings, scopes: Sequence[str], state: str, verifier: str) -> str:
        with self._session(app) as session:
            given = {**self.more, "scope": self.separator.join(scopes), **self._challenge(app, verifier)}
            if self.client_parameter != "client_id":
                given[self.client_parameter] = app.client_id
            address, _ = session.oauth.create_authorization_url(app.url(*self.authorize), state=state, **given)
        return str(
            httpx.URL(address).copy_remove_param("client_id") if self.client_parameter != "client_id" else address
        )

    def exchange(self, app: AppSettings, code: str, verifier: str) -> Tokens:
        more = {"code_verifier": verifier} if self._challenge(app, verifier) else {}
        with self._session(app, code, verifier) as session:
            answer = session.oauth.fetch_token(
                app.url(*self.token), grant_type="authorization_code", code=code, redirect_uri=app.redirect, **more
            )
        return self.tokens(answer)

    def can_refresh(self, opened: Opened) -> bool:
        return bool(opened.refresh_token)

    def refresh(self, app: AppSettings, opened: Opened) -> Tokens:
        used = opened.refresh_token or ""
        with self._session(app, used, opened.token) as session:
            answer = session.oauth.refresh_token(app.url(*self.token), refresh_token=used)
        return self.tokens(answer)

    def revoke(self, app: AppSettings, opened: Opened) -> str | None:
        if self.revocation is None:
            return self.revoke_by_hand
        used = (opened.refresh_token if self.revokes == "refresh" else None) or opened.token
        with self._session(app, used, opened.token) as session:
            answer = session.oauth.revoke_token(app.url(*self.revocation), token=used)
            if not answer.is_success:
                self._asker(*session.secrets).read(answer)
        return None

    def check(self, app: AppSettings, opened: Opened) -> None:
        self.candidates(app, Tokens(opened.token, details=opened.account.details))

    def candidates(self, app: AppSettings, tokens: Tokens) -> Sequence[Candidate]:
        raise NotImplementedError

    def tokens(self, answer: Mapping[str, Any]) -> Tokens:
        """The platform's answer as values. An empty refresh token is none."""
        access = answer.get("access_token")
        if not isinstance(access, str) or not access:
            raise PlatformError("server", f"{self.name} answered without an access token.")
        scope = answer.get("scope")
        return Tokens(
            access=access,
            refresh=str(answer.get("refresh_token") or "") or None,
            seconds=seconds(answer.get("expires_in")),
            refresh_seconds=seconds(answer.get("refresh_token_expires_in") or answer.get("refresh_expires_in")),
            scopes=split_scopes(scope) if isinstance(scope, str) and scope else None,
        )

    def _challenge(self, app: AppSettings, verifier: str) -> dict[str, str]:
        del app
        return challenge_of(self.challenge, verifier)

    def _asker(self, *secrets: str) -> Asker:
        return Asker(self.name, secrets, self.sort)

    def _session(self, app: AppSettings, *secrets: str) -> Session:
        return Session(self, app, secrets)


class Session:
    """Authlib's OAuth 2.0 client over our HTTP client, closed with its block."""

    def __init__(self, platform: OAuth, app: AppSettings, secrets: Sequence[str]) -> None:
        from authlib.oauth2.auth import ClientAuth as AuthlibClientAuth
        from authlib.oauth2.client import OAuth2Client

        class Signing(AuthlibClientAuth, httpx.Auth):  # type: ignore[misc]
            """Puts the client's name and secret into a token request."""

            requires_request_body = True

            def auth_flow(self, request: httpx.Request) -> Any:
                body = request.content.decode()
                url, headers, body = self.prepare(request.method, str(request.url), dict(request.headers), body)
                headers.pop("content-length", None)
                yield httpx.Request(request.method, url, headers=headers, content=body)

        class Client(OAuth2Client):  # type: ignore[misc]
            client_auth_class = Signing

        self.secrets = (*app.secrets, *(secret for secret in secrets if secret))
        self._asker = Asker(platform.name, self.secrets, platform.sort)
        self._http = client()
        method: Any = f"client_secret_{platform.client_auth}" if app.client_secret else "none"
        self.oauth: Any = Client(
            self._http,
            client_id=app.client_id,
            client_secret=app.client_secret,
            token_endpoint_auth_method=method,
            revocation_endpoint_auth_method=method,
            redirect_uri=app.redirect,
        )
        if platform.client_parameter != "client_id":
            self.oauth.register_client_auth_method((method, named_otherwise(platform.client_parameter)))
        for hook in ("access_token_response", "refresh_token_response"):
            self.oauth.register_compliance_hook(hook, self._well)
        self._reaching = reaching(platform.name, self.secrets)

    def __enter__(self) -> Session:
        self._reaching.__enter__()
        return self

    def __exit__(self, *what: Any) -> bool | None:
        self._http.close()
        return self._reaching.__exit__(*what)

    def _well(self, answer: httpx.Response) -> httpx.Response:
        """Only answers that are well reach Authlib; every refusal is sorted here."""
        self._asker.read(answer)
        return answer


def named_otherwise(parameter: str) -> Callable[..., tuple[str, Any, str]]:
    """The client's name and secret in the body, the name under another one than OAuth's."""

    def sign(client: Any, method: str, uri: str, headers: Any, body: str) -> tuple[str, Any, str]:
        from authlib.common.urls import add_params_to_qs

        del method
        given = [(parameter, client.client_id), ("client_secret", client.client_secret)]
        return uri, headers, add_params_to_qs(body, given)

    return sign


def new_verifier() -> str:
    """PKCE's secret: 64 unreserved characters, which every platform takes (43 to 128)."""
    return random.token_urlsafe(48)


def challenge_of(challenge: Challenge, verifier: str) -> dict[str, str]:
    """The parameters of the sign-in page for a verifier."""
    if challenge == "none":
        return {}
    if challenge == "hex":
        return {"code_challenge": hashlib.sha256(verifier.encode()).hexdigest(), "code_challenge_method": "S256"}
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    return {"code_challenge": create_s256_code_challenge(verifier), "code_challenge_method": "S256"}


def split_scopes(text: str) -> tuple[str, ...]:
    """Scopes as platforms list them: separated by spaces, by commas, or by both."""
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def seconds(value: Any) -> float | None:
    """A lifetime, or None for one that is not told. Some platforms send it as text."""
    try:
        return float(value) if value is not None and float(value) > 0 else None
    except (TypeError, ValueError):
        return None
