"""From readings to posting times: exports of the store, the dbt models as assets, the analysts' files and the slots
that the planner uses."""

import os
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import pyarrow
from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    MaterializeResult,
    MetadataValue,
    asset,
)
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from assets_pipeline.common import ANALYSTS
from assets_pipeline.engagement import READINGS
from assets_pipeline.previews import table
from reprise.social.rules import PLATFORMS
from reprise.store.exports import ATTEMPTS, POSTS, USAGE, attempt_rows, post_rows, usage_rows
from reprise.store.store import Store
from reprise.windows.learning import choose_slots
from resources.configured import SitesResource, StoreResource, WarehouseResource
from resources.settings import Settings
from resources.warehouse import ensure_manifest, ensure_readings, publish_marts, read_mart

GROUP = "analytics"
_EXPORTS = {
    "posts": (POSTS, post_rows, "Every post with its state and times, as analysts see it."),
    "attempts": (ATTEMPTS, attempt_rows, "Every try to publish a post."),
    "usage": (USAGE, usage_rows, "The usage ledger: what was made, with what, at what cost."),
}


class Translator(DagsterDbtTranslator):
    """Puts every model into the analytics group, owned by the analysts."""

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: Any) -> AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(group_name=GROUP, owners=ANALYSTS, kinds={"dbt", "duckdb"}, code_version="1")


def build_analytics(settings: Settings) -> list[AssetsDefinition | AssetSpec]:
    """Everything from the readings to the learned posting slots."""
    return [_readings(), *(_export(name) for name in _EXPORTS), _models(settings), published_marts, posting_slots]


def _readings() -> AssetSpec:
    return AssetSpec(
        key=[GROUP, "readings"],
        deps=[AssetKey([name, "engagement"]) for name in PLATFORMS],
        group_name=GROUP,
        owners=ANALYSTS,
        kinds={"parquet"},
        description="All engagement readings together, the Parquet files of every platform and window.",
    )


def _export(name: str) -> AssetsDefinition:
    schema, rows_of, description = _EXPORTS[name]

    @asset(
        key=[GROUP, name],
        group_name=GROUP,
        owners=ANALYSTS,
        kinds={"python", "parquet"},
        io_manager_key="tables",
        code_version="1",
        description=description,
    )
    def export(store: StoreResource) -> MaterializeResult[pyarrow.Table]:
        table = pyarrow.Table.from_pylist(list(rows_of(store.open())), schema=schema)
        return MaterializeResult(value=table, metadata={"dagster/row_count": table.num_rows})

    return export


def _models(settings: Settings) -> AssetsDefinition:
    manifest = ensure_manifest(settings)

    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=Translator(),
        name="models",
        pool="warehouse",
    )
    def models(context: AssetExecutionContext, dbt: DbtCliResource, warehouse: WarehouseResource) -> Iterator[Any]:
        home = warehouse.open()
        home.warehouse.parent.mkdir(parents=True, exist_ok=True)
        ensure_readings(home.tables, READINGS)
        os.environ["REPRISE_HOME"] = str(home.home)  # dbt runs as a process of its own and finds its files by this
        yield from dbt.cli(["build"], context=context).stream()

    return models


@asset(
    key=[GROUP, "published_marts"],
    deps=[
        AssetKey(name)
        for name in (
            "fct_post_performance",
            "mart_platform_performance",
            "mart_top_posts",
            "mart_video_performance",
            "mart_posting_times",
            "mart_best_times",
            "mart_costs",
            "mart_pipeline_health",
        )
    ],
    group_name=GROUP,
    owners=ANALYSTS,
    kinds={"duckdb", "parquet"},
    code_version="1",
    pool="warehouse",
    description="The marts where analysts find them: a read-only DuckDB file and Parquet files, swapped whole.",
)
def published_marts(warehouse: WarehouseResource) -> MaterializeResult[None]:
    """In the same run as the models, so that a failing test keeps the old files in place."""
    settings = warehouse.open()
    rows = publish_marts(settings.warehouse, settings.published)
    return MaterializeResult(
        metadata={
            "folder": MetadataValue.path(str(settings.published)),
            **rows,  # a number for each mart, so that the UI plots how it grows
        }
    )


@asset(
    key=[GROUP, "posting_slots"],
    deps=[AssetKey([GROUP, "published_marts"])],
    group_name=GROUP,
    owners=ANALYSTS,
    kinds={"python"},
    code_version="1",
    description="The posting times learned from the marts, written to the store for the planner.",
)
def posting_slots(store: StoreResource, sites: SitesResource, warehouse: WarehouseResource) -> MaterializeResult[None]:
    """Times of an account with too little evidence are kept but labelled, and the planner leaves them alone."""
    opened, known = store.open(), sites.open()
    learned = _learn(opened, known, read_mart(warehouse.open(), "mart_best_times"))
    return MaterializeResult(
        metadata={
            "accounts": len(learned),
            "preview": MetadataValue.md("\n\n".join(learned) or "*Nothing matured yet; the defaults stay in force.*"),
        }
    )


def _learn(store: Store, sites: Mapping[str, Any], rows: list[dict[str, Any]]) -> list[str]:
    shown = []
    rows.sort(key=_account)
    for (site_id, platform, account), cells in groupby(rows, key=_account):
        if site_id not in sites:
            continue
        site = sites[site_id]
        limits = site.find_account(platform, account)
        if limits is None:
            continue
        chosen = choose_slots(cells, per_day=limits.cap_per_day, cooldown_hours=limits.cooldown_hours)
        store.slots.replace_learned(site_id, platform, account, chosen)
        best = (
            (f"{slot.weekday} {slot.hour:02}:00", f"{slot.expected:+.2f} ± {slot.deviation:.2f}") for slot in chosen[:5]
        )
        label = chosen[0].label if chosen else "prior"
        shown.append(f"**{site_id} / {platform}/{account}** ({label})\n\n{table(('time', 'effect'), best)}")
    return shown


def _account(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["site"], row["platform"], row["account"]
