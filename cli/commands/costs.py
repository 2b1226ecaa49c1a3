"""`costs`: what was spent, on what, and what is left of the month's budget."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from cli.output import console, json_option, show
from cli.session import Session
from reprise.errors import BadSettings, NotFound
from reprise.models.budgets import Left, Month, left, month_of
from reprise.sites import Site
from reprise.store.calls import Call


@click.command()
@click.argument("name", required=False, metavar="[SITE|ARTICLE]")
@click.option("--month", help="Only this month, as 2026-11; of a site, it is this one.")
@click.option("--all", "everything", is_flag=True, help="All that was ever spent.")
@click.option("--calls", is_flag=True, help="Of an article: every call to a provider, with its id.")
@click.option("--call", "call_id", metavar="ID", help="One call, with what was answered.")
@json_option
@click.pass_obj
def costs(
    session: Session,
    name: str | None,
    month: str | None,
    everything: bool,
    calls: bool,
    call_id: str | None,
    as_json: bool,
) -> None:
    """Show what was spent, by task, provider and model: US dollars, and the product's credits.

    Calls whose end nobody saw are in doubt: the most that they can have cost is shown apart. Of sites the current month
    is shown with what is left of its budget, of an article everything.
    """
    if call_id is not None:
        _show_call(session.store.calls.get(call_id), as_json)
        return
    if calls:
        _show_calls(session, name, as_json)
        return
    if name is None or name in session.sites:
        sites, article = [session.site(name)] if name else list(session.sites.values()), None
    else:
        article = name
        sites = [session.site(_site_of(session, name))]
    whole = everything or (article is not None and month is None)
    rows = [
        _row(site, span, entry)
        for site in sites
        for span in [None if whole else _span(session, site, month)]
        for entry in session.store.usage.sums(site.id, article, *((span.since, span.until) if span else ()))
    ]
    columns = ["site", "task", "provider", "model", "calls", "units", "unit", "USD", "in doubt", "credits"]
    show(rows, columns if len(sites) > 1 else columns[1:], as_json=as_json, empty="Nothing was spent.")
    if as_json:
        return
    for site in sites:
        if article is None and not everything and month is None:
            console.print(_budget(site, left(site, session.store)), soft_wrap=True)
        if running := session.store.calls.open(site.id):
            console.print(f"{site.id}: {len(running)} calls are under way, or were left by a process that died.")


def _show_call(call: Call, as_json: bool) -> None:
    facts = asdict(call)
    if as_json:
        console.print_json(json.dumps(facts, default=str))
        return
    body = facts.pop("body")
    for name, value in facts.items():
        if value not in (None, "", {}):
            console.print(f"{name.replace('_', ' ')}: {value}", markup=False, soft_wrap=True)
    text = body.get("text") if isinstance(body, dict) else None
    console.print(text if isinstance(text, str) else json.dumps(body, ensure_ascii=False), markup=False, soft_wrap=True)


def _show_calls(session: Session, article: str | None, as_json: bool) -> None:
    if article is None or article in session.sites:
        raise BadSettings("Calls are listed of one article.", where="--calls", remedy="Name it by its key.")
    _site_of(session, article)
    rows = [
        {
            **{field: getattr(call, field) for field in ("id", "asset", "task", "provider", "model", "state")},
            "USD": f"{call.charged_usd:.6f}",
            "started": f"{call.started_at:%Y-%m-%d %H:%M:%S}",
            "why": call.reason or "",
        }
        for call in session.store.calls.of(article)
    ]
    columns = ("id", "asset", "task", "provider", "model", "state", "USD", "started", "why")
    show(rows, columns, as_json=as_json, empty="No provider was called for it.")


def _row(site: Site, span: Month | None, entry: Any) -> dict[str, Any]:
    return {
        "site": site.id,
        "month": span.name if span else None,
        "task": entry.task,
        "provider": entry.provider,
        "model": entry.model,
        "calls": entry.calls,
        "units": round(entry.units, 2),
        "unit": entry.unit,
        "USD": f"{entry.usd:.4f}",
        "usd": entry.usd,
        "in doubt": f"{entry.doubtful_usd:.4f} ({entry.doubtful})" if entry.doubtful else "",
        "usd_in_doubt": entry.doubtful_usd,
        "credits": round(entry.credits, 2),
    }


def _span(session: Session, site: Site, month: str | None) -> Month:
    if month is None:
        return month_of(site, session.clock.now())
    try:
        return month_of(site, datetime.strptime(month, "%Y-%m").replace(day=2, tzinfo=site.zone))
    except ValueError:
        raise BadSettings(f"{month!r} is not a month.", where="--month", remedy="Write it as 2026-11.") from None


def _budget(site: Site, found: Left) -> str:
    """One line: what is spent, and what is left of each limit."""
    spent = found.spent
    parts = [f"{spent.certain_usd:.4f} USD and {spent.certain_credits:.1f} credits spent"]
    if spent.doubtful_usd:
        parts.append(f"up to {spent.doubtful_usd:.4f} USD in doubt")
    limits = [
        f"{value} {what}"
        for value, what in (
            (None if found.usd is None else f"{found.usd:.4f}", f"of {site.budget.usd or 0:g} USD"),
            (None if found.credits is None else f"{found.credits:.1f}", f"of {site.budget.credits or 0:g} credits"),
            (found.films_left, f"of {site.budget.films} films"),
        )
        if value is not None
    ]
    kept = f"left are {', '.join(limits)}" if limits else "no budget is set"
    return f"{site.id}, {found.month.name}: {', '.join(parts)}; {kept}."


def _site_of(session: Session, article: str) -> str:
    known = {each.key: each.site for each in session.store.articles.list()}
    if article not in known:
        raise NotFound(f"{article!r} is neither a site nor an article.", remedy="See `reprise posts` for keys.")
    return known[article]
