"""The demo's accounts: each site's own wherever it posts live, made in the sandbox and connected through the platform's
own sign-in, as an editor would connect them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import httpx

from cli.session import Session
from reprise.errors import BadSettings
from reprise.sites import Site
from reprise.store.accounts import AccountKey
from resources.accounts.connecting import Chosen, Connecting, Wish
from resources.accounts.dialect import Candidate, Question
from resources.accounts.registry import connector
from sandbox.oauth_state import FIRST_CLIENT, FIRST_SECRET, REDIRECTS
from sandbox.process import SandboxProcess

_PASTED = next(address for address in REDIRECTS if address.startswith("https"))


@dataclass(frozen=True)
class Seat:
    """How accounts look on one platform; `{n}` in any of it stands for a number.

    Args:
        id: the account's, as the sandbox's desk and its audience know it.
        details: what else it is made from.
        kind: what is connected, where the sign-in opens several kinds.
        person: who signs in, where it is not the account itself.
        secret: what is told instead of a sign-in page: a password, a bot's token.
    """

    id: str
    handle: str
    details: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None
    person: str | None = None
    secret: str | None = None


SEATS: Mapping[str, Seat] = MappingProxyType(
    {
        "x": Seat("100020{n}", "reprise_demo_{n}"),
        "linkedin": Seat(
            "120{n}", "reprise-demo-{n}", {"kind": "organization", "admin": "sandboxM1"}, "organization", "sandboxM1"
        ),
        "facebook": Seat("220{n}", "reprise.demo.{n}", {"user": "1001"}, "page", "1001"),
        "instagram": Seat("320{n}", "reprise_demo_{n}"),
        "tiktok": Seat("sandbox-open-id-{n}", "reprise_demo_{n}"),
        "youtube": Seat("UCsandboxdemo{n}", "reprise_demo_{n}"),
        "mastodon": Seat("10900000000000020{n}", "reprise_demo_{n}"),
        "bluesky": Seat("did:plc:sandboxreprisedemo22{n}", "reprise{n}.test", secret="demo-pass-word-{n}"),
        "telegram": Seat(
            "-100100000020{n}", "reprise_demo_{n}", secret="12345{n}:sandbox-demo-bot-of-the-channel-no-{n}"
        ),
    }
)
"""The platforms on which the demo has accounts."""


@dataclass(frozen=True)
class Resident:
    """A site's account: the number of its seat and where its audience lives."""

    key: AccountKey
    site: Site
    number: int

    @property
    def seat(self) -> Seat:
        return SEATS[self.key.platform]

    @property
    def id(self) -> str:
        return self.filled(self.seat.id)

    def filled(self, text: str) -> str:
        return text.replace("{n}", str(self.number))


def residents(session: Session) -> Iterator[Resident]:
    """The accounts that the demo has: those that the sites' files call live, on platforms that have a seat."""
    for platform in SEATS:
        live = (
            (site, account)
            for site in session.sites.values()
            for account in site.accounts(platform)
            if account.enabled and account.target == "live"
        )
        for number, (site, account) in enumerate(live):
            yield Resident(AccountKey(site.id, platform, account.name), site, number)


def move_in(session: Session, sandbox: SandboxProcess) -> tuple[Resident, ...]:
    """Make and connect every account that is not connected yet; all of them.

    Raises `BadSettings` where real accounts are connected: the demo would spoil them.
    """
    _refuse_real_ones(session)
    found = tuple(residents(session))
    for resident in found:
        if session.store.accounts.lookup(resident.key) is None:
            _make(sandbox, resident)
            session.accounts.keeping.keep(resident.key, _signed_in(sandbox, resident))
    return found


def _refuse_real_ones(session: Session) -> None:
    for account in session.store.accounts.find():
        if not account.details.get("url", "").startswith("http://127.0.0.1:"):
            raise BadSettings(
                f"Real accounts are connected here ({account.site}/{account.platform}/{account.name}).",
                where=str(session.settings.home),
                remedy="Let the demo have a home of its own: REPRISE_HOME=.reprise-demo make demo",
            )


def _make(sandbox: SandboxProcess, resident: Resident) -> None:
    seat, site = resident.seat, resident.site
    given = {name: resident.filled(value) for name, value in seat.details.items()}
    given |= {"id": resident.id, "handle": resident.filled(seat.handle), "name": site.name, "zone": site.timezone}
    if seat.secret:
        given["token"] = resident.filled(seat.secret)
    order(sandbox, resident.key.platform, "accounts", given)


def _signed_in(sandbox: SandboxProcess, resident: Resident) -> Chosen:
    seat, platform = resident.seat, resident.key.platform
    dialect, url, name = connector(platform), sandbox.url_of(platform), platform.upper()
    app = {f"REPRISE_{name}_URL": url, "REPRISE_REDIRECT_URL": _PASTED}
    if dialect.needs_app:
        app |= {f"REPRISE_{name}_CLIENT_ID": FIRST_CLIENT, f"REPRISE_{name}_CLIENT_SECRET": FIRST_SECRET}
    if not seat.secret:
        order(sandbox, platform, "oauth", {"account": seat.person or resident.id})
    secret, handle = resident.filled(seat.secret or ""), resident.filled(seat.handle)
    editor = Editor({"secret": secret, "identifier": handle, "channel": resident.id})
    server = url if dialect.per_server else None
    wish = Wish(resident.key, seat.kind, resident.id if seat.person else None, server, paste=True)
    return _at_home(Connecting(dialect, app, editor).sign_in(wish), url)


def _at_home(chosen: Chosen, url: str) -> Chosen:
    """The sign-in with all that belongs to it: its app and its address are the sandbox's, whoever opens it later."""
    own = {"client_id": chosen.app.client_id, "client_secret": chosen.app.client_secret} if chosen.app.client_id else {}

    def owning(secrets: Mapping[str, str]) -> dict[str, str]:
        return {**own, **secrets}

    tokens = replace(chosen.tokens, secrets=owning(chosen.tokens.secrets))
    candidate = replace(chosen.candidate, details={**chosen.candidate.details, "url": url})
    if candidate.tokens is not None:
        candidate = replace(candidate, tokens=replace(candidate.tokens, secrets=owning(candidate.tokens.secrets)))
    return replace(chosen, tokens=tokens, candidate=candidate)


@dataclass(frozen=True)
class Editor:
    """Agrees to whatever the page asks, and hands on the address that it ends at."""

    answers: Mapping[str, str]
    ended_at: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.ended_at.append(httpx.get(address, trust_env=False).headers["location"])

    def paste(self) -> str:
        return self.ended_at[-1]

    def answer(self, question: Question) -> str:
        return self.answers[question.name]

    def choose(self, candidates: Sequence[Candidate]) -> Candidate:
        return candidates[0]


def order(sandbox: SandboxProcess, platform: str, what: str, given: Mapping[str, Any]) -> None:
    """Tell the sandbox's desk. Raises `httpx.HTTPError` when it does not understand."""
    url = f"{sandbox.url}/_sandbox/{platform}/{what}"
    httpx.post(url, json=dict(given), timeout=30, trust_env=False).raise_for_status()
