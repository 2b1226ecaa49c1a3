"""The demo: four weeks of publishing in minutes.

Nothing is played: the same sensors, schedules and jobs that the Dagster daemon runs are evaluated here at simulated
times, from four weeks ago until now, against the sandbox's platforms over HTTP, whose audiences react by hidden weekly
curves. Two things go wrong on the way, because they do.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dagster import (
    AssetKey,
    RunRequest,
    ScheduleDefinition,
    SensorDefinition,
    build_schedule_context,
    build_sensor_context,
)

from cli.output import console
from cli.running import Runner
from cli.session import Session, prepare_dagster_home
from reprise.articles.intake import take_in
from reprise.clock import FileClock
from reprise.errors import RepriseError
from resources.configured import PlatformsResource, default_resources
from sandbox.demo_accounts import SEATS, Resident, move_in, order
from sandbox.demo_report import Report, Tally
from sandbox.process import SandboxProcess

WEEKS = 4
SEED = 7
_LOOKS = timedelta(hours=6)
_LEARNING = timedelta(days=7)
_PAUSE = 0.05
"""Seconds between two looks at media being processed: the sandbox's platforms count looks, not seconds."""
_DOUBTS = timedelta(hours=12)
"""No look at an account for a post in doubt lies farther ahead."""


@dataclass(frozen=True)
class Trouble:
    """A failure that is ordered at the sandbox so long after the start, for the next request of a route."""

    after: timedelta
    platform: str
    route: str
    kind: str
    seconds: int = 0


TROUBLES = (
    Trouble(timedelta(days=2), "x", "POST /2/tweets", "drop_after"),
    Trouble(timedelta(days=4), "mastodon", "POST /api/v1/statuses", "rate_limit", 900),
)
"""X takes a post and its answer is lost; Mastodon wants fewer requests for a quarter of an hour."""


class Demo:
    """The daemon's part, at simulated times."""

    def __init__(self, session: Session, sandbox: SandboxProcess, residents: Sequence[Resident]) -> None:
        self.session = session
        self.sandbox = sandbox
        self.platforms = {each.key.platform for each in residents}
        settings = session.settings
        services = default_resources(settings)
        platforms = PlatformsResource(
            outbox=str(settings.outbox),
            home=str(settings.home),
            store=services["store"],
            clock=services["clock"],
            media_url=settings.media_url,
            longest_pause=_PAUSE,
        )
        self.runner = Runner(session, {"platforms": platforms})
        self.clock = FileClock(settings.clock_file)
        self.tally = Tally()
        self.definitions = self.runner.definitions
        self.cursors: dict[str, str | None] = {}
        self.resources = {name: services[name] for name in ("clock", "store", "sites", "fetcher")}

    def live(self, start: datetime, end: datetime) -> None:
        """Live from `start` to `end`: look for articles and measure every six hours, post when posts are due, learn
        every week."""
        now, next_look, next_learning = start, start, start + _LEARNING
        troubles = list(TROUBLES)
        while now < end:
            self.clock.set(now)
            while troubles and now >= start + troubles[0].after:
                self._order(troubles.pop(0))
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
        self._schedule("engagement_windows", end)
        self._schedule("daily_learning", end)

    def _order(self, trouble: Trouble) -> None:
        if trouble.platform in self.platforms:
            given = {"route": trouble.route, "kind": trouble.kind, "seconds": trouble.seconds}
            order(self.sandbox, trouble.platform, "faults", given)

    def _look(self, now: datetime) -> None:
        for site in self.session.sites:
            self._sensor(f"new_articles_{site.replace('-', '_')}")
        self._sensor("approved_scripts")
        if now.hour % 6 == 0:
            self._schedule("engagement_windows", now)

    def _post(self, now: datetime) -> None:
        self._schedule("posting_windows", now)

    def _next_post(self, now: datetime) -> datetime | None:
        """When the next post is due, an account that rests goes on, or one is to be looked at."""
        store = self.session.store
        times = [post.scheduled_at for post in store.posts.find(states=("scheduled",))]
        times += [pause.until for pause in store.pauses.open()]
        times += [attempt.look_at for attempt in store.attempts.to_look_for(now + _DOUBTS)]
        return min((time for time in times if time is not None and time > now), default=None)

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

    def again(self) -> tuple[int, int]:
        """Everything once more, to show that nothing is made anew: how many files are new, and how many were there."""
        media = self.session.settings.media
        before = _files(media)
        for name, site in self.session.sites.items():
            found = take_in(site, self.session.source(site), self.session.store.articles)
            new = sum(bool(each.next_revision) for each in found)
            console.print(f"  {name}: {len(found)} articles listed, {new} new or edited")
        for known in self.session.store.articles.list():
            for job in ("prepare", "produce"):
                self._execute(job, [RunRequest(partition_key=known.key, tags={"article": known.key})])
        return len(_files(media) - before), len(before)

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
        failures = _run(session)
    except RepriseError as error:
        console.print(f"[red]Error:[/] {error}", soft_wrap=True)
        sys.exit(1)
    sys.exit(1 if failures else 0)


def _run(session: Session) -> int:
    """How many steps failed."""
    home = session.settings.home
    home.mkdir(parents=True, exist_ok=True)
    state_file, began = home / "demo.json", time.monotonic()
    state = json.loads(state_file.read_text()) if state_file.is_file() else {}
    end = datetime.fromisoformat(state["end"]) if state else _six_hours(datetime.now(UTC))
    start = end - timedelta(weeks=WEEKS)
    clock = FileClock(session.settings.clock_file)
    if not state.get("finished"):
        clock.set(start)
    prepare_dagster_home(session.settings)
    playing = SandboxProcess(
        home / "sandbox", clock_file=clock.path, seed=SEED, platforms=tuple(SEATS), media=session.settings.media
    )
    with playing as sandbox:
        os.environ.update(sandbox.addresses())
        session = Session()  # its settings know the addresses
        residents = move_in(session, sandbox)
        demo = Demo(session, sandbox, residents)
        if state.get("finished"):
            _again(demo)
        else:
            state_file.write_text(json.dumps({"end": end.isoformat(), "finished": False}))
            console.print(
                f"Living from {start:%d %B} to {end:%d %B %Y}, with {len(residents)} accounts in the sandbox."
            )
            demo.live(start, end)
            state_file.write_text(json.dumps({"end": end.isoformat(), "finished": True}))
        lines = list(Report(session, sandbox, residents, SEED).lines(demo.tally, time.monotonic() - began))
    clock.path.unlink(missing_ok=True)
    for line in lines:
        console.print(line, soft_wrap=True)
    return len(demo.tally.failures)


def _again(demo: Demo) -> None:
    console.print("[bold]The demo has run here before.[/] Everything is asked for once more:")
    made, found = demo.again()
    waiting = len(demo.session.store.posts.find(states=("scheduled",)))
    later = f"; {waiting} posts wait for their time" if waiting else ""
    console.print(f"Nothing was published, {made} pieces were made anew, {found} found as they were{later}.")


def _six_hours(moment: datetime) -> datetime:
    return moment.replace(hour=moment.hour - moment.hour % 6, minute=0, second=0, microsecond=0)


if __name__ == "__main__":
    main()
