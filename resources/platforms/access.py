"""What opens one account on a platform: its token and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Access:
    """How to reach one account. Nothing secret is shown by its repr.

    Args:
        token: the access token (a bot's token, a page's token, a session's).
        remote_id: the platform's id of the account that posts: a page, an organisation's URN, a channel, a DID.
            None where the token alone says it.
        handle: the name people know it by, for addresses of posts.
        base_urls: addresses of the platform's hosts by the client's names for them ("api", "upload" …), where they
            are not the usual ones; "" stands for all of them.
        details: the platform's own facts about the account, none of them secret (API version, privacy, instance).
        secrets: what else opens the account and must not be shown.
        renew: gets a new access token after the platform has refused this one; None where there is no way.
            Raises `PlatformError` (auth) when only a person can mend it.
    """

    token: str = field(repr=False)
    remote_id: str | None = None
    handle: str | None = None
    base_urls: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    renew: Callable[[], str] | None = field(default=None, repr=False)
