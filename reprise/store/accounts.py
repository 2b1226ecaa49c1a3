"""Connected accounts: who is connected how, until when, and who of several processes may refresh a token just now.

Secrets come in and go out only sealed; the network is never asked while a row is locked, a lease is held instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from reprise.clock import Clock
from reprise.errors import Conflict, NotFound
from reprise.notices.notice import Notice
from reprise.store.engine import serialize
from reprise.store.notices import raise_in
from reprise.store.records import Account, AccountState
from reprise.store.tables import AccountRow

_LEASE = "refreshing"
"""The one entry of `details` that is the store's own: who refreshes the token, until when."""


class AccountKey(NamedTuple):
    """What names an account: a site's word for it on a platform."""

    site: str
    platform: str
    name: str

    def __str__(self) -> str:
        return "/".join(self)


@dataclass(frozen=True)
class Connected:
    """What a sign-in brought. `sealed` are the encrypted secrets."""

    key: AccountKey
    remote_id: str
    kind: str
    sealed: str = field(repr=False)
    handle: str | None = None
    scopes: Sequence[str] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None


@dataclass(frozen=True)
class Refreshed:
    """What a refresh brought; `scopes` and `refresh_expires_at` None: as before."""

    sealed: str = field(repr=False)
    expires_at: datetime | None
    refresh_expires_at: datetime | None = None
    scopes: Sequence[str] | None = None


class ConnectedAccounts:
    """The accounts' table."""

    def __init__(self, sessions: sessionmaker[Session], readers: sessionmaker[Session], clock: Clock) -> None:
        self._sessions = sessions
        self._readers = readers
        self._clock = clock

    def connect(self, given: Connected) -> Account:
        """Keep a new account, or a new sign-in to one that is known."""
        now = self._clock.now()
        with self._sessions.begin() as session:
            serialize(session, "account", *given.key)
            row = session.get(AccountRow, given.key, with_for_update=True)
            if row is None:
                row = AccountRow(site=given.key.site, platform=given.key.platform, name=given.key.name)
                session.add(row)
            row.remote_id, row.handle, row.kind = given.remote_id, given.handle, given.kind
            row.state, row.problem = "connected", None
            row.scopes, row.details, row.secrets = list(given.scopes), dict(given.details), given.sealed
            row.expires_at, row.refresh_expires_at = given.expires_at, given.refresh_expires_at
            row.connected_at, row.refreshed_at, row.checked_at = now, None, now
            session.flush()
            return _account(row)

    def lookup(self, key: AccountKey) -> Account | None:
        """One account, or None."""
        with self._readers.begin() as session:
            row = session.get(AccountRow, key)
            return None if row is None else _account(row)

    def get(self, key: AccountKey) -> Account:
        """One account. Raises `NotFound`."""
        found = self.lookup(key)
        if found is None:
            raise _unknown(key)
        return found

    def find(
        self, *, site: str | None = None, platform: str | None = None, states: tuple[AccountState, ...] = ()
    ) -> tuple[Account, ...]:
        """The accounts that meet every given condition, by site, platform and name."""
        query = select(AccountRow).order_by(AccountRow.site, AccountRow.platform, AccountRow.name)
        equal = {AccountRow.site: site, AccountRow.platform: platform}
        query = query.where(*(column == value for column, value in equal.items() if value is not None))
        if states:
            query = query.where(AccountRow.state.in_(states))
        with self._readers.begin() as session:
            return tuple(_account(row) for row in session.scalars(query))

    def sealed(self, key: AccountKey) -> tuple[Account, str]:
        """An account with its encrypted secrets, as they belong together. Raises `NotFound`."""
        with self._readers.begin() as session:
            row = session.get(AccountRow, key)
            if row is None:
                raise _unknown(key)
            return _account(row), row.secrets

    def reseal(self, key: AccountKey, version: int, sealed: str) -> bool:
        """Put the same secrets, encrypted anew, in the place of those of this version; False if it has changed."""
        return self._change(key, version, secrets=sealed)

    def take_lease(self, key: AccountKey, version: int, lease: str, seconds: float, *, instead_of: str | None) -> bool:
        """Become the only one who may refresh this account's token, for so many seconds.

        False when the account has changed since `version`, or somebody else holds a lease that has not ended.
        `instead_of` names a lease to take over before its end, since its holder must be gone.
        """
        now = self._clock.now()
        try:
            with self._sessions.begin() as session:
                row = session.get(AccountRow, key)
                if row is None or row.version != version or row.state != "connected":
                    return False
                held = row.details.get(_LEASE)
                if held and held["id"] != instead_of and datetime.fromisoformat(held["until"]) > now:
                    return False
                until = now + timedelta(seconds=seconds)
                row.details = {**row.details, _LEASE: {"id": lease, "until": until.isoformat()}}
        except StaleDataError:
            return False
        return True

    def holder(self, key: AccountKey) -> str | None:
        """Who holds the lease, ended or not."""
        with self._readers.begin() as session:
            row = session.get(AccountRow, key)
            held = row.details.get(_LEASE) if row else None
            return held["id"] if held else None

    def drop_lease(self, key: AccountKey, lease: str, *, problem: str | None = None) -> None:
        """Give the lease back without a new token; `problem` is why there is none."""
        self._under_lease(key, lease, problem=problem)

    def note_refreshed(self, key: AccountKey, lease: str, fresh: Refreshed) -> Account:
        """Keep the new secrets and give the lease back. Raises `Conflict` when the lease is somebody else's by now."""
        values: dict[str, Any] = {"secrets": fresh.sealed, "expires_at": fresh.expires_at, "problem": None}
        if fresh.refresh_expires_at is not None:
            values["refresh_expires_at"] = fresh.refresh_expires_at
        if fresh.scopes is not None:
            values["scopes"] = list(fresh.scopes)
        now = self._clock.now()
        found = self._under_lease(key, lease, refreshed_at=now, checked_at=now, **values)
        if found is None:
            raise Conflict("Somebody else has refreshed it meanwhile.", where=str(key), remedy="Use what is there now.")
        return found

    def note_checked(self, key: AccountKey, *, problem: str | None = None) -> None:
        """Note that the platform was asked whether the account is well; `problem` None: it is."""
        with self._sessions.begin() as session:
            row = session.get(AccountRow, key, with_for_update=True)
            if row is not None:
                row.checked_at, row.problem = self._clock.now(), problem

    def mark_lost(
        self, key: AccountKey, version: int, how: Literal["expired", "revoked"], problem: str, notice: Notice
    ) -> bool:
        """The account cannot be used any more: note it, and tell it, in one transaction.

        False when the account has changed since `version` (somebody may have refreshed or connected it).
        """
        return self._change(key, version, notice=notice, state=how, problem=problem)

    def disconnect(self, key: AccountKey) -> Account:
        """Forget the secrets. Raises `NotFound`."""
        with self._sessions.begin() as session:
            row = session.get(AccountRow, key, with_for_update=True)
            if row is None:
                raise _unknown(key)
            row.state, row.secrets, row.problem = "disconnected", "", None
            row.expires_at = row.refresh_expires_at = None
            row.details = _own(row.details)
            session.flush()
            return _account(row)

    def _change(self, key: AccountKey, version: int, *, notice: Notice | None = None, **values: Any) -> bool:
        try:
            with self._sessions.begin() as session:
                row = session.get(AccountRow, key)
                if row is None or row.version != version:
                    return False
                for name, value in values.items():
                    setattr(row, name, value)
                row.details = _own(row.details)
                session.flush()
                if notice is not None:
                    raise_in(session, notice, self._clock.now())
        except StaleDataError:
            return False
        return True

    def _under_lease(self, key: AccountKey, lease: str, **values: Any) -> Account | None:
        with self._sessions.begin() as session:
            row = session.get(AccountRow, key, with_for_update=True)
            if row is None or row.details.get(_LEASE, {}).get("id") != lease:
                return None
            for name, value in values.items():
                setattr(row, name, value)
            row.details = _own(row.details)
            session.flush()
            return _account(row)


def _account(row: AccountRow) -> Account:
    values = {name: getattr(row, name) for name in Account.model_fields}
    return Account.model_validate({**values, "details": _own(row.details)})


def _own(details: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in details.items() if name != _LEASE}


def _unknown(key: AccountKey) -> NotFound:
    return NotFound(
        f"There is no account {key.name!r}.",
        where=f"{key.site}/{key.platform}",
        remedy=f"Connect it: reprise connect {key.platform} --site {key.site} --account {key.name}",
    )
