"""An approved script is produced: voice, pictures and films are made only now."""

from __future__ import annotations

from collections.abc import Iterator

from dagster import RunRequest, SkipReason, sensor

from assets_pipeline.jobs import PRODUCED
from resources.configured import SitesResource, StoreResource

AT_ONCE = 25
"""Films asked for in one look; the rest follow at the next."""


@sensor(
    name="approved_scripts",
    job_name="produce",
    minimum_interval_seconds=30,
    description="Starts the production of every script that a person, or the site's automation, has approved.",
)
def approved_scripts(store: StoreResource, sites: SitesResource) -> Iterator[RunRequest | SkipReason]:
    """The run key names the version, so that one approval is one production; editing makes a new version."""
    wanted = {(name, fmt) for name, site in sites.open().items() for fmt in site.formats}
    approved = store.open().scripts.approved_not_produced()
    versions = [version for version in approved if (version.site, version.format) in wanted]
    if not versions:
        yield SkipReason("No approved script waits for its production.")
    for version in versions[:AT_ONCE]:
        yield RunRequest(
            run_key=f"{version.article}:{version.format}:{version.number}",
            partition_key=version.article,
            asset_selection=PRODUCED[version.format],
            tags={"site": version.site, "article": version.article},
        )
