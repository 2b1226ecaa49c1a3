"""The job `process_video`: an article's finished film taken through tools, one step after another.

The result is kept in the media store and named by the document of `<preset>/processed`, which stands in the graph as
something that this job materializes. No postponed annotations here: Dagster reads the op's.
"""

from typing import Any

from dagster import (
    AssetKey,
    AssetMaterialization,
    AssetSpec,
    Config,
    MetadataValue,
    OpExecutionContext,
    ResourceParam,
    job,
    op,
)
from pydantic import Field

from assets_pipeline.common import OWNERS, clear_failure
from assets_pipeline.partitions import articles
from assets_pipeline.previews import film_preview, table
from io_managers.documents import DocumentFiles
from reprise.articles.article import Article
from reprise.documents import Documents
from reprise.errors import BadInput
from reprise.media import Media, MediaStore
from reprise.video.presets import PRESETS, Preset
from reprise.video.products import Render
from reprise.video.tools.steps import Done, ProcessedFilm, ProcessedFilms, beside, process, read_steps
from resources.configured import MediaResource, SitesResource


class ProcessVideo(Config):
    """Which film, and what is to be done with it."""

    article: str = Field(description="The article's key.")
    preset: str = Field(description="The preset whose render is taken, such as youtube_short.")
    steps: list[dict[str, Any]] = Field(
        description="What to do, in order, for instance {do: trim, end: 20} and then {do: compress, bytes: 8000000}."
    )
    name: str = Field(default="processed", description="What the result is called; one of the same name is replaced.")


def processed_asset(preset: Preset) -> AssetSpec:
    """What was made of a preset's films afterwards, as the graph shows it."""
    return AssetSpec(
        key=[preset.name, "processed"],
        deps=[AssetKey([preset.name, "render"])],
        group_name=preset.name,
        partitions_def=articles,
        owners=OWNERS,
        kinds={"ffmpeg", preset.platform},
        description=f"The {preset.title} cut, joined, reframed or compressed by the job process_video.",
    )


@op(pool="render", description="Takes an article's film through the steps and keeps what comes of it.")
def process_film(
    context: OpExecutionContext,
    config: ProcessVideo,
    sites: SitesResource,
    media: MediaResource,
    documents: ResourceParam[DocumentFiles],
) -> None:
    """A step that was taken before with the same film and settings is found, not taken again."""
    pieces, kept = media.open(), Documents(documents.root)
    with clear_failure(config.article):
        steps = read_steps(config.steps)
        render = _render(kept, config)
        folder = sites.site(kept.read(Article, ["article"], config.article).site).folder
        settled = tuple(beside(step, folder) for step in steps)
        done = process(render.media, settled, pieces, _log(context))
    film = ProcessedFilm(name=config.name, source=render.media.key, steps=settled, media=done.media)
    key = (config.preset, "processed")
    before = documents.earlier(ProcessedFilms, key, config.article)
    films = before or ProcessedFilms(article=config.article, preset=config.preset)
    documents.write(key, config.article, films.with_film(film))
    context.log_event(
        AssetMaterialization(
            asset_key=AssetKey(list(key)), partition=config.article, metadata=_shown(config, done, pieces)
        )
    )
    context.add_output_metadata({"file": MetadataValue.path(str(pieces.path(done.media)))})


def _render(documents: Documents, config: ProcessVideo) -> Render:
    if config.preset not in PRESETS:
        raise BadInput(
            f"{config.preset!r} is not a film preset.", where="preset", remedy=f"Known are {', '.join(PRESETS)}."
        )
    render = documents.find(Render, [config.preset, "render"], config.article)
    if render is None:
        raise BadInput(
            f"There is no {PRESETS[config.preset].title} of this article yet.",
            where=config.article,
            remedy=f"Materialize {config.preset}/render first.",
        )
    return render


def _log(context: OpExecutionContext) -> Any:
    """Progress in the run's log, a line for each tenth."""
    told = 0

    def report(doing: str, done: float) -> None:
        nonlocal told
        if int(done * 10) > told:
            told = int(done * 10)
            context.log.info("%s %%: %s", told * 10, doing)

    return report


def _shown(config: ProcessVideo, done: Done, pieces: MediaStore) -> dict[str, Any]:
    film: Media = done.media
    seconds = film.seconds or 0.0
    return {
        "name": config.name,
        "seconds": MetadataValue.float(round(seconds, 2)),
        "size": f"{film.width}×{film.height}",
        "megabytes": MetadataValue.float(round(film.bytes / 1e6, 2)),
        "file": MetadataValue.path(str(pieces.path(film))),
        "steps": MetadataValue.md(table(("step", "what happened"), [_row(note) for note in done.notes])),
        **film_preview(film, seconds, pieces),
    }


def _row(note: str) -> tuple[str, str]:
    step, _, said = note.partition(": ")
    return step, said


@job(
    tags={"reprise/work": "making"},
    description="Takes an article's finished film through tools: trim, merge, bumpers, reframe, compress, watermark, "
    "normalise, replace-audio. Configure the article, the preset and the steps.",
)
def process_video() -> None:
    process_film()
