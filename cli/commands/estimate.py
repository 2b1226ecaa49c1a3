"""`estimate`: what films will take before they are made."""

from __future__ import annotations

from dataclasses import asdict

import click

from cli.output import console, json_option, show
from cli.session import Session


@click.command()
@click.argument("names", nargs=-1, metavar="[ARTICLE|SITE]...")
@json_option
@click.pass_obj
def estimate(session: Session, names: tuple[str, ...], as_json: bool) -> None:
    """Say what the films of articles will take: seconds of film and of work, disk, credits.

    The speed is that of films made here before; until there is one, that of a machine with two cores.
    """
    from cli.commands.articles import chosen_articles
    from cli.estimating import estimates, in_all

    found = estimates(session, chosen_articles(session, names))
    rows = [{**asdict(each), "MB": each.bytes / 1e6, "films": len(each.presets)} for each in found]
    columns = ("article", "format", "state", "films", "film", "work", "MB", "credits")
    show(rows, columns, as_json=as_json, empty="No article's site makes films.")
    if found and not as_json:
        console.print(in_all(found))
