"""Renews what ends soon, ahead of time, and warns of what only a person can renew. The schedule calls it every hour."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import floor

from reprise.clock import Clock
from reprise.errors import RepriseError
from reprise.notices import events
from reprise.store.accounts import AccountKey
from reprise.store.records import Account
from reprise.store.store import Store
from resources.accounts.dialect import AccountLost, Opened
from resources.accounts.registry import CONNECTORS
from resources.accounts.renewal import Renewals, how_to_connect

BUDGET_SECONDS = 40.0
"""One look takes no longer; what is left is due at the next one."""


@dataclass(frozen=True)
class Report:
    """What one look came to, by account."""

    renewed: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    left: int = 0

    def __str__(self) -> str:
        parts = [
            f"{what}: {', '.join(which)}"
            for what, which in (("renewed", self.renewed), ("ending soon", self.warned), ("lost", self.lost))
            if which
        ]
        parts += self.problems
        parts += [f"{self.left} left for the next look"] if self.left else []
        return "; ".join(parts) or "Every account is well for now."


class Upkeep:
    """One look at all connected accounts, those that end first before the others."""

    def __init__(
        self, store: Store, renewals: Renewals, clock: Clock, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._renewals = renewals
        self._clock = clock
        self._elapsed = elapsed

    def tick(self) -> Report:
        """Renew and warn. One account's trouble stops no other's."""
        found = sorted(self._store.accounts.find(states=("connected",)), key=_by_end)
        started, done = self._elapsed(), 0
        outcomes: dict[str, list[str]] = {"renewed": [], "warned": [], "lost": [], "problems": []}
        for account in found:
            if self._elapsed() - started > BUDGET_SECONDS:
                break
            done += 1
            key = AccountKey(account.site, account.platform, account.name)
            what, text = self._look(key, account)
            if what:
                outcomes[what].append(text)
        return Report(**{name: tuple(texts) for name, texts in outcomes.items()}, left=len(found) - done)

    def _look(self, key: AccountKey, account: Account) -> tuple[str | None, str]:
        if key.platform not in CONNECTORS:
            return None, ""
        try:
            opened = self._renewals.opened(key)
            renews = CONNECTORS[key.platform].can_refresh(opened)
            if renews and self._is_due(account):
                self._renewals.renewed(key, opened.token)
                return "renewed", str(key)
            return self._warn(key, opened, renews)
        except AccountLost as lost:
            return "lost", f"{key} ({lost.what})"
        except RepriseError as error:
            return "problems", f"{key}: {error.what}"

    def _is_due(self, account: Account) -> bool:
        plan, now = CONNECTORS[account.platform].upkeep, self._clock.now()
        if account.expires_at is None or account.expires_at - now > plan.before:
            return False
        return now - (account.refreshed_at or account.connected_at) >= plan.age

    def _warn(self, key: AccountKey, opened: Opened, renews: bool) -> tuple[str | None, str]:
        """Tell of an end that no renewal moves: the refresh token's, or the token's own where there is none."""
        ends = opened.account.refresh_expires_at if renews else opened.account.expires_at
        if ends is None:
            return None, ""
        if ends <= self._clock.now():
            self._renewals.lose(key, opened.account, "expired", f"The access ended at {ends:%Y-%m-%d %H:%M} UTC.")
            return "lost", f"{key} (it ended)"
        days = floor((ends - self._clock.now()).total_seconds() / 86_400)
        if days > max(CONNECTORS[key.platform].upkeep.warn):
            return None, ""
        remedy = f"Connect it again before that: {how_to_connect(key)}"
        self._store.notices.raise_notice(events.account_expiring(*key, days, remedy))
        return "warned", f"{key} ({days} days)"


def _by_end(account: Account) -> tuple[bool, datetime]:
    return account.expires_at is None, account.expires_at or account.connected_at
