"""How each platform's sign-in differs from OAuth 2.0's usual form: addresses, separators, PKCE, lives, answers.

Written from the platforms' documents as read in 2026-11; what only users report is marked K.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Pkce = Literal["required", "optional", "hex_on_loopback", "none"]
ClientAuth = Literal["basic", "post", "none"]
HOUR, DAY = 3600, 86_400
_GOOGLE = "https://www.googleapis.com/auth/"


@dataclass(frozen=True)
class Dialect:
    """One platform's sign-in.

    Args:
        client: the parameter that names the client.
        auth: how a client may show its secret; "none" is a public client.
        loopback: whether http addresses on this machine are taken, and then with any port.
        code_seconds, access_seconds, refresh_seconds: lives; None: without end.
        refreshes: what makes a refresh token come: always, for a scope, for a parameter, for partners only, never.
        rotates: a refresh token is good for one use, and using it twice ends everything.
        owner: the field of the desk's accounts that names the person who signs in.
        own_exchange: its tokens are had in another way than OAuth's (`sandbox.oauth_meta`).
        registers: where an app makes itself known.
        tells_refresh_end, tells_account: fields of the answer with a refresh token's life and with whose it is.
        unknown_token: error and words for a code or token that is no longer good, where not invalid_grant.
        refused_status, adds: the status of refusals, and what their bodies hold beside OAuth's fields.
    """

    name: str
    authorize: str
    token: str
    scopes: frozenset[str]
    revoke: str | None = None
    client: str = "client_id"
    separator: str = " "
    pkce: Pkce = "optional"
    auth: frozenset[ClientAuth] = frozenset({"basic", "post"})
    loopback: bool = True
    state_required: bool = False
    code_seconds: float = 600
    access_seconds: float | None = HOUR
    refresh_seconds: float | None = None
    refreshes: Literal["always", "offline_scope", "offline_access", "partner", "never"] = "always"
    rotates: bool = False
    denied: Mapping[str, str] = field(default_factory=lambda: {"error": "access_denied"})
    fragment: str = ""
    owner: str = "id"
    own_exchange: bool = False
    registers: str | None = None
    unknown_scope: str = "invalid_scope"
    tells_refresh_end: str | None = "refresh_token_expires_in"
    tells_account: str | None = None
    unknown_token: tuple[str, str] | None = None
    refused_status: int = 400
    adds: Mapping[str, str] = field(default_factory=dict)

    def refusal(self, code: str, words: str) -> tuple[int, dict[str, Any]]:
        """A token address's refusal: status and body, as the platform writes it."""
        if code == "invalid_client":
            return 401, {"error": code, "error_description": words, **self.adds}
        if code == "invalid_grant" and self.unknown_token:
            code, words = self.unknown_token
        return self.refused_status, {"error": code, "error_description": words, **self.adds}


DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        dialect.name: dialect
        for dialect in (
            Dialect(
                name="x",
                authorize="/i/oauth2/authorize",
                token="/2/oauth2/token",
                revoke="/2/oauth2/revoke",
                scopes=frozenset({"tweet.read", "tweet.write", "users.read", "media.write", "offline.access"}),
                pkce="required",
                auth=frozenset({"basic", "none"}),
                state_required=True,
                code_seconds=30,
                access_seconds=2 * HOUR,
                refresh_seconds=180 * DAY,
                refreshes="offline_scope",
                rotates=True,
                tells_refresh_end=None,
                unknown_token=("invalid_request", "Value passed for the token was invalid."),  # K
            ),
            Dialect(
                name="linkedin",
                authorize="/oauth/v2/authorization",
                token="/oauth/v2/accessToken",
                scopes=frozenset(
                    {
                        *("openid", "profile", "email", "w_member_social", "w_organization_social"),
                        *("r_organization_social", "rw_organization_admin", "r_organization_admin"),
                        *("r_member_postAnalytics", "r_member_profileAnalytics"),
                    }
                ),
                pkce="none",
                auth=frozenset({"post"}),
                loopback=False,
                code_seconds=30 * 60,
                access_seconds=60 * DAY,
                refresh_seconds=365 * DAY,
                refreshes="partner",
                unknown_scope="unauthorized_scope_error",
                denied={
                    "error": "user_cancelled_authorize",
                    "error_description": "The user cancelled the authorization",
                },
            ),
            Dialect(
                name="tiktok",
                authorize="/v2/auth/authorize/",
                token="/v2/oauth/token/",
                revoke="/v2/oauth/revoke/",
                scopes=frozenset(
                    {
                        *("user.info.basic", "user.info.profile", "user.info.stats"),
                        *("video.list", "video.publish", "video.upload"),
                    }
                ),
                client="client_key",
                separator=",",
                pkce="hex_on_loopback",
                auth=frozenset({"post"}),
                access_seconds=DAY,
                refresh_seconds=365 * DAY,
                rotates=True,
                tells_refresh_end="refresh_expires_in",
                tells_account="open_id",
                refused_status=200,  # UNCONFIRMED: the other addresses refuse with 200 too
                adds={"log_id": "20260302120000010004"},
            ),
            Dialect(
                name="youtube",
                authorize="/o/oauth2/v2/auth",
                token="/token",
                revoke="/revoke",
                scopes=frozenset(
                    f"{_GOOGLE}{scope}"
                    for scope in (
                        *("youtube", "youtube.force-ssl", "youtube.readonly", "youtube.upload"),
                        "yt-analytics.readonly",
                    )
                ),
                refreshes="offline_access",
                auth=frozenset({"basic", "post"}),
            ),
            Dialect(
                name="mastodon",
                authorize="/oauth/authorize",
                token="/oauth/token",
                revoke="/oauth/revoke",
                scopes=frozenset(
                    {
                        *("read", "read:accounts", "read:statuses", "profile"),
                        *("write", "write:statuses", "write:media"),
                    }
                ),
                access_seconds=None,
                refreshes="never",
                registers="/api/v1/apps",
            ),
            Dialect(
                name="facebook",
                authorize="/{version}/dialog/oauth",
                token="/{version}/oauth/access_token",
                scopes=frozenset(
                    {
                        *("pages_show_list", "pages_manage_posts", "pages_read_engagement", "read_insights"),
                        *("pages_manage_engagement", "business_management", "instagram_basic"),
                        *("instagram_content_publish", "instagram_manage_comments", "instagram_manage_insights"),
                        "instagram_manage_contents",
                    }
                ),
                separator=",",
                pkce="none",
                auth=frozenset({"post"}),
                loopback=False,
                access_seconds=HOUR,
                refreshes="never",
                denied={
                    "error": "access_denied",
                    "error_reason": "user_denied",
                    "error_description": "Permissions error",
                    "error_code": "200",
                },
                fragment="#_=_",
                owner="user",
                own_exchange=True,
            ),
            Dialect(
                name="instagram",
                authorize="/oauth/authorize",
                token="/oauth/access_token",
                scopes=frozenset(
                    f"instagram_business_{what}"
                    for what in ("basic", "content_publish", "manage_comments", "manage_insights")
                ),
                separator=",",
                pkce="none",
                auth=frozenset({"post"}),
                loopback=False,
                access_seconds=HOUR,
                refreshes="never",
                denied={
                    "error": "access_denied",
                    "error_reason": "user_denied",
                    "error_description": "The user denied your request",
                },
                fragment="#_",
                own_exchange=True,
            ),
        )
    }
)
"""The platforms with a sign-in page. Telegram and Bluesky have none: a person hands over a token or a password."""
