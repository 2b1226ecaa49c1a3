"""The family of one platform: its posts and their pictures."""

from collections import Counter
from functools import partial

from dagster import AssetExecutionContext, AssetIn, AssetsDefinition, MaterializeResult

from assets_pipeline.checks import check_grounded, check_pictures, check_posts, grounded_spec, pictures_spec, posts_spec
from assets_pipeline.common import article_asset, clear_failure, data_version
from assets_pipeline.previews import pictures_preview, posts_preview
from assets_pipeline.trails import purpose, trail_metadata
from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.costs import OPERATIONS
from reprise.digest import digest
from reprise.grounding import Source
from reprise.grounding.posts import judged
from reprise.social.pictures import draw_pictures
from reprise.social.post import PictureSet, PostDraft, PostSet
from reprise.social.rules import PlatformRules
from reprise.social.told.telling import Teller
from reprise.social.writing import EXTRACTIVE
from reprise.store.post_drafts import Scope
from resources.configured import MediaResource, ModelsResource, SitesResource, StoreResource


def build_social(rules: PlatformRules) -> list[AssetsDefinition]:
    """Posts and pictures of one platform."""
    return [_posts(rules), _images(rules)]


def _posts(rules: PlatformRules) -> AssetsDefinition:
    @article_asset(
        key=[rules.name, "posts"],
        group_name=rules.name,
        kinds=frozenset({"python", rules.name}),
        check_specs=[posts_spec(rules, "posts"), grounded_spec([rules.name, "posts"])],
        description=f"Posts about the article in {rules.title}'s voice and conventions, as drafts in the store.",
    )
    def posts(
        context: AssetExecutionContext,
        article: Article,
        brief: Brief,
        sites: SitesResource,
        store: StoreResource,
        models: ModelsResource,
    ) -> MaterializeResult[PostSet]:
        """What a person changed, approved, scheduled or published is never overwritten."""
        with clear_failure(context.partition_key):
            site, opened = sites.site(article.site), store.open()
            asked = models.open(site, purpose(context, site.id))
            written = Teller(asked.text).posts(article, brief, site, rules.name)
            drafts = judged(written, Source.of(article, brief, site))
            upserted = opened.posts.upsert(
                drafts,
                site.accounts,
                f"run:{context.run.run_id[:8]}",
                scopes=[Scope(article.key, rules.name)],
            )
            fresh = [draft for draft in drafts if draft.id in (*upserted.created, *upserted.updated)]
            # What models worded is in the ledger already, by the calls that it took.
            own = [draft for draft in fresh if draft.writer == EXTRACTIVE]
            note = partial(opened.usage.record, site=site.id, article=article.key, run=context.run.run_id)
            for operation, number in Counter(OPERATIONS.get(draft.type, "adapt") for draft in own).items():
                note(operation, number)
        value = PostSet(article=article.key, platform=rules.name, posts=drafts)
        return MaterializeResult(
            value=value,
            data_version=data_version(digest([_seen(draft) for draft in drafts])),
            metadata={
                "posts": len(drafts),
                "new": len(upserted.created),
                "renewed": len(upserted.updated),
                "kept": len(upserted.kept),
                **posts_preview(drafts, rules),
                **trail_metadata(asked.trail),
            },
            check_results=[
                check_posts(drafts, rules, has_media=True),
                check_grounded({f"{draft.type} {draft.id}": draft.findings for draft in drafts}, len(drafts)),
            ],
        )

    return posts


def _seen(draft: PostDraft) -> list[object]:
    """All that a reader sees of a draft, on its pictures too."""
    return [draft.content_hash, draft.model_dump(mode="json", include={"slides"})["slides"]]


def _images(rules: PlatformRules) -> AssetsDefinition:
    @article_asset(
        key=[rules.name, "images"],
        ins={"posts": AssetIn(key=[rules.name, "posts"])},
        group_name=rules.name,
        kinds=frozenset({"pillow", rules.name}),
        check_specs=[pictures_spec(rules)],
        description=f"The posts' pictures in {rules.title}'s sizes, formats and file limits, with alt text.",
    )
    def images(
        context: AssetExecutionContext,
        posts: PostSet,
        article: Article,
        brief: Brief,
        sites: SitesResource,
        store: StoreResource,
        media: MediaResource,
    ) -> MaterializeResult[PictureSet]:
        """With their pictures the posts are complete: only then does a site that works automatically approve them."""
        pieces, opened = media.open(), store.open()
        with clear_failure(context.partition_key):
            site = sites.site(article.site)
            drawn = draw_pictures(posts.posts, article, brief, site, rules.name, pieces)
            for post, pictures in drawn.items():
                opened.posts.attach_pictures(post, pictures, f"run:{context.run.run_id[:8]}")
            opened.usage.record("picture", pieces.made, site=site.id, article=article.key, run=context.run.run_id)
        value = PictureSet(article=article.key, platform=rules.name, pictures=drawn)
        types = {post.id: post.type.replace("_", " ") for post in posts.posts}
        shown = [
            (types[post] if number == 1 else f"{types[post]}, picture {number}", picture.media, picture.alt)
            for post, pictures in drawn.items()
            for number, picture in enumerate(pictures, 1)
        ]
        return MaterializeResult(
            value=value,
            data_version=data_version(digest(value)),
            metadata={
                "pictures": sum(len(pictures) for pictures in drawn.values()),
                "made now": pieces.made,
                "kilobytes": round(sum(p.media.bytes for group in drawn.values() for p in group) / 1e3),
                **pictures_preview(shown, pieces, inline=set(types.values())),  # of a carousel the first slide
            },
            check_results=[check_pictures(drawn, rules, pieces)],
        )

    return images
