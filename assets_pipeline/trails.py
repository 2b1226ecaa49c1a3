"""Who was asked for a piece and what it cost, as Dagster shows it."""

from collections.abc import Iterable
from typing import Any

from dagster import AssetExecutionContext, MetadataValue

from assets_pipeline.previews import plain, table
from reprise.models.trail import Purpose, Step, Trail


def purpose(context: AssetExecutionContext, site: str, article: str | None = None) -> Purpose:
    """Whose work a call is for: this asset's of this run."""
    asset = "/".join(context.asset_key.path)
    return Purpose(site=site, article=article or context.partition_key, asset=asset, run=context.run.run_id)


def trail_metadata(trail: Trail) -> dict[str, Any]:
    """Who answered, why the ones before did not, and the dollars; nothing where nobody was asked."""
    steps = list(trail)
    if not steps:
        return {}
    shown: dict[str, Any] = {
        "answered by": ", ".join(dict.fromkeys(_named(step) for step in steps if step.outcome in ("answered", "found")))
        or "the built-in part",
        "usd": MetadataValue.float(round(trail.usd, 6)),
        "asked": MetadataValue.md(_asked(steps)),
    }
    if passed := [f"{_named(step)}: {step.reason}" for step in steps if step.outcome in ("failed", "skipped")]:
        shown["did not answer"] = MetadataValue.md("\n".join(f"- {plain(line)}" for line in dict.fromkeys(passed)))
    return shown


def _asked(steps: Iterable[Step]) -> str:
    rows = (
        (
            *(step.task, _named(step), step.outcome, step.prompt),
            *(f"{step.usd:.6f}", f"{step.seconds:.1f}", step.reason, step.call or ""),
        )
        for step in steps
    )
    return table(("task", "who", "outcome", "prompt", "USD", "s", "why", "call"), rows)


def _named(step: Step) -> str:
    return f"{step.provider} {step.model}".strip()
