"""The platforms whose accounts can be connected: one module and one line each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reprise.errors import NotFound
from resources.accounts import bluesky, facebook, instagram, linkedin, mastodon, telegram, tiktok, x, youtube
from resources.accounts.dialect import Connector

CONNECTORS: Mapping[str, Connector] = MappingProxyType(
    {
        module.CONNECTOR.name: module.CONNECTOR
        for module in (linkedin, x, facebook, instagram, tiktok, youtube, telegram, bluesky, mastodon)
    }
)


def connector(platform: str) -> Connector:
    """What connects accounts of a platform. Raises `NotFound`."""
    if platform not in CONNECTORS:
        raise NotFound(f"Accounts of {platform!r} cannot be connected.", remedy=f"Known: {', '.join(CONNECTORS)}.")
    return CONNECTORS[platform]
