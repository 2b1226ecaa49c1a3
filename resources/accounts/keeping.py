"""What becomes of connected accounts: kept, checked, disconnected, and their secrets sealed with a new key."""

from __future__ import annotations

from dataclasses import dataclass

from reprise.clock import Clock
from reprise.errors import BadSettings, RepriseError
from reprise.notices import events
from reprise.store.accounts import AccountKey
from reprise.store.records import Account
from reprise.store.store import Store
from reprise.windows.failures import PlatformError
from resources.accounts.connecting import Chosen, connected, secrets_of
from resources.accounts.dialect import AccountLost
from resources.accounts.registry import connector
from resources.accounts.renewal import Renewals
from resources.accounts.vault import Vault

BY = "connect"


@dataclass(frozen=True)
class Rotation:
    """What a change of keys came to: accounts sealed anew, and why others could not be."""

    sealed: int
    problems: tuple[str, ...] = ()


class Keeping:
    """The accounts of the store, as the command line deals with them."""

    def __init__(self, store: Store, vault: Vault, clock: Clock, renewals: Renewals) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._renewals = renewals

    def keep(self, key: AccountKey, chosen: Chosen) -> Account:
        """Store what a sign-in brought. What was told of the account, and its pauses for want of access, are over."""
        sealed = self._vault.seal(secrets_of(chosen), str(key))
        account = self._store.accounts.connect(connected(key, chosen, sealed, self._clock.now()))
        self._store.notices.settle(events.account_key(*key))
        self._store.pauses.end(*key, by=BY)
        return account

    def renews(self, key: AccountKey) -> bool:
        """Whether the account's token is renewed without a person; not where its secrets cannot be read."""
        try:
            return connector(key.platform).can_refresh(self._renewals.opened(key))
        except RepriseError:
            return False

    def check(self, key: AccountKey) -> str | None:
        """Ask the platform whether the account is well; None if it is, else what is wrong.

        A token that is refused is renewed where that is possible; an account that is lost is noted as that.
        """
        try:
            opened = self._renewals.opened(key)
            dialect = connector(key.platform)
            try:
                dialect.check(self._renewals.app(opened), opened)
            except AccountLost:
                self._renewals.renewed(key, opened.token)
        except AccountLost as lost:
            return lost.what
        except RepriseError as error:
            if isinstance(error, PlatformError):
                self._store.accounts.note_checked(key, problem=error.what)
            return error.what
        self._store.accounts.note_checked(key)
        return None

    def disconnect(self, key: AccountKey) -> str | None:
        """Take the access back at the platform, and forget the secrets in any case. What is left to do there."""
        account = self._store.accounts.get(key)
        left = self._revoke(key) if account.state == "connected" else None
        self._store.accounts.disconnect(key)
        self._store.notices.settle(events.account_key(*key))
        return left

    def rotate_key(self) -> Rotation:
        """Seal every account's secrets with a new key. Old keys of the file go once nothing needs them any more: not as
        long as a post is under way, whose uploads go on with what was sealed with them."""
        found = self._store.accounts.find(states=("connected", "expired", "revoked"))
        if found and not self._vault.keys_are_in_the_environment:
            self._vault.add_key()
        sealed, problems = 0, []
        for account in found:
            try:
                sealed += self._seal_anew(AccountKey(account.site, account.platform, account.name))
            except BadSettings as error:
                problems.append(str(error))
        if found and not problems and not self._store.attempts.under_way():
            self._vault.forget_old_keys()
        return Rotation(sealed, tuple(problems))

    def _seal_anew(self, key: AccountKey) -> int:
        while True:
            account, sealed = self._store.accounts.sealed(key)
            if not sealed:
                return 0
            if self._store.accounts.reseal(key, account.version, self._vault.reseal(sealed, str(key))):
                return 1

    def _revoke(self, key: AccountKey) -> str | None:
        try:
            opened = self._renewals.opened(key)
            shared = self._also_opened(key, opened.account.details.get("owner"))
            if shared:
                return f"The platform was not told, because the same sign-in opens {', '.join(map(str, shared))}."
            return connector(key.platform).revoke(self._renewals.app(opened), opened)
        except RepriseError as error:
            return f"The platform could not be told ({error.what}) Remove the app in the account's settings there."

    def _also_opened(self, key: AccountKey, owner: str | None) -> list[AccountKey]:
        """Other accounts that the same person's sign-in opens: revoking would end them too."""
        found = self._store.accounts.find(platform=key.platform, states=("connected",))
        keys = [AccountKey(each.site, each.platform, each.name) for each in found if each.details.get("owner") == owner]
        return [each for each in keys if owner and each != key]
