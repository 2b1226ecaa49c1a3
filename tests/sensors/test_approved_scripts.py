"""Every approved script is produced once; a new version is a new production."""

from __future__ import annotations

from typing import Any

import pytest
from dagster import RunRequest, SkipReason, build_sensor_context

from sensors.approved_scripts import AT_ONCE, approved_scripts
from tests.installation import Installation
from tests.reprise.store.builders import script


def look(place: Installation) -> list[Any]:
    """What the sensor yields, with the installation's own resources."""
    resources = place.definitions().resources or {}
    with build_sensor_context(resources={name: resources[name] for name in ("store", "sites")}) as context:
        return list(approved_scripts(context))  # type: ignore[call-overload]


def asked(place: Installation) -> list[tuple[str | None, str | None]]:
    return [(each.run_key, each.partition_key) for each in look(place) if isinstance(each, RunRequest)]


def approve(place: Installation, article: str = "demo-a", *narrations: str) -> int:
    place.store.scripts.submit(script(*narrations, article=article), "extractive/1")
    return place.store.scripts.approve(article, "short", "kim").number


def test_without_an_approved_script_it_says_so(installation: Installation) -> None:
    installation.store.scripts.submit(script(), "extractive/1")
    (skipped,) = look(installation)
    assert isinstance(skipped, SkipReason)
    assert "No approved script" in (skipped.skip_message or "")


def test_an_approved_script_is_asked_for_with_its_article_and_site(installation: Installation) -> None:
    approve(installation)
    (request,) = look(installation)
    assert (request.run_key, request.partition_key) == ("demo-a:short:1", "demo-a")
    assert {name: request.tags[name] for name in ("site", "article")} == {"site": "demo", "article": "demo-a"}


def test_the_same_version_always_has_the_same_key_and_a_new_one_another(installation: Installation) -> None:
    """Dagster never starts a second run for a key it has seen."""
    approve(installation)
    assert asked(installation) == asked(installation) == [("demo-a:short:1", "demo-a")]
    approve(installation, "demo-a", "Another narration entirely.", "And its end.")
    assert asked(installation) == [("demo-a:short:2", "demo-a")]


def test_a_produced_script_is_not_asked_for_again(installation: Installation) -> None:
    number = approve(installation)
    installation.store.scripts.mark_produced("demo-a", "short", number)
    assert asked(installation) == []


def test_a_site_that_makes_no_films_is_left_out(installation: Installation) -> None:
    approve(installation)
    installation.configure("automation: {videos: false}\n")
    assert asked(installation) == []


def test_an_unknown_sites_script_disturbs_nobody(installation: Installation) -> None:
    stranger = script(article="gone-a").model_copy(update={"site": "gone"})
    installation.store.scripts.submit(stranger, "extractive/1")
    installation.store.scripts.approve("gone-a", "short", "kim")
    approve(installation)
    assert asked(installation) == [("demo-a:short:1", "demo-a")]


@pytest.mark.parametrize("extra", [0, 3])
def test_a_backlog_is_taken_in_portions(installation: Installation, extra: int) -> None:
    for number in range(AT_ONCE + extra):
        approve(installation, f"demo-{number:03}")
    portion = asked(installation)
    assert len(portion) == AT_ONCE
    assert len(set(portion)) == AT_ONCE


def test_only_what_is_made_from_the_approved_format_is_asked_for(installation: Installation) -> None:
    approve(installation)
    (request,) = look(installation)
    asked_for = {key.path[0] for key in request.asset_selection or ()}
    assert {"short", "youtube_short"} <= asked_for
    assert not {"long", "youtube_long"} & asked_for


def test_a_long_script_waits_until_the_site_makes_long_films(installation: Installation) -> None:
    long = script(article="demo-a").model_copy(update={"format": "long"})
    installation.store.scripts.submit(long, "extractive/1")
    installation.store.scripts.approve("demo-a", "long", "kim")
    assert asked(installation) == []
    installation.configure("films: {presets: [youtube_long]}\n")
    assert asked(installation) == [("demo-a:long:1", "demo-a")]
