"""Every platform's conventions; a new platform is one module here and one line below."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reprise.social.conventions import (
    bluesky,
    facebook,
    instagram,
    linkedin,
    mastodon,
    telegram,
    tiktok,
    x,
    youtube,
)
from reprise.social.conventions.convention import Convention, Part

CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {
        module.CONVENTION.platform: module.CONVENTION
        for module in (linkedin, x, facebook, instagram, tiktok, youtube, telegram, bluesky, mastodon)
    }
)

__all__ = ["CONVENTIONS", "Convention", "Part"]
