"""TikTok, played strictly: Content Posting and Display API v2 at `/tiktok/v2/…`, uploads at `/tiktok/video/`."""

from __future__ import annotations

from sandbox.kit import Kit
from sandbox.tiktok.platform import TikTok


def build(kit: Kit) -> TikTok:
    """TikTok over a kit, with one first account."""
    return TikTok(kit)
