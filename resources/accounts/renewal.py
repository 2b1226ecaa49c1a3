"""Renewing a token, by one process at a time: who comes second waits and takes the first one's token.

That is more than thrift: of some platforms a refresh token is good for one use, and using it twice ends everything.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace

from reprise.clock import Clock
from reprise.errors import Conflict
from reprise.notices import events
from reprise.store.accounts import AccountKey, Refreshed
from reprise.store.records import Account
from reprise.store.store import Store
from reprise.windows.failures import PlatformError
from resources.accounts.dialect import AccountLost, Connector, How, Opened, Tokens
from resources.accounts.registry import connector
from resources.accounts.settings import AppSettings, app_settings
from resources.accounts.vault import Vault

LEASE_SECONDS = 90.0
"""Longer than a refresh can take with all its time-outs."""
_LOOK_SECONDS = 0.25


class Renewals:
    """Opens accounts of the store, keeps their tokens alive, and notes when one is lost.

    Args:
        wait: pauses for so many seconds between two looks at somebody else's refresh.
    """

    def __init__(
        self,
        store: Store,
        vault: Vault,
        clock: Clock,
        env: Mapping[str, str],
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._env = env
        self._wait = wait

    def opened(self, key: AccountKey) -> Opened:
        """A connected account with its secrets. Raises `AccountLost` for one that is not; `BadSettings`, `NotFound`."""
        account, sealed = self._store.accounts.sealed(key)
        if account.state == "disconnected":
            raise _lost(key, "revoked", "It was disconnected.")
        if account.state != "connected":
            raise _lost(key, account.state, account.problem or "Its access has ended.")
        return Opened(account, self._vault.open(sealed, str(key)))

    def app(self, opened: Opened) -> AppSettings:
        """The app that an account was connected through, at the addresses that count for it."""
        account = opened.account
        dialect = connector(account.platform)
        server = account.details.get("url")
        app = app_settings(account.platform, self._env, dialect.hosts, dialect.version, server)
        if "client_secret" in opened.secrets:
            return replace(app, client_id=opened.secrets["client_id"], client_secret=opened.secrets["client_secret"])
        return app

    def renewed(self, key: AccountKey, refused: str) -> Opened:
        """The account with another token than `refused`: a new one, or one that somebody else got meanwhile.

        Where there is nothing to renew it is asked whether the token is dead after all; if not, it is the same.
        Raises `AccountLost` when only a person can mend it (noted, and told once), else another `PlatformError`.
        """
        lease = uuid.uuid4().hex
        watched, watched_for = None, 0.0
        while True:
            opened = self.opened(key)
            if opened.token != refused:
                return opened
            dialect = connector(key.platform)
            if not dialect.can_refresh(opened):
                return self._asked(dialect, key, opened)
            instead_of = watched if watched_for >= LEASE_SECONDS else None
            version = opened.account.version
            if self._store.accounts.take_lease(key, version, lease, LEASE_SECONDS, instead_of=instead_of):
                return self._refreshed(dialect, key, opened, lease)
            holder = self._store.accounts.holder(key)
            watched, watched_for = holder, watched_for + _LOOK_SECONDS if holder == watched else 0.0
            self._wait(_LOOK_SECONDS)

    def lose(self, key: AccountKey, account: Account, how: How, reason: str) -> None:
        """Note that an account is lost, unless it has changed meanwhile."""
        remedy = f"Connect it again: {how_to_connect(key)}"
        notice = events.account_lost(*key, how, reason, remedy)
        self._store.accounts.mark_lost(key, account.version, how, reason, notice)

    def _asked(self, dialect: Connector, key: AccountKey, opened: Opened) -> Opened:
        try:
            self._check(dialect, opened)
        except AccountLost as lost:
            raise self._given_up(key, opened, lost) from None
        self._store.accounts.note_checked(key)
        return opened

    def _check(self, dialect: Connector, opened: Opened) -> None:
        ends = opened.account.expires_at
        if ends is not None and ends <= self._clock.now():
            raise AccountLost("expired", f"The access ended at {ends:%Y-%m-%d %H:%M} UTC, and cannot be renewed.")
        dialect.check(self.app(opened), opened)

    def _refreshed(self, dialect: Connector, key: AccountKey, opened: Opened, lease: str) -> Opened:
        try:
            tokens = dialect.refresh(self._own_app(opened), opened)
        except AccountLost as lost:
            raise self._given_up(key, opened, lost) from None
        except BaseException as error:
            problem = (
                error.what if isinstance(error, PlatformError) else f"Renewing broke off ({type(error).__name__})."
            )
            self._store.accounts.drop_lease(key, lease, problem=problem)
            raise
        return self._kept(key, opened, tokens, lease)

    def _own_app(self, opened: Opened) -> AppSettings:
        """The app, unless the environment's is another one by now: its refusal would look like a lost account."""
        app, meant = self.app(opened), opened.account.details.get("client_id")
        if meant and meant != app.client_id:
            raise PlatformError(
                "auth",
                "The app that the account was connected through is not the one that is set now.",
                remedy=f"Set the client id {meant} again, or connect the account anew through the other app.",
            )
        return app

    def _kept(self, key: AccountKey, opened: Opened, tokens: Tokens, lease: str) -> Opened:
        now = self._clock.now()
        secrets = merged(opened.secrets, tokens)
        fresh = Refreshed(
            sealed=self._vault.seal(secrets, str(key)),
            expires_at=tokens.expires_at(now),
            refresh_expires_at=tokens.refresh_expires_at(now),
            scopes=tokens.scopes,
        )
        try:
            return Opened(self._store.accounts.note_refreshed(key, lease, fresh), secrets)
        except Conflict:
            return self.opened(key)

    def _given_up(self, key: AccountKey, opened: Opened, lost: AccountLost) -> AccountLost:
        """The account is lost, if it is still as we knew it; else raise what there is to say of it now."""
        account, sealed = self._store.accounts.sealed(key)
        if account.state == "connected" and self._vault.open(sealed, str(key)) == opened.secrets:
            ends = account.refresh_expires_at or account.expires_at
            over = lost.how == "revoked" and ends is not None and ends <= self._clock.now()
            how: How = "expired" if over else lost.how
            self.lose(key, account, how, lost.what)
            return _lost(key, how, lost.what)
        return _lost(key, lost.how, lost.what)


def merged(secrets: Mapping[str, str], tokens: Tokens) -> dict[str, str]:
    """What is kept after a refresh: a platform that sends no refresh token, or an empty one, takes none away."""
    refresh = {"refresh": tokens.refresh} if tokens.refresh else {}
    return {**secrets, **tokens.secrets, **refresh, "token": tokens.access}


def how_to_connect(key: AccountKey) -> str:
    return f"reprise connect {key.platform} --site {key.site} --account {key.name}"


def _lost(key: AccountKey, how: How, reason: str) -> AccountLost:
    lost = AccountLost(how, reason)
    lost.where = str(key)
    lost.remedy = f"Connect it again: {how_to_connect(key)}"
    return lost
