"""Connecting an account: sign in, choose which one, see what was permitted, keep it. Whoever talks to the person brings
a `Person`."""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from reprise.errors import BadInput
from reprise.store.accounts import AccountKey, Connected
from reprise.windows.failures import PlatformError
from resources.accounts.callback import Answer, Callback, read_answer
from resources.accounts.dialect import Browser, Candidate, Connector, Direct, Question, Scope, Tokens
from resources.accounts.oauth import new_verifier
from resources.accounts.settings import CALLBACK_PORT, AppSettings, app_settings


class Person(Protocol):
    """The one who connects an account."""

    def open(self, address: str) -> None:
        """Show the sign-in page, or its address."""
        ...

    def paste(self) -> str:
        """The address that the browser ended at."""
        ...

    def answer(self, question: Question) -> str: ...

    def choose(self, candidates: Sequence[Candidate]) -> Candidate:
        """One of several accounts."""
        ...


@dataclass(frozen=True)
class Wish:
    """What is to be connected. `kind` and `id` narrow down the account; `server` is its instance or PDS."""

    key: AccountKey
    kind: str | None = None
    id: str | None = None
    server: str | None = None
    paste: bool = False


@dataclass(frozen=True)
class Chosen:
    """The account that was chosen, and what does not work because a permission is missing."""

    candidate: Candidate
    tokens: Tokens
    app: AppSettings
    missing: tuple[Scope, ...] = ()


class Connecting:
    """One sign-in on one platform."""

    def __init__(self, dialect: Connector, env: Mapping[str, str], person: Person, wait_seconds: float = 300.0) -> None:
        self._dialect = dialect
        self._env = env
        self._person = person
        self._wait_seconds = wait_seconds

    def sign_in(self, wish: Wish) -> Chosen:
        """Everything up to what is kept. Raises `RepriseError`; nothing is stored."""
        dialect = self._dialect
        server = _server(wish.server) if wish.server else None
        app = app_settings(dialect.name, self._env, dialect.hosts, dialect.version, server)
        asked = asked_scopes(dialect, app, wish.kind)
        if isinstance(dialect, Browser):
            app = dialect.prepare(app)
            tokens = self._by_browser(dialect, app, asked, wish.paste)
        else:
            assert isinstance(dialect, Direct)
            answers = {question.name: self._person.answer(question) for question in dialect.questions}
            tokens = dialect.sign_in(app, answers)
        if tokens.scopes is None:
            tokens = replace(tokens, scopes=asked)
        missing = missing_scopes(dialect, tokens.scopes or (), wish.kind)
        if any(scope.required for scope in missing):
            raise _not_enough(dialect, missing)
        candidate = self._choose(dialect.candidates(app, tokens), wish)
        return Chosen(candidate, tokens, app, missing)

    def _by_browser(self, dialect: Browser, app: AppSettings, scopes: Sequence[str], paste: bool) -> Tokens:
        state, verifier = random.token_urlsafe(24), new_verifier()
        address = dialect.authorization(app, scopes, state, verifier)
        return dialect.exchange(app, self._answer(app, address, state, paste).code, verifier)

    def _answer(self, app: AppSettings, address: str, state: str, paste: bool) -> Answer:
        if paste:
            self._person.open(address)
            return read_answer(self._person.paste(), state)
        parts = urlsplit(app.redirect)
        port = (parts.port or 80) if app.redirects_to_loopback else CALLBACK_PORT
        with Callback(port, parts.path, state, self._wait_seconds) as callback:
            self._person.open(address)
            return callback.wait()

    def _choose(self, candidates: Sequence[Candidate], wish: Wish) -> Candidate:
        of_kind = [each for each in candidates if wish.kind in (None, each.kind)]
        if wish.id:
            of_kind = [each for each in of_kind if _is_named(each, wish.id)]
        if not of_kind:
            wanted = " ".join(word for word in (wish.kind, wish.id) if word)
            there = ", ".join(f"{each.title} ({each.kind} {each.remote_id})" for each in candidates)
            raise BadInput(
                f"This sign-in opens no account like {wanted or 'that'}.",
                where=str(wish.key),
                remedy=f"It opens: {there or 'none'}.",
            )
        return of_kind[0] if len(of_kind) == 1 else self._person.choose(of_kind)


def _is_named(candidate: Candidate, name: str) -> bool:
    """By its id, by the last part of a URN, or by its handle in whatever form people copy it."""
    names = {candidate.remote_id, candidate.remote_id.rpartition(":")[2], (candidate.handle or "").casefold()}
    return name in names or name.rpartition("/")[2].removeprefix("@").casefold() in names


def connected(key: AccountKey, chosen: Chosen, sealed: str, now: datetime) -> Connected:
    """What the store keeps of a sign-in, its secrets sealed."""
    candidate, tokens = chosen.candidate, chosen.candidate.tokens or chosen.tokens
    app = {} if "client_id" in tokens.secrets or not chosen.app.client_id else {"client_id": chosen.app.client_id}
    return Connected(
        key,
        remote_id=candidate.remote_id,
        kind=candidate.kind,
        sealed=sealed,
        handle=candidate.handle,
        scopes=tokens.scopes or (),
        details={**tokens.details, **candidate.details, **app},
        expires_at=tokens.expires_at(now),
        refresh_expires_at=tokens.refresh_expires_at(now),
    )


def asked_scopes(dialect: Connector, app: AppSettings, kind: str | None) -> tuple[str, ...]:
    """The permissions to ask for: those of the environment, else all that help the kind of account."""
    return app.scopes or tuple(scope.name for scope in dialect.scopes if _helps(scope, kind))


def missing_scopes(dialect: Connector, granted: Sequence[str], kind: str | None) -> tuple[Scope, ...]:
    """What was asked for and not granted. A wider permission covers its parts: `write` covers `write:media`."""
    have = set(granted)
    return tuple(
        scope
        for scope in dialect.scopes
        if _helps(scope, kind) and scope.name not in have and scope.name.partition(":")[0] not in have
    )


def _helps(scope: Scope, kind: str | None) -> bool:
    return not scope.kinds or (kind or "person") in scope.kinds


def _not_enough(dialect: Connector, missing: Sequence[Scope]) -> PlatformError:
    lost = "; ".join(f"{scope.loses} needs {scope.name}" for scope in missing if scope.required)
    return PlatformError(
        "permission",
        f"The permissions are not enough: {lost}.",
        where=dialect.name,
        remedy="Start again and agree to all of them; the app must be allowed to ask for them at the platform.",
    )


def _server(given: str) -> str:
    """An instance as people write it: a bare host means https."""
    address = given if "://" in given else f"https://{given}"
    parts = urlsplit(address)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname or parts.scheme not in ("https", *(("http",) if local else ())):
        raise BadInput(f"{given!r} is not the address of a server.", remedy="Write it like https://mastodon.social.")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def secrets_of(chosen: Chosen) -> dict[str, str]:
    """What is sealed: the account's own tokens, and what else opens it."""
    tokens = chosen.candidate.tokens or chosen.tokens
    refresh = {"refresh": tokens.refresh} if tokens.refresh else {}
    return {**tokens.secrets, **refresh, "token": tokens.access}
