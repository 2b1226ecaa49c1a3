"""`notify`: delivers what waits to be told, and tries out a site's channels."""

from __future__ import annotations

import sys

import click

from cli.output import console, errors
from cli.session import Session
from reprise.errors import BadSettings, RepriseError
from reprise.notices.delivering import Channel, Deliverer
from reprise.notices.events import trial
from reprise.notices.notice import Item, Message
from reprise.sites import Site


@click.command()
@click.option("--test", "site_id", metavar="SITE", help="Send a test message to every channel of this site, now.")
@click.pass_obj
def notify(session: Session, site_id: str | None) -> None:
    """Deliver the notices that wait, as the sensor `notifications` does; exit code 1 if something could not be told.

    With --test nothing that waits is touched: one message goes to each channel of the site, and every failure is
    shown with its remedy.
    """
    failed = _test(session, session.site(site_id)) if site_id else _deliver(session)
    sys.exit(1 if failed else 0)


def _channel(session: Session, site: Site, name: str) -> Channel:
    from resources.http import Fetcher
    from resources.notify import open_channel

    return open_channel(site, name, Fetcher(allow_private=session.settings.allow_private), session.clock)


def _test(session: Session, site: Site) -> bool:
    if not site.notifications:
        remedy = "Add a channel under `notifications:` in the site's file; see docs/notifications.md."
        raise BadSettings("It has no channel.", where=site.id, remedy=remedy)
    failed = False
    now = session.clock.now()
    for name in site.notifications:
        item = Item(notice=trial(site.name, now), at=now)
        message = Message(id=f"ntest{int(now.timestamp())}", source=site.name, zone=site.timezone, items=(item,))
        try:
            note = _channel(session, site, name).send(message)
        except RepriseError as error:
            failed = True
            errors.print(f"[red]{name}:[/] {error}", soft_wrap=True)
        else:
            console.print(f"{name}: delivered. {note or ''}".rstrip(), soft_wrap=True)
    return failed


def _deliver(session: Session) -> bool:
    def channel(site: Site, name: str) -> Channel:
        return _channel(session, site, name)

    done = Deliverer(session.store.notices, session.sites, channel, session.clock).run()
    for problem in done.problems:
        errors.print(f"[red]✗[/] {problem}", soft_wrap=True)
    console.print(str(done))
    return bool(done.again or done.given_up)
