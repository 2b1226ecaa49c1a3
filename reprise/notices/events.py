"""The notices of everything that people want to hear of, so that whoever raises one needs a single line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from reprise.digest import digest
from reprise.notices.notice import TITLE_LENGTH, Kind, Notice, Severity, one_line, paragraphs

if TYPE_CHECKING:
    from reprise.store.articles import KnownArticle
    from reprise.store.records import Post

_WARN_AT = (14, 7, 3, 1)
"""Days before an account's end at which it is told, once each."""

_SHOWN = 10


def post_published(post: Post) -> Notice:
    """A post is on its platform."""
    return _about_post(
        "published", f"published:{post.id}", post, f"Published on {_account(post)}", _excerpt(post), url=post.url
    )


def post_failed(post: Post, reason: str, remedy: str = "") -> Notice:
    """A post will not go out by itself any more. Not for a try that is followed by another."""
    title = f"A post failed on {_account(post)}"
    return _about_post("failed", _key_of("failed", post), post, title, reason, "error", remedy or "Look at it.")


def post_held(post: Post, reason: str, remedy: str = "") -> Notice:
    """Nobody but a person can say what became of a post."""
    title = f"A post is held for you on {_account(post)}"
    remedy = remedy or "Look at the account, then settle the post."
    return _about_post("held", _key_of("held", post), post, title, reason, "error", remedy)


def account_expiring(site: str, platform: str, account: str, days: int, remedy: str = "") -> Notice:
    """An account's access ends soon; told once at 14, 7, 3 and 1 days."""
    stage = min((stage for stage in _WARN_AT if days <= stage), default=max(_WARN_AT))
    when = "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"
    return _notice(
        "account_expiring",
        f"{account_key(site, platform, account)}:{stage}",
        f"Access to {platform}/{account} ends {when}",
        "After that nothing can be posted to it.",
        site=site,
        severity="warning",
        remedy=remedy or f"Connect it again: reprise connect {platform} --site {site}",
        facts={"account": f"{platform}/{account}"},
        window_hours=30 * 24,
    )


def account_lost(
    site: str, platform: str, account: str, how: Literal["expired", "revoked"], reason: str, remedy: str = ""
) -> Notice:
    """An account cannot be used any more. Settle `account_key` when it is connected again."""
    title = f"Access to {platform}/{account} " + ("has expired" if how == "expired" else "was taken back")
    return _notice(
        "account_lost",
        f"{account_key(site, platform, account)}:{how}",
        title,
        reason,
        site=site,
        severity="error",
        remedy=remedy or f"Connect it again: reprise connect {platform} --site {site}",
        facts={"account": f"{platform}/{account}"},
        window_hours=7 * 24,
    )


def account_key(site: str, platform: str, account: str) -> str:
    """What all notices about an account's access begin with."""
    return f"account:{site}:{platform}:{account}"


def paused(
    platform: str,
    account: str | None,
    kind: str,
    cause: str,
    remedy: str,
    *,
    site: str | None = None,
    until: datetime | None = None,
) -> Notice:
    """Nothing is sent to an account (None: to the whole platform) for one cause, however many posts wait.

    `kind` is a short word such as "quota": it is part of the key, the words of `cause` are not.
    """
    whom = f"{platform}/{account}" if account else platform
    facts = {"account": whom} | ({"until": f"{until:%Y-%m-%d %H:%M} UTC"} if until else {})
    return _notice(
        "paused",
        paused_key(platform, account, kind, site),
        f"Posting to {whom} is paused",
        cause,
        site=site,
        severity="error",
        remedy=remedy,
        facts=facts,
        window_hours=24,
    )


def paused_key(platform: str, account: str | None, kind: str, site: str | None = None) -> str:
    """The key to settle when posting goes on."""
    return f"paused:{site or '*'}:{platform}:{account or '*'}:{kind}"


def article_withdrawn(article: KnownArticle, reason: str, cancelled: int) -> Notice:
    """An article is gone; what was still queued for it will not go out."""
    since = f"{article.gone_since:%Y%m%dT%H%M%S}" if article.gone_since else "-"
    return _about_article(
        "withdrawn",
        f"withdrawn:{article.key}:{since}",
        article,
        f"An article was withdrawn: {article.title or article.url}",
        f"{reason} {_cancelled(cancelled)}",
        "warning",
        "If that is wrong, publish the article again: untouched posts become drafts. Posts that are already out stay.",
    )


def article_returned(article: KnownArticle, drafts: int) -> Notice:
    """A withdrawn article is back."""
    return _about_article(
        "returned",
        f"returned:{article.key}:{digest(str(article.looked_at))[:12]}",
        article,
        f"An article is back: {article.title or article.url}",
        f"Of its posts, {drafts} are drafts again. What a person had decided on stays cancelled.",
        "info",
        "Look at its posts.",
    )


def many_gone(site: str, gone: int, asked: int) -> Notice:
    """So many articles of a site seem gone at once that a fault of the site is more likely."""
    return _notice(
        "withdrawn",
        f"withdrawn-many:{site}",
        f"{gone} of {asked} articles cannot be found",
        "That looks like a fault of the site, so nothing is cancelled before it has lasted for hours.",
        site=site,
        severity="warning",
        remedy="Look at the site. If the articles were removed on purpose, nothing is to be done.",
        window_hours=24,
    )


def article_corrected(article: KnownArticle, change: str, kept: Sequence[str], published: int) -> Notice:
    """An article's content changed while posts that a person decided on keep their old words, or are out already."""
    facts = {"kept": ", ".join(kept[:_SHOWN])} if kept else {}
    return _about_article(
        "corrected",
        f"corrected:{article.key}:{article.revision}",
        article,
        f"An article was corrected: {article.title or article.url}",
        f"{change} Posts that keep the words a person decided on: {len(kept)}. Posts that are out: {published}.",
        "warning" if kept else "info",
        "Compare these posts with the article; edit or cancel those that are wrong now.",
        facts,
    )


def run_failed(job: str, run: str, reason: str, *, site: str | None = None, article: str | None = None) -> Notice:
    """A run ended in a failure."""
    return _notice(
        "run_failed",
        f"run_failed:{job}:{article or '-'}",
        f"{job} failed" + (f" for {article}" if article else ""),
        reason,
        site=site,
        severity="error",
        remedy="The run's page in the UI has the details; it can be started again there.",
        facts={"run": run[:8]},
        window_hours=6,
    )


def budget_spent(site: str, limit: str, month: str, what: str, anew: str, policy: str) -> Notice:
    """A site's limit for a month ("usd", "credits" or "films") is reached; told once a month."""
    film = limit == "films"
    after = (
        "No more films are made"
        if film
        else "What costs nothing does the work"
        if policy == "fall_back"
        else "Work waits"
    )
    return _notice(
        "budget",
        f"budget:{site}:{limit}:{month}",
        f"The {'plan' if film else 'budget'} of {site} is used up for {month}",
        f"{what} {after} until {anew}.",
        site=site,
        severity="warning",
        remedy=f"To go on before that, raise budget.{limit} in the site's file.",
        facts={"limit": limit, "month": month},
    )


def trial(site: str, at: datetime) -> Notice:
    """Something to send when somebody wants to see that a channel works."""
    text = "This is a test. Nothing happened, and nothing is to be done."
    return _notice("test", f"test:{at.isoformat()}", f"Reprise can reach you about {site} ✓", text, site=site)


def _about_post(
    kind: Kind,
    key: str,
    post: Post,
    title: str,
    text: str,
    severity: Severity = "info",
    remedy: str = "",
    *,
    url: str | None = None,
) -> Notice:
    facts = {"post": post.id, "article": post.article, "type": post.type.replace("_", " ")}
    return _notice(kind, key, title, text, site=post.site, severity=severity, remedy=remedy, url=url, facts=facts)


def _about_article(
    kind: Kind,
    key: str,
    article: KnownArticle,
    title: str,
    text: str,
    severity: Severity,
    remedy: str,
    facts: dict[str, str] | None = None,
) -> Notice:
    return _notice(
        kind,
        key,
        title,
        text,
        site=article.site,
        severity=severity,
        remedy=remedy,
        url=article.url or None,
        facts={"article": article.key, **(facts or {})},
    )


def _notice(
    kind: Kind,
    key: str,
    title: str,
    text: str,
    *,
    site: str | None = None,
    severity: Severity = "info",
    remedy: str = "",
    url: str | None = None,
    facts: dict[str, str] | None = None,
    window_hours: float | None = None,
) -> Notice:
    return Notice(
        kind=kind,
        key=key if len(key) <= 200 else f"{key[:160]}#{digest(key)}",
        site=site,
        severity=severity,
        title=one_line(title, TITLE_LENGTH),
        text=paragraphs(text),
        remedy=paragraphs(remedy),
        url=url,
        facts=facts or {},
        window_hours=window_hours,
    )


def _key_of(kind: Kind, post: Post) -> str:
    """A person who schedules a post anew is told anew; a try that is settled twice is not."""
    return f"{kind}:{post.id}:{f'{post.scheduled_at:%Y%m%dT%H%M%S}' if post.scheduled_at else '-'}"


def _account(post: Post) -> str:
    return post.platform if post.account == "main" else f"{post.platform}/{post.account}"


def _excerpt(post: Post) -> str:
    return one_line(post.texts[0], 280)


def _cancelled(count: int) -> str:
    if count == 0:
        return "None of its posts was waiting."
    return "1 post that was waiting will not go out." if count == 1 else f"{count} posts that waited will not go out."
