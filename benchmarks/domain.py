"""How the cost of briefs and of planning grows with their input: `python -m benchmarks.domain`.

Prints ratios to the smallest size of the same run, so that figures of a noisy machine can be compared.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from reprise.articles.article import Article, Block
from reprise.briefs.extractive import write_brief
from reprise.grounding import Source, findings
from reprise.social.rules import Allowance
from reprise.windows.planner import AccountRules, News, Request, Waiting, plan, plan_all
from reprise.windows.slots import slots_of
from tests.builders import make_article, make_site

_SENTENCES = (
    "The harbour board counted {n} bicycles at gate {n} on the coldest morning of the year.",
    "Riders who come from the eastern bank choose road {n} because the wind is weaker there.",
    "A separated lane of {n} metres keeps families on the bridge through the winter.",
)
_OTHERS = (
    "Mayor Ines Holm counted 999 bicycles at gate 7 on Monday.",
    "Riders do not choose road 7 because the wind is weaker there.",
    "“Nobody rides in winter,” said the harbour board.",
    "Every rider gets a free helmet, a map and a cup of coffee.",
)


def main() -> None:
    """Print the tables."""
    _table("brief: words", (500, 1500, 6000), _brief_of)
    _table("source: words", (500, 1500, 6000), _source_of)
    _table("findings: words", (500, 1500, 6000), _findings_of)
    _table("plan: posts", (200, 1000, 2000), _plan_of)
    _table("plan: accounts", (10, 50, 100), _plan_for)


def _table(title: str, sizes: tuple[int, ...], prepare: Callable[[int], Callable[[], object]]) -> None:
    print(f"{title:16} {'ms':>8} {'size':>6} {'cost':>6}")
    first = 0.0
    for size in sizes:
        work = prepare(size)
        spent = min(_seconds(work) for _ in range(3))
        first = first or spent
        print(f"{size:16} {spent * 1000:8.1f} {size / sizes[0]:5.1f}× {spent / first:5.1f}×")


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _article_of(words: int) -> Article:
    blocks = [
        Block(kind="paragraph", text=" ".join(sentence.format(n=number) for sentence in _SENTENCES))
        for number in range(1, words // 40 + 1)
    ]
    return make_article("The harbour board", *blocks)


def _brief_of(words: int) -> Callable[[], object]:
    article = _article_of(words)
    return lambda: write_brief(article)


def _source_of(words: int) -> Callable[[], object]:
    article, site = _article_of(words), make_site()
    Source.of(article, None, site)  # tables and patterns are made once for a language
    return lambda: Source.of(article, None, site)


def _findings_of(words: int) -> Callable[[], object]:
    """One post of eight sentences, half of them not the article's, against articles that grow."""
    source = Source.of(_article_of(words), None, make_site())
    post = "\n".join(
        [
            *(sentence.format(n=7) for sentence in _SENTENCES),
            "Families take the bridge in winter.",
            *_OTHERS,
            "#Harbour",
        ]
    )
    findings(post, source)
    return lambda: findings(post, source)


def _plan_of(posts: int) -> Callable[[], object]:
    site = make_site(platforms={"x": {"slots": {day: [f"{hour:02}:00" for hour in range(24)] for day in _DAYS}}})
    rules = AccountRules(
        name="x/main",
        slots=slots_of(site, site.account("x", "main")),
        cap_per_day=12,
        cooldown=timedelta(hours=1),
        zone="Europe/Berlin",
    )
    now = datetime(2026, 3, 2, tzinfo=UTC)
    waiting = [
        Waiting(post=f"p{number}", article=f"a{number % 260}", type="highlights", priority=number % 5, since=now)
        for number in range(posts)
    ]
    return lambda: plan(waiting, [], rules, now, timedelta(days=365))


def _plan_for(accounts: int) -> Callable[[], object]:
    """A hundred posts for each account, ten accounts to a site, whose articles are kept apart from one another."""
    site, now = make_site(timezone="Europe/Berlin"), datetime(2026, 3, 2, tzinfo=UTC)
    own = site.account("x", "main")
    requests = [
        Request(
            AccountRules(
                name=f"x/{account}",
                zone=site.timezone,
                slots=slots_of(site, own),
                cap_per_day=2,
                cooldown=timedelta(hours=4),
                platform_spacing=timedelta(minutes=15),
                allowances=(Allowance(50, 24),),
            ),
            tuple(_waiting(account, number, now) for number in range(100)),
        )
        for account in range(accounts)
    ]
    return lambda: plan_all(requests, now, timedelta(days=60))


def _waiting(account: int, number: int, now: datetime) -> Waiting:
    return Waiting(
        post=f"p{account}-{number}",
        article=f"{account // 10}-{number // 4}",
        type="highlights" if number % 4 else "announcement",
        priority=50 - number % 4,
        since=now,
        news=News(now - timedelta(days=number % 20), 7) if number % 3 == 0 else None,
    )


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


if __name__ == "__main__":
    main()
