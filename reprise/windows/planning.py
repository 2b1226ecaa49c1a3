"""Times for the posts of a store: what is approved gets one, what missed its own is dealt with by the site's rule, and
what people choose by hand is checked. Everything here may be called any number of times, by any number of processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from reprise.clock import Clock
from reprise.errors import Conflict
from reprise.sites import Site
from reprise.social.rules import PLATFORMS
from reprise.store.limits import POSTS
from reprise.store.records import Placement, Post
from reprise.store.store import Store
from reprise.windows.lifecycle import OCCUPYING
from reprise.windows.planner import objections, plan
from reprise.windows.plans import (
    AccountRules,
    Assignment,
    Elsewhere,
    News,
    Plan,
    Quota,
    Taken,
    Unplaced,
    Waiting,
)
from reprise.windows.slots import slots_of

Quotas = Callable[["Account"], tuple[Quota, ...]]
"""What platforms have said is left for an account."""


@dataclass(frozen=True, order=True)
class Account:
    """One account of a site on a platform."""

    site: str
    platform: str
    name: str

    @property
    def label(self) -> str:
        """The account as people write it, without its site."""
        return f"{self.platform}/{self.name}"


@dataclass(frozen=True)
class Planned:
    """What planning did: the posts that have a new time, and those that found none with the reason."""

    placed: tuple[str, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    cancelled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """The days that posts are to be spread over evenly, and which of them (None: all that are approved)."""

    start: datetime
    days: int
    posts: frozenset[str] | None = None


class Planning:
    """The planning of every site's accounts.

    Args:
        quotas: what is left of the platforms' allowances; by default what their answers have told.
    """

    def __init__(self, store: Store, sites: Mapping[str, Site], clock: Clock, quotas: Quotas | None = None) -> None:
        self.store = store
        self.sites = sites
        self.clock = clock
        self._quotas = quotas or self._told

    def _told(self, account: Account) -> tuple[Quota, ...]:
        """What the platform's own answers have said is left for an account's posts."""
        limit = self.store.limits.left(f"{account.site}/{account.platform}/{account.name}", POSTS)
        return () if limit is None else (Quota(limit.remaining, limit.reset_at, "what its answers say is left"),)

    def plan_pending(self, now: datetime | None = None) -> Planned:
        """Give every approved post without a time one, and deal with those that missed theirs."""
        moment = now or self.clock.now()
        approved = {account_of(post) for post in self.store.posts.find(states=("approved",)) if post.site in self.sites}
        return self._plan(approved | self._late(moment), moment)

    def catch_up(self, now: datetime | None = None) -> Planned:
        """Deal with the posts that missed their time, by the site's rule, so that what is left to send is due."""
        moment = now or self.clock.now()
        return self._plan(self._late(moment), moment)

    def is_missed(self, post: Post, now: datetime) -> bool:
        """Whether a scheduled post is later than its site allows."""
        limit = timedelta(minutes=self.sites[post.site].publishing.missed_minutes)
        return post.scheduled_at is not None and post.scheduled_at + limit < now

    def overdue(self, now: datetime) -> list[Post]:
        """The scheduled posts whose time has come, of accounts that are switched on."""
        due = self.store.posts.find(states=("scheduled",), scheduled_until=now)
        return [post for post in due if self._is_on(account_of(post))]

    def preview(
        self,
        account: Account,
        now: datetime | None = None,
        *,
        span: Span | None = None,
        drafts: bool = False,
        beside: Sequence[Elsewhere] = (),
    ) -> Plan:
        """What planning would decide for an account, without deciding it.

        Args:
            span: spread evenly over these days, as `spread` does.
            drafts: as if the drafts had been approved.
            beside: what other accounts are about to get.
        """
        moment = now or self.clock.now()
        if not self._is_on(account):
            waiting = self._posts(account, ("approved", *(("draft",) if drafts else ())))
            return Plan(unplaced=tuple(Unplaced(post.id, self._off(account)) for post in waiting))
        posts = self._around(account, moment)
        if drafts:
            posts += tuple(_as_approved(post) for post in self._posts(account, ("draft",)))
        return self._decide(account, posts, moment, span, beside)[0]

    def preview_all(
        self,
        accounts: Iterable[Account],
        now: datetime | None = None,
        *,
        span: Span | None = None,
        drafts: bool = False,
    ) -> dict[Account, Plan]:
        """The previews of several accounts, each keeping apart from what the ones before it would get."""
        beside: dict[str, list[Elsewhere]] = {}
        plans: dict[Account, Plan] = {}
        for account in sorted(accounts):
            of_site = beside.setdefault(account.site, [])
            made = plans[account] = self.preview(account, now, span=span, drafts=drafts, beside=of_site)
            if made.assignments:
                articles = {post.id: post.article for post in self._posts(account, ("draft", "approved", "scheduled"))}
                of_site += (Elsewhere(articles[each.post], each.at, account.label) for each in made.assignments)
        return plans

    def spread(self, account: Account, span: Span, by: str, now: datetime | None = None) -> Planned:
        """Give an account's approved posts times that are spread evenly over a span of days."""
        moment = now or self.clock.now()
        if not self._is_on(account):
            return self._plan_account(account, moment)
        return self._place(account, moment, by, span)

    def objections(self, post: Post, at: datetime, now: datetime | None = None) -> tuple[str, ...]:
        """What speaks against sending a post at a time that a person has chosen, a sentence each."""
        moment, account = now or self.clock.now(), account_of(post)
        self.sites[account.site].account(account.platform, account.name)
        around = [each for each in self._around(account, moment) if each.id != post.id]
        taken = [each for each in (_taken(other, moment) for other in around if other.state in OCCUPYING) if each]
        elsewhere = self._elsewhere(account, [post], moment)
        return objections(self._waiting(post), at, taken, self.rules(account), moment, elsewhere=elsewhere)

    def rules(self, account: Account) -> AccountRules:
        """Times and limits of an account as they are now. Raises `BadSettings` when its site has no such account."""
        site = self.sites[account.site]
        settings = site.account(account.platform, account.name)
        learned = self.store.slots.learned(account.site, account.platform, account.name)
        return AccountRules(
            name=account.label,
            zone=site.timezone,
            slots=slots_of(site, settings, learned),
            cap_per_day=settings.cap_per_day,
            cooldown=timedelta(hours=settings.cooldown_hours),
            platform_spacing=timedelta(minutes=site.publishing.platform_spacing_minutes),
            allowances=PLATFORMS[account.platform].allowances,
            quotas=self._quotas(account),
            blackout=site.publishing.blackout,
            stale=site.publishing.stale,
        )

    def _plan(self, accounts: Iterable[Account], now: datetime) -> Planned:
        done = [self._plan_account(account, now) for account in sorted(accounts)]
        return Planned(
            tuple(post for each in done for post in each.placed),
            tuple(post for each in done for post in each.unplaced),
            tuple(post for each in done for post in each.cancelled),
        )

    def _plan_account(self, account: Account, now: datetime) -> Planned:
        if not self._is_on(account):
            waiting = self._posts(account, ("approved",))
            return Planned(unplaced=tuple(Unplaced(post.id, self._off(account)) for post in waiting))
        cancelled = self._cancel_missed(account, now)
        return replace(self._place(account, now, "planner"), cancelled=cancelled)

    def _place(self, account: Account, now: datetime, by: str, span: Span | None = None) -> Planned:
        unplaced: list[Unplaced] = []

        def decide(posts: tuple[Post, ...]) -> Sequence[Placement]:
            result, placements = self._decide(account, posts, now, span)
            unplaced.extend(result.unplaced)
            return placements

        since = now - self._memory(account)
        placed = self.store.posts.place(account.site, account.platform, account.name, decide, by, since=since)
        without = {each.post for each in unplaced}
        return Planned(tuple(post for post in placed if post not in without), tuple(unplaced))

    def _decide(
        self,
        account: Account,
        posts: Sequence[Post],
        now: datetime,
        span: Span | None = None,
        beside: Sequence[Elsewhere] = (),
    ) -> tuple[Plan, list[Placement]]:
        """The account's plan and what it changes: times given, and times taken away where no other is free."""
        missed = {post.id: post for post in posts if post.state == "scheduled" and self.is_missed(post, now)}
        waiting = [post for post in posts if post.state == "approved" or post.id in missed]
        if span is not None and span.posts is not None:
            waiting = [post for post in waiting if post.id in span.posts]
        taken = [_taken(post, now) for post in posts if post.state in OCCUPYING and post.id not in missed]
        ready = [post for post in waiting if post.is_approved]
        elsewhere = [*self._elsewhere(account, ready, now), *beside]
        there = [each for each in taken if each is not None]
        result = self._planned(account, ready, there, now, span, elsewhere)
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

    def _planned(
        self,
        account: Account,
        posts: Sequence[Post],
        taken: Sequence[Taken],
        now: datetime,
        span: Span | None,
        elsewhere: Sequence[Elsewhere],
    ) -> Plan:
        site, rules, there = self.sites[account.site], self.rules(account), list(taken)
        caught: tuple[Assignment, ...] = ()
        if site.publishing.missed == "publish":
            late = sorted((post for post in posts if post.state == "scheduled"), key=_lateness_order)
            caught = _at_once([self._waiting(post) for post in late], there, rules, now, elsewhere)
            by_id = {post.id: post for post in posts}
            there += [_given(by_id[each.post], each.at) for each in caught]
        done = {each.post for each in caught}
        wanted = [self._waiting(post) for post in posts if post.id not in done]
        start, days = (span.start, span.days) if span else (None, site.publishing.horizon_days)
        horizon, even = timedelta(days=days), span is not None
        made = plan(wanted, there, rules, now, horizon, elsewhere=elsewhere, start=start, spread=even)
        return Plan((*caught, *made.assignments), made.unplaced)

    def _cancel_missed(self, account: Account, now: datetime) -> tuple[str, ...]:
        """Where the site wants it, cancel what missed its time; not what is there in part, which goes on."""
        if self.sites[account.site].publishing.missed != "cancel":
            return ()
        cancelled = []
        for post in self._posts(account, ("scheduled",)):
            if not self.is_missed(post, now) or self.store.attempts.of(post.id):
                continue
            cause = f"{_lateness(post, now)}The site cancels what missed its time."
            try:
                cancelled.append(self.store.posts.cancel(post.id, "planner", cause, version=post.version).id)
            except Conflict:  # somebody was faster
                continue
        return tuple(cancelled)

    def _late(self, now: datetime) -> set[Account]:
        return {account_of(post) for post in self.overdue(now) if self.is_missed(post, now)}

    def _around(self, account: Account, now: datetime) -> tuple[Post, ...]:
        """The account's posts that matter to a decision."""
        since = now - self._memory(account)
        recent = self.store.posts.find(
            site=account.site,
            platform=account.platform,
            account=account.name,
            states=("published",),
            published_since=since,
        )
        return *self._posts(account, ("approved", "scheduled", "publishing", "held")), *recent

    def _posts(self, account: Account, states: tuple[str, ...]) -> tuple[Post, ...]:
        find = partial(self.store.posts.find, site=account.site, platform=account.platform, account=account.name)
        return find(states=states)  # type: ignore[arg-type]

    def _elsewhere(self, account: Account, posts: Sequence[Post], now: datetime) -> list[Elsewhere]:
        """When the posts' articles go out on the site's other accounts."""
        articles = {post.article for post in posts}
        if not articles:
            return []
        times = self.store.posts.article_times(account.site, now - timedelta(days=1))
        return [
            Elsewhere(each.article, each.at, f"{each.platform}/{each.account}")
            for each in times
            if each.article in articles and (each.platform, each.account) != (account.platform, account.name)
        ]

    def _waiting(self, post: Post) -> Waiting:
        days = self.sites[post.site].publishing.fresh_days.get(post.article_kind) if post.article_kind else None
        news = News(post.article_at, days) if days and post.article_at and post.cycle == 0 else None
        return Waiting(post.id, post.article, post.type, post.priority, post.created_at, news)

    def _memory(self, account: Account) -> timedelta:
        """How long a published post still matters: to the cooldown, the day's cap and the spacing of its article."""
        settings = self.sites[account.site].account(account.platform, account.name)
        return timedelta(days=2) + timedelta(hours=settings.cooldown_hours)

    def _is_on(self, account: Account) -> bool:
        site = self.sites.get(account.site)
        settings = site and site.find_account(account.platform, account.name)
        return bool(settings and settings.enabled)

    def _off(self, account: Account) -> str:
        site = self.sites[account.site]
        if site.find_account(account.platform, account.name) is None:
            return f"{account.site} has no account {account.name!r} on {account.platform} any more."
        what = account.platform if not site.platform(account.platform).enabled else account.label
        return f"{what} is switched off for {account.site}."


def account_of(post: Post) -> Account:
    """The account a post is for."""
    return Account(post.site, post.platform, post.account)


def _at_once(
    late: Sequence[Waiting], taken: Sequence[Taken], rules: AccountRules, now: datetime, elsewhere: Sequence[Elsewhere]
) -> tuple[Assignment, ...]:
    """Times for late posts that are to go out as soon as limits allow, on this day; the others wait for an opening."""
    there, given = list(taken), []
    day = now.astimezone(ZoneInfo(rules.zone)).date()
    for post in late:
        times = [now, *(each.at + rules.cooldown for each in there if each.at + rules.cooldown > now)]
        times += [each.at + rules.platform_spacing for each in elsewhere if each.article == post.article]
        for at in sorted({time.astimezone(UTC) for time in times if time >= now}):
            if at.astimezone(ZoneInfo(rules.zone)).date() != day:
                break
            if not objections(post, at, there, rules, now, elsewhere=elsewhere):
                there.append(Taken(post.post, post.article, post.type, at))
                given.append(Assignment(post.post, at, rules.zone, "as soon as possible after its time was missed"))
                break
    return tuple(given)


def _given(post: Post, at: datetime) -> Taken:
    return Taken(post.id, post.article, post.type, at)


def _lateness_order(post: Post) -> tuple[int, datetime, str]:
    return -post.priority, post.scheduled_at or post.created_at, post.id


def _as_approved(post: Post) -> Post:
    return post.model_copy(update={"state": "approved", "approved_hash": post.payload_hash})


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
