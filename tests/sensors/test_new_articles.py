from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dagster import DagsterInstance, Definitions, asset, build_sensor_context, define_asset_job
from dagster._core.definitions.sensor_definition import SensorExecutionData

from assets_pipeline.partitions import articles
from reprise.errors import BadSettings
from reprise.sites import Site
from resources.configured import ClockResource, FetcherResource, StoreResource
from sensors.new_articles import new_articles_sensor


@pytest.fixture
def resources(tmp_path: Path) -> dict[str, Any]:
    clock = ClockResource(file=str(tmp_path / "clock"))
    store = StoreResource(url=f"sqlite:///{tmp_path / 'store.db'}", clock=clock)
    return {"store": store, "clock": clock, "fetcher": FetcherResource(allow_private=[])}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    (tmp_path / "posts").mkdir()
    settings = {"type": "folder", "path": "posts"}
    return Site(id="my-site", name="Mine", url="https://e.org/", source=settings, folder=tmp_path)  # type: ignore[arg-type]


def write(site: Site, *names: str) -> None:
    for name in names:
        (site.folder / "posts" / f"{name}.md").write_text(f"---\ntitle: {name}\n---\ntext")


@asset(partitions_def=articles)
def made() -> None: ...


def tick(site: Site, resources: dict[str, Any], cursor: str | None = None, *, cap: int = 5) -> SensorExecutionData:
    """One tick as the daemon sees it: requests are checked against the job and the partitions that are asked for."""
    sensor = new_articles_sensor(site, "prepare", cap=cap)
    job = define_asset_job("prepare", [made], partitions_def=articles)
    repository = Definitions([made], jobs=[job], sensors=[sensor], resources=resources).get_repository_def()
    with (
        DagsterInstance.local_temp() as instance,
        build_sensor_context(
            instance_ref=instance.get_ref(), cursor=cursor, repository_def=repository, resources=resources
        ) as context,
    ):
        return repository.get_sensor_def(sensor.name).evaluate_tick(context)


def test_it_is_named_after_its_site_and_stopped(site: Site) -> None:
    sensor = new_articles_sensor(site, "prepare")
    assert sensor.name == "new_articles_my_site"
    assert sensor.default_status.value == "STOPPED"
    assert sensor.minimum_interval_seconds == 60


def test_new_articles_become_partitions_and_runs_in_one_tick(site: Site, resources: dict[str, Any]) -> None:
    write(site, "a", "b")
    result = tick(site, resources)
    requests = result.run_requests or []
    keys = [request.partition_key for request in requests]
    assert [list(request.partition_keys) for request in result.dynamic_partitions_requests or []] == [keys]
    assert len(keys) == 2
    assert requests[0].run_key is not None and requests[0].run_key.startswith(f"{keys[0]}:1.")
    assert {name: requests[0].tags[name] for name in ("site", "article")} == {"site": "my-site", "article": keys[0]}


def test_the_next_tick_requests_nothing_and_says_so(site: Site, resources: dict[str, Any]) -> None:
    write(site, "a")
    first = tick(site, resources)
    second = tick(site, resources, first.cursor)
    assert not second.run_requests
    assert "Nothing new" in (second.skip_message or "")
    assert second.cursor != first.cursor


def test_a_tick_takes_no_more_than_its_cap(site: Site, resources: dict[str, Any]) -> None:
    write(site, *"abcde")
    cursor, counts = None, []
    for _ in range(4):
        result = tick(site, resources, cursor, cap=2)
        counts.append(len(result.run_requests or []))
        cursor = result.cursor
    assert counts == [2, 2, 1, 0]


def test_a_source_that_is_away_is_told_and_the_cursor_kept(tmp_path: Path, resources: dict[str, Any]) -> None:
    source = {"type": "feed", "url": "http://reprise.invalid/feed"}
    away = Site(id="s", name="S", url="https://e.org/", source=source)  # type: ignore[arg-type]
    cursor = '{"emitted":[],"source":{"etag":"1"},"version":1}'
    result = tick(away, resources, cursor)
    assert "cannot be resolved" in (result.skip_message or "")
    assert result.cursor == cursor


def test_wrong_settings_fail_the_tick(site: Site, resources: dict[str, Any]) -> None:
    (site.folder / "posts").rmdir()
    with pytest.raises(BadSettings, match=r"source\.path"):
        tick(site, resources)
