"""What happens when articles go, come back or are corrected: what is queued for them follows."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from reprise.articles.article import Article
from reprise.articles.change import Change, classify, retraction
from reprise.articles.presence import CONFIRM_AFTER, MANY_AFTER, Presence, patience, presence_of, unknown
from reprise.articles.raw import Source
from reprise.errors import BadInput, Conflict, RepriseError
from reprise.notices import events
from reprise.sites import Site
from reprise.store.articles import WITHDRAWN
from reprise.store.presence import UNSENT, WITHDRAWER, Candidate
from reprise.store.records import Post
from reprise.store.store import Store

AT_ONCE = 20
"""Articles asked for in one look."""

_SILENT = 2
"""So many failures in a row, and a site is not asked again in this look."""


@dataclass
class Looked:
    """One look: the articles by what was found, how many posts were cancelled or are drafts again, and which sites
    could not be asked."""

    asked: int = 0
    withdrawn: list[str] = field(default_factory=list)
    suspected: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    cancelled: int = 0
    restored: int = 0
    silent: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = [f"{self.asked} articles asked for"]
        parts += [f"{len(self.withdrawn)} withdrawn ({self.cancelled} posts cancelled)"] if self.withdrawn else []
        parts += [f"{len(self.suspected)} not found, to be confirmed"] if self.suspected else []
        parts += [f"{len(self.returned)} back ({self.restored} posts are drafts again)"] if self.returned else []
        parts += [f"{site} cannot be asked" for site in self.silent]
        return ", ".join(parts) + "."


def look(
    sites: Mapping[str, Site],
    open_source: Callable[[Site], Source],
    store: Store,
    *,
    limit: int = AT_ONCE,
    seconds: float = 30.0,
) -> Looked:
    """Ask sources for at most `limit` articles that have waiting posts or were withdrawn; the longest not asked first.

    An article is withdrawn by two looks some time apart. A source that fails withdraws nothing.
    """
    done = Looked()
    ends = time.monotonic() + seconds
    due = store.presences.due(list(sites), limit, CONFIRM_AFTER)
    by_site = sorted(due, key=lambda each: each.article.site)  # stable: within a site the order stays
    for name, group in groupby(by_site, key=lambda each: each.article.site):
        _look_at_site(sites[name], open_source, store, list(group), done, ends)
    return done


def _look_at_site(
    site: Site,
    open_source: Callable[[Site], Source],
    store: Store,
    candidates: Sequence[Candidate],
    done: Looked,
    ends: float,
) -> None:
    try:
        source = open_source(site)
    except RepriseError as error:
        done.silent[site.id] = str(error)
        for each in candidates:
            store.presences.note(each.article.key, unknown(str(error)), CONFIRM_AFTER)
        return
    failures = 0
    for each in candidates:
        if time.monotonic() > ends:
            return  # the rest is the longest not asked for next time
        if failures >= _SILENT:
            store.presences.note(each.article.key, unknown("Its source does not answer."), CONFIRM_AFTER)
            continue
        answer = presence_of(source, each.sought)
        done.asked += 1
        failures = failures + 1 if answer.state == "unknown" else 0
        if failures >= _SILENT:
            done.silent[site.id] = answer.reason
        _follow(site, store, each, answer, done)


def _follow(site: Site, store: Store, candidate: Candidate, answer: Presence, done: Looked) -> None:
    key = candidate.article.key
    missing, sought = store.presences.tally(site.id)
    wait = patience(missing, sought)
    if answer.state == "gone" and wait == MANY_AFTER:
        store.notices.raise_notice(events.many_gone(site.id, missing, sought))
    restored = 0
    is_back = candidate.article.state == WITHDRAWN and candidate.article.gone_since is not None
    if answer.state == "there" and is_back:  # before its state changes: whoever dies here begins anew
        restored = restore_untouched(key, store)
    verdict, article = store.presences.note(key, answer, wait, restored=restored)
    if verdict in ("withdrawn", "still gone"):
        done.cancelled += cancel_unsent(key, article.gone_reason or answer.reason, store)
    if verdict == "withdrawn":
        done.withdrawn.append(key)
    elif verdict == "suspected":
        done.suspected.append(key)
    elif verdict == "returned":
        done.returned.append(key)
        done.restored += restored


def cancel_unsent(article: str, reason: str, store: Store) -> int:
    """Cancel everything that waits for an article, also what a person scheduled; how many posts."""
    count = 0
    for post in store.posts.find(article=article, states=UNSENT):
        try:
            store.posts.cancel(post.id, WITHDRAWER, _cause(post, reason))
        except Conflict:
            continue  # it is leaving at this moment; the publisher asks whether its article is still there
        count += 1
    return count


def restore_untouched(article: str, store: Store) -> int:
    """Make drafts of what the withdrawal cancelled and no person has decided on; how many posts."""
    count = 0
    for post in store.presences.restorable(article):
        try:
            store.posts.restore(post, WITHDRAWER, "Its article is back.")
        except Conflict:
            continue
        count += 1
    return count


def refuse_retracted(article: Article, store: Store) -> None:
    """Stop an article that says of itself that it was taken back, with everything that waits for it.

    Raises `BadInput`, so that nothing is made of it.
    """
    label = retraction(article)
    if label is None:
        return
    store.presences.retract(article.key, label)
    cancel_unsent(article.key, label, store)
    raise BadInput(
        f"The article was retracted. {label}",
        where=article.key,
        remedy="Nothing is posted for it. When that is wrong, change its title or beginning.",
    )


def follow_edit(before: Article | None, after: Article, store: Store) -> Change:
    """Tell people when an edit that says something else meets posts that keep their old words.

    Posts that nobody touched get their new words from the run itself; nothing that is out is posted again.
    """
    if before is None:
        return Change("none")
    change = classify(before, after)
    if change.kind == "substantive":
        posts = store.posts.find(article=after.key)
        kept = [post.id for post in posts if post.state in UNSENT and post.touched_by is not None]
        published = sum(post.state == "published" for post in posts)
        if kept or published:
            known = store.articles.get(after.key)
            store.notices.raise_notice(events.article_corrected(known, change.summary, kept, published))
    return change


def _cause(post: Post, reason: str) -> str:
    cause = f"Its article was withdrawn: {reason}"
    if post.touched_by is None:
        return cause
    planned = f" for {post.scheduled_at:%Y-%m-%d %H:%M} UTC" if post.scheduled_at else ""
    return f"{cause} It had been {post.state}{planned} by {post.touched_by}, who can restore it."
