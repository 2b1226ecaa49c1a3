"""`ingest` looks for articles, `run` makes things of them."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from cli.output import console, errors, progress, show, spoken
from cli.session import Session
from reprise.articles.intake import seed, take_in
from reprise.articles.withdrawal import look
from reprise.errors import NotFound, RepriseError
from reprise.sites import Site
from reprise.store.articles import WITHDRAWN, KnownArticle

if TYPE_CHECKING:
    from cli.running import Runner

STAGES = ("posts", "films")
LOOKS = 100
"""Articles of a site that `ingest` asks for at most."""


@dataclass(frozen=True)
class Made:
    """What became of one script's films."""

    article: str
    format: str
    problems: tuple[str, ...]
    seconds: float


@click.command()
@click.option("--site", "site_id", help="Look at one site only.")
@click.option("--seed", "as_seen", is_flag=True, help="Mark what is there as seen; nothing will be made of it.")
@click.pass_obj
def ingest(session: Session, site_id: str | None, as_seen: bool) -> None:
    """Look for new, edited and withdrawn articles.

    What is found is registered and becomes a partition in the UI; `reprise run` makes posts of it, or the sensors do.
    Articles that posts wait for are asked for too: one that is gone at two looks, a quarter of an hour apart, takes its
    posts out of the queue.
    """
    chosen = [session.site(site_id)] if site_id else list(session.sites.values())
    failed = not site_id and bool(session.broken_sites)
    for name, problem in session.broken_sites.items() if not site_id else ():
        errors.print(f"[red]{name}:[/] {problem}", soft_wrap=True)
    with progress("Reading", len(chosen)) as began:
        for site in chosen:
            began(site.id)
            try:
                console.print(_seed(session, site) if as_seen else _ingest(session, site))
            except RepriseError as error:
                failed = True
                errors.print(f"[red]{site.id}:[/] {error}", soft_wrap=True)
    sys.exit(1 if failed else 0)


def _seed(session: Session, site: Site) -> str:
    return f"{site.id}: {seed(site, session.source(site), session.store.articles)} articles marked as seen."


def _ingest(session: Session, site: Site) -> str:
    known = take_in(site, session.source(site), session.store.articles)
    waiting = [each.key for each in known if each.next_revision]
    if waiting:
        session.instance.add_dynamic_partitions("articles", waiting)
    gone = look({site.id: site}, session.source, session.store, limit=LOOKS)
    told = f"{site.id}: {len(known)} articles listed, {len(waiting)} new or edited."
    return f"{told} {gone}" if gone.asked or gone.silent else told


@click.command()
@click.argument("names", nargs=-1, metavar="[ARTICLE|SITE]...")
@click.option("--through", type=click.Choice(STAGES), default="posts", show_default=True, help="How far to go.")
@click.option("--waiting", is_flag=True, help="Only what is new or edited since it was last run.")
@click.option("--limit", type=click.IntRange(min=1), help="Take only so many of them.")
@click.option("--again", is_flag=True, help="Run the film jobs even where nothing has changed.")
@click.pass_obj
def run(session: Session, names: tuple[str, ...], through: str, waiting: bool, limit: int | None, again: bool) -> None:
    """Make posts, pictures and scripts of articles; with `--through films` their films too.

    Without a name, of all sites' articles. Look for articles with `reprise ingest` first. The jobs are those of the
    Dagster UI and are shown there. Nothing that is there already is made again.
    """
    chosen = chosen_articles(session, names, waiting)[:limit]
    if not chosen:
        console.print("Nothing to do." if waiting else "No articles are known yet. Look for some: reprise ingest")
        return
    from cli.running import Runner

    runner = Runner(session)
    failed = 0
    with progress("Preparing", len(chosen)) as began:
        for known in chosen:
            began(known.title)
            ran = runner.run("prepare", known.key, tags={"site": known.site, "article": known.key})
            if known.next_revision:  # only now: what is killed on the way stays new
                session.store.articles.confirm_requested([(known.key, known.next_revision)])
            failed += _tell(ran.problems)
    if through == "films":
        failed += _films(session, runner, chosen, again)
    _tell_what_is_there(session, chosen)
    if failed:
        count = "1 failure" if failed == 1 else f"{failed} failures"
        errors.print(f"[red]{count};[/] the rest was made. See the messages above, or the UI.")
    sys.exit(1 if failed else 0)


def chosen_articles(session: Session, names: tuple[str, ...], waiting: bool = False) -> list[KnownArticle]:
    """The articles that are named and those of the sites that are; all of them without a name."""
    everything = session.store.articles.list()
    wanted = []
    for name in names or tuple(session.sites):
        found = [known for known in everything if name == known.key or (name == known.site and _is_there(known))]
        if not found and name not in session.sites:
            raise NotFound(f"{name!r} is neither a site nor an article.", remedy="See `reprise posts` for keys.")
        wanted += [known for known in found if known.next_revision or not waiting]
    return wanted


def _is_there(known: KnownArticle) -> bool:
    """A withdrawn article is only made again when it is asked for by its key."""
    return known.state != WITHDRAWN


def _films(session: Session, runner: Runner, chosen: list[KnownArticle], again: bool) -> int:
    """Produce the approved scripts of the articles, each in a run of its own; how many steps failed.

    One that fails stops no other, and what is finished is not made again: to go on after a stop, run it again.
    """
    from assets_pipeline.jobs import PRODUCED
    from cli.estimating import estimates, in_all
    from cli.production import is_current, note_produced

    ready = [(known, fmt) for known in chosen for fmt in _approved(session, known)]
    due = [(known, fmt) for known, fmt in ready if again or not is_current(session, known.key, fmt)]
    if len(due) < len(ready):
        console.print(f"The films of {len(ready) - len(due)} scripts are as they would be made now.")
    planned = [each for each in estimates(session, chosen) if each.state == "to make"]
    if len(planned) > 1:
        console.print(in_all(planned))
    made: list[Made] = []
    with progress("Producing", len(due)) as began:
        for known, fmt in due:
            began(known.title)
            start = time.monotonic()
            tags = {"site": known.site, "article": known.key}
            ran = runner.run("produce", known.key, selection=PRODUCED[fmt], tags=tags)
            _tell(ran.problems)
            made.append(Made(known.key, fmt, ran.problems, time.monotonic() - start))
            if ran.success:
                note_produced(session, known.key, fmt)
    if len(made) > 1:
        _summarise(made)
    keys = {known.key for known in chosen}
    waiting = [version for version in session.store.scripts.waiting() if version.article in keys]
    if waiting:
        console.print(f"{len(waiting)} scripts wait for review: reprise scripts, then reprise approve script ARTICLE")
    return sum(len(each.problems) for each in made)


def _summarise(made: list[Made]) -> None:
    """What became of a batch: a line for each script, those that failed last."""
    ordered = sorted(made, key=lambda each: bool(each.problems))
    rows = [
        {
            "article": each.article,
            "format": each.format,
            "seconds": each.seconds,
            "result": "failed: " + each.problems[0].split(": ", 1)[-1][:90] if each.problems else "made",
        }
        for each in ordered
    ]
    show(rows, ("article", "format", "seconds", "result"), as_json=False, empty="")
    well = sum(not each.problems for each in made)
    total = sum(each.seconds for each in made)
    console.print(f"{well} of {len(made)} scripts produced in {spoken(total)}, {total / len(made):.0f} s each.")


def _approved(session: Session, known: KnownArticle) -> list[str]:
    """The formats whose films the site makes and whose script is approved."""
    formats = session.site(known.site).formats
    return [fmt for fmt in formats if session.store.scripts.approved(known.key, fmt)]


def _tell(problems: tuple[str, ...]) -> int:
    for problem in problems:
        errors.print(f"[red]✗[/] {problem}", soft_wrap=True, markup=True)
    return len(problems)


def _tell_what_is_there(session: Session, chosen: list[KnownArticle]) -> None:
    keys = {known.key for known in chosen}
    posts = [post for key in keys for post in session.store.posts.find(article=key)]
    states = sorted({post.state for post in posts})
    counts = ", ".join(f"{sum(post.state == state for post in posts)} {state}" for state in states)
    console.print(f"{len(chosen)} articles, {len(posts)} posts ({counts or 'none'}).")
