"""Where every partition begins: the article as its source has it, and the brief that everything derives from."""

from dagster import AssetExecutionContext, MaterializeResult, MetadataValue, ResourceParam

from assets_pipeline.common import article_asset, clear_failure, data_version
from assets_pipeline.previews import plain, thumbnails
from assets_pipeline.trails import purpose, trail_metadata
from io_managers.documents import DocumentFiles
from reprise.articles.article import Article
from reprise.articles.parsing import parse
from reprise.articles.withdrawal import follow_edit, refuse_retracted
from reprise.briefs.brief import Brief
from resources.configured import (
    ClockResource,
    FetcherResource,
    MediaResource,
    ModelsResource,
    SitesResource,
    StoreResource,
    WritersResource,
)
from resources.pictures.fetch import fetch_images
from resources.sources import open_source, pictures_folder


@article_asset(
    group_name="content",
    description="The published article, typed and sanitised, with its pictures fetched.",
)
def article(
    context: AssetExecutionContext,
    sites: SitesResource,
    store: StoreResource,
    media: MediaResource,
    fetcher: FetcherResource,
    clock: ClockResource,
    documents: ResourceParam[DocumentFiles],
) -> MaterializeResult[Article]:
    """Read anew from its source at every materialization; an unchanged one keeps its data version, so nothing below it
    becomes stale. One that says of itself that it was retracted ends here, with all that waits for it."""
    key, opened, pieces = context.partition_key, store.open(), media.open()
    with clear_failure(key, opened):
        known = opened.articles.get(key)
        site, reader = sites.site(known.site), fetcher.open()
        raw = open_source(site, reader, clock.open()).read(known.reference)
        parsed = parse(raw, site, key=key, now=clock.open().now())
        refuse_retracted(parsed, opened)
        complete = fetch_images(parsed, pieces, reader, pictures_folder(site))
        value = opened.articles.record(complete)
        edit = follow_edit(documents.earlier(Article, context.asset_key.path, key), value, opened)
    missing = [f"{image.url}: {image.problem}" for image in value.images if image.problem]
    for problem in missing:
        context.log.warning("A picture is left out. %s", problem)
    return MaterializeResult(
        value=value,
        data_version=data_version(value.content_hash),
        metadata={
            "title": value.title,
            "url": MetadataValue.url(value.url),
            "language": value.language,
            "words": len(value.text.split()),
            "pictures": len(value.pictures),
            "revision": value.revision,
            "edit": " ".join(part for part in (edit.kind, edit.summary) if part),
            "left out": MetadataValue.md("\n".join(f"- {plain(line)}" for line in missing) or "nothing"),
            **thumbnails((("picture", image.media) for image in value.pictures if image.media), pieces),
            "preview": MetadataValue.md(_excerpt(value)),
        },
    )


@article_asset(
    group_name="content",
    description="One distillation of the article: summary, key points, quotes, numbers, questions, steps and keywords.",
)
def brief(
    context: AssetExecutionContext,
    article: Article,
    sites: SitesResource,
    models: ModelsResource,
    writers: WritersResource,
) -> MaterializeResult[Brief]:
    """Every excerpt keeps the place in the article that it came from."""
    with clear_failure(context.partition_key):
        site = sites.site(article.site)
        asked = models.open(site, purpose(context, site.id))
        value = writers.open(asked).brief(article)
    return MaterializeResult(
        value=value,
        data_version=data_version(_hash(value)),
        metadata={
            "kind": value.kind,
            "writer": value.writer,
            "key points": len(value.key_points),
            "quotes": len(value.quotes),
            "statistics": len(value.statistics),
            "questions": len(value.questions),
            "steps": len(value.steps),
            "keywords": ", ".join(keyword.text for keyword in value.keywords[:12]),
            "preview": MetadataValue.md(_preview(value)),
            **trail_metadata(asked.trail),
        },
    )


def _excerpt(value: Article) -> str:
    body = next((block.text for block in value.blocks if block.kind == "paragraph"), "")
    return f"**{plain(value.title)}**\n\n{plain(body[:600])}"


def _preview(value: Brief) -> str:
    summary = plain(" ".join(excerpt.text for excerpt in value.summary))
    points = "\n".join(f"- {plain(excerpt.text)}" for excerpt in value.key_points[:6])
    return f"{summary}\n\n{points}"


def _hash(value: Brief) -> str:
    from reprise.digest import digest

    return digest(value)
