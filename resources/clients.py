"""The clients of an installation: accounts opened from its store, limits shared through it, upload addresses sealed."""

from __future__ import annotations

import time
from pathlib import Path

from reprise.clock import Clock
from reprise.store.store import Store
from resources.accounts import KEY_FILE, Accounts, Vault
from resources.platforms import Clients, Edge

_OWNER = "uploads"


def open_clients(
    store: Store,
    home: Path,
    outbox: Path,
    clock: Clock,
    media_url: str | None = None,
    *,
    longest_pause: float = 30.0,
) -> Clients:
    """What opens the client of each account.

    Args:
        home: where the key of the accounts' secrets is.
        outbox: where posts are laid out that go to no platform.
        media_url: the public address of the media store.
        longest_pause: most seconds between two looks at media that a platform is at work on.
    """
    vault = Vault(home / KEY_FILE)
    edge = Edge(
        clock=clock,
        limits=store.limits,
        wait=lambda seconds: time.sleep(min(seconds, longest_pause)),
        media_url=media_url,
        seal=lambda text: vault.seal({"text": text}, _OWNER),
        unseal=lambda sealed: vault.open(sealed, _OWNER)["text"],
    )
    return Clients(outbox, Accounts(store, vault, clock=clock), edge)
