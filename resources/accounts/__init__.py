"""Accounts on the platforms: how they are connected, kept alive, and opened for the clients. One module and one line of
the registry for each platform."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from reprise.clock import Clock
from reprise.store.store import Store
from resources.accounts.access import Accounts
from resources.accounts.vault import Vault

__all__ = ["Accounts", "Vault", "open_accounts"]

KEY_FILE = "secret.key"


def open_accounts(store: Store, home: Path, clock: Clock, env: Mapping[str, str] = os.environ) -> Accounts:
    """The accounts of the installation in `home`, whose key is in the file `secret.key` unless REPRISE_KEY is set."""
    return Accounts(store, Vault(home / KEY_FILE, env), clock=clock, env=env)
