"""Posts that recur: an article that does not age is told again, in other words, when an account may do so."""

from dataclasses import dataclass
from typing import Any

from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult

from assets_pipeline.common import article_asset, clear_failure, data_version
from assets_pipeline.previews import posts_preview, table
from assets_pipeline.trails import purpose, trail_metadata
from reprise.articles.article import Article
from reprise.briefs.brief import Brief
from reprise.digest import digest
from reprise.grounding import Source
from reprise.grounding.posts import judged
from reprise.media import MediaStore
from reprise.sites import Site
from reprise.social.pictures import draw_pictures
from reprise.social.post import PostDraft, PostSet
from reprise.social.rules import PlatformRules
from reprise.social.told.telling import Teller
from reprise.social.writing import EXTRACTIVE
from reprise.store.store import Store
from reprise.windows.recycling import Anew, Recycler
from resources.configured import ClockResource, MediaResource, ModelsResource, SitesResource, StoreResource


@dataclass(frozen=True)
class _Desk:
    """What the pictures of recurring posts are drawn from."""

    article: Article
    brief: Brief
    site: Site
    media: MediaStore
    store: Store

    def illustrate(self, draft: PostDraft, actor: str) -> None:
        drawn = draw_pictures((draft,), self.article, self.brief, self.site, draft.platform, self.media)
        for post, pictures in drawn.items():
            self.store.posts.attach_pictures(post, pictures, actor)


def _judged(writer: Teller, source: Source) -> Anew:
    """Words recurring posts, and notes what the article does not bear out."""

    def write(*asked: Any) -> PostDraft | None:
        draft = writer.anew(*asked)
        return judged((draft,), source)[0] if draft is not None else None

    return write


def build_recycling(rules: PlatformRules) -> AssetsDefinition:
    """What one platform posts again of an article."""

    @article_asset(
        key=[rules.name, "recycled"],
        group_name=rules.name,
        kinds=frozenset({"python", rules.name}),
        description=f"The article told again on {rules.title}, where an account may: drafts with words of their own.",
    )
    def recycled(
        context: AssetExecutionContext,
        article: Article,
        brief: Brief,
        sites: SitesResource,
        store: StoreResource,
        media: MediaResource,
        clock: ClockResource,
        models: ModelsResource,
    ) -> MaterializeResult[PostSet]:
        """Materializing this again makes nothing more: only what is due is drafted, each once."""
        actor, opened = f"run:{context.run.run_id[:8]}", store.open()
        with clear_failure(context.partition_key):
            site = sites.site(article.site)
            desk = _Desk(article, brief, site, media.open(), opened)
            asked = models.open(site, purpose(context, site.id))
            source = Source.of(article, brief, site)
            recycler = Recycler(opened, {site.id: site}, clock.open(), _judged(Teller(asked.text), source))
            found = recycler.bring(article, brief, rules.name, actor)
            drafts = tuple(each.draft for each in found if each.draft is not None)
            for draft in drafts:
                desk.illustrate(draft, actor)
            own = sum(draft.writer == EXTRACTIVE for draft in drafts)  # the others are in the ledger by their calls
            opened.usage.record("adapt", own, site=site.id, article=article.key, run=context.run.run_id)
            opened.usage.record("picture", desk.media.made, site=site.id, article=article.key, run=context.run.run_id)
        value = PostSet(article=article.key, platform=rules.name, posts=drafts)
        refused = [(each.recurrence.account, each.reason) for each in found if each.draft is None]
        return MaterializeResult(
            value=value,
            data_version=data_version(digest(value)),
            metadata={
                "posts": len(drafts),
                **posts_preview(drafts, rules),
                **trail_metadata(asked.trail),
                **({"not posted again": table(("account", "why"), refused)} if refused else {}),
            },
        )

    return recycled
