"""The posting queue: what is approved gets a time, what is due is handed out, what was missed or got stuck is dealt
with by rule. Everything here may be called any number of times, by any number of processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from reprise.articles.change import arrives_late
from reprise.clock import Clock
from reprise.errors import Conflict
from reprise.sites import Site
from reprise.social.rules import PLATFORMS
from reprise.store.records import Attempt, Post
from reprise.store.store import Store
from reprise.windows.planning import Account, Planned, Planning
from reprise.windows.plans import AccountRules, Plan
from reprise.windows.settling import RunIsAlive, Settler

__all__ = ["Account", "Planned", "Queue", "Tick"]

PICTURES_WITHIN = timedelta(minutes=10)
"""How long automation waits for a draft's pictures before it approves the words alone."""


@dataclass(frozen=True)
class Tick:
    """All that one look at the queue did. `lost` are posts whose publisher was lost, due again or in doubt; `due` are
    those to be sent now, `in_doubt` those to be looked for on their accounts now."""

    approved: tuple[str, ...]
    withdrawn: tuple[str, ...]
    planned: Planned
    lost: tuple[str, ...]
    due: tuple[Post, ...]
    in_doubt: tuple[Attempt, ...]


class Queue:
    """The queue of every site's accounts."""

    def __init__(self, store: Store, sites: Mapping[str, Site], clock: Clock) -> None:
        self.store = store
        self.sites = sites
        self.clock = clock
        self.planning = Planning(store, sites, clock)

    def tick(self, run_is_alive: RunIsAlive | None = None) -> Tick:
        """Everything that is to be done each minute, in order."""
        lost = Settler(self.store, self.clock).find_lost(run_is_alive=run_is_alive)
        withdrawn = self.withdraw_automatic()
        approved = self.approve_generated()
        planned = self.plan_pending()
        return Tick(approved, withdrawn, planned, lost, self.due(), self.in_doubt())

    def _rests(self, post: Post, resting: set[tuple[str, str, str]]) -> bool:
        """Whether its account is left alone; what goes to the outbox minds no such thing."""
        account = self.sites[post.site].find_account(post.platform, post.account)
        to_outbox = account is not None and account.target == "outbox"
        return not to_outbox and (post.site, post.platform, post.account) in resting

    def in_doubt(self) -> tuple[Attempt, ...]:
        """The attempts whose outcome is unknown and whose account is to be looked at now."""
        return Settler(self.store, self.clock).due()

    def approve_generated(self, site: str | None = None) -> tuple[str, ...]:
        """Approve the untouched drafts of accounts that post automatically; the ids.

        Only what the account still posts and its article bears out, and only once its pictures or film are there
        (words alone after ten minutes).
        """
        approved = []
        for each in self._sites(site):
            for post in self.store.posts.find(site=each.id, states=("draft",)):
                wanted = post.touched_by is None and _mode(each, post) == "automatic" and _posts(each, post)
                if wanted and not post.findings and self._is_complete(post) and self._is_new(post):
                    approve = partial(self.store.posts.approve, post.id, "automation", version=post.version)
                    approved += _unless_changed(approve)
        return tuple(approved)

    def withdraw_automatic(self, site: str | None = None) -> tuple[str, ...]:
        """Take back what automation approved for accounts that have since asked for review; the ids."""
        withdrawn = []
        for each in self._sites(site):
            for post in self.store.posts.find(site=each.id, states=("approved", "scheduled")):
                if post.touched_by is None and _mode(each, post) != "automatic":
                    cause = f"{each.id} no longer approves automatically on {post.platform}/{post.account}."
                    withdraw = partial(self.store.posts.unapprove, post.id, "automation", cause, version=post.version)
                    withdrawn += _unless_changed(withdraw)
        return tuple(withdrawn)

    def plan_pending(self, now: datetime | None = None) -> Planned:
        """Give every approved post without a time one, and deal with those that missed theirs."""
        return self.planning.plan_pending(now)

    def preview(self, account: Account, now: datetime | None = None) -> Plan:
        """What planning would decide for an account, without deciding it."""
        return self.planning.preview(account, now)

    def rules(self, account: Account) -> AccountRules:
        """Times and limits of an account as they are now."""
        return self.planning.rules(account)

    def due(self, now: datetime | None = None) -> tuple[Post, ...]:
        """The posts whose time has come, in order of time.

        Those that are later than the site allows are dealt with by its rule first, instead of going out all at once;
        nothing is handed out for an account that is switched off or rests. Claiming decides who publishes, so asking
        twice is harmless.
        """
        moment = now or self.clock.now()
        self.planning.catch_up(moment)
        resting = {(each.site, each.platform, each.account) for each in self.store.pauses.open()}
        return tuple(
            post
            for post in self.planning.overdue(moment)
            if not self.planning.is_missed(post, moment) and not self._rests(post, resting)
        )

    def _is_complete(self, post: Post) -> bool:
        if post.type == "video":
            return post.video is not None
        return bool(post.pictures) or self.clock.now() - post.created_at >= PICTURES_WITHIN

    def _is_new(self, post: Post) -> bool:
        """Neither brought late by an edit of an old article, nor of one that is gone: that waits for a person."""
        if self.store.articles.is_withdrawn(post.article):
            return False
        if post.cycle:
            return True  # it recurs because it does not age
        out = self.store.posts.find(article=post.article, platform=post.platform, states=("published",))
        return not arrives_late(post, out)

    def _sites(self, site: str | None) -> list[Site]:
        return [each for name, each in self.sites.items() if site is None or name == site]


def _unless_changed(action: Callable[[], Post | None]) -> list[str]:
    """The id of what `action` has changed; nothing when somebody else was faster."""
    try:
        post = action()
    except Conflict:
        return []
    return [] if post is None else [post.id]


def _posts(site: Site, post: Post) -> bool:
    """Whether the post's account still wants it."""
    account = site.find_account(post.platform, post.account)
    if account is None or not account.wants(post.type):
        return False
    return site.automation.videos if post.type == "video" else post.type in PLATFORMS[post.platform].types


def _mode(site: Site, post: Post) -> str | None:
    """What happens without a person on the post's account; None when the site has it no more."""
    account = site.find_account(post.platform, post.account)
    return None if account is None else account.mode
