"""The posting queue: what is approved gets a time, what is due is handed out, what was missed or got stuck is dealt
with by rule. Everything here may be called any number of times, by any number of processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from reprise.articles.change import arrives_late
from reprise.clock import Clock
from reprise.errors import Conflict
from reprise.sites import Site
from reprise.store.records import Attempt, Placement, Post
from reprise.store.store import Store
from reprise.windows.lifecycle import OCCUPYING
from reprise.windows.planner import AccountRules, Assignment, Plan, Taken, Unplaced, Waiting, plan
from reprise.windows.settling import RunIsAlive, Settler
from reprise.windows.slots import slots_of

PICTURES_WITHIN = timedelta(minutes=10)
"""How long automation waits for a draft's pictures before it approves the words alone."""


@dataclass(frozen=True)
class Account:
    """One account of a site on a platform."""

    site: str
    platform: str
    name: str


@dataclass(frozen=True)
class Planned:
    """What planning did: the posts that have a new time, and those that found none with the reason."""

    placed: tuple[str, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


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

    def tick(self, run_is_alive: RunIsAlive | None = None) -> Tick:
        """Everything that is to be done each minute, in order."""
        lost = Settler(self.store, self.clock).find_lost(run_is_alive=run_is_alive)
        withdrawn = self.withdraw_automatic()
        approved = self.approve_generated()
        planned = self.plan_pending()
        return Tick(approved, withdrawn, planned, lost, self.due(), self.in_doubt())

    def in_doubt(self) -> tuple[Attempt, ...]:
        """The attempts whose outcome is unknown and whose account is to be looked at now."""
        return Settler(self.store, self.clock).due()

    def approve_generated(self, site: str | None = None) -> tuple[str, ...]:
        """Approve the untouched drafts of sites that post automatically; the ids.

        Only what the site still posts, and only once its pictures or film are there (words alone after ten minutes).
        """
        approved = []
        for each in self._sites(site):
            if each.automation.mode != "automatic":
                continue
            for post in self.store.posts.find(site=each.id, states=("draft",)):
                if post.touched_by is None and _posts(each, post) and self._is_complete(post) and self._is_new(post):
                    approve = partial(self.store.posts.approve, post.id, "automation", version=post.version)
                    approved += _unless_changed(approve)
        return tuple(approved)

    def withdraw_automatic(self, site: str | None = None) -> tuple[str, ...]:
        """Take back what automation approved for sites that have since asked for review; the ids."""
        withdrawn = []
        for each in self._sites(site):
            if each.automation.mode == "automatic":
                continue
            cause = f"{each.id} no longer approves automatically."
            for post in self.store.posts.find(site=each.id, states=("approved", "scheduled")):
                if post.touched_by is None:
                    withdraw = partial(self.store.posts.unapprove, post.id, "automation", cause, version=post.version)
                    withdrawn += _unless_changed(withdraw)
        return tuple(withdrawn)

    def plan_pending(self, now: datetime | None = None) -> Planned:
        """Give every approved post without a time one, and a new one to those that missed theirs."""
        moment = now or self.clock.now()
        placed: list[str] = []
        unplaced: list[Unplaced] = []
        for account in self._accounts_to_plan(moment):
            done = self._plan_account(account, moment)
            placed += done.placed
            unplaced += done.unplaced
        return Planned(tuple(placed), tuple(unplaced))

    def preview(self, account: Account, now: datetime | None = None) -> Plan:
        """What planning would decide for an account, without deciding it."""
        moment = now or self.clock.now()
        since = moment - _memory(self.sites[account.site], account)
        store = self.store.posts
        find = partial(store.find, site=account.site, platform=account.platform, account=account.name)
        posts = (
            *find(states=("approved", "scheduled", "publishing", "held")),
            *find(states=("published",), published_since=since),
        )
        return self._decide(account, posts, moment)[0]

    def due(self, now: datetime | None = None) -> tuple[Post, ...]:
        """The posts whose time has come, in order of time.

        Those that are later than the site allows get a new time first instead of going out all at once; nothing is
        handed out for a platform that is switched off or an account that rests. Claiming decides who publishes, so
        asking twice is harmless.
        """
        moment = now or self.clock.now()
        late = {_account(post) for post in self._overdue(moment) if self._is_missed(post, moment)}
        for account in sorted(late, key=str):
            self._plan_account(account, moment)
        resting = {(each.site, each.platform, each.account) for each in self.store.pauses.open()}
        return tuple(
            post
            for post in self._overdue(moment)
            if not self._is_missed(post, moment) and (post.site, post.platform, post.account) not in resting
        )

    def _plan_account(self, account: Account, now: datetime) -> Planned:
        site = self.sites[account.site]
        if not site.platform(account.platform).enabled:
            waiting = self.store.posts.find(
                site=account.site, platform=account.platform, account=account.name, states=("approved",)
            )
            reason = f"{account.platform} is switched off for {account.site}."
            return Planned(unplaced=tuple(Unplaced(post.id, reason) for post in waiting))
        unplaced: list[Unplaced] = []

        def decide(posts: tuple[Post, ...]) -> Sequence[Placement]:
            result, placements = self._decide(account, posts, now)
            unplaced.extend(result.unplaced)
            return placements

        since = now - _memory(site, account)
        placed = self.store.posts.place(account.site, account.platform, account.name, decide, "planner", since=since)
        without = {each.post for each in unplaced}
        return Planned(tuple(post for post in placed if post not in without), tuple(unplaced))

    def _decide(self, account: Account, posts: Sequence[Post], now: datetime) -> tuple[Plan, list[Placement]]:
        """The account's plan and what it changes: times given, and times taken away where no other is free."""
        site = self.sites[account.site]
        missed = {post.id: post for post in posts if post.state == "scheduled" and self._is_missed(post, now)}
        waiting = [post for post in posts if post.state == "approved" or post.id in missed]
        taken = [_taken(post, now) for post in posts if post.state in OCCUPYING and post.id not in missed]
        result = plan(
            [_waiting(post) for post in waiting if post.is_approved],
            [each for each in taken if each is not None],
            self.rules(account),
            now,
            timedelta(days=site.publishing.horizon_days),
        )
        changed = tuple(
            Unplaced(post.id, "It is not approved as it is now.") for post in waiting if not post.is_approved
        )
        result = replace(result, unplaced=result.unplaced + changed)
        placements = [_placement(each, _lateness(missed.get(each.post), now)) for each in result.assignments]
        for each in result.unplaced:
            if each.post in missed:
                cause = f"{_lateness(missed[each.post], now)}{each.reason}"
                placements.append(Placement(post=each.post, at=None, cause=cause))
        return result, placements

    def rules(self, account: Account) -> AccountRules:
        """Times and limits of an account as they are now."""
        site = self.sites[account.site]
        learned = self.store.slots.learned(account.site, account.platform, account.name)
        return AccountRules(
            name=f"{account.platform}/{account.name}",
            zone=site.timezone,
            slots=slots_of(site, account.platform, learned),
            cap_per_day=site.cap_per_day(account.platform),
            cooldown=timedelta(hours=site.cooldown_hours(account.platform)),
        )

    def _accounts_to_plan(self, now: datetime) -> list[Account]:
        approved = self.store.posts.find(states=("approved",))
        accounts = {_account(post) for post in approved if post.site in self.sites}
        accounts |= {_account(post) for post in self._overdue(now) if self._is_missed(post, now)}
        return sorted(accounts, key=lambda each: (each.site, each.platform, each.name))

    def _overdue(self, now: datetime) -> list[Post]:
        """The scheduled posts whose time has come, of platforms that are switched on."""
        return [
            post
            for post in self.store.posts.find(states=("scheduled",), scheduled_until=now)
            if post.site in self.sites and self.sites[post.site].platform(post.platform).enabled
        ]

    def _is_missed(self, post: Post, now: datetime) -> bool:
        limit = timedelta(minutes=self.sites[post.site].publishing.missed_minutes)
        return post.scheduled_at is not None and post.scheduled_at + limit < now

    def _is_complete(self, post: Post) -> bool:
        if post.type == "video":
            return post.video is not None
        return bool(post.pictures) or self.clock.now() - post.created_at >= PICTURES_WITHIN

    def _is_new(self, post: Post) -> bool:
        """Neither brought late by an edit of an old article, nor of one that is gone: that waits for a person."""
        if self.store.articles.is_withdrawn(post.article):
            return False
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
    """Whether the site still wants such a post."""
    settings = site.platform(post.platform)
    if post.type == "video":
        return settings.enabled and settings.videos and site.automation.videos
    return post.type in site.post_types(post.platform)


def _account(post: Post) -> Account:
    return Account(post.site, post.platform, post.account)


def _memory(site: Site, account: Account) -> timedelta:
    """How long a published post still matters: to the cooldown, the day's cap and the spacing of its article."""
    return timedelta(days=2) + timedelta(hours=site.cooldown_hours(account.platform))


def _waiting(post: Post) -> Waiting:
    return Waiting(post.id, post.article, post.type, post.priority, post.created_at)


def _taken(post: Post, now: datetime) -> Taken | None:
    at = post.published_at or post.scheduled_at
    if at is None:
        return None
    if post.state == "scheduled":  # due and late: it goes out now, not in the past
        at = max(at, now)
    return Taken(post.id, post.article, post.type, at)


def _placement(assignment: Assignment, before: str) -> Placement:
    local = assignment.at.astimezone(ZoneInfo(assignment.zone))
    cause = f"{before}Planned for {local:%a %Y-%m-%d %H:%M} {assignment.zone} ({assignment.why})."
    return Placement(post=assignment.post, at=assignment.at, zone=assignment.zone, why=assignment.why, cause=cause)


def _lateness(post: Post | None, now: datetime) -> str:
    """How late a missed post is, as the start of a cause; empty for one that missed nothing."""
    if post is None or post.scheduled_at is None:
        return ""
    hours, minutes = divmod(int((now - post.scheduled_at).total_seconds()) // 60, 60)
    return f"Missed its time ({post.scheduled_at:%Y-%m-%d %H:%M} UTC) by {hours} h {minutes} min. "
