"""The job `housekeeping`: takes old media away that nothing refers to.

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


@job(
    tags={"reprise/work": "reading"},
    description="Removes old media that nothing refers to; the schedule `housekeeping` starts it every night.",
)
def housekeeping() -> None:
    remove_unused_media()
