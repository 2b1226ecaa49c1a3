"""The one `Definitions` object. `build_defs` assembles everything, so a test or a deployment swaps any resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dagster import Definitions, get_dagster_logger, in_process_executor

from assets_pipeline.analytics import build_analytics
from assets_pipeline.articles import article, brief
from assets_pipeline.engagement import build_engagement
from assets_pipeline.films import build_preset
from assets_pipeline.formats import build_format
from assets_pipeline.jobs import JOBS
from assets_pipeline.processing import processed_asset
from assets_pipeline.publishing import build_publishing
from assets_pipeline.recycling import build_recycling
from assets_pipeline.social import build_social
from reprise.sites import read_sites
from reprise.social.rules import PLATFORMS
from reprise.video.presets import FORMATS, PRESETS
from resources.configured import default_resources
from resources.logs import json_console
from resources.settings import Settings, load_settings
from schedules.housekeeping import nightly_housekeeping
from schedules.measuring import engagement_schedule, learning_schedule
from schedules.posting_windows import posting_windows
from schedules.recycling import recycling
from schedules.tokens import token_upkeep
from sensors.approved_scripts import approved_scripts
from sensors.new_articles import new_articles_sensor
from sensors.notifications import notifications
from sensors.run_failures import run_failures
from sensors.withdrawn_articles import withdrawn_articles


def build_defs(settings: Settings | None = None, overrides: Mapping[str, Any] | None = None) -> Definitions:
    """Everything of one installation.

    Args:
        settings: paths and addresses; by default from the environment.
        overrides: resources by name that replace the default ones.
    """
    chosen = settings or load_settings()
    sites, problems = read_sites(chosen.sites)
    for problem in problems.values():
        get_dagster_logger().warning("A site is left out. %s", problem)
    assets: list[Any] = [article, brief, *build_analytics(chosen)]
    for rules in PLATFORMS.values():
        if rules.types:
            assets += [*build_social(rules), build_recycling(rules)]
        assets += [*build_publishing(rules), build_engagement(rules)]
    for fmt in FORMATS.values():
        assets += build_format(fmt)
    for preset in PRESETS.values():
        assets += [*build_preset(preset), processed_asset(preset)]
    return Definitions(
        assets=assets,
        jobs=JOBS,
        schedules=[
            posting_windows,
            engagement_schedule,
            learning_schedule,
            recycling,
            token_upkeep,
            nightly_housekeeping,
        ],
        sensors=[
            *(new_articles_sensor(site, "prepare") for site in sites.values()),
            approved_scripts,
            run_failures,
            withdrawn_articles,
            notifications,
        ],
        resources={**default_resources(chosen), **(overrides or {})},
        loggers={"console": json_console},
        # One process for a run: a step starts in milliseconds instead of seconds, and the renderer has its own workers.
        executor=in_process_executor,
    )


defs = build_defs()
