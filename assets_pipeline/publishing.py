"""The posts that carry films, and what has been published, by platform."""

from dagster import (
    AssetExecutionContext,
    AssetIn,
    AssetKey,
    AssetsDefinition,
    MaterializeResult,
    MetadataValue,
)

from assets_pipeline.checks import check_posts, posts_spec
from assets_pipeline.common import OPERATORS, article_asset, clear_failure, data_version
from assets_pipeline.previews import posts_preview, table
from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.digest import digest
from reprise.social.post import Picture, PostDraft, PostSet, Video
from reprise.social.rules import PlatformRules
from reprise.social.writing import write_video_post
from reprise.store.post_drafts import Scope
from reprise.store.records import Post
from reprise.video.metadata import FilmMetadata
from reprise.video.products import Cover, Render
from reprise.windows.publishing import publish_due
from reprise.windows.report import Publication, Publications
from resources.configured import ClockResource, MediaResource, PlatformsResource, SitesResource, StoreResource


def build_publishing(rules: PlatformRules) -> list[AssetsDefinition]:
    """Film posts (where the platform shows films) and publications of one platform."""
    films = [_video_posts(rules, rules.presets[0])] if rules.presets else []
    return [*films, _publications(rules)]


def _video_posts(rules: PlatformRules, preset: str) -> AssetsDefinition:
    @article_asset(
        key=[rules.name, "video_posts"],
        ins={
            "render": AssetIn(key=[preset, "render"]),
            "cover": AssetIn(key=[preset, "cover"]),
            "metadata": AssetIn(key=[preset, "metadata"]),
        },
        group_name=rules.name,
        kinds=frozenset({"python", rules.name}),
        check_specs=[posts_spec(rules, "video_posts")],
        description=f"The post that carries the finished film on {rules.title}, as a draft in the store.",
    )
    def video_posts(
        context: AssetExecutionContext,
        render: Render,
        cover: Cover,
        metadata: FilmMetadata,
        article: Article,
        brief: Brief,
        sites: SitesResource,
        store: StoreResource,
    ) -> MaterializeResult[PostSet]:
        actor, opened = f"run:{context.run.run_id[:8]}", store.open()
        with clear_failure(context.partition_key):
            site = sites.site(article.site)
            settings = site.platform(rules.name)
            wanted = settings.enabled and settings.videos and preset in site.films.presets
            drafts: tuple[PostDraft, ...] = ()
            if wanted and site.automation.mode != "off":
                words = (metadata.title, metadata.description, metadata.hashtags)
                drafts = (write_video_post(article, brief, *words, site, rules.name),)
            opened.posts.upsert(
                drafts,
                lambda platform: site.platform(platform).account,
                actor,
                scopes=[Scope(article.key, rules.name, "films")],
            )
            for draft in drafts:
                film = Video(
                    media=render.media,
                    preset=render.preset,
                    cover=Picture(media=cover.media, alt=cover.alt, role="cover"),
                    subtitles=render.subtitles,
                    language=render.language,
                )
                opened.posts.attach_video(draft.id, film, actor)
        value = PostSet(article=article.key, platform=rules.name, posts=drafts)
        return MaterializeResult(
            value=value,
            data_version=data_version(digest(value, render.media.key)),
            metadata={"posts": len(drafts), **posts_preview(drafts, rules)},
            check_results=[check_posts(drafts, rules, has_media=True)],
        )

    return video_posts


def _publications(rules: PlatformRules) -> AssetsDefinition:
    @article_asset(
        key=[rules.name, "publications"],
        deps=[
            *([AssetKey([rules.name, "posts"]), AssetKey([rules.name, "images"])] if rules.types else []),
            *([AssetKey([rules.name, "video_posts"])] if rules.presets else []),
        ],
        group_name=rules.name,
        owners=OPERATORS,
        kinds=frozenset({"python", rules.name}),
        pool=f"{rules.name}_api",
        description=f"Publishes the article's posts on {rules.title} whose time has come, each once, and lists all.",
    )
    def publications(
        context: AssetExecutionContext,
        sites: SitesResource,
        store: StoreResource,
        media: MediaResource,
        platforms: PlatformsResource,
        clock: ClockResource,
    ) -> MaterializeResult[Publications]:
        """Materializing this never posts by itself: only a row of the store that is due does, and only once."""
        key, opened, now = context.partition_key, store.open(), clock.open().now()
        with clear_failure(key):
            due = opened.posts.find(article=key, platform=rules.name, states=("scheduled",), scheduled_until=now)
            outcomes = []
            if due:
                site = sites.site(opened.articles.get(key).site)
                client = platforms.open(site, rules.name)
                try:
                    outcomes = [
                        publish_due(post.id, client, opened, media.open(), clock.open(), context.run.run_id)
                        for post in due
                    ]
                finally:
                    client.close()
        for outcome in outcomes:
            level = context.log.info if outcome.result in ("published", "skipped") else context.log.error
            level("post %s: %s %s", outcome.post, outcome.result, outcome.url or outcome.reason or "")
        posts = sorted(opened.posts.find(article=key, platform=rules.name), key=_time)
        value = Publications(article=key, platform=rules.name, posts=tuple(_publication(post) for post in posts))
        return MaterializeResult(
            value=value,
            data_version=data_version(digest(value)),
            metadata={
                "published now": sum(outcome.result == "published" for outcome in outcomes),
                "failed now": sum(outcome.result in ("failed", "held") for outcome in outcomes),
                "published in all": sum(post.state == "published" for post in posts),
                "preview": MetadataValue.md(_table(value)),
            },
        )

    return publications


def _time(post: Post) -> tuple[bool, str]:
    moment = post.published_at or post.scheduled_at
    return moment is None, moment.isoformat() if moment else post.id


def _publication(post: Post) -> Publication:
    return Publication(
        post=post.id,
        type=post.type,
        state=post.state,
        scheduled_at=post.scheduled_at,
        published_at=post.published_at,
        url=post.url,
        remote_ids=post.remote_ids,
        problem=post.problem,
    )


def _table(value: Publications) -> str:
    if not value.posts:
        return "*No posts.*"
    rows = (
        (post.type.replace("_", " "), post.state, _moment(post), post.url or "", post.problem or "")
        for post in value.posts
    )
    return table(("post", "state", "time (UTC)", "link", "problem"), rows)


def _moment(post: Publication) -> str:
    moment = post.published_at or post.scheduled_at
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
