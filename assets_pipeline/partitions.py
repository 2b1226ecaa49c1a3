"""What assets are partitioned by: published articles, and the six-hour windows in which engagement is read.

Platforms, formats and presets are no partitions: they are families of assets made by factories, so that one run covers
an article and ten thousand articles are ten thousand partitions.
"""

from __future__ import annotations

from dagster import DynamicPartitionsDefinition, TimeWindowPartitionsDefinition

articles = DynamicPartitionsDefinition(name="articles")
"""One partition for each article, `site-slug-hash`."""

engagement_windows = TimeWindowPartitionsDefinition(
    start="2026-01-01T00", cron_schedule="0 */6 * * *", fmt="%Y-%m-%dT%H", timezone="UTC"
)
"""Windows of six hours, named by their start in UTC."""
