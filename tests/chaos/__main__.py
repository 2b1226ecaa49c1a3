"""`python -m tests.chaos`: at least 200 publications a platform under attack, counted, as a table.

Exit code 1 if any was lost, duplicated, or held though it could be found out.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tests.chaos.accounts import PLAYED
from tests.chaos.trial import Result, Trial
from tests.chaos.worker import Crew

console = Console(width=150)


@click.command()
@click.option("--posts", default=200, show_default=True, help="Publications for each platform.")
@click.option("--seed", default=7, show_default=True, help="Decides everything that goes wrong.")
@click.option("--account", "accounts", multiple=True, type=click.Choice(list(PLAYED)), help="Only this one.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Work here and leave it for a look.")
def main(posts: int, seed: int, accounts: tuple[str, ...], keep: Path | None) -> None:
    """Publish under attack and count what is on the accounts."""
    crew, results = Crew(), []
    with tempfile.TemporaryDirectory(prefix="reprise-chaos-") as temporary:
        for account in accounts or tuple(PLAYED):
            folder = (keep or Path(temporary)) / f"{account}-{seed}".replace(" ", "-")
            results.append(Trial(account, folder, seed, crew).run(posts))
            _tell(results[-1])
    console.print(_table(results))
    sys.exit(0 if all(result.passed for result in results) else 1)


def _tell(result: Result) -> None:
    """What a person should read at once: everything that is not as it should be."""
    console.print(f"{result.account}: {result.published} of {result.posts} published, {result.seconds:.0f} s")
    for line in (*result.duplicates, *result.losses, *(f"{k}: {v}" for k, v in result.wrongly_held.items())):
        console.print(f"  {line}", style="red", markup=False)


def _table(results: list[Result]) -> Table:
    table = Table(title=f"Publishing under attack, seed {results[0].seed if results else '-'}")
    for name in ("account", "posts", "published", "held", "duplicates", "losses", "kills", "double starts", "faults"):
        table.add_column(name, justify="left" if name == "account" else "right")
    for result in results:
        faults = sum(n for name, n in result.events.items() if name not in ("kill", "double start"))
        numbers = (result.posts, result.published, len(result.held), len(result.duplicates), len(result.losses))
        table.add_row(
            result.account, *map(str, numbers), str(result.events["kill"]), str(result.events["double start"]),
            str(faults), style=None if result.passed else "red",
        )  # fmt: skip
    return table


if __name__ == "__main__":
    main()
