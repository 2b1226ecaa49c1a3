"""The demo's last page: what was made and where it went, what went wrong, and what was learned beside the truth."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from cli.running import Ran
from cli.session import Session
from reprise.documents import Documents
from reprise.sites import WEEKDAYS
from reprise.social.rules import PLATFORMS
from reprise.store.records import Attempt, Post, PostEvent
from reprise.video.presets import PRESETS
from reprise.video.products import Render
from resources.warehouse import read_mart
from sandbox.audience import Audience
from sandbox.demo_accounts import Resident
from sandbox.process import SandboxProcess

ENOUGH = 12
"""Matured posts from which an account's correlation with the truth is worth a line."""


FATES = ("published", "in the outbox", "failed", "held for a person", "still to come", "cancelled")


@dataclass
class Tally:
    """What the demo did."""

    runs: int = 0
    failures: list[str] = field(default_factory=list)
    times: dict[str, float] = field(default_factory=dict)

    def add(self, ran: Ran, seconds: float) -> None:
        self.runs += 1
        self.failures += [f"{ran.job} {ran.article or ''}: {problem}" for problem in ran.problems]
        self.times[ran.job] = self.times.get(ran.job, 0.0) + seconds


class Report:
    """The page, line by line, as rich's markup.

    Args:
        seed: of the sandbox; what it hides follows from it.
    """

    def __init__(self, session: Session, sandbox: SandboxProcess, residents: Sequence[Resident], seed: int) -> None:
        self._session = session
        self._sandbox = sandbox
        self._residents = residents
        self._seed = seed
        self._posts = session.store.posts.find()

    def lines(self, tally: Tally, seconds: float) -> Iterator[str]:
        yield from self._made()
        yield from self._counted()
        yield from self._settled()
        yield "\n[bold]What was learned[/] beside the sandbox's hidden curves; ± is the model's own doubt"
        yield from self._learned()
        yield from self._places()
        work = ", ".join(f"{job} {spent:.0f} s" for job, spent in tally.times.items())
        end = f"[red]{len(tally.failures)} steps failed.[/]" if tally.failures else "[green]No failures.[/]"
        yield f"\n{tally.runs} runs in {seconds:.0f} s ({work}). {end}"
        for failure in tally.failures:
            yield f"[red]✗[/] {failure}"

    def _made(self) -> Iterator[str]:
        yield "\n[bold]What was made[/]"
        for name, rules in PLATFORMS.items():
            mine = [post for post in self._posts if post.platform == name]
            pictures = sum(len(post.pictures) for post in mine)
            became = Counter(self._fate(post) for post in mine)
            fates = ", ".join(f"{became[fate]} {fate}" for fate in FATES if became[fate])
            yield f"  {rules.title:10} {len(mine):3} posts, {pictures:3} pictures   {fates}"
        documents = Documents(self._session.settings.documents)
        for preset in PRESETS.values():
            keys = documents.partitions([preset.name, "render"])
            renders = [documents.read(Render, [preset.name, "render"], key) for key in keys]
            lengths = ", ".join(f"{render.media.seconds or 0:.0f} s" for render in renders)
            yield f"  {preset.title:16} {len(renders)} films ({lengths})"
        measured = [row for row in read_mart(self._session.settings, "fct_post_performance") if row["readings"]]
        yield f"  {sum(row['readings'] for row in measured)} engagement readings of {len(measured)} posts"

    def _counted(self) -> Iterator[str]:
        """What the sandbox's accounts hold beside what the store says was published there."""
        yield "\n[bold]Counted at the platforms[/]"
        said: Counter[tuple[str, str]] = Counter()
        for post in self._posts:
            said.update(
                (post.platform, each.id)
                for each in self._residents
                if post.state == "published" and each.key == (post.site, post.platform, post.account)
            )
        there: Counter[tuple[str, str]] = Counter()
        for platform in {each.key.platform for each in self._residents}:
            url = f"{self._sandbox.url}/_sandbox/{platform}/posts"
            rows = httpx.get(url, timeout=60, trust_env=False).json()["posts"]
            there.update((platform, row["account"]) for row in rows if row["reply_to"] is None)
        missing, more = sum((said - there).values()), sum((there - said).values())
        verdict = "[green]none is missing, none is there twice[/]"
        if missing or more:
            verdict = f"[red]{missing} are missing, {more} are there that should not be[/]"
        yield f"  {sum(said.values())} posts on {len(self._residents)} accounts: {verdict}"

    def _settled(self) -> Iterator[str]:
        """Each thing that did not go as it should, in order of time."""
        store = self._session.store
        told: list[tuple[datetime, str]] = []
        for post in self._posts:
            if self._is_live(post):
                told += troubles(post, store.posts.events(post.id), store.attempts.of(post.id))
        if told:
            yield "\n[bold]What went wrong on the way[/]"
            for _, line in sorted(told):
                yield f"  {line}"

    def _learned(self) -> Iterator[str]:
        rows = [row for row in read_mart(self._session.settings, "mart_best_times") if row["block_sample"] > 0]
        if not rows:
            yield "  Nothing has matured yet."
            return
        accounts = [list(group) for _, group in groupby(sorted(rows, key=_account), key=_account)]
        yield "                             posts  best time learned      true   correlation with the truth"
        for cells in sorted(accounts, key=lambda cells: -cells[0]["sample"]):
            yield self._agreement(cells)

    def _agreement(self, cells: list[dict[str, Any]]) -> str:
        """How far an account's learned hours agree with its audience's."""
        first, truth = cells[0], self._truth(cells)
        name = f"{PLATFORMS[first['platform']].title}, {first['site']}"
        line = f"  {name:26} {first['sample']:5}"
        if first["sample"] < ENOUGH:
            return f"{line}  too few to compare"
        best, true = min(zip(cells, truth, strict=True), key=lambda pair: pair[0]["best_rank"])
        when = f"{best['weekday']} {best['hour_block']:02}-{best['hour_block'] + 2:02}"
        effect = f"{best['expected_effect']:+.2f} ± {best['effect_sd']:.2f}"
        agreement = _correlation([cell["expected_effect"] for cell in cells], truth)
        return f"{line}  {when} {effect}   {true:+.2f}   {agreement:+.2f}"

    def _truth(self, cells: list[dict[str, Any]]) -> list[float]:
        key = (cells[0]["site"], cells[0]["platform"], cells[0]["account"])
        resident = next(each for each in self._residents if each.key == key)
        audience = Audience(self._seed, resident.id, resident.site.timezone)
        return [_level(audience, cell["weekday"], cell["hour_block"], cell["zone"]) for cell in cells]

    def _places(self) -> Iterator[str]:
        home = self._session.settings.home
        yield "\n[bold]Where it is[/]"
        yield f"  posts of the outbox        {home / 'outbox' / 'index.html'}"
        yield "  posts on the platforms     reprise posts --state published"
        yield f"  films                      reprise videos, files below {self._session.settings.media}"
        yield f"  marts                      {home / 'published'} (analytics.duckdb and Parquet)"
        yield "  everything in Dagster      make ui, then http://127.0.0.1:3000"

    def _fate(self, post: Post) -> str:
        if post.state == "published":
            return "published" if self._is_live(post) else "in the outbox"
        return {"failed": "failed", "held": "held for a person", "cancelled": "cancelled"}.get(
            post.state, "still to come"
        )

    def _is_live(self, post: Post) -> bool:
        return any(each.key == (post.site, post.platform, post.account) for each in self._residents)


def troubles(post: Post, events: Sequence[PostEvent], attempts: Sequence[Attempt]) -> Iterator[tuple[datetime, str]]:
    """What became of a post's lost answers and refusals: when, and one line each."""
    who = f"{PLATFORMS[post.platform].title}, {post.site}"
    for event, after in zip(events, (*events[1:], None), strict=True):
        if event.before == event.after == "publishing" and after is not None:
            found = "found on the account and not sent again" if after.after == "published" else "not there, and sent"
            end = f"the post was {found} at {after.at:%H:%M}" if after.after != "held" else "a person has to look"
            yield event.at, f"{event.at:%a %d %b %H:%M}  {who}: no answer came; {end}."
    for attempt in attempts:
        if attempt.outcome == "failed" and attempt.ended_at is not None:
            kind = (attempt.error_kind or "failure").replace("_", " ")
            end = f"it went out at {post.published_at:%H:%M}" if post.published_at else f"it is {post.state}"
            yield attempt.ended_at, f"{attempt.ended_at:%a %d %b %H:%M}  {who}: refused ({kind}); {end}."


def _account(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["site"], row["platform"], row["account"]


def _level(audience: Audience, weekday: str, hour: int, zone: str) -> float:
    """The hidden curve's mean over a two-hour block of the site's own clock."""
    start = datetime(2026, 11, 16, tzinfo=ZoneInfo(zone)) + timedelta(days=WEEKDAYS.index(weekday))  # a Monday
    return statistics.fmean(audience.level(start + timedelta(hours=hour + offset)) for offset in (0, 1))


def _correlation(first: list[float], second: list[float]) -> float:
    return statistics.correlation(first, second) if len(set(first)) > 1 and len(set(second)) > 1 else 0.0
