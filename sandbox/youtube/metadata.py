"""What may be said of a video: the fields of its snippet and status, held to YouTube's limits."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.youtube.problems import bad

_VIDEO = (
    "ageGating", "brandPartner", "contentDetails", "etag", "fileDetails", "id", "kind", "liveStreamingDetails",
    "localizations", "monetizationDetails", "paidProductPlacementDetails", "player", "processingDetails",
    "projectDetails", "recordingDetails", "snippet", "statistics", "status", "suggestions", "topicDetails",
)  # fmt: skip
_SNIPPET = (
    "categoryId", "channelId", "channelTitle", "defaultAudioLanguage", "defaultLanguage", "description",
    "liveBroadcastContent", "localized", "publishedAt", "tags", "thumbnails", "title",
)  # fmt: skip
_STATUS = (
    "containsSyntheticMedia", "embeddable", "failureReason", "license", "madeForKids", "privacyStatus",
    "publicStatsViewable", "publishAt", "rejectionReason", "selfDeclaredMadeForKids", "uploadStatus",
)  # fmt: skip
CATEGORIES = frozenset(map(str, (1, 2, 10, 15, 17, 19, 20, *range(22, 30))))
"""Those a video may be put into (videoCategories, US); 22 is People & Blogs, the default."""
PRIVACY = ("private", "public", "unlisted")
TITLE, DESCRIPTION, TAGS = 100, 5000, 500
WRITABLE = ("snippet", "status")


def only(body: Mapping[str, Any], known: Collection[str], where: str) -> None:
    """Refuse fields that are not in the schema."""
    for name in body:
        if name not in known:
            raise bad(f'Invalid JSON payload received. Unknown name "{name}" at {where!r}: Cannot find field.')


def sections(body: dict[str, Any], parts: Collection[str]) -> dict[str, dict[str, Any]]:
    """The parts that a request writes; each must be announced in `part`, and nothing else may be sent."""
    only(body, _VIDEO, "video")
    for name in body:
        if name not in parts and name not in ("id", "kind", "etag"):
            raise bad(f"The part parameter does not announce {name}.", "unexpectedPart", domain="youtube.part")
    found = {name: body.get(name, {}) for name in WRITABLE if name in parts}
    for name, section in found.items():
        if not isinstance(section, dict):
            raise bad(f"Invalid value at {name!r}: an object is required.")
    return found


def snippet(given: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """A snippet as it is kept. `whole`: an update replaces it all, so title and category must be there."""
    only(given, _SNIPPET, "video.snippet")
    title = _text(given, "title")
    if not title.strip() or len(title) > TITLE or _angled(title):
        raise bad("The request metadata specifies an invalid or empty video title.", "invalidTitle")
    description = _text(given, "description")
    if len(description.encode()) > DESCRIPTION or _angled(description):
        raise bad("The request metadata specifies an invalid video description.", "invalidDescription")
    category = _text(given, "categoryId") or ("" if whole else "22")
    if category not in CATEGORIES:
        raise bad("The snippet.categoryId property specifies an invalid category ID.", "invalidCategoryId")
    kept: dict[str, Any] = {"title": title, "description": description, "categoryId": category}
    tags = _tags(given.get("tags", []))
    if tags:
        kept["tags"] = tags
    for name in ("defaultLanguage", "defaultAudioLanguage"):
        if name in given:
            kept[name] = language(given, name)
    return kept


def status(given: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A status as it is kept. Without a privacy it is public (since 2026-11-02)."""
    only(given, _STATUS, "video.status")
    privacy = _text(given, "privacyStatus") or "public"
    if privacy not in PRIVACY:
        raise bad(f"Invalid value at 'video.status.privacy_status', \"{privacy}\"")
    license_ = _text(given, "license") or "youtube"
    if license_ not in ("youtube", "creativeCommon"):
        raise bad("The request metadata specifies an invalid license.", "invalidVideoMetadata")
    kept: dict[str, Any] = {"privacyStatus": privacy, "license": license_}
    for name, default in (("embeddable", True), ("publicStatsViewable", True)):
        kept[name] = _flag(given, name, default)
    for name in ("selfDeclaredMadeForKids", "containsSyntheticMedia"):
        if name in given:
            kept[name] = _flag(given, name, False)
    kept["madeForKids"] = kept.get("selfDeclaredMadeForKids", False)
    if "publishAt" in given:
        due = _moment(given["publishAt"])
        if privacy != "private":
            raise bad("status.publishAt can only be set on a private video.", "invalidPublishAt")
        if due <= now:  # YouTube publishes it right away
            kept["privacyStatus"] = "public"
        else:
            kept["publishAt"] = due.astimezone(UTC).isoformat()
    return kept


def language(given: Mapping[str, Any], name: str) -> str:
    """A BCP-47 tag."""
    value = _text(given, name)
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?", value):
        raise bad(f"{name} {value!r} is no BCP-47 language.", "invalidVideoMetadata")
    return value


def tags_length(tags: list[str]) -> int:
    """As YouTube counts: the commas between, and quotation marks around a tag with a space."""
    return sum(len(tag) + (2 if " " in tag else 0) for tag in tags) + max(0, len(tags) - 1)


def _tags(tags: Any) -> list[str]:
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise bad("Invalid value at 'video.snippet.tags': a list of strings is required.")
    if any(not tag.strip() or _angled(tag) for tag in tags) or tags_length(tags) > TAGS:
        raise bad("The request metadata specifies invalid video keywords.", "invalidTags")
    return tags


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise bad(f"Invalid value at '{name}': a string is required.")
    return value


def _flag(given: Mapping[str, Any], name: str, default: bool) -> bool:
    value = given.get(name, default)
    if not isinstance(value, bool):
        raise bad(f"Invalid value at 'video.status.{name}': a boolean is required.")
    return value


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise bad("status.publishAt must be an ISO 8601 time with its zone.", "invalidPublishAt")
    return moment


def _angled(text: str) -> bool:
    return "<" in text or ">" in text
