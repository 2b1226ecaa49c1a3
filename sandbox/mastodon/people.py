"""Accounts and the instance itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sandbox.mastodon.calls import Call
from sandbox.mastodon.counting import ADDRESS, LIMIT
from sandbox.mastodon.media import (
    DESCRIPTION,
    FILM_PIXELS,
    FILM_RATE,
    FILMS,
    IMAGE_PIXELS,
    IMAGES,
    MAX_FILM,
    MAX_IMAGE,
)
from sandbox.mastodon.problems import not_found
from sandbox.mastodon.state import Account


def verify_credentials(call: Call) -> tuple[int, dict[str, Any]]:
    """GET /api/v1/accounts/verify_credentials."""
    source = {
        "privacy": "public", "sensitive": False, "language": "en", "note": "", "fields": [], "follow_requests_count": 0,
        "quote_policy": "public", "hide_collections": None, "discoverable": True, "indexable": True,
    }  # fmt: skip
    role = {"id": "-99", "name": "", "color": "", "permissions": "65536", "highlighted": False}
    return 200, {**account_shown(call, call.account), "source": source, "role": role}


def account(call: Call) -> tuple[int, dict[str, Any]]:
    """GET /api/v1/accounts/:id."""
    found = call.state.account(call.path["id"])
    if found is None:
        raise not_found()
    return 200, account_shown(call, found)


def account_shown(call: Call, one: Account) -> dict[str, Any]:
    """The Account."""
    row = call.state.database.rows(
        "SELECT COUNT(*) AS n, MAX(created_at) AS last FROM statuses WHERE account = ? AND NOT removed", one.id
    )[0]
    last = datetime.fromtimestamp(row["last"], UTC).date().isoformat() if row["last"] is not None else None
    picture = f"{call.base}/avatars/original/missing.png"
    return {
        "id": one.id,
        "username": one.username,
        "acct": one.username,
        "display_name": one.name,
        "locked": False,
        "bot": False,
        "discoverable": True,
        "indexable": True,
        "group": False,
        "created_at": timestamp(datetime.fromtimestamp(one.created_at, UTC)),
        "note": "",
        "url": f"{call.base}/@{one.username}",
        "uri": f"{call.base}/users/{one.username}",
        "avatar": picture,
        "avatar_static": picture,
        "header": picture,
        "header_static": picture,
        "followers_count": 0,
        "following_count": 0,
        "statuses_count": row["n"],
        "last_status_at": last,
        "emojis": [],
        "fields": [],
    }


def instance(call: Call) -> tuple[int, dict[str, Any]]:
    """GET /api/v2/instance: what a client may send here."""
    return 200, {
        "domain": urlsplit(call.base).netloc,
        "title": "Sandbox",
        "version": "4.6.0",
        "source_url": "https://github.com/mastodon/mastodon",
        "description": "A local server that behaves like Mastodon.",
        "usage": {"users": {"active_month": len(call.state.accounts())}},
        "thumbnail": {"url": f"{call.base}/thumbnail.png"},
        "icon": [],
        "languages": ["en"],
        "configuration": {
            "urls": {"streaming": "wss://streaming.invalid"},
            "vapid": {"public_key": "none"},
            "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
            "statuses": {
                "max_characters": LIMIT,
                "max_media_attachments": 4,
                "characters_reserved_per_url": ADDRESS,
            },
            "media_attachments": {
                "supported_mime_types": [*IMAGES, *FILMS],
                "description_limit": DESCRIPTION,
                "image_size_limit": MAX_IMAGE,
                "image_matrix_limit": IMAGE_PIXELS,
                "video_size_limit": MAX_FILM,
                "video_frame_rate_limit": FILM_RATE,
                "video_matrix_limit": FILM_PIXELS,
            },
            "polls": {
                "max_options": 4,
                "max_characters_per_option": 50,
                "min_expiration": 300,
                "max_expiration": 2_629_746,
            },
            "translation": {"enabled": False},
        },
        "registrations": {"enabled": False, "approval_required": False, "message": None, "url": None},
        "api_versions": {"mastodon": 8},
        "contact": {"email": "operator@example.com", "account": None},
        "rules": [],
    }


def timestamp(moment: datetime) -> str:
    """A moment as the server writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
