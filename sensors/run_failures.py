"""A failed run leaves its reason where people look: on the article's row, with the step and what to do."""

from __future__ import annotations

from dagster import RunFailureSensorContext, run_failure_sensor

from assets_pipeline.common import why_failed
from reprise.errors import NotFound
from resources.configured import StoreResource


@run_failure_sensor(
    name="run_failures",
    description="Notes on the article why a run for it failed, for `reprise doctor` and the listings.",
)
def run_failures(context: RunFailureSensorContext, store: StoreResource) -> None:
    article = context.partition_key or context.dagster_run.tags.get("article")
    if not article:
        return
    reasons = [f"{event.step_key}: {why_failed(event)}" for event in context.get_step_failure_events()]
    text = "; ".join(reasons) or context.failure_event.message or "The run failed."
    try:
        store.open().articles.note_problem(article, f"{context.dagster_run.job_name}: {text}"[:2000])
    except NotFound:
        context.log.warning("The run was for %s, which is not in the store.", article)
