"""The platforms: one file for each and one line in the registry. Until an account is connected, posts go to the
outbox, where people can look at them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reprise.clock import Clock, SystemClock
from reprise.errors import BadSettings
from reprise.sites import PlatformSettings, Site
from reprise.social.rules import PLATFORMS
from resources.platforms.base import PlatformClient, Published, Reading
from resources.platforms.outbox import Outbox
from resources.platforms.x import XClient

__all__ = ["LIVE", "Access", "ClientSettings", "PlatformClient", "Published", "Reading", "open_client"]


@dataclass(frozen=True)
class Access:
    """How to reach one account: its token, never shown, and the API's address where it is not the usual one."""

    token: str = field(repr=False)
    base_url: str | None = None


@dataclass(frozen=True)
class ClientSettings:
    """What all clients are opened with.

    Args:
        outbox: the folder the outbox writes to.
        access: accounts by "platform/account", or by "platform" for every account of it.
        wait: pauses for so many seconds between two looks at a film that is being processed.
    """

    outbox: Path
    access: Mapping[str, Access] = field(default_factory=dict)
    clock: Clock = field(default_factory=SystemClock)
    wait: Callable[[float], None] = time.sleep

    @classmethod
    def from_env(
        cls,
        outbox: Path,
        *,
        clock: Clock | None = None,
        wait: Callable[[float], None] = time.sleep,
        env: Mapping[str, str] = os.environ,
    ) -> ClientSettings:
        """Access from REPRISE_<PLATFORM>_TOKEN and REPRISE_<PLATFORM>_URL; for one account of several,
        REPRISE_<PLATFORM>_<ACCOUNT>_TOKEN (both in capitals, - as _). What is not set is simply absent."""
        access = {}
        for name, value in env.items():
            if not (name.startswith("REPRISE_") and name.endswith("_TOKEN") and value):
                continue
            words = name.removeprefix("REPRISE_").removesuffix("_TOKEN").lower()
            platform, _, account = words.partition("_")
            if platform in PLATFORMS:
                url = env.get(f"{name.removesuffix('_TOKEN')}_URL") or env.get(f"REPRISE_{platform.upper()}_URL")
                access[f"{platform}/{account}" if account else platform] = Access(value, url or None)
        return cls(outbox=outbox, access=access, clock=clock or SystemClock(), wait=wait)

    def account(self, platform: str, account: str) -> Access | None:
        """The access of one account."""
        return self.access.get(f"{platform}/{account.replace('-', '_').lower()}") or self.access.get(platform)


def _open_x(access: Access, settings: ClientSettings) -> PlatformClient:
    return XClient(access.token, base_url=access.base_url, clock=settings.clock, wait=settings.wait)


LIVE: Mapping[str, Callable[[Access, ClientSettings], PlatformClient]] = {"x": _open_x}
"""The platforms that can be posted to directly."""


def open_client(site: Site, platform: str, settings: ClientSettings) -> PlatformClient:
    """The client for one of a site's platforms. Raises `BadSettings` when its target cannot be served."""
    chosen = site.platform(platform)
    where = f"{site.id}: platforms.{platform}"
    if platform not in PLATFORMS:
        raise BadSettings(f"{platform!r} is not a platform; known are {', '.join(PLATFORMS)}.", where=where)
    if chosen.target == "outbox":
        return Outbox(settings.outbox, platform, site=site, clock=settings.clock)
    return _open_live(platform, chosen, settings, where)


def _open_live(platform: str, chosen: PlatformSettings, settings: ClientSettings, where: str) -> PlatformClient:
    if platform not in LIVE:
        raise BadSettings(
            f"Reprise cannot post to {PLATFORMS[platform].title} by itself yet; it can to "
            f"{', '.join(PLATFORMS[name].title for name in LIVE)}.",
            where=f"{where}.target",
            remedy='Set target to "outbox" (the default): the finished posts are then laid out to be posted by hand.',
        )
    access = settings.account(platform, chosen.account)
    if access is None:
        raise BadSettings(
            f"No token is set for the account {chosen.account!r} of {PLATFORMS[platform].title}.",
            where=f"{where}.target",
            remedy=f'Set REPRISE_{platform.upper()}_TOKEN in the environment, or set target to "outbox".',
        )
    return LIVE[platform](access, settings)
