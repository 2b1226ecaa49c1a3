"""Runs jobs in this process, against the instance that the UI shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dagster import AssetKey, Definitions

from assets_pipeline.common import why_failed
from assets_pipeline.definitions import build_defs
from assets_pipeline.partitions import articles
from cli.orphans import end_orphans, process_tags
from cli.output import detail
from cli.session import Session
from reprise.media import MediaStore
from reprise.video.film import Film
from reprise.video.render.progress import RenderProgress, Report
from reprise.video.render.renderer import Rendered
from resources.configured import RendererResource

if TYPE_CHECKING:
    from dagster import ExecuteInProcessResult


class ShownRenderer(RendererResource):
    """The renderer, which also tells the terminal how far a film is."""

    def render(self, film: Film, media: MediaStore, report: Report) -> Rendered:
        def both(progress: RenderProgress) -> None:
            report(progress)
            detail(str(progress))

        return super().render(film, media, both)


@dataclass(frozen=True)
class Ran:
    """How a run ended: `problems` are the failed steps' own words, the same words once."""

    job: str
    article: str | None
    run_id: str
    success: bool
    problems: tuple[str, ...]


class Runner:
    """Runs the project's jobs one after another.

    Args:
        overrides: resources by name that replace the installation's.
    """

    def __init__(self, session: Session, overrides: Mapping[str, Any] | None = None) -> None:
        self.session = session
        self._overrides = overrides
        self.instance = session.instance
        end_orphans(self.instance)
        session.media.sweep()

    @cached_property
    def definitions(self) -> Definitions:
        settings = self.session.settings
        shown = {"renderer": ShownRenderer(encoder=settings.encoder, workers=settings.render_workers)}
        return build_defs(settings, {**shown, **(self._overrides or {})})

    def run(
        self,
        job: str,
        partition: str | None = None,
        *,
        selection: Sequence[AssetKey] | None = None,
        tags: dict[str, str] | None = None,
    ) -> Ran:
        """Run a job to its end. Failed steps do not raise; they are in the result.

        What the run says, dbt included, goes to `logs/jobs.log` below the home.
        """
        if partition is not None and job not in ("measure",):
            self.instance.add_dynamic_partitions(str(articles.name), [partition])
        log = self.session.settings.home / "logs" / "jobs.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file, redirect_stdout(file):
            result = self.definitions.resolve_job_def(job).execute_in_process(
                instance=self.instance,
                partition_key=partition,
                asset_selection=list(selection) if selection else None,
                tags={**process_tags(), **(tags or {})},
                run_config={"loggers": {"console": {"config": {"file": str(log), "log_level": "DEBUG"}}}},
                raise_on_error=False,
            )
        return Ran(job, partition, result.run_id, result.success, _problems(result))


def _problems(result: ExecuteInProcessResult) -> tuple[str, ...]:
    """What went wrong, each once, with the steps that failed for it: a missing file stops every film that shows it."""
    steps: dict[str, list[str]] = {}
    for event in result.all_events:
        if event.is_step_failure:
            steps.setdefault(why_failed(event), []).append(str(event.step_key))
    return tuple(f"{', '.join(names)}: {why}" for why, names in steps.items())
