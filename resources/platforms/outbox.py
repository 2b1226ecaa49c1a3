"""The outbox: every post as a page that shows it the way its platform will, and the files to post it by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reprise.clock import Clock, SystemClock
from reprise.media import MediaStore
from reprise.sites import Site
from resources.platforms.base import OnHandle, Outgoing, Published, Reading


class Outbox:
    """A folder instead of a platform: one folder per post, and an index of them all.

    Args:
        root: the outbox's folder.
        platform: whose looks the posts get.
        site: for the name, colours and handle on the pages.
    """

    max_ids = 100

    def __init__(self, root: Path, platform: str, *, site: Site | None = None, clock: Clock | None = None) -> None:
        self.name = platform
        self.root = root
        self._site = site
        self._clock = clock or SystemClock()

    def publish(
        self, post: Outgoing, media: MediaStore, on_handle: OnHandle, *, done: tuple[str, ...] = ()
    ) -> Published:
        """Lay the post out in its folder; a folder that is there already is the answer."""
        raise NotImplementedError

    def metrics(self, remote_ids: Sequence[str]) -> list[Reading]:
        """Nothing: an outbox has no audience."""
        del remote_ids
        return []

    def close(self) -> None:
        """Nothing to let go of."""
