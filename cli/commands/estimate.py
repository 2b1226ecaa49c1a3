"""`estimate`: what films, and posts by models, will take before they are made."""

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
    """Say what films of articles, and posts that models write, will take: seconds of film and of work, disk, US dollars
    of the site's providers, credits.

    The speed is that of films made here before; until there is one, that of a machine with two cores. Dollars are by
    what questions to the same model came to here before; until there are some, by their length. No model is asked.
    """
    from cli.commands.articles import chosen_articles
    from cli.estimating import estimates, in_all

    found = estimates(session, chosen_articles(session, names))
    rows = [{**asdict(each), "MB": each.bytes / 1e6, "films": len(each.presets), "USD": each.usd} for each in found]
    columns = ["article", "format", "state", "films", "film", "work", "MB", "credits"]
    if any(each.expenses for each in found):
        columns.append("USD")
        rows = [{**row, "USD": f"{row['usd']:.4f}"} for row in rows] if not as_json else rows
    show(rows, columns, as_json=as_json, empty="No article's site makes films.")
    if as_json or not found:
        return
    console.print(in_all(found))
    for line in dict.fromkeys(line for each in found for line in each.unknown):
        console.print(f"[yellow]Not counted:[/] {line}", soft_wrap=True)
