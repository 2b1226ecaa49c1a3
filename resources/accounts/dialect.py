"""What connecting an account means on every platform: the values that pass between a person, a platform and the store,
and what each platform's own module has to be able to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol, runtime_checkable

from reprise.store.records import Account
from reprise.windows.failures import PlatformError
from resources.accounts.settings import AppSettings

How = Literal["expired", "revoked"]


class AccountLost(PlatformError):
    """The account's access has ended for good; only a new sign-in by a person brings it back."""

    def __init__(self, how: How, message: str, *, secrets: Sequence[str] = ()) -> None:
        super().__init__("auth", message, secrets=secrets)
        self.how: How = how


@dataclass(frozen=True)
class Scope:
    """One permission. `loses` is what does not work without it; `required`: nothing works. `kinds` are the kinds of
    account it is asked for, empty for all."""

    name: str
    loses: str
    required: bool = False
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tokens:
    """What a platform gave. `secrets` are what else opens the account, `details` facts about it, none secret.

    `refresh` None: it gave none (which never means that an earlier one is void). `scopes` None: it did not say.
    """

    access: str = field(repr=False)
    refresh: str | None = field(default=None, repr=False)
    seconds: float | None = None
    refresh_seconds: float | None = None
    scopes: tuple[str, ...] | None = None
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    details: Mapping[str, str] = field(default_factory=dict)

    def expires_at(self, now: datetime) -> datetime | None:
        return None if self.seconds is None else now + timedelta(seconds=self.seconds)

    def refresh_expires_at(self, now: datetime) -> datetime | None:
        return None if self.refresh_seconds is None else now + timedelta(seconds=self.refresh_seconds)


@dataclass(frozen=True)
class Candidate:
    """An account that the sign-in opens: a person, a page, an organisation, a channel.

    `tokens` replaces the sign-in's own where this account has one of its own.
    """

    remote_id: str
    kind: str
    title: str
    handle: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    tokens: Tokens | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Question:
    """What a platform without a sign-in page has to be told. `name` is the option that answers it."""

    name: str
    text: str
    secret: bool = False


@dataclass(frozen=True)
class Opened:
    """An account of the store with its secrets."""

    account: Account
    secrets: Mapping[str, str] = field(repr=False)

    @property
    def token(self) -> str:
        return self.secrets["token"]

    @property
    def refresh_token(self) -> str | None:
        return self.secrets.get("refresh") or None


@dataclass(frozen=True)
class Upkeep:
    """When a token is renewed ahead. `before`: so long before its end; `age`: not younger than that (the platform
    refuses); `warn`: days before the end of an account that only a person can renew."""

    before: timedelta = timedelta(hours=6)
    age: timedelta = timedelta(0)
    warn: tuple[int, ...] = (7, 3, 1)


@runtime_checkable
class Connector(Protocol):
    """One platform's way in. All errors are `PlatformError`; `AccountLost` where only a person can mend it."""

    name: str
    scopes: tuple[Scope, ...]
    upkeep: Upkeep
    hosts: Mapping[str, str]
    version: str | None
    separator: str
    needs_app: bool
    per_server: bool

    def candidates(self, app: AppSettings, tokens: Tokens) -> Sequence[Candidate]:
        """The accounts that the sign-in opens."""
        ...

    def check(self, app: AppSettings, opened: Opened) -> None:
        """Ask the platform whether the account is well. Returns if it is."""
        ...

    def can_refresh(self, opened: Opened) -> bool:
        """Whether a new token can be had without a person."""
        ...

    def refresh(self, app: AppSettings, opened: Opened) -> Tokens:
        """A new token."""
        ...

    def revoke(self, app: AppSettings, opened: Opened) -> str | None:
        """Take the access back at the platform. None when that is done, else what a person has to do there."""
        ...


@runtime_checkable
class Browser(Connector, Protocol):
    """A platform whose sign-in is a page on its own site (OAuth 2.0)."""

    https_only: bool

    def prepare(self, app: AppSettings) -> AppSettings:
        """The app as it is after it has made itself known, where that is part of connecting."""
        ...

    def authorization(self, app: AppSettings, scopes: Sequence[str], state: str, verifier: str) -> str:
        """The address of the page on which a person agrees."""
        ...

    def exchange(self, app: AppSettings, code: str, verifier: str) -> Tokens:
        """Turn the page's answer into tokens."""
        ...


@runtime_checkable
class Direct(Connector, Protocol):
    """A platform that is told a token or a password by a person."""

    questions: tuple[Question, ...]

    def sign_in(self, app: AppSettings, answers: Mapping[str, str]) -> Tokens: ...
