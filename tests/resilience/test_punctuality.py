"""With 1,000 posts due in an hour, each leaves within a minute (95 of 100): the real daemon, schedule and job, in real
time, while films wait for their turn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
import pytest
from dagster import DagsterInstance

from reprise.clock import SystemClock
from reprise.errors import Conflict
from reprise.media import MediaStore
from reprise.posting_settings import AccountSettings
from reprise.social.post import PostDraft, post_id
from reprise.store.store import Store
from sandbox.process import SandboxProcess
from tests.installation import SITE, Installation
from tests.sandbox_material import make_picture
from tests.ui.opened import OpenedUi, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

PROMISED = timedelta(seconds=60)
AN_HOUR, ACCOUNTS = 1000, 20
MINUTES, BUSY_FROM = 4, 2
"""Minutes that are measured, and from which on as many films as allowed are begun beside them."""
FILMS = 60
SETTLED = 180.0
"""Seconds until a post that has not left counts as never."""

SELECTOR = {"repositoryLocationName": "reprise", "repositoryName": "__repository__"}
AUTOMATION = """query ($repository: RepositorySelector!) {repositoryOrError(repositorySelector: $repository) {
    ... on Repository {sensors {name} schedules {name}}}}"""
START_SCHEDULE = """mutation ($it: ScheduleSelector!) {startSchedule(scheduleSelector: $it) {
    __typename ... on PythonError {message}}}"""
START_SENSOR = """mutation ($it: SensorSelector!) {startSensor(sensorSelector: $it) {
    __typename ... on PythonError {message}}}"""
TICKS = """query ($it: ScheduleSelector!) {scheduleOrError(scheduleSelector: $it) {
    ... on Schedule {scheduleState {ticks(limit: 50) {status timestamp endTimestamp skipReason}}}}}"""
BACKFILL = """mutation ($it: LaunchBackfillParams!) {launchPartitionBackfill(backfillParams: $it) {
    __typename ... on LaunchBackfillSuccess {backfillId} ... on PythonError {message}}}"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An installation in the machine's own time, with many accounts on X."""
    monkeypatch.setenv("REPRISE_HOME", str(tmp_path / "home"))
    names = ", ".join(f"{name}: {{}}" for name in _names())
    made = Installation(tmp_path, f"platforms: {{x: {{target: live, accounts: {{{names}}}}}}}\n")
    made.settings.clock_file.unlink()
    yield made
    made.close()


def test_due_posts_leave_within_a_minute(
    place: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = place.store
    posts = _fill(store, place.media, place.site.accounts("x"))
    with (
        SandboxProcess(tmp_path / "sandbox") as sandbox,
        httpx.Client(base_url=f"{sandbox.url}/_sandbox/x", trust_env=False, timeout=60) as desk,
    ):
        monkeypatch.setenv("REPRISE_X_URL", sandbox.url_of("x"))
        for number, name in enumerate(_names()):
            account = {"id": str(7000 + number), "handle": name.replace("-", "_"), "token": f"{name}-token"}
            desk.post("/accounts", json=account).raise_for_status()
            variable = f"REPRISE_X_{name.replace('-', '_').upper()}"
            monkeypatch.setenv(f"{variable}_TOKEN", account["token"])
            monkeypatch.setenv(f"{variable}_ACCOUNT_ID", account["id"])
        with OpenedUi(place.settings) as ui:
            _switch_everything_on(ui)
            wait_until(lambda: bool(_ticks(ui)), 150)
            due = _schedule(store, posts)
            for minute in range(MINUTES):
                if minute == BUSY_FROM:
                    _queue_films(ui, place)
                _sleep_until(min(due.values()) + timedelta(minutes=minute + 1))
            measured = {id_: at for id_, at in due.items() if at < min(due.values()) + timedelta(minutes=MINUTES)}
            wait_until(lambda: all(store.posts.get(id_).state == "published" for id_ in measured), SETTLED, every=1)
            ticks = _ticks(ui)
        rows = {row["text"].partition(" ")[0]: row for row in desk.get("/posts").json()["posts"]}

    began = {id_: store.attempts.of(id_)[0].started_at for id_ in measured}
    begun = {id_: (began[id_] - at).total_seconds() for id_, at in measured.items()}
    public = {id_: (_time(rows[id_]) - at).total_seconds() for id_, at in measured.items()}
    busy = min(due.values()) + timedelta(minutes=BUSY_FROM)
    with capsys.disabled():
        for title, late in (("begun", begun), ("public", public)):
            for when, mine in (("quiet", lambda at: at < busy), ("with films", lambda at: at >= busy)):
                _tell(f"{title}, {when}", [late[id_] for id_, at in measured.items() if mine(at)])
            _tell(f"{title}, all", list(late.values()))
        _tell("tick", [each["endTimestamp"] - each["timestamp"] for each in ticks if each["endTimestamp"]])
    assert len(measured) == MINUTES * -(-AN_HOUR // 60)
    assert _p95(list(begun.values())) <= PROMISED.total_seconds()
    assert _p95(list(public.values())) <= PROMISED.total_seconds()
    assert len(rows) >= len(measured)


def _names() -> list[str]:
    return [f"account-{number}" for number in range(ACCOUNTS)]


def _fill(store: Store, media: MediaStore, accounts: tuple[AccountSettings, ...]) -> list[str]:
    """An hour's posts, half of them with a picture, on one account after another."""
    picture, made = make_picture(media, "A field", (1200, 675), suffix=".jpg"), []
    for number in range(AN_HOUR):
        article = f"{SITE}-{number}"
        id_ = post_id(article, "x", "announcement")
        link = f"https://example.org/{number}/?utm_content={id_}"
        draft = PostDraft(
            id=id_, site=SITE, article=article, platform="x", type="announcement", language="en",
            texts=(f"{id_} is post {number}.\n{link}",), link=link, title=f"Post {number}",
        )  # fmt: skip
        settings = accounts[number % len(accounts)]
        store.posts.upsert([draft], lambda platform, settings=settings: (settings,), "run:trial")
        if number % 2:
            store.posts.attach_pictures(id_, [picture])
        made.append(id_)
    return made


def _schedule(store: Store, posts: list[str]) -> dict[str, datetime]:
    """Give each post its minute of the hour that begins with the next minute but one."""
    now = SystemClock().now()
    start = now.replace(second=0, microsecond=0) + timedelta(minutes=2)
    each = -(-len(posts) // 60)
    due = {id_: start + timedelta(minutes=number // each) for number, id_ in enumerate(posts)}
    for id_, at in due.items():
        store.posts.approve(id_, "kim")
        with suppress(Conflict):  # unless the planner, which is at work already, has been faster
            store.posts.schedule(id_, at, "UTC", "a test", "kim")
            continue
        store.posts.reschedule(id_, at, "UTC", "a test", "kim")
    assert SystemClock().now() < start, "the machine is too slow to fill the queue"
    return due


def _switch_everything_on(ui: OpenedUi) -> None:
    found = ui.ask(AUTOMATION, repository=SELECTOR)["repositoryOrError"]
    for each in found["schedules"]:
        said = ui.ask(START_SCHEDULE, it={**SELECTOR, "scheduleName": each["name"]})["startSchedule"]
        assert said["__typename"] == "ScheduleStateResult", said
    for each in found["sensors"]:
        said = ui.ask(START_SENSOR, it={**SELECTOR, "sensorName": each["name"]})["startSensor"]
        assert said["__typename"] == "Sensor", said


def _queue_films(ui: OpenedUi, place: Installation) -> None:
    """More runs that make films than may be at work at once. They end by themselves: their articles have no script."""
    keys = [f"{SITE}-{number}" for number in range(FILMS)]
    with DagsterInstance.from_config(str(place.settings.dagster_home)) as instance:
        instance.add_dynamic_partitions("articles", keys)
    selector = {"repositorySelector": SELECTOR, "partitionSetName": "produce_partition_set"}
    said = ui.ask(BACKFILL, it={"selector": selector, "partitionNames": keys})["launchPartitionBackfill"]
    assert said["__typename"] == "LaunchBackfillSuccess", said


def _ticks(ui: OpenedUi) -> list[dict[str, Any]]:
    found = ui.ask(TICKS, it={**SELECTOR, "scheduleName": "posting_windows"})
    return [each for each in found["scheduleOrError"]["scheduleState"]["ticks"] if each["status"] != "STARTED"]


def _sleep_until(moment: datetime) -> None:
    time.sleep(max(0.0, (moment - SystemClock().now()).total_seconds()))


def _time(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["created_at"]).astimezone(UTC)


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]


def _tell(title: str, values: list[float]) -> None:
    numbers = f"median {median(values):.1f} s, p95 {_p95(values):.1f} s, most {max(values):.1f} s"
    print(f"\n{title:>20}: {len(values):4d}, {numbers}", end="")  # noqa: T201
