"""The job `publish`: one run sends everything that is due, whosever it is, and looks for what is in doubt.

One process for all of a minute's posts: a run for each would spend seconds on starting before the first byte leaves.
No postponed annotations here: Dagster reads the op's.
"""

from collections.abc import Iterable

from dagster import AssetKey, AssetMaterialization, MetadataValue, OpExecutionContext, ResourceParam, job, op

from assets_pipeline.previews import Linked, table
from assets_pipeline.publishing import dispatcher, log_outcomes, publications_of
from io_managers.documents import DocumentFiles
from reprise.store.store import Store
from reprise.windows.publishing import Outcome
from reprise.windows.queue import Queue
from resources.configured import ClockResource, MediaResource, PlatformsResource, SitesResource, StoreResource

PRIORITY = {"dagster/priority": "10"}
"""A due post goes before any making."""


@op(description="Sends every post that is due, each once, and looks on the accounts for those that are in doubt.")
def send_due_posts(
    context: OpExecutionContext,
    sites: SitesResource,
    store: StoreResource,
    media: MediaResource,
    platforms: PlatformsResource,
    clock: ClockResource,
    documents: ResourceParam[DocumentFiles],
) -> None:
    """What is due is asked for here, not handed over: a run that starts late sees what is so now."""
    opened, now = store.open(), clock.open()
    queue = Queue(opened, sites.open(), now)
    send = dispatcher(opened, media.open(), now, sites, platforms)
    outcomes = send.send(queue.due(), queue.in_doubt(), context.run.run_id)
    log_outcomes(context.log, outcomes)
    context.add_output_metadata({"posts": len(outcomes), "preview": MetadataValue.md(_what_happened(opened, outcomes))})
    for article, platform in _touched(opened, outcomes):
        facts = publications_of(opened, article, platform, outcomes)
        documents.write((platform, "publications"), article, facts["value"])
        context.log_event(
            AssetMaterialization(
                asset_key=AssetKey([platform, "publications"]), partition=article, metadata=facts["metadata"]
            )
        )


def _what_happened(store: Store, outcomes: Iterable[Outcome]) -> str:
    """What became of each post, as a table."""
    rows = []
    for outcome in outcomes:
        post = store.posts.get(outcome.post)
        name = f"{post.platform}/{post.account} {post.type.replace('_', ' ')}"
        shown = Linked(name, outcome.url) if outcome.url else name
        rows.append((shown, post.id, post.article, outcome.result, outcome.reason or ""))
    return table(("post", "id", "article", "result", "reason"), rows) if rows else "*Nothing was due.*"


def _touched(store: Store, outcomes: Iterable[Outcome]) -> list[tuple[str, str]]:
    """The articles and platforms of these posts, in order, each once."""
    posts = [store.posts.get(outcome.post) for outcome in outcomes if outcome.result != "skipped"]
    return sorted({(post.article, post.platform) for post in posts})


@job(
    tags=PRIORITY,
    description="Sends all posts whose time has come and settles what is in doubt. The posting_windows schedule starts "
    "it; started by hand it does the same.",
)
def publish() -> None:
    send_due_posts()
