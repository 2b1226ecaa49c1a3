"""What the asset modules share: owners, versions, and errors turned into what the Dagster UI shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from dagster import DataVersion, Failure, MetadataValue

from reprise.errors import RepriseError, Unavailable

if TYPE_CHECKING:
    from reprise.store.store import Store

F = TypeVar("F", bound=Callable[..., Any])

OWNERS = ["team:content"]
OPERATORS = ["team:operations"]
ANALYSTS = ["team:analytics"]


def data_version(content_hash: str) -> DataVersion:
    """A version that changes exactly when the content does, so that downstream assets show as stale then only."""
    return DataVersion(content_hash[:16])


def with_value(function: F) -> F:
    """For assets with check specs: hide the return annotation from Dagster, which would take it for "no value"."""
    function.__annotations__.pop("return", None)
    return function


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
