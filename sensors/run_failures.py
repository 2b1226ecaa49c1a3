"""A failed run leaves its reason where people look: on the article's row, with the step and what to do, and in a
notice."""

from __future__ import annotations

from dagster import RunFailureSensorContext, run_failure_sensor

from assets_pipeline.common import why_failed
from reprise.errors import NotFound
from reprise.notices import events
from resources.configured import StoreResource


@run_failure_sensor(
    name="run_failures",
    description="Notes on the article why a run for it failed, for `reprise doctor` and listings, and tells people.",
)
def run_failures(context: RunFailureSensorContext, store: StoreResource) -> None:
    run, opened = context.dagster_run, store.open()
    article = context.partition_key or run.tags.get("article")
    reasons = [f"{event.step_key}: {why_failed(event)}" for event in context.get_step_failure_events()]
    text = ("; ".join(reasons) or context.failure_event.message or "The run failed.")[:2000]
    site = run.tags.get("site")
    known = False
    if article:
        try:
            opened.articles.note_problem(article, f"{run.job_name}: {text}"[:2000])
            site, known = site or opened.articles.get(article).site, True
        except NotFound:
            context.log.warning("The run was for %s, which is not in the store.", article)
    notice = events.run_failed(run.job_name, run.run_id, text, site=site, article=article if known else None)
    opened.notices.raise_notice(notice)
