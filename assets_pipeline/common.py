"""What the asset modules share: owners, versions, and errors turned into what the Dagster UI shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from dagster import AssetsDefinition, DataVersion, Failure, MetadataValue, asset

from assets_pipeline.partitions import articles
from reprise.errors import RepriseError, Unavailable

if TYPE_CHECKING:
    from dagster import DagsterEvent

    from reprise.store.store import Store

F = TypeVar("F", bound=Callable[..., Any])

OWNERS = ["team:content"]
OPERATORS = ["team:operations"]
ANALYSTS = ["team:analytics"]


def data_version(content_hash: str) -> DataVersion:
    """A version that changes exactly when the content does, so that downstream assets show as stale then only."""
    return DataVersion(content_hash[:16])


def article_asset(*, kinds: frozenset[str] = frozenset({"python"}), **settings: Any) -> Callable[[F], AssetsDefinition]:
    """The decorator of everything that is made of an article: a document for each partition.

    Beside check specs Dagster takes a result annotation for "no value", so it is hidden there.
    """

    def decorate(function: F) -> AssetsDefinition:
        if settings.get("check_specs"):
            function.__annotations__.pop("return", None)
        defaults = {"owners": OWNERS, "io_manager_key": "documents", "code_version": "1"}
        made: AssetsDefinition = asset(partitions_def=articles, kinds=set(kinds), **{**defaults, **settings})(function)
        return made

    return decorate


@contextmanager
def clear_failure(article: str, store: Store | None = None) -> Iterator[None]:
    """Turn a `RepriseError` into a failed step that says what, where and how to mend it, and tries again only what may
    succeed. With a `store` the article's row keeps the reason too."""
    try:
        yield
    except RepriseError as error:
        located = error if error.where and article in error.where else error.at(article)
        if store is not None:
            store.articles.note_problem(article, str(located))
        raise Failure(
            description=str(located),
            metadata={
                "what": MetadataValue.text(error.what),
                "where": MetadataValue.text(located.where or article),
                "remedy": MetadataValue.text(error.remedy or "None known; see the logs."),
            },
            allow_retries=isinstance(error, Unavailable),
        ) from error


def why_failed(event: DagsterEvent) -> str:
    """A failed step's own words in one line: those of its `Failure`, else of the error behind it, without frames."""
    failure = event.step_failure_data
    if failure.user_failure_data is not None and failure.user_failure_data.description:
        text = failure.user_failure_data.description
    elif failure.error is not None:
        text = (failure.error.cause or failure.error).message
    else:
        text = "no message"
    return " ".join(re.sub(r"^reprise\.[\w.]+: ", "", text).split())
