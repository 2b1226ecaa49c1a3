"""Times that people decide: many posts spread over days at once, one post now, one post at another time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from cli.commands.review import by_option
from cli.output import console, json_option, show
from cli.session import Session
from reprise.errors import BadInput, Conflict
from reprise.store.records import Post
from reprise.windows.lifecycle import State, allowed
from reprise.windows.moments import read_day, read_moment

if TYPE_CHECKING:
    from reprise.windows.planning import Account, Planning, Span
    from reprise.windows.plans import Plan


@click.command()
@click.option("--site", "site_id", required=True, help="The site whose posts are spread.")
@click.option("--platform", help="Only this platform's.")
@click.option("--account", "account_name", help="Only this account's.")
@click.option("--from", "first", metavar="DATE", help="The first day, such as 2026-06-01; by default from now on.")
@click.option("--days", default=28, show_default=True, type=click.IntRange(1, 365), help="How many days.")
@click.option("--approve", is_flag=True, help="Approve the drafts that get a time, exactly as they are.")
@click.option("--preview", is_flag=True, help="Show the table and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--why", is_flag=True, help="Say why each post gets its time.")
@by_option
@json_option
@click.pass_obj
def schedule(
    session: Session,
    site_id: str,
    platform: str | None,
    account_name: str | None,
    first: str | None,
    days: int,
    approve: bool,
    preview: bool,
    yes: bool,
    why: bool,
    by: str,
    as_json: bool,
) -> None:
    """Spread approved posts evenly over the best free times of the coming days and weeks.

    Shows them first, then asks. With --approve drafts take part and are approved when you agree.
    """
    from reprise.windows.planning import Planning

    site = session.site(site_id)
    planning = Planning(session.store, {site.id: site}, session.clock)
    posts = _to_spread(session, site_id, platform, account_name, drafts=approve)
    span = _span(session, first, days, site.zone, posts)
    plans = planning.preview_all({_account(post) for post in posts.values()}, span=span, drafts=approve)
    rows = _rows(plans, posts, site.zone)
    columns = ("when", "account", "type", "state", "article", "post", *(("why",) if why else ()))
    waiting = "" if approve else " Drafts take part with --approve."
    show(rows, columns, as_json=as_json, empty=f"No approved post waits for a time.{waiting}")
    placed = [row["post"] for row in rows if row["when"]]
    if preview or not placed:
        return
    if not yes and not click.confirm(f"Schedule {len(placed)} posts like this?", err=True):
        return
    if approve:
        _approve(session, [posts[post] for post in placed], by)
    _apply(session, planning, plans, span, placed, by)


def _to_spread(
    session: Session, site: str, platform: str | None, account: str | None, *, drafts: bool
) -> dict[str, Post]:
    states: tuple[State, ...] = ("draft", "approved") if drafts else ("approved",)
    found = session.store.posts.find(site=site, platform=platform, account=account, states=states)
    return {post.id: post for post in found if post.type != "video" or post.video is not None}


def _span(session: Session, first: str | None, days: int, zone: ZoneInfo, posts: dict[str, Post]) -> Span:
    from reprise.windows.planning import Span

    start = session.clock.now()
    if first is not None:
        day = datetime.combine(read_day(first), time(), tzinfo=zone)
        start = max(start, day.astimezone(UTC) - timedelta(seconds=1))  # midnight itself counts
    return Span(start, days, frozenset(posts))


def _rows(plans: dict[Account, Plan], posts: dict[str, Post], zone: ZoneInfo) -> list[dict[str, Any]]:
    rows = [
        (each.at, _row(posts[each.post], f"{each.at.astimezone(zone):%a %Y-%m-%d %H:%M}", each.why))
        for plan in plans.values()
        for each in plan.assignments
        if each.post in posts
    ]
    rows.sort(key=lambda pair: (pair[0], pair[1]["account"]))
    without = [
        _row(posts[each.post], None, each.reason)
        for plan in plans.values()
        for each in plan.unplaced
        if each.post in posts
    ]
    return [row for _, row in rows] + without


def _row(post: Post, when: str | None, why: str) -> dict[str, Any]:
    return {
        "when": when,
        "account": f"{post.platform}/{post.account}",
        "type": post.type,
        "state": post.state,
        "article": post.article,
        "post": post.id,
        "why": why,
    }


def _approve(session: Session, posts: Sequence[Post], by: str) -> None:
    for post in posts:
        if post.state == "draft" and not post.findings:  # left as a draft: somebody has to look at it alone
            session.store.posts.approve(post.id, by, version=post.version)


def _apply(
    session: Session, planning: Planning, plans: dict[Account, Plan], span: Span, placed: list[str], by: str
) -> None:
    from reprise.windows.planning import Span

    wanted = Span(span.start, span.days, frozenset(placed))
    for account in sorted(plans):
        planning.spread(account, wanted, by)
    now = [session.store.posts.get(post) for post in placed]
    done = [post for post in now if post.state == "scheduled"]
    console.print(f"{len(done)} posts are scheduled. Look at them: reprise queue --why")
    for post in now:
        if post.state != "scheduled":
            console.print(f"{post.id}: {post.state}; its time was taken meanwhile", markup=False)


@click.command("publish-now")
@click.argument("post_id")
@click.option("--anyway", is_flag=True, help="Though it is more, or sooner, than the account's limits allow.")
@by_option
@click.pass_obj
def publish_now(session: Session, post_id: str, anyway: bool, by: str) -> None:
    """Send an approved post with the next look at the queue, within a minute."""
    post = session.store.posts.get(post_id)
    now = session.clock.now()
    _give_time(session, post, now, "now", anyway=anyway, by=by)
    console.print(f"{post.id}: scheduled for now; it leaves with the next look at the queue")


@click.command()
@click.argument("post_id")
@click.argument("time_", metavar="TIME")
@click.option("--anyway", is_flag=True, help="Though it is more, or sooner, than the account's limits allow.")
@by_option
@click.pass_obj
def reschedule(session: Session, post_id: str, time_: str, anyway: bool, by: str) -> None:
    """Move a post to a time of your choice, in the site's zone: "2026-06-01 09:00", or "09:00" for the next one."""
    post = session.store.posts.get(post_id)
    zone = session.site(post.site).zone
    at = read_moment(time_, zone, session.clock.now())
    _give_time(session, post, at, f"{at.astimezone(zone):%a %Y-%m-%d %H:%M}", anyway=anyway, by=by)
    console.print(f"{post.id}: scheduled for {at.astimezone(zone):%a %Y-%m-%d %H:%M} {zone.key}")


def _give_time(session: Session, post: Post, at: datetime, named: str, *, anyway: bool, by: str) -> None:
    """Schedule a post by hand. Raises `Conflict` for what must not go out, `BadInput` for limits that are exceeded."""
    from reprise.windows.planning import Planning

    where, site = f"post {post.id}", session.site(post.site)
    _ensure_sendable(session, post)
    found = Planning(session.store, {site.id: site}, session.clock).objections(post, at)
    if found and not anyway:
        raise BadInput(" ".join(found), where=where, remedy="To have it so all the same, add --anyway.")
    why = f"{by} chose {named}" + (f" though: {' '.join(found)}" if found else "")
    change = session.store.posts.reschedule if post.state == "scheduled" else session.store.posts.schedule
    change(post.id, at, site.timezone, why, by, version=post.version)


def _ensure_sendable(session: Session, post: Post) -> None:
    where, store = f"post {post.id}", session.store
    if post.state not in ("approved", "scheduled", "failed"):
        told = {"draft": f"Approve it first: reprise approve post {post.id}", "held": f"reprise settle {post.id}"}
        raise Conflict(f"It is {post.state}.", where=where, remedy=told.get(post.state, allowed(post.state)))
    if not post.is_approved:
        raise Conflict("It is not approved as it is now.", where=where, remedy=f"reprise approve post {post.id}")
    if store.articles.is_withdrawn(post.article):
        raise Conflict("Its article was withdrawn.", where=where, remedy=f"Cancel it: reprise cancel {post.id}")
    account = session.site(post.site).account(post.platform, post.account)
    if not account.enabled:
        raise Conflict(f"{post.platform}/{post.account} is switched off.", where=where, remedy="Switch it on first.")
    pause = store.pauses.of(post.site, post.platform, post.account)
    if pause is not None:
        until = f"It goes on at {pause.until:%Y-%m-%d %H:%M} UTC." if pause.until else "Mend that first."
        raise Conflict(f"{post.platform}/{post.account} rests: {pause.reason}", where=where, remedy=until)


def _account(post: Post) -> Account:
    from reprise.windows.planning import account_of

    return account_of(post)
