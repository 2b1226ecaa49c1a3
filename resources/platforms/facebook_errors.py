"""Facebook's own codes of errors, beside those of Graph."""

from __future__ import annotations

from types import MappingProxyType

from resources.platforms.graph_errors import Meaning, Table

DUPLICATE_PHOTO = 1366051
ALREADY_FINISHED = frozenset({100, 6000})
"""What a second finish of an upload is answered with, by kind of upload; both codes mean other things as well."""
REELS_A_DAY = 613
_FILM, _PICTURE = "Render the film again in a form that Facebook takes.", "Make the picture again, or remove it."

TABLE = Table(
    codes=MappingProxyType(
        {
            324: Meaning("validation", _PICTURE),
            352: Meaning("validation", _FILM),
            382: Meaning("validation", _FILM),
            389: Meaning("media_processing"),
            1500: Meaning("validation", "Mend the post's link."),
            **dict.fromkeys((6000, 6001), Meaning("media_processing")),
        }
    ),
    subcodes=MappingProxyType(
        {
            DUPLICATE_PHOTO: Meaning("duplicate"),
            1366046: Meaning("validation", _PICTURE),
            1390008: Meaning("spam", "The page posts too fast for Facebook. Wait a day: reprise accounts --resume."),
            **dict.fromkeys((1363022, 1363023, 1363024, 1363026), Meaning("validation", _FILM)),
            1363040: Meaning("validation", "The film has the wrong shape: reels are 9:16, others 9:16 to 16:9."),
            1363127: Meaning("validation", "A reel has at least 540x960 pixels: render the film larger."),
            1363128: Meaning("validation", "A reel lasts 3 to 90 seconds: cut the film."),
            1363129: Meaning("validation", "A reel has 24 to 60 frames a second: render the film again."),
        }
    ),
)
"""Read 2026-11: developers.facebook.com, docs/video-api (films and reels), reference of page photos. 1366051 and
1390008 stand on no official page; clients in production rely on them."""
