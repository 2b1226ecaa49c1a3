"""The platforms: one file for each and one line in the registry. Until an account is connected, posts go to the
outbox, where people can look at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from reprise.errors import BadSettings
from reprise.sites import Site
from reprise.social.rules import PLATFORMS
from resources.platforms.access import Access
from resources.platforms.base import OwnAccount, PlatformClient, Published, Reading
from resources.platforms.edge import Edge
from resources.platforms.outbox import Outbox

__all__ = ["LIVE", "Access", "Clients", "Edge", "OwnAccount", "PlatformClient", "Published", "Reading"]


def _client(module: str, name: str) -> Callable[[Access, Edge], PlatformClient]:
    """The client of a module that is imported when it is first needed."""

    def build(access: Access, edge: Edge) -> PlatformClient:
        made: PlatformClient = getattr(import_module(f"resources.platforms.{module}"), name)(access, edge)
        return made

    return build


LIVE: Mapping[str, Callable[[Access, Edge], PlatformClient]] = MappingProxyType(
    {
        "linkedin": _client("linkedin", "LinkedInClient"),
        "x": _client("x", "XClient"),
        "bluesky": _client("bluesky", "BlueskyClient"),
        "mastodon": _client("mastodon", "MastodonClient"),
        "telegram": _client("telegram", "TelegramClient"),
        "youtube": _client("youtube", "YouTubeClient"),
        "tiktok": _client("tiktok", "TikTokClient"),
        "facebook": _client("facebook", "FacebookClient"),
        "instagram": _client("instagram", "InstagramClient"),
    }
)
"""The platforms that can be posted to directly."""


class Accesses(Protocol):
    """Where accounts are opened (`resources.accounts.Accounts`)."""

    def access(self, site_id: str, platform: str, account: str) -> Access | None: ...


class NoAccesses:
    """No account is connected."""

    def access(self, site_id: str, platform: str, account: str) -> Access | None:
        del site_id, platform, account
        return None


@dataclass(frozen=True)
class Clients:
    """Opens the client of each account.

    Args:
        outbox: the folder the outbox writes to.
    """

    outbox: Path
    accounts: Accesses = field(default_factory=NoAccesses)
    edge: Edge = field(default_factory=Edge)

    def open(self, site: Site, platform: str, account: str) -> PlatformClient:
        """The client for one of a site's accounts.

        Raises:
            BadSettings: its target cannot be served.
            PlatformError: the account is known and its access has ended.
        """
        where = f"{site.id}: platforms.{platform}"
        if platform not in PLATFORMS:
            raise BadSettings(f"{platform!r} is not a platform; known are {', '.join(PLATFORMS)}.", where=where)
        if site.account(platform, account).target == "outbox":
            return Outbox(self.outbox, platform, site=site, clock=self.edge.clock)
        return self._open_live(site, platform, account, f"{where}.target")

    def _open_live(self, site: Site, platform: str, account: str, where: str) -> PlatformClient:
        title = PLATFORMS[platform].title
        if platform not in LIVE:
            raise BadSettings(
                f"Reprise cannot post to {title} by itself yet; it can to "
                f"{', '.join(PLATFORMS[name].title for name in LIVE)}.",
                where=where,
                remedy='Set target to "outbox" (the default): finished posts are then laid out to be posted by hand.',
            )
        access = self.accounts.access(site.id, platform, account)
        if access is None:
            command = f"reprise connect {platform} --site {site.id} --account {account}"
            raise BadSettings(
                f"The account {account!r} of {title} is not connected.",
                where=where,
                remedy=f'Connect it ({command}), or set target to "outbox".',
            )
        return LIVE[platform](access, replace(self.edge, owner=f"{site.id}/{platform}/{account}"))
