"""From readings to posting times: an effect is found, none is imagined, and the planner hears of what was learned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow
import pytest
from dagster import ExecuteInProcessResult

from assets_pipeline.engagement import READINGS
from reprise.sites import WEEKDAYS
from reprise.windows.queue import Account, Queue
from reprise.windows.slots import slots_of
from resources.warehouse import PUBLISHED, read_mart
from tests.analytics.made_up import publish, read, reading, write
from tests.installation import Installation, checks, failures, materialized

pytestmark = pytest.mark.slow

POSTS, EFFECT, GOOD_HOUR = 60, 0.5, 18


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Sixty posts on X, where the evening does better by half, and sixty on LinkedIn, where no hour matters."""
    made = Installation(tmp_path_factory.mktemp("learned"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPRISE_HOME", str(made.settings.home))
        read(made, publish(made, "x", POSTS), lambda hour: EFFECT if hour == GOOD_HOUR else 0.0, seed=11)
        read(made, publish(made, "linkedin", POSTS), lambda hour: 0.0, seed=12)
        yield made
    made.close()


@pytest.fixture(scope="module")
def learned(place: Installation) -> ExecuteInProcessResult:
    result = place.run("learn")
    assert failures(result) == {}
    return result


def best_times(place: Installation, platform: str) -> list[dict[str, Any]]:
    rows = [row for row in read_mart(place.settings, "mart_best_times") if row["platform"] == platform]
    return sorted(rows, key=lambda row: row["best_rank"])


def test_every_dbt_test_was_made_and_passes(learned: ExecuteInProcessResult) -> None:
    made = checks(learned)
    assert len(made) > 20
    assert [f"{each.asset_key.to_user_string()} {each.check_name}" for each in made if not each.passed] == []


def test_an_hour_that_does_better_is_found(place: Installation, learned: ExecuteInProcessResult) -> None:
    top = best_times(place, "x")[0]
    assert top["hour_block"] == GOOD_HOUR
    assert (top["sample"], top["label"], top["zone"]) == (POSTS, "own", "Europe/Berlin")
    assert top["expected_effect"] > top["effect_sd"] > 0


def test_an_untried_hour_beside_a_good_one_is_promising_but_less(
    place: Installation, learned: ExecuteInProcessResult
) -> None:
    effects = {(row["weekday"], row["hour_block"]): row for row in best_times(place, "x")}
    good, beside, far = (effects["wed", hour] for hour in (GOOD_HOUR, GOOD_HOUR + 2, GOOD_HOUR + 4))
    assert beside["block_sample"] == 0
    assert good["expected_effect"] > beside["expected_effect"] > far["expected_effect"]
    assert beside["effect_sd"] > good["effect_sd"]


def test_where_no_hour_matters_none_stands_out(place: Installation, learned: ExecuteInProcessResult) -> None:
    top = best_times(place, "linkedin")[0]
    assert abs(top["expected_effect"]) < 2 * top["effect_sd"]
    assert top["expected_effect"] < best_times(place, "x")[0]["expected_effect"] - 0.1


def test_the_whole_week_is_covered(place: Installation, learned: ExecuteInProcessResult) -> None:
    rows = best_times(place, "x")
    assert {(row["weekday"], row["hour_block"]) for row in rows} == {(d, h) for d in WEEKDAYS for h in range(0, 24, 2)}
    assert [row["best_rank"] for row in rows] == list(range(1, 7 * 12 + 1))


def test_the_planner_uses_what_was_learned(place: Installation, learned: ExecuteInProcessResult) -> None:
    rows = place.store.slots.learned("demo", "x", "main")
    assert rows[0].hour == GOOD_HOUR
    slots = slots_of(place.site, place.site.account("x", "main"), rows)
    assert {slot.origin for slot in slots} == {"learned"}
    rules = Queue(place.store, place.session.sites, place.clock).rules(Account("demo", "x", "main"))
    assert rules.slots == slots
    assert rules.slots[0].at.hour == GOOD_HOUR
    assert slots_of(place.site, place.site.account("x", "main")) != slots


def test_people_see_what_was_learned(learned: ExecuteInProcessResult) -> None:
    slots = materialized(learned)["analytics/posting_slots"]
    assert slots.metadata["accounts"].value == 2
    assert f"{GOOD_HOUR}:00" in str(slots.metadata["preview"].value)


def test_analysts_can_ask_the_published_file(place: Installation, learned: ExecuteInProcessResult) -> None:
    with duckdb.connect(str(place.settings.published / PUBLISHED), read_only=True) as analyst:
        published = analyst.execute(
            "select platform, count(*) from fct_post_performance group by 1 order by 1"
        ).fetchall()
    assert published == [("linkedin", POSTS), ("x", POSTS)]


def test_readings_that_fail_their_test_keep_the_old_files_in_place(
    place: Installation, learned: ExecuteInProcessResult
) -> None:
    before = {path.name: path.stat().st_ino for path in place.settings.published.iterdir()}
    (post,) = place.store.posts.find(platform="x", article="demo-000")
    assert post.published_at is not None
    bad = place.settings.tables / "x" / "engagement" / "bad.parquet"
    nullable = pyarrow.schema([field.with_nullable(True) for field in READINGS])
    write(bad, [{**reading(post, post.published_at), "post_id": None}], nullable)
    try:
        result = place.run("learn")
    finally:
        bad.unlink()
    assert not result.success
    assert {path.name: path.stat().st_ino for path in place.settings.published.iterdir()} == before
    assert "analytics/posting_slots" not in materialized(result)


def test_before_anything_was_posted_everything_builds_and_is_empty(installation: Installation) -> None:
    result = installation.run("learn")
    assert failures(result) == {}
    assert [each.check_name for each in checks(result) if not each.passed] == []
    assert read_mart(installation.settings, "mart_best_times") == []
    assert installation.store.slots.learned("demo", "x", "main") == ()
    assert "defaults stay" in str(materialized(result)["analytics/posting_slots"].metadata["preview"].value)
