"""The posts that carry films, and what has been published, by platform."""

from collections.abc import Iterable
from typing import Any

from dagster import (
    AssetExecutionContext,
    AssetIn,
    AssetKey,
    AssetsDefinition,
    DagsterLogManager,
    MaterializeResult,
    MetadataValue,
)

from assets_pipeline.checks import check_film_posts, check_posts, film_posts_spec, posts_spec
from assets_pipeline.common import OPERATORS, article_asset, clear_failure, data_version
from assets_pipeline.previews import Linked, posts_preview, table
from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.clock import Clock
from reprise.digest import digest
from reprise.grounding import Source
from reprise.grounding.posts import judged
from reprise.grounding.scripts import told_by
from reprise.media import MediaStore
from reprise.social.post import Picture, PostDraft, PostSet, Video
from reprise.social.rules import PlatformRules
from reprise.social.writing import write_video_post
from reprise.store.post_drafts import Scope
from reprise.store.records import Post
from reprise.store.store import Store
from reprise.video.metadata import FilmMetadata
from reprise.video.presets import FORMATS, PRESETS
from reprise.video.products import Cover, Render
from reprise.windows.dispatch import Dispatcher
from reprise.windows.publishing import Outcome
from reprise.windows.queue import Queue
from reprise.windows.report import Publication, Publications
from resources.configured import ClockResource, MediaResource, PlatformsResource, SitesResource, StoreResource
from resources.platforms import PlatformClient


def build_publishing(rules: PlatformRules) -> list[AssetsDefinition]:
    """Film posts (where the platform shows films) and publications of one platform."""
    return [*(_video_posts(rules, preset) for preset in rules.presets), _publications(rules)]


def film_posts(rules: PlatformRules, preset: str) -> AssetKey:
    """The posts that carry a preset's films on a platform; the platform's first preset has the plain name."""
    name = "video_posts" if preset == rules.presets[0] else f"{PRESETS[preset].format}_video_posts"
    return AssetKey([rules.name, name])


def _video_posts(rules: PlatformRules, preset: str) -> AssetsDefinition:
    fmt, key = FORMATS[PRESETS[preset].format], film_posts(rules, preset)

    @article_asset(
        key=key,
        ins={
            "render": AssetIn(key=[preset, "render"]),
            "cover": AssetIn(key=[preset, "cover"]),
            "metadata": AssetIn(key=[preset, "metadata"]),
        },
        group_name=rules.name,
        kinds=frozenset({"python", rules.name}),
        check_specs=[posts_spec(rules, key.path[-1]), film_posts_spec(rules, key)],
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
        media: MediaResource,
    ) -> MaterializeResult[PostSet]:
        actor, opened = f"run:{context.run.run_id[:8]}", store.open()
        with clear_failure(context.partition_key):
            site = sites.site(article.site)
            drafts: tuple[PostDraft, ...] = ()
            if site.posts_films(rules.name) and preset in site.films.presets:
                words = (metadata.title, metadata.description, metadata.hashtags)
                written = write_video_post(article, brief, *words, site, rules.name, number=fmt.number)
                script = opened.scripts.approved(article.key, fmt.name)  # whoever approved it has seen its words
                also = (*metadata.credits, *(told_by(script.script) if script else ()))
                drafts = judged((written,), Source.of(article, brief, site, also=also))
            opened.posts.upsert(
                drafts,
                site.accounts,
                actor,
                scopes=[Scope(article.key, rules.name, "films", fmt.number)],
            )
            film = Video(
                media=render.media,
                preset=render.preset,
                cover=Picture(media=cover.media, alt=cover.alt, role="cover"),
                subtitles=render.subtitles,
                language=render.language,
            )
            for draft in drafts:
                opened.posts.attach_video(draft.id, film, actor)
            taken = check_film_posts({draft.id: film for draft in drafts}, rules, media.open())
        value = PostSet(article=article.key, platform=rules.name, posts=drafts)
        return MaterializeResult(
            value=value,
            data_version=data_version(digest(value, render.media.key)),
            metadata={"posts": len(drafts), **posts_preview(drafts, rules)},
            check_results=[check_posts(drafts, rules, has_media=True), taken],
        )

    return video_posts


def _publications(rules: PlatformRules) -> AssetsDefinition:
    @article_asset(
        key=[rules.name, "publications"],
        deps=[
            *([AssetKey([rules.name, "posts"]), AssetKey([rules.name, "images"])] if rules.types else []),
            *(film_posts(rules, preset) for preset in rules.presets),
        ],
        group_name=rules.name,
        owners=OPERATORS,
        kinds=frozenset({"python", rules.name}),
        pool=f"{rules.name}_api",
        description=f"What of the article is on {rules.title}. The job `publish` keeps it up to date; materialized by "
        "hand, it sends the article's posts whose time has come, each once.",
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
        key, opened, now = context.partition_key, store.open(), clock.open()
        with clear_failure(key):
            queue = Queue(opened, sites.open(), now)
            due = [post for post in queue.due() if (post.article, post.platform) == (key, rules.name)]
            send = dispatcher(opened, media.open(), now, sites, platforms)
            outcomes = send.send(due, run_id=context.run.run_id)
        log_outcomes(context.log, outcomes)
        return MaterializeResult(**publications_of(opened, key, rules.name, outcomes))

    return publications


def dispatcher(
    store: Store, media: MediaStore, clock: Clock, sites: SitesResource, platforms: PlatformsResource
) -> Dispatcher:
    """What sends posts in this installation."""
    known = sites.open()

    def open_client(post: Post) -> PlatformClient:
        return platforms.open(known.get(post.site) or sites.site(post.site), post.platform, post.account)

    return Dispatcher(store, media, clock, open_client)


def log_outcomes(log: DagsterLogManager, outcomes: Iterable[Outcome]) -> None:
    """A line for each post, as an error where a person or a later try has something to do."""
    for outcome in outcomes:
        level = log.info if outcome.result in ("published", "skipped", "waiting") else log.error
        level("post %s: %s %s", outcome.post, outcome.result, outcome.url or outcome.reason or "")


def publications_of(store: Store, article: str, platform: str, outcomes: Iterable[Outcome] = ()) -> dict[str, Any]:
    """The document, version and metadata of an article's publications on one platform, as they are now."""
    posts = sorted(store.posts.find(article=article, platform=platform), key=_time)
    value = Publications(article=article, platform=platform, posts=tuple(_publication(post) for post in posts))
    mine = {post.id for post in posts}
    results = [outcome.result for outcome in outcomes if outcome.post in mine]
    return {
        "value": value,
        "data_version": data_version(digest(value)),
        "metadata": {
            "published now": results.count("published"),
            "failed now": sum(result in ("failed", "held") for result in results),
            "in doubt now": results.count("unknown"),
            "published in all": sum(post.state == "published" for post in posts),
            "preview": MetadataValue.md(_table(value)),
        },
    }


def _time(post: Post) -> tuple[bool, str]:
    moment = post.published_at or post.scheduled_at
    return moment is None, moment.isoformat() if moment else post.id


def _publication(post: Post) -> Publication:
    return Publication(
        post=post.id,
        account=post.account,
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
        (Linked(name, post.url) if post.url else name, post.account, post.state, _moment(post), post.problem or "")
        for post in value.posts
        for name in [post.type.replace("_", " ")]
    )
    return table(("post", "account", "state", "time (UTC)", "problem"), rows)


def _moment(post: Publication) -> str:
    moment = post.published_at or post.scheduled_at
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
