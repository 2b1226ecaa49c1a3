"""`accounts` lists them with their health, `disconnect` takes one away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from math import floor
from typing import Any

import click

from cli.commands.review import by_option
from cli.output import console, errors, json_option, show
from cli.session import Session
from reprise.errors import BadInput
from reprise.store.accounts import AccountKey
from reprise.store.records import Account
from resources.accounts.environment import from_environment

_COLUMNS = ("site", "platform", "account", "handle", "state", "days left", "health", "paused")


@click.command()
@click.option("--site", help="Only this site's.")
@click.option("--platform", help="Only this platform's.")
@click.option("--check", is_flag=True, help="Ask each platform whether the account is well.")
@click.option(
    "--resume", is_flag=False, flag_value="", metavar="SITE/PLATFORM/ACCOUNT",
    help="Let an account go on that rests for some cause.",
)  # fmt: skip
@click.option("--rotate-key", is_flag=True, help="Encrypt all accounts' secrets with a new key.")
@by_option
@json_option
@click.pass_obj
def accounts(
    session: Session,
    site: str | None,
    platform: str | None,
    check: bool,
    resume: str | None,
    rotate_key: bool,
    by: str,
    as_json: bool,
) -> None:
    """List the accounts that are connected or named in the environment: until when, how they are, why they rest.

    `days left` is how long the access lasts. Access that is renewed by itself says so, with the days for which that can
    go on where the platform tells.
    """
    if resume is not None:
        _resume(session, resume, by)
        return
    if rotate_key:
        _rotate(session)
        return
    rows = [*_connected(session, site, platform, check), *_in_environment(session, site, platform)]
    show(rows, _COLUMNS, as_json=as_json, empty="No accounts. Connect one: reprise connect PLATFORM --site SITE")


@click.command()
@click.argument("platform")
@click.option("--site", required=True, help="The account's site.")
@click.option("--account", default="main", show_default=True, help="The account's name.")
@click.pass_obj
def disconnect(session: Session, platform: str, site: str, account: str) -> None:
    """Take an account's access back at the platform where that is possible, and forget it here."""
    key = AccountKey(site, platform, account)
    left = session.accounts.keeping.disconnect(key)
    console.print(f"Disconnected {key}.", markup=False)
    if left:
        console.print(left, markup=False)


def _connected(session: Session, site: str | None, platform: str | None, check: bool) -> Iterator[dict[str, Any]]:
    pauses = session.store.pauses.open()
    for found in session.store.accounts.find(site=site, platform=platform):
        key = AccountKey(found.site, found.platform, found.name)
        account = found
        if check and found.state == "connected":
            session.accounts.keeping.check(key)
            account = session.store.accounts.get(key)
        why = [pause.cause for pause in pauses if (pause.site, pause.platform, pause.account) == key]
        renews = account.state == "connected" and session.accounts.keeping.renews(key)
        yield _row(account, session.clock.now(), why, renews=renews)


def _row(account: Account, now: datetime, pauses: list[str], *, renews: bool) -> dict[str, Any]:
    access, refresh = _days(account.expires_at, now), _days(account.refresh_expires_at, now)
    checked = f"well on {account.checked_at:%Y-%m-%d}" if account.checked_at else "not checked"
    return {
        **account.model_dump(mode="json", exclude={"name", "details", "version"}),
        "account": account.name,
        "details": account.details,
        "access_days": access,
        "refresh_days": refresh,
        "days left": _left(access, refresh, renews) if account.state == "connected" else None,
        "renews": renews,
        "health": account.problem or (checked if account.state == "connected" else None),
        "paused": ", ".join(pauses) or None,
        "source": "store",
    }


def _in_environment(session: Session, site: str | None, platform: str | None) -> Iterator[dict[str, Any]]:
    """Accounts of the sites' files that only the environment opens."""
    from os import environ

    from reprise.social.rules import PLATFORMS

    for place in session.sites.values():
        for name in PLATFORMS:
            if site not in (None, place.id) or platform not in (None, name):
                continue
            for settings in place.accounts(name):
                key = AccountKey(place.id, name, settings.name)
                known = session.store.accounts.lookup(key)
                found = from_environment(name, settings.name, environ)
                if found and (known is None or known.state == "disconnected") and settings.target == "live":
                    yield {
                        "site": place.id, "platform": name, "account": settings.name, "handle": found.handle,
                        "state": "environment", "health": "not checked", "source": "environment",
                    }  # fmt: skip


def _left(access: int | None, refresh: int | None, renews: bool) -> str:
    if access is None:
        return "no end"
    if not renews:
        return str(access)
    return "renewed" if refresh is None else f"{refresh}, renewed"


def _days(ends: datetime | None, now: datetime) -> int | None:
    return None if ends is None else floor((ends - now).total_seconds() / 86_400)


def _resume(session: Session, text: str, by: str) -> None:
    parts = text.split("/")
    if len(parts) != 3:
        resting = {f"{pause.site}/{pause.platform}/{pause.account}" for pause in session.store.pauses.open()}
        there = f"These rest: {', '.join(sorted(resting))}." if resting else "None rests."
        what = f"{text!r} is no account." if text else "Which account shall go on is not said."
        raise BadInput(what, remedy=f"{there} Write it like my-magazine/linkedin/main.")
    site, platform, account = parts
    ended = session.store.pauses.end(site, platform, account, by)
    console.print(f"{text} goes on." if ended else f"{text} did not rest.", markup=False)


def _rotate(session: Session) -> None:
    done = session.accounts.keeping.rotate_key()
    console.print(f"The secrets of {done.sealed} accounts are encrypted with the new key.")
    for problem in done.problems:
        errors.print(problem, markup=False)
    if done.problems:
        raise BadInput("Not all could be encrypted anew; the old key is kept.", remedy="Mend what is said above.")
