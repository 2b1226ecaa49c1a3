"""The graph as text: what people see of it in the UI and what schedules rely on. Run this module to renew the file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from dagster import Definitions, JobDefinition

from assets_pipeline.definitions import build_defs
from resources.settings import Settings

SNAPSHOT = Path(__file__).with_name("graph.txt")
RENEW = "python -m tests.definitions.snapshot"


def one_site(root: Path) -> Settings:
    """Settings of an installation with a single site, `demo`."""
    sites = root / "sites"
    sites.mkdir()
    text = "name: D\nurl: https://example.org/\nsource: {type: folder, path: articles}\n"
    (sites / "demo.yaml").write_text(text, encoding="utf-8")
    return Settings(home=root / "home", sites=sites, store_url=f"sqlite:///{root / 'home' / 'store.db'}")


def describe(definitions: Definitions) -> str:
    """Assets by group with what they are made from, checks, jobs, schedules and sensors; the same text every time."""
    return "\n".join([*_assets(definitions), "", *_jobs(definitions), "", *_clockwork(definitions), ""])


def _assets(definitions: Definitions) -> Iterator[str]:
    graph = definitions.resolve_asset_graph()
    nodes = sorted(graph.asset_nodes, key=lambda node: (node.group_name, node.key.to_user_string()))
    group = None
    for node in nodes:
        if node.group_name != group:
            group = node.group_name
            yield f"\n[{group}]"
        parents = ", ".join(sorted(parent.to_user_string() for parent in node.parent_keys)) or "nothing"
        partitions = type(node.partitions_def).__name__.removesuffix("PartitionsDefinition") or ""
        kind = f" ({partitions})" if node.partitions_def else ""
        yield f"{node.key.to_user_string()}{kind} <- {parents}"
        checks = sorted(key.name for key in node.check_keys)
        if checks and "dbt" not in node.kinds:
            yield f"    checked: {', '.join(checks)}"


def _jobs(definitions: Definitions) -> Iterator[str]:
    graph = definitions.resolve_asset_graph()
    yield "[jobs]"
    for job in sorted(definitions.jobs or [], key=lambda each: each.name):
        if isinstance(job, JobDefinition):  # of operations, not of assets
            yield f"{job.name}: {', '.join(sorted(node.name for node in job.nodes))}"
            continue
        keys = sorted(key.to_user_string() for key in job.selection.resolve(graph))  # type: ignore[union-attr]
        yield f"{job.name}: {', '.join(keys)}"


def _clockwork(definitions: Definitions) -> Iterator[str]:
    yield "[schedules]"
    for schedule in sorted(definitions.schedules or [], key=lambda each: each.name):
        zone = schedule.execution_timezone  # type: ignore[union-attr]
        yield f"{schedule.name}: {schedule.cron_schedule} {zone} -> {schedule.job_name}"  # type: ignore[union-attr]
    yield "\n[sensors]"
    for sensor in sorted(definitions.sensors or [], key=lambda each: each.name):
        target = ", ".join(target.job_name for target in sensor.targets) or "all runs"
        yield f"{sensor.name}: {sensor.default_status.value} -> {target}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        SNAPSHOT.write_text(describe(build_defs(one_site(Path(folder)))), encoding="utf-8")
