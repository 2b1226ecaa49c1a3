"""Which articles an account may post again now: those that do not age, long enough after the last time, while nothing
new waits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.clock import Clock
from reprise.posting_settings import AccountSettings
from reprise.sites import Site
from reprise.social.anew import write_anew
from reprise.social.post import PostDraft, PostType, cycle_id
from reprise.store.post_recycling import Told
from reprise.store.store import Store

_ON_ITS_WAY = frozenset({"approved", "scheduled", "publishing", "held"})
_NOTHING_LEFT = "the article has nothing to say that was not posted before."
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Recurrence:
    """An article that an account may post again, for the `cycle`-th time; `sources` are its latest posts by type, the
    longest ago first."""

    site: str
    article: str
    platform: str
    account: str
    cycle: int
    sources: tuple[tuple[PostType, str], ...]


@dataclass(frozen=True)
class Recycled:
    """What became of one recurrence: a new draft, or why there is none."""

    recurrence: Recurrence
    draft: PostDraft | None
    reason: str = ""


Anew = Callable[[Article, Brief, Site, str, Sequence[PostType], Sequence[str], str], PostDraft | None]
"""Words a recurring post, as `write_anew` does: platform, types, earlier texts and the new post's id come last."""


class Recycler:
    """Finds what may recur, and drafts it. `write` words it; by default the article's own sentences do."""

    def __init__(self, store: Store, sites: Mapping[str, Site], clock: Clock, write: Anew = write_anew) -> None:
        self.store = store
        self.sites = sites
        self.clock = clock
        self.write = write

    def due(self) -> tuple[Recurrence, ...]:
        """What may be posted again now, for each account no more than it posts in a day."""
        return tuple(each for site in self.sites.values() for each in self._of_site(site))

    def bring(self, article: Article, brief: Brief, platform: str, actor: str) -> tuple[Recycled, ...]:
        """Draft what is due of one article on one platform. Asked again, it makes nothing more."""
        wanted = (each for each in self.due() if (each.article, each.platform) == (article.key, platform))
        return tuple(self._bring(each, article, brief, actor) for each in wanted)

    def _bring(self, due: Recurrence, article: Article, brief: Brief, actor: str) -> Recycled:
        site, posts = self.sites[due.site], self.store.posts
        if brief.kind not in site.recycle.kinds:
            return self._refuse(due, f"as {brief.kind} it ages.", actor)
        there = posts.find(article=due.article, platform=due.platform, account=due.account)
        earlier = [text for post in there for text in post.texts]
        id_ = cycle_id(due.article, due.platform, due.account, due.cycle)
        types = [type_ for type_, _ in due.sources]
        draft = self.write(article, brief, site, due.platform, types, earlier, id_)
        if draft is None:
            return self._refuse(due, _NOTHING_LEFT, actor)
        source = posts.get(dict(due.sources)[draft.type])
        made = posts.recycle(draft, source, due.cycle, actor)
        return Recycled(due, draft if made else None, "" if made else "it was drafted meanwhile.")

    def _refuse(self, due: Recurrence, reason: str, actor: str) -> Recycled:
        self.store.posts.note_not_again(due.sources[-1][1], reason, actor)
        return Recycled(due, None, reason)

    def _of_site(self, site: Site) -> Iterator[Recurrence]:
        if not site.recycle.enabled or site.automation.mode == "off":
            return
        told = self.store.posts.told(site.id)
        refused = self.store.posts.refused_again(site.id)
        groups: dict[tuple[str, str, str], list[Told]] = defaultdict(list)
        for post in told:
            groups[post.platform, post.account, post.article].append(post)
        room = _room(site, told)
        ranked = sorted(groups.items(), key=lambda pair: (_last(pair[1], refused), pair[0]))
        for (platform, account, article), posts in ranked:
            settings = site.find_account(platform, account)
            if settings is None or room[platform, account] < 1:
                continue
            found = self._recurrence(site, settings, article, posts, refused)
            if found is not None and not self.store.articles.is_withdrawn(article):
                room[platform, account] -= 1
                yield found

    def _recurrence(
        self, site: Site, account: AccountSettings, article: str, posts: Sequence[Told], refused: Mapping[str, datetime]
    ) -> Recurrence | None:
        rules = site.recycle
        out = [post for post in posts if post.state == "published"]
        on_its_way = any(post.state in _ON_ITS_WAY or (post.cycle and post.state == "draft") for post in posts)
        rested = self.clock.now() - _last(posts, refused) >= timedelta(days=rules.min_days_between)
        finished = sum(post.cycle > 0 for post in out) >= rules.max_cycles
        ageless = any(post.article_kind in rules.kinds for post in posts)
        if not out or on_its_way or not rested or finished or not ageless:
            return None
        wanted = [type_ for type_ in rules.types if account.wants(type_)]
        latest = {post.type: post for post in sorted(out, key=_published)}
        sources = sorted((latest[type_] for type_ in wanted if type_ in latest), key=_published)
        if not sources:
            return None
        cycle = max(post.cycle for post in posts) + 1
        by_type: dict[str, PostType] = {type_: type_ for type_ in wanted}
        named = tuple((by_type[post.type], post.id) for post in sources)
        return Recurrence(site.id, article, account.platform, account.name, cycle, named)


def _room(site: Site, told: Iterable[Told]) -> Counter[tuple[str, str]]:
    """How many more recurring posts each account takes: none while something new is on its way there."""
    fresh: set[tuple[str, str]] = set()
    waiting: Counter[tuple[str, str]] = Counter()
    for post in told:
        place = post.platform, post.account
        if post.cycle == 0 and post.state in ("approved", "scheduled"):
            fresh.add(place)
        if post.cycle > 0 and post.state in ("draft", *_ON_ITS_WAY):
            waiting[place] += 1
    room: Counter[tuple[str, str]] = Counter()
    for place in {(post.platform, post.account) for post in told} - fresh:
        settings = site.find_account(*place)
        if settings is not None and settings.enabled:
            room[place] = settings.cap_per_day - waiting[place]
    return room


def _last(posts: Iterable[Told], refused: Mapping[str, datetime]) -> datetime:
    """When the article was last posted on the account, or somebody or nothing spoke against posting it again."""
    times = []
    for post in posts:
        times += [post.published_at] if post.published_at else []
        times += [post.updated_at] if post.cycle and post.state == "cancelled" and post.touched_by else []
        times += [refused[post.id]] if post.id in refused else []
    return max(times, default=_NEVER)


def _published(post: Told) -> tuple[datetime, str]:
    return post.published_at or _NEVER, post.id
