"""Why a run failed is written where people look for it: on the article."""

from __future__ import annotations

import pytest
from dagster import (
    DagsterInstance,
    Definitions,
    Failure,
    asset,
    build_run_status_sensor_context,
    define_asset_job,
)

from assets_pipeline.partitions import articles
from reprise.errors import NotFound
from sensors.run_failures import run_failures
from tests.installation import LAMPS, Installation


def fail(place: Installation, article: str | None, error: Exception) -> None:
    """Let a run fail with `error` and show it to the sensor as the daemon does."""

    @asset(partitions_def=articles if article else None)
    def broken() -> None:
        raise error

    instance = DagsterInstance.ephemeral()
    if article:
        instance.add_dynamic_partitions("articles", [article])
    defs = Definitions([broken], jobs=[define_asset_job("prepare", [broken])])
    result = defs.resolve_job_def("prepare").execute_in_process(
        instance=instance,
        partition_key=article,
        raise_on_error=False,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )
    store = (place.definitions().resources or {})["store"]
    with build_run_status_sensor_context(
        sensor_name="run_failures",
        dagster_event=result.get_run_failure_event(),
        dagster_instance=instance,
        dagster_run=result.dagster_run,
        resources={"store": store},
        partition_key=article,
    ) as context:
        run_failures(context.for_run_failure())


@pytest.fixture
def lamps(installation: Installation) -> str:
    installation.write("lamps", LAMPS)
    return installation.take_in()["lamps"]


def problem(place: Installation, key: str) -> str:
    return place.store.articles.get(key).problem or ""


def test_a_failure_that_explains_itself_is_kept_in_its_own_words(installation: Installation, lamps: str) -> None:
    fail(installation, lamps, Failure("demo: The voice has no Klingon. Choose another.", allow_retries=False))
    assert problem(installation, lamps) == "prepare: broken: demo: The voice has no Klingon. Choose another."


def test_an_unforeseen_error_is_kept_in_one_line_without_frames(installation: Installation, lamps: str) -> None:
    fail(installation, lamps, ZeroDivisionError("division by zero"))
    said = problem(installation, lamps)
    assert said.startswith("prepare: broken: ")
    assert "ZeroDivisionError: division by zero" in said
    assert "\n" not in said
    assert "Stack Trace" not in said


def test_a_very_long_reason_is_cut(installation: Installation, lamps: str) -> None:
    fail(installation, lamps, Failure("long " * 5000, allow_retries=False))
    assert 100 < len(problem(installation, lamps)) <= 2000


def test_a_run_without_an_article_is_nobodys_problem(installation: Installation, lamps: str) -> None:
    fail(installation, None, ValueError("analytics"))
    assert problem(installation, lamps) == ""


def test_a_run_for_an_unknown_article_does_not_stop_the_sensor(installation: Installation, lamps: str) -> None:
    fail(installation, "demo-never-seen", ValueError("strange"))
    assert problem(installation, lamps) == ""


def test_our_own_errors_are_kept_without_their_class(installation: Installation, lamps: str) -> None:
    fail(installation, lamps, NotFound("This has not been made yet.", where="a.json", remedy="Make it."))
    assert problem(installation, lamps) == "prepare: broken: a.json: This has not been made yet. Make it."


def test_people_are_told_with_the_site_and_the_reason(installation: Installation, lamps: str) -> None:
    fail(installation, lamps, Failure("demo: The voice has no Klingon. Choose another.", allow_retries=False))
    (told,) = installation.store.notices.list()
    assert (told.notice.kind, told.notice.site, told.notice.severity) == ("run_failed", "demo", "error")
    assert told.notice.title == f"prepare failed for {lamps}"
    assert "no Klingon" in told.notice.text


def test_a_run_that_goes_on_failing_is_told_once(installation: Installation, lamps: str) -> None:
    for _ in range(3):
        fail(installation, lamps, ValueError("strange"))
    (told,) = installation.store.notices.list()
    assert told.repeats == 2


def test_a_run_without_an_article_concerns_everybody(installation: Installation) -> None:
    fail(installation, None, ValueError("analytics"))
    (told,) = installation.store.notices.list()
    assert (told.notice.site, told.notice.title) == (None, "prepare failed")
