"""How the platforms' clients get at an account: from the store, with a token that renews itself, else from the
environment."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from reprise.clock import Clock
from reprise.store.accounts import AccountKey
from reprise.store.store import Store
from reprise.windows.failures import PlatformError
from resources.accounts.dialect import AccountLost, Opened
from resources.accounts.environment import details as chosen
from resources.accounts.environment import from_environment
from resources.accounts.keeping import Keeping
from resources.accounts.registry import CONNECTORS
from resources.accounts.renewal import Renewals
from resources.accounts.settings import base_urls
from resources.accounts.upkeep import Upkeep
from resources.accounts.vault import Vault
from resources.platforms.access import Access

SOON = timedelta(minutes=2)
"""A token that ends sooner is renewed before it is handed out."""

_OPENS_ONLY_ITSELF = ("token", "refresh")


class Accounts:
    """The accounts of one installation.

    Args:
        wait: pauses for so many seconds while another process renews a token.
    """

    def __init__(
        self,
        store: Store,
        vault: Vault,
        *,
        clock: Clock,
        env: Mapping[str, str] = os.environ,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._clock = clock
        self._env = env
        self.renewals = Renewals(store, vault, clock, env, wait)
        self.keeping = Keeping(store, vault, clock, self.renewals)
        self.upkeep = Upkeep(store, self.renewals, clock)

    def access(self, site_id: str, platform: str, account: str) -> Access | None:
        """What opens an account; None where it is neither connected nor in the environment.

        Raises `PlatformError` (auth) for one that is expired or revoked, `BadSettings` when its secrets cannot be read.
        """
        key = AccountKey(site_id, platform, account)
        known = self._store.accounts.lookup(key) if platform in CONNECTORS else None
        if known is None or known.state == "disconnected":
            return from_environment(platform, account, self._env)
        return self._access(key, self._fresh(key))

    def _fresh(self, key: AccountKey) -> Opened:
        opened = self.renewals.opened(key)
        ends, now = opened.account.expires_at, self._clock.now()
        if ends is None or ends - now > SOON:
            return opened
        try:
            return self.renewals.renewed(key, opened.token)
        except AccountLost:
            raise
        except PlatformError:
            if ends <= now:
                raise
            return opened  # it still opens the account for a moment, and the next one who asks may have more luck

    def _access(self, key: AccountKey, opened: Opened) -> Access:
        account = opened.account
        current = opened.token

        def renew() -> str:
            nonlocal current
            current = self.renewals.renewed(key, current).token
            return current

        server = {"": account.details["url"]} if "url" in account.details else {}
        return Access(
            opened.token,
            remote_id=account.remote_id,
            handle=account.handle,
            base_urls={**server, **base_urls(key.platform, self._env, key.name)},
            details={
                **account.details,
                "kind": account.kind,
                "scopes": " ".join(account.scopes),
                **chosen(key.platform, key.name, self._env),
            },
            secrets={name: value for name, value in opened.secrets.items() if name not in _OPENS_ONLY_ITSELF},
            renew=renew,
        )
