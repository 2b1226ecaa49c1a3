"""`posts` lists them and shows one whole; `queue` shows what goes out next, and why then, and what finds no time."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import click

from cli.output import console, json_option, show
from cli.session import Session
from reprise.store.records import Post
from reprise.windows.lifecycle import State


@click.command()
@click.argument("post_id", required=False)
@click.option("--site", help="Only this site's.")
@click.option("--article", help="Only this article's, by its key.")
@click.option("--platform", help="Only this platform's.")
@click.option("--state", help="Only those in this state, for instance draft or published.")
@json_option
@click.pass_obj
def posts(
    session: Session,
    post_id: str | None,
    site: str | None,
    article: str | None,
    platform: str | None,
    state: Any,
    as_json: bool,
) -> None:
    """List posts, or show one with its history."""
    if post_id is not None:
        _show_one(session, session.store.posts.get(post_id), as_json)
        return
    states = (state,) if state else ()
    found = session.store.posts.find(site=site, article=article, platform=platform, states=states)
    rows = [
        {
            **post.model_dump(mode="json"),
            "time (UTC)": _time(post),
            "found": len(post.findings) or None,
            "text": post.texts[0].replace("\n", " ")[:60],
        }
        for post in sorted(found, key=lambda post: (_time(post) is None, _time(post)))
    ]
    found_some = ("found",) if any(row["found"] for row in rows) else ()
    columns = ("id", "platform", "account", "type", "state", "time (UTC)", "article", *found_some, "text")
    show(rows, columns, as_json=as_json, empty="No posts. Make some: reprise ingest, then reprise run")


def _time(post: Post) -> str | None:
    """When it went out, or is to."""
    moment = post.published_at or post.scheduled_at
    return f"{moment:%Y-%m-%d %H:%M}" if moment else None


def _show_one(session: Session, post: Post, as_json: bool) -> None:
    events = session.store.posts.events(post.id)
    if as_json:
        rows = [{**post.model_dump(mode="json"), "events": [event.model_dump(mode="json") for event in events]}]
        show(rows, (), as_json=True, empty="")
        return
    again = f", told again (cycle {post.cycle}, after {post.recycled_from})" if post.cycle else ""
    console.print(f"[bold]{post.platform}/{post.account} {post.type}[/] {post.id}  {post.state}{again}")
    for number, text in enumerate(post.texts, start=1):
        console.rule(f"{number}/{len(post.texts)}" if len(post.texts) > 1 else "", style="dim")
        console.print(text, markup=False)
    console.rule(style="dim")
    for finding in post.findings:
        console.print(f"not in the article ({finding.kind}): {finding}", markup=False, style="red")
    for picture in post.pictures:
        console.print(f"picture {session.settings.media / picture.media.key}\n  alt: {picture.alt}", markup=False)
    if post.video is not None:
        console.print(f"film {session.settings.media / post.video.media.key}", markup=False)
    if post.url:
        console.print(post.url)
    for event in events:
        console.print(f"[dim]{event.at:%Y-%m-%d %H:%M} {event.after:10} {event.actor}:[/] {event.cause}")


@click.command()
@click.option("--site", help="Only this site's.")
@click.option("--platform", help="Only this platform's.")
@click.option("--why", is_flag=True, help="Say why each post goes out when it does.")
@click.option("--plan", is_flag=True, help="Approve and plan what is pending first, as the schedule does each minute.")
@json_option
@click.pass_obj
def queue(session: Session, site: str | None, platform: str | None, why: bool, plan: bool, as_json: bool) -> None:
    """Show what goes out next, in order, then what is approved and has no time yet."""
    if plan:
        from reprise.windows.queue import Queue

        Queue(session.store, session.sites, session.clock).tick()
    states: tuple[State, ...] = ("scheduled", "publishing", "held", "approved")
    found = session.store.posts.find(site=site, platform=platform, states=states)
    reasons = _reasons(session, [post for post in found if post.state == "approved"]) if why else {}
    rows = [
        {
            "id": post.id,
            "when (UTC)": post.scheduled_at,
            "local": _local(post),
            "zone": post.scheduled_zone,
            "platform": post.platform,
            "account": f"{post.platform}/{post.account}",
            "type": post.type,
            "state": post.state,
            "article": post.article,
            "why": reasons.get(post.id) or _why(post),
        }
        for post in found
    ]
    columns = ("when (UTC)", "local", "account", "type", "state", "article", *(("why",) if why else ()))
    show(rows, columns, as_json=as_json, empty="Nothing is scheduled. Approve some posts: reprise approve post ID")


def _local(post: Post) -> str | None:
    """Its time as the clock on the wall shows it, where it is meant."""
    if post.scheduled_at is None:
        return None
    return f"{post.scheduled_at.astimezone(ZoneInfo(post.scheduled_zone or 'UTC')):%a %H:%M}"


def _why(post: Post) -> str | None:
    return "; ".join(filter(None, (post.scheduled_why, post.problem))) or None


def _reasons(session: Session, approved: list[Post]) -> dict[str, str]:
    """Of posts that have no time yet: the one they are about to get, or why there is none."""
    from reprise.windows.planning import Planning, account_of

    planning = Planning(session.store, session.sites, session.clock)
    known = {account_of(post) for post in approved if post.site in session.sites}
    reasons: dict[str, str] = {}
    for plan in planning.preview_all(known).values():
        reasons.update({each.post: each.reason for each in plan.unplaced})
        for each in plan.assignments:
            local = each.at.astimezone(ZoneInfo(each.zone))
            reasons[each.post] = f"about to get {local:%a %Y-%m-%d %H:%M} {each.zone}: {each.why}"
    return {post.id: reasons.get(post.id, f"There is no site {post.site!r}.") for post in approved}
