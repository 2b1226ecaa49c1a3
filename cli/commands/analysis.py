"""`best-times`: what has been learned about when to post."""

from __future__ import annotations

import click

from cli.output import console, json_option, show
from cli.session import Session

_LABELS = {
    "prior": "too few posts to say (fewer than 10)",
    "thin": "some evidence (10 to 29 posts)",
    "own": "enough posts of its own (30 and more)",
}


@click.command("best-times")
@click.option("--site", help="Only this site's.")
@click.option("--platform", help="Only this platform's.")
@click.option("--top", default=10, show_default=True, help="Times for each account.")
@json_option
@click.pass_obj
def best_times(session: Session, site: str | None, platform: str | None, top: int, as_json: bool) -> None:
    """Show the posting times that do best, with how sure that is.

    An effect of +0.10 means about 10 % more interactions than the account's usual post.
    """
    from resources.warehouse import read_mart

    rows = [
        row
        for row in read_mart(session.settings, "mart_best_times")
        if site in (None, row["site"]) and platform in (None, row["platform"]) and row["best_rank"] <= top
    ]
    rows.sort(key=lambda row: (row["site"], row["platform"], row["account"], row["best_rank"]))
    shown = [
        {
            **row,
            "time": f"{row['weekday']} {row['hour_block']:02}–{row['hour_block'] + 2:02}",
            "effect": f"{row['expected_effect']:+.2f} ± {row['effect_sd']:.2f}",
        }
        for row in rows
    ]
    guessed = {(row["site"], row["platform"], row["account"]): row["sample"] for row in rows if row["label"] == "prior"}
    shown = [row for row in shown if row["label"] != "prior"]
    columns = ("site", "platform", "account", "time", "zone", "effect", "sample", "label")
    empty = "Nothing has been learned yet: posts need a day, and the learn job must have run."
    if as_json or shown or not guessed:
        show(rows if as_json else shown, columns, as_json=as_json, empty=empty)
    if as_json:
        return
    for (of, where, account), sample in guessed.items():
        console.print(f"{of} {where}/{account}: {_LABELS['prior']}, it has {sample}.", markup=False)
    for label in sorted({row["label"] for row in shown}):
        console.print(f"[dim]{label}: {_LABELS[label]}[/]")
