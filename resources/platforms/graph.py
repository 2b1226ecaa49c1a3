"""Meta's Graph API as its clients use it: one connection, errors with their codes, listings, and metrics in groups of
which one bad name must not spoil the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from reprise.windows.failures import PlatformError
from resources.platforms import graph_errors
from resources.platforms.access import Access
from resources.platforms.api import Answer, Api, Refusal
from resources.platforms.edge import Edge
from resources.platforms.graph_errors import GraphFault, Table

VERSION = "v26.0"
"""Of 2026-07-29, lives for two years (developers.facebook.com, docs/graph-api/changelog/versions, read 2026-11)."""
UPLOADS = "https://rupload.facebook.com"
PAGE, MOST_PAGES = 100, 10
GONE = (100, 33)
"""The code and subcode of an object that is not there, or not there for this token."""


class GraphError(PlatformError):
    """A refusal with Graph's own numbers, for the client to go by."""

    fault = GraphFault()

    @property
    def gone(self) -> bool:
        """Whether it says that there is no such object."""
        return (self.fault.code, self.fault.subcode) == GONE


class GraphApi(Api):
    """An account's connection to Graph; addresses are below the version that the account's details name.

    Args:
        host: where it is served, unless the account's `base_urls` say otherwise.
        table: the platform's own codes.
        shared: the routes that wait when the account's budget is spent.
    """

    def __init__(
        self, title: str, access: Access, edge: Edge, *, host: str, table: Table, shared: Sequence[str], scope: str
    ) -> None:
        self.version = access.details.get("version") or VERSION
        base = access.base_urls.get("api") or access.base_urls.get("") or host
        super().__init__(
            title,
            access,
            edge,
            base_url=f"{base.rstrip('/')}/{self.version}",
            understand=partial(graph_errors.understand, clock=edge.clock, table=table),
            read_limits=partial(graph_errors.limits, clock=edge.clock, shared=shared),
            scope=scope,
        )

    def rows(self, path: str, params: Mapping[str, Any], route: str) -> Iterator[dict[str, Any]]:
        """A listing's rows, page after page by cursor: the address of the next page that Graph names holds the token.

        Raises `PlatformError` (server) for more than can be read.
        """
        asked = {"limit": str(PAGE), **params}
        for _ in range(MOST_PAGES):
            body = self.get(path, asked, route=route).object()
            yield from (row for row in body.get("data") or () if isinstance(row, dict))
            paging = body.get("paging") or {}
            after = (paging.get("cursors") or {}).get("after")
            if not paging.get("next") or not after:
                return
            asked = {**asked, "after": after}
        raise self.error("server", f"{self.title} lists more than {PAGE * MOST_PAGES} rows.", where=f"GET {route}")

    def _refused(self, refusal: Refusal, answer: Answer, name: str) -> PlatformError:
        plain = super()._refused(refusal, answer, name)
        error = GraphError(
            plain.kind, plain.what, where=plain.where, remedy=plain.remedy, retry_at=plain.retry_at,
            status=plain.status, reach=plain.reach, secrets=self.secrets,
        )  # fmt: skip
        error.fault = graph_errors.fault_of(answer) or GraphFault()
        return error


Asked = Callable[[str], Mapping[str, Any]]
"""From names of metrics, separated by commas, to what Graph answers."""


def insights(groups: Iterable[Sequence[str]], ask: Asked) -> dict[str, Any]:
    """The values of metrics by name, read in groups. Names that Graph does not know (any more), or not for this post,
    are left out; without the permission there are none.

    Raises `PlatformError` for every other failure.
    """
    found: dict[str, Any] = {}
    for group in groups:
        try:
            found |= _values(ask(",".join(group)))
        except PlatformError as error:
            if error.kind == "permission":
                return found
            if error.kind != "validation":
                raise
            found |= _one_by_one(group, ask) if len(group) > 1 else {}
    return found


def _one_by_one(group: Sequence[str], ask: Asked) -> dict[str, Any]:
    return insights([[name] for name in group], ask)


def _values(body: Mapping[str, Any]) -> dict[str, Any]:
    rows = [row for row in body.get("data") or () if isinstance(row, dict) and row.get("values")]
    return {str(row.get("name")): row["values"][-1].get("value") for row in rows}


def whole(value: Any) -> int | None:
    """A count; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def seconds(milliseconds: Any) -> float | None:
    """Seconds from Graph's milliseconds."""
    return milliseconds / 1000 if isinstance(milliseconds, int | float) else None
