"""`connect`: signs in to a platform for a site, and keeps what opens the account, encrypted."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Mapping, Sequence
from typing import IO

import click

from cli.output import console, errors
from cli.session import Session
from reprise.errors import BadInput
from reprise.store.accounts import AccountKey
from resources.accounts.connecting import Chosen, Connecting, Wish
from resources.accounts.dialect import Candidate, Question
from resources.accounts.registry import connector

_ANY = "any"


@click.command()
@click.argument("platform")
@click.option("--site", required=True, help="The site that posts to the account.")
@click.option("--account", help="Your name for the account, as in the site's file; by default its first there.")
@click.option("--instance", help="The server that the account is on: a Mastodon instance, a Bluesky PDS.")
@click.option("--page", is_flag=False, flag_value=_ANY, metavar="[ID]", help="Connect a page, perhaps this one.")
@click.option(
    "--organization", is_flag=False, flag_value=_ANY, metavar="[ID]",
    help="Connect an organisation's page instead of a member, perhaps this one.",
)  # fmt: skip
@click.option("--channel", metavar="ID", help="The channel, where the sign-in opens several or cannot tell.")
@click.option("--identifier", metavar="HANDLE", help="The account's handle, where a password opens it.")
@click.option(
    "--secret-file", type=click.File("r"), help="Read the bot's token or app password from a file (- for the input)."
)
@click.option("--no-browser", is_flag=True, help="Print the sign-in page's address instead of opening it.")
@click.option("--paste", is_flag=True, help="Paste the address that the browser ends at, instead of waiting for it.")
@click.option("--wait", type=click.FloatRange(1, 3600), default=300.0, show_default=True, help="Seconds to wait.")
@click.pass_obj
def connect(
    session: Session,
    platform: str,
    site: str,
    account: str | None,
    instance: str | None,
    page: str | None,
    organization: str | None,
    channel: str | None,
    identifier: str | None,
    secret_file: IO[str] | None,
    no_browser: bool,
    paste: bool,
    wait: float,
) -> None:
    """Connect an account: sign in at PLATFORM, choose the page, organisation or channel, and keep the permission.

    docs/accounts.md says for each platform which app is needed and what to set in the environment.
    """
    chosen_site = session.site(site)
    dialect = connector(platform)
    key = AccountKey(site, platform, account or chosen_site.accounts(platform)[0].name)
    kind, pick = _narrowed({"page": page, "organization": organization, "channel": channel})
    answers = {"channel": channel, "identifier": identifier, "secret": secret_file and secret_file.read().strip()}
    person = AtTerminal({name: text for name, text in answers.items() if text}, open_browser=not (no_browser or paste))
    wish = Wish(key, kind, pick, server=instance, paste=paste)
    found = Connecting(dialect, os.environ, person, wait).sign_in(wish)
    before = session.store.accounts.lookup(key)
    kept = session.accounts.keeping.keep(key, found)
    if before is not None and before.remote_id != kept.remote_id:
        console.print(f"This replaces {before.handle or before.remote_id}, which had this name before.", markup=False)
    _tell(key, found)
    if not chosen_site.posts_live(platform, key.name):
        hint = f"Its posts still go to the outbox: set platforms.{platform}.target to live in {site}.yaml."
        console.print(hint, markup=False)


def _narrowed(given: Mapping[str, str | None]) -> tuple[str | None, str | None]:
    named = {kind: value for kind, value in given.items() if value is not None}
    if len(named) > 1:
        raise BadInput(f"Only one of --{' and --'.join(named)} can be connected at once.", remedy="Leave one out.")
    for kind, value in named.items():
        return kind, None if value == _ANY else value
    return None, None


def _tell(key: AccountKey, found: Chosen) -> None:
    candidate = found.candidate
    handle = f" ({candidate.handle})" if candidate.handle and candidate.handle != candidate.title else ""
    console.print(f"Connected {key}: {candidate.kind} {candidate.title}{handle}", markup=False)
    for scope in found.missing:
        console.print(f"Not permitted, so it does not work: {scope.loses} ({scope.name}).", markup=False)


class AtTerminal:
    """The person at the terminal. What the options say already is not asked for."""

    def __init__(self, answers: Mapping[str, str], *, open_browser: bool) -> None:
        self._answers = answers
        self._open_browser = open_browser

    def open(self, address: str) -> None:
        if self._open_browser and webbrowser.open(address):
            errors.print("The sign-in page is open in your browser. Waiting for its answer …")
            return
        errors.print("Open this page and agree:")
        sys.stderr.write(f"{address}\n")
        sys.stderr.flush()

    def paste(self) -> str:
        """The address is no secret to its owner, but its code is: it is not shown again."""
        return str(click.prompt("Paste the address that the browser ended at", hide_input=True, err=True))

    def answer(self, question: Question) -> str:
        if question.name in self._answers:
            return self._answers[question.name]
        return str(click.prompt(question.text, hide_input=question.secret, err=True))

    def choose(self, candidates: Sequence[Candidate]) -> Candidate:
        for number, candidate in enumerate(candidates, start=1):
            errors.print(f"{number}  {candidate.kind} {candidate.title} ({candidate.remote_id})", markup=False)
        if not sys.stdin.isatty():
            raise BadInput("The sign-in opens several accounts.", remedy="Name one: --page, --organization, --channel.")
        picked = click.prompt("Which one", type=click.IntRange(1, len(candidates)), err=True)
        return candidates[picked - 1]
