"""The job `housekeeping`: takes old media away that nothing refers to, and closes the books on calls that were left.

No postponed annotations here: Dagster reads the op's.
"""

from dagster import MetadataValue, OpExecutionContext, ResourceParam, job, op

from io_managers.documents import DocumentFiles
from reprise.housekeeping import clean, referenced
from resources.configured import MediaResource, StoreResource


@op(description="Removes media that no document and no post names and that were not used for a while.")
def remove_unused_media(
    context: OpExecutionContext, store: StoreResource, media: MediaResource, documents: ResourceParam[DocumentFiles]
) -> None:
    """What is referred to is read first; what is made meanwhile is too young to be taken."""
    keep = referenced(documents.root, store.open())
    done = clean(media.open(), keep, days=media.keep_days)
    context.log.info("%s", done)
    context.add_output_metadata(
        {
            "removed": done.removed,
            "megabytes": MetadataValue.float(round(done.bytes / 1e6, 1)),
            "referred to": done.referenced,
            "used lately": done.young,
        }
    )


@op(description="Counts calls to providers as in doubt whose process died a day ago, and that nobody asked for again.")
def write_off_lost_calls(context: OpExecutionContext, store: StoreResource) -> None:
    """Until then they are held back from the budget at the most that they can cost."""
    lost = store.open().calls.write_off()
    if lost:
        context.log.warning("%s calls to providers were left by processes that died: they are in doubt.", lost)
    context.add_output_metadata({"calls in doubt": lost})


@job(
    tags={"reprise/work": "reading"},
    description="Removes old media that nothing refers to, and settles calls to providers that were left; the schedule "
    "`housekeeping` starts it every night.",
)
def housekeeping() -> None:
    remove_unused_media()
    write_off_lost_calls()
