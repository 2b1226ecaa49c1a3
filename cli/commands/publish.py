"""`publish`: what the schedule does each minute, for installations that are run by cron."""

from __future__ import annotations

import sys

import click

from cli.output import console
from cli.session import Session


@click.command()
@click.pass_obj
def publish(session: Session) -> None:
    """Plan, look for what is in doubt, and send every post whose time has come, each once."""
    from cli.running import Runner
    from reprise.windows.queue import Queue

    tick = Queue(session.store, session.sites, session.clock).tick()
    if not tick.due and not tick.in_doubt:
        console.print("Nothing is due.")
        return
    ran = Runner(session).run("publish")
    for post in [*tick.due, *(session.store.posts.get(attempt.post) for attempt in tick.in_doubt)]:
        now = session.store.posts.get(post.id)
        console.print(f"{now.id}: {now.state} {now.url or now.problem or ''}".rstrip(), markup=False)
    for problem in ran.problems:
        console.print(problem, markup=False)
    sys.exit(0 if ran.success else 1)
