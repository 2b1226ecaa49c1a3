"""A failed run leaves its reason where people look: on the article's row, with the step and what to do."""

from __future__ import annotations

from dagster import RunFailureSensorContext, run_failure_sensor

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
    failures = context.get_step_failure_events()
    reasons = [
        f"{event.step_key}: {_reason(event.event_specific_data.error_display_string)}"  # type: ignore[union-attr]
        for event in failures
        if event.event_specific_data is not None
    ]
    text = "; ".join(reasons) or context.failure_event.message or "The run failed."
    try:
        store.open().articles.note_problem(article, f"{context.dagster_run.job_name}: {text}"[:2000])
    except NotFound:
        context.log.warning("The run was for %s, which is not in the store.", article)


def _reason(display: str) -> str:
    """The first line that says something, without Python's frames."""
    lines = [line.strip() for line in display.splitlines() if line.strip()]
    useful = [line for line in lines if not line.startswith(("Stack Trace", "File ", "The above", "dagster._core"))]
    return (useful or lines or ["no message"])[0]
