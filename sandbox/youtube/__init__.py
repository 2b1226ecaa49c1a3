"""YouTube, played strictly: Data API at `/youtube/youtube/v3/…`, uploads at `/youtube/upload/…`, Analytics at
`/youtube/v2/reports`."""

from __future__ import annotations

from sandbox.kit import Kit
from sandbox.youtube.platform import YouTube


def build(kit: Kit) -> YouTube:
    """YouTube over a kit, with one first channel."""
    return YouTube(kit)
