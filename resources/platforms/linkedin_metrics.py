"""LinkedIn's numbers: an organisation's posts in one call, a member's one number at a time where that is allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from reprise.windows.failures import PlatformError
from resources.platforms.api import Api
from resources.platforms.base import Reading

_OF_MEMBER: Mapping[str, str] = MappingProxyType(
    {"impressions": "IMPRESSION", "likes": "REACTION", "replies": "COMMENT", "reposts": "RESHARE"}
)
_NOT_TOLD = "LinkedIn tells this application no numbers of a member's posts (Community Management access is needed)."


def of_organization(api: Api, now: datetime, organization: str, urns: Sequence[str]) -> list[Reading]:
    """Twenty posts in one call. A post without any activity is simply missing from the answer: all is zero."""
    found: dict[str, dict[str, Any]] = {}
    for kind, name in (("share", "shares"), ("ugcPost", "ugcPosts")):
        mine = [urn for urn in urns if urn.startswith(f"urn:li:{kind}:")]
        for start in range(0, len(mine), 20):
            listed = ",".join(quote(urn, safe="") for urn in mine[start : start + 20])
            query = f"q=organizationalEntity&organizationalEntity={quote(organization, safe='')}&{name}=List({listed})"
            path = f"/rest/organizationalEntityShareStatistics?{query}"
            rows = api.get(path, route="/rest/organizationalEntityShareStatistics").object().get("elements") or []
            found |= {str(row.get(kind)): row.get("totalShareStatistics") or {} for row in rows}
    return [_reading(urn, now, found.get(urn)) for urn in urns]


def of_member(api: Api, now: datetime, member: str, urns: Sequence[str]) -> list[Reading]:
    """One call for each number; an application without the scope learns nothing and is told so once."""
    del member
    readings: list[Reading] = []
    for urn in urns:
        try:
            numbers = {field: _count(api, urn, metric) for field, metric in _OF_MEMBER.items()}
        except PlatformError as error:
            if error.kind not in ("permission", "validation"):
                raise
            problem = _NOT_TOLD if error.kind == "permission" else error.what
            readings.append(Reading(remote_id=urn, at=now, problem=problem))
            continue
        readings.append(Reading(remote_id=urn, at=now, raw={**numbers}, **numbers))
    return readings


def _count(api: Api, urn: str, metric: str) -> int | None:
    kind = "ugc" if ":ugcPost:" in urn else "share"
    entity = f"({kind}:{quote(urn, safe='')})"
    path = f"/rest/memberCreatorPostAnalytics?q=entity&entity={entity}&queryType={metric}&aggregation=TOTAL"
    rows = api.get(path, route="/rest/memberCreatorPostAnalytics").object().get("elements") or []
    return int(rows[0]["count"]) if rows and "count" in rows[0] else None


def _reading(urn: str, now: datetime, row: dict[str, Any] | None) -> Reading:
    counted = row or {}
    return Reading(
        remote_id=urn,
        at=now,
        impressions=counted.get("impressionCount", 0),
        likes=counted.get("likeCount", 0),
        replies=counted.get("commentCount", 0),
        reposts=counted.get("shareCount", 0),
        clicks=counted.get("clickCount", 0),
        raw=counted,
    )
