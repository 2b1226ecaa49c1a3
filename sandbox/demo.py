"""The demo: four weeks of publishing in minutes.

Nothing is played: the same sensors, schedules and jobs that the Dagster daemon runs are evaluated here at simulated
times, from four weeks ago until now, against a sandbox of X over HTTP whose audience reacts by a hidden weekly curve.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from dagster import (
    AssetKey,
    RunRequest,
    ScheduleDefinition,
    SensorDefinition,
    build_schedule_context,
    build_sensor_context,
)

from cli.output import console
from cli.running import Ran, Runner
from cli.session import Session, prepare_dagster_home
from reprise.clock import FileClock
from reprise.documents import Documents
from reprise.errors import RepriseError
from reprise.sites import WEEKDAYS
from reprise.social.rules import PLATFORMS
from reprise.video.presets import PRESETS
from reprise.video.products import Render
from resources.configured import default_resources
from resources.warehouse import read_mart
from sandbox.process import SandboxProcess

WEEKS = 4
_LOOKS = timedelta(hours=6)
_LEARNING = timedelta(days=7)


@dataclass
class Tally:
    """What the demo did, for its last page."""

    runs: int = 0
    failures: list[str] = field(default_factory=list)
    made: int = 0
    reused: int = 0
    times: dict[str, float] = field(default_factory=dict)

    def add(self, ran: Ran, seconds: float) -> None:
        self.runs += 1
        self.failures += [f"{ran.job} {ran.article or ''}: {problem}" for problem in ran.problems]
        self.times[ran.job] = self.times.get(ran.job, 0.0) + seconds


class Demo:
    """The daemon's part, at simulated times."""

    def __init__(self, session: Session, sandbox: SandboxProcess) -> None:
        self.session = session
        self.sandbox = sandbox
        self.runner = Runner(session)
        self.clock = FileClock(session.settings.clock_file)
        self.tally = Tally()
        self.definitions = self.runner.definitions
        self.cursors: dict[str, str | None] = {}
        services = default_resources(session.settings)
        self.resources = {name: services[name] for name in ("clock", "store", "sites", "fetcher")}

    def live(self, start: datetime, end: datetime) -> None:
        """Live from `start` to `end`: look for articles and measure every six hours, post when posts are due, learn
        every week."""
        now, next_look, next_learning = start, start, start + _LEARNING
        while now < end:
            self.clock.set(now)
            if now >= next_look:
                self._look(now)
                next_look = now + _LOOKS
            self._post(now)
            if now >= next_learning:
                self._tell(now, "learning the best times")
                self._schedule("daily_learning", now)
                next_learning += _LEARNING
            now = min(end, next_look, next_learning, self._next_post(now) or end)
        self.clock.set(end)

    def _look(self, now: datetime) -> None:
        for site in self.session.sites:
            self._sensor(f"new_articles_{site.replace('-', '_')}")
        self._sensor("approved_scripts")
        if now.hour % 6 == 0:
            self._schedule("engagement_windows", now)

    def _post(self, now: datetime) -> None:
        self._schedule("posting_windows", now)

    def _next_post(self, now: datetime) -> datetime | None:
        times = [
            post.scheduled_at
            for post in self.session.store.posts.find(states=("scheduled",))
            if post.scheduled_at is not None and post.scheduled_at > now
        ]
        return min(times, default=None)

    def _sensor(self, name: str) -> None:
        sensor: SensorDefinition = self.definitions.resolve_sensor_def(name)
        with (
            build_sensor_context(
                instance=self.session.instance,
                instance_ref=self.session.instance.get_ref(),
                cursor=self.cursors.get(name),
                resources=self.resources,
                definitions=self.definitions,
                sensor_name=name,
            ) as context,
            self._quiet(),
        ):
            answer = sensor.evaluate_tick(context)
        self.cursors[name] = answer.cursor
        self._execute(str(sensor.job_name), answer.run_requests or ())

    def _schedule(self, name: str, now: datetime) -> None:
        schedule: ScheduleDefinition = self.definitions.resolve_schedule_def(name)
        with (
            build_schedule_context(
                instance=self.session.instance,
                resources=self.resources,
                scheduled_execution_time=now,
                repository_def=self.definitions.get_repository_def(),
            ) as context,
            self._quiet(),
        ):
            requests = schedule.evaluate_tick(context).run_requests
        self._execute(schedule.job_name, requests or ())

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        """What a tick says goes where the runs' words go."""
        log = self.session.settings.home / "logs" / "ticks.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file, redirect_stdout(file), redirect_stderr(file):
            yield

    def _execute(self, job: str, requests: Sequence[RunRequest]) -> None:
        for request in requests:
            self._tell(self.clock.now(), f"{job} {request.partition_key or ''}")
            began = time.monotonic()
            keys: Sequence[AssetKey] | None = request.asset_selection
            ran = self.runner.run(job, request.partition_key, selection=keys, tags=dict(request.tags))
            self.tally.add(ran, time.monotonic() - began)

    def again(self) -> None:
        """Everything once more, to show that nothing is made anew."""
        media = self.session.settings.media
        before = _files(media)
        for site in self.session.sites:
            self._sensor_again(site)
        for known in self.session.store.articles.list():
            for job in ("prepare", "produce"):
                self._execute(job, [RunRequest(partition_key=known.key, tags={"article": known.key})])
        self.tally.made = len(_files(media) - before)
        self.tally.reused = len(before)

    def _sensor_again(self, site: str) -> None:
        from reprise.articles.intake import take_in

        found = take_in(
            self.session.sites[site], self.session.source(self.session.sites[site]), self.session.store.articles
        )
        new = sum(bool(each.next_revision) for each in found)
        console.print(f"  {site}: {len(found)} articles listed, {new} new or edited")

    def _tell(self, now: datetime, what: str) -> None:
        if console.is_terminal:
            console.print(
                f"[dim]{now:%a %d %b %H:%M}[/] {what}",
                end="\x1b[K\r" if "publish" in what or "measure" in what else "\n",
            )
        elif not what.startswith(("publish", "measure")):
            console.print(f"{now:%a %d %b %H:%M} {what}", markup=False)


def _files(media: Path) -> set[Path]:
    return {
        path
        for path in media.rglob("*")
        if path.is_file() and path.suffix != ".json" and path.relative_to(media).parts[0] != "tmp"
    }


def main() -> None:
    """Run the demo, or show that a second run makes nothing anew."""
    os.environ.setdefault("REPRISE_HOME", str(Session().settings.home))
    session = Session()
    try:
        _run(session)
    except RepriseError as error:
        console.print(f"[red]Error:[/] {error}", soft_wrap=True)
        sys.exit(1)


def _run(session: Session) -> None:
    home = session.settings.home
    home.mkdir(parents=True, exist_ok=True)
    state_file, began = home / "demo.json", time.monotonic()
    state = json.loads(state_file.read_text()) if state_file.is_file() else {}
    prepare_dagster_home(session.settings)
    with SandboxProcess(home / "sandbox", clock_file=session.settings.clock_file, seed=7) as sandbox:
        os.environ["REPRISE_X_URL"], os.environ["REPRISE_X_TOKEN"] = sandbox.url_of("x"), sandbox.token_of("x")
        if state.get("finished"):
            console.print("[bold]The demo has run here before.[/] Everything is asked for once more:")
            demo = Demo(session, sandbox)
            demo.again()
            console.print(
                f"Nothing to publish, {demo.tally.made} pieces made anew, {demo.tally.reused} found as they were."
            )
        else:
            end = datetime.fromisoformat(state["end"]) if state else _six_hours(datetime.now(UTC))
            start = datetime.fromisoformat(state["now"]) if state else end - timedelta(weeks=WEEKS)
            state_file.write_text(json.dumps({"end": end.isoformat(), "now": start.isoformat(), "finished": False}))
            console.print(f"Living from {start:%d %B} to {end:%d %B %Y}, with the sandbox of X at {sandbox.url}.")
            demo = Demo(session, sandbox)
            demo.live(start, end)
            demo._schedule("engagement_windows", end)
            demo._schedule("daily_learning", end)
            state_file.write_text(json.dumps({"end": end.isoformat(), "now": end.isoformat(), "finished": True}))
        truth = httpx.get(f"{sandbox.url_of('x')}/_desk/truth", timeout=10).json()
    session.settings.clock_file.unlink(missing_ok=True)
    for line in _summary(session, demo.tally, truth, time.monotonic() - began):
        console.print(line)
    sys.exit(1 if demo.tally.failures else 0)


def _six_hours(moment: datetime) -> datetime:
    return moment.replace(hour=moment.hour - moment.hour % 6, minute=0, second=0, microsecond=0)


def _summary(session: Session, tally: Tally, truth: Any, seconds: float) -> Iterator[str]:
    posts = session.store.posts.find()
    home = session.settings.home
    yield "\n[bold]What was made[/]"
    for name, rules in PLATFORMS.items():
        mine = [post for post in posts if post.platform == name]
        published = sum(post.state == "published" for post in mine)
        pictures = sum(len(post.pictures) for post in mine)
        yield f"  {rules.title:10} {len(mine):3} posts, {pictures:3} pictures, {published:3} published"
    documents = Documents(session.settings.documents)
    for preset in PRESETS.values():
        renders = [
            documents.read(Render, [preset.name, "render"], key)
            for key in documents.partitions([preset.name, "render"])
        ]
        lengths = ", ".join(f"{render.media.seconds or 0:.0f} s" for render in renders)
        yield f"  {preset.title:16} {len(renders)} films ({lengths})"
    performance = read_mart(session.settings, "fct_post_performance")
    measured = [row for row in performance if row["readings"]]
    yield f"  {sum(row['readings'] for row in measured)} engagement readings of {len(measured)} posts"
    yield "\n[bold]What was learned[/] against the sandbox's hidden curve"
    yield from _compare(read_mart(session.settings, "mart_best_times"), truth)
    yield "\n[bold]Where it is[/]"
    yield f"  posts as they would look   {home / 'outbox' / 'index.html'}"
    yield f"  films                      reprise videos, files below {session.settings.media}"
    yield f"  marts                      {home / 'published'} (analytics.duckdb and Parquet)"
    yield "  everything in Dagster      make ui, then http://127.0.0.1:3000"
    work = ", ".join(f"{job} {spent:.0f} s" for job, spent in tally.times.items())
    end = f"[red]{len(tally.failures)} steps failed.[/]" if tally.failures else "[green]No failures.[/]"
    yield f"\n{tally.runs} runs in {seconds:.0f} s ({work}). {end}"
    for failure in tally.failures:
        yield f"[red]✗[/] {failure}"


def _compare(rows: list[dict[str, Any]], truth: dict[str, Any]) -> Iterator[str]:
    """The learned effect of hour blocks beside the true one, and how far the two orders agree."""
    learned = [row for row in rows if row["block_sample"] > 0]
    if not learned:
        yield "  Nothing has matured yet."
        return
    for (site, zone, label), group in groupby(sorted(learned, key=_account), key=_account):
        cells = list(group)
        hidden = [_hidden(truth, cell["weekday"], cell["hour_block"], zone) for cell in cells]
        found = [cell["expected_effect"] for cell in cells]
        agreement = _correlation(found, hidden)
        best = sorted(zip(cells, hidden, strict=True), key=lambda pair: pair[0]["best_rank"])
        yield f"  {site}: {cells[0]['sample']} matured posts ({label}); correlation with the truth {agreement:+.2f}"
        yield "    time (local)      learned         true"
        for cell, true in (*best[:4], *best[-2:]):
            time_ = f"{cell['weekday']} {cell['hour_block']:02}-{cell['hour_block'] + 2:02}"
            yield f"    {time_:12} {cell['expected_effect']:+7.2f} ± {cell['effect_sd']:.2f}   {true:+7.2f}"


def _account(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["site"], row["zone"], row["label"]


def _hidden(truth: dict[str, Any], weekday: str, hour: int, zone: str) -> float:
    """The hidden curve's mean over a two-hour block of the site's own clock."""
    start = datetime(2026, 11, 16, tzinfo=ZoneInfo(zone)) + timedelta(days=WEEKDAYS.index(weekday))  # a Monday
    levels: list[float] = []
    for offset in (0, 1):
        local = (start + timedelta(hours=hour + offset)).astimezone(ZoneInfo(truth["zone"]))
        levels.append(float(truth["log_effect"][WEEKDAYS[local.weekday()]][local.hour]))
    return sum(levels) / len(levels)


def _correlation(first: list[float], second: list[float]) -> float:
    return statistics.correlation(first, second) if len(set(first)) > 1 and len(set(second)) > 1 else 0.0


if __name__ == "__main__":
    main()
