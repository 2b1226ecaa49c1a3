"""Instagram's own codes and subcodes of errors, beside those of Graph."""

from __future__ import annotations

import re
from types import MappingProxyType

from resources.platforms.graph_errors import Meaning, Table

NOT_READY = 2207027
LOST = frozenset({2207006, 2207008, 2207020, 2207053})
"""The container is no good any more; another one must be made."""
_REACH_IT = "Instagram fetches media itself: let the address in REPRISE_MEDIA_URL be open to everybody, over https."
_ROOM = "Instagram lets an account publish so many posts in 24 hours; its posts go on by themselves."
_AGAIN = Meaning("media_processing", minutes=5)
_PICTURE, _FILM = "Make the picture again, or remove it.", "Render the film again in a form that Instagram takes."

TABLE = Table(
    codes=MappingProxyType({9: Meaning("quota", _ROOM, minutes=60), 25: Meaning("permission")}),
    subcodes=MappingProxyType(
        {
            2207001: Meaning("server"),
            2207003: Meaning("media_processing", _REACH_IT, minutes=5),
            2207004: Meaning("validation", _PICTURE),
            2207005: Meaning("validation", _PICTURE),
            2207006: _AGAIN,
            2207008: _AGAIN,
            2207009: Meaning("validation", "The picture's shape must be between 4:5 and 1.91:1."),
            2207010: Meaning("validation", "Cut the caption: 2,200 characters, 30 hashtags, 20 mentions."),
            2207020: _AGAIN,
            2207023: Meaning("validation"),
            2207026: Meaning("validation", _FILM),
            NOT_READY: Meaning("media_processing", minutes=1),
            2207028: Meaning("validation", "A carousel has 2 to 10 pictures."),
            2207040: Meaning("validation", "Mention at most 20 accounts."),
            2207042: Meaning("quota", _ROOM, minutes=60),
            2207050: Meaning("permission", "Log in to Instagram: the account is restricted or must confirm something."),
            2207051: Meaning("spam"),
            2207052: Meaning("media_processing", _REACH_IT),
            2207053: _AGAIN,
            2207057: Meaning("validation", "Choose a cover from within the film."),
            2207067: Meaning("validation"),
            2207082: _AGAIN,
        }
    ),
)
"""developers.facebook.com, docs/instagram-platform/instagram-graph-api/reference/error-codes, read 2026-11."""


def failed_for(status: str) -> tuple[int | None, Meaning]:
    """Why a container has failed: its status ends with a subcode."""
    found = re.search(r"\b(22\d{5})\b", status)
    subcode = int(found[1]) if found else None
    return subcode, TABLE.meaning(None, subcode) or Meaning("media_processing")
