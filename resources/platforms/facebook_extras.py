"""What goes with a film on Facebook once it is public: its subtitles and its cover."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from reprise.errors import RepriseError
from reprise.media import MediaStore
from reprise.social.post import Picture, Video
from resources.platforms.graph import GraphApi

SUBRIP = "application/x-subrip"
_COUNTRIES: Mapping[str, str] = MappingProxyType(
    {
        "af": "ZA", "ar": "AR", "bn": "IN", "ca": "ES", "cs": "CZ", "da": "DK", "el": "GR", "en": "US", "et": "EE",
        "eu": "ES", "fa": "IR", "ga": "IE", "gl": "ES", "gu": "IN", "he": "IL", "hi": "IN", "ja": "JP", "ka": "GE",
        "kk": "KZ", "ko": "KR", "ms": "MY", "nb": "NO", "nn": "NO", "pa": "IN", "pt": "BR", "sl": "SI", "sq": "AL",
        "sr": "RS", "sv": "SE", "sw": "KE", "ta": "IN", "te": "IN", "uk": "UA", "ur": "PK", "vi": "VN", "zh": "CN",
    }
)  # fmt: skip
"""The country in a language's locale where it is not the language in capitals (Facebook's list of locales)."""


def add(api: GraphApi, film_id: str, video: Video, media: MediaStore) -> tuple[str, ...]:
    """Subtitles and cover; what did not work out, in words. Raises nothing: the film is public."""
    steps: list[tuple[str, Callable[[], None]]] = []
    if video.subtitles is not None:
        steps.append(("subtitles", lambda: _subtitles(api, film_id, video, media)))
    if (cover := video.cover) is not None:
        steps.append(("cover", lambda: _cover(api, film_id, cover, media)))
    return tuple(_problems(steps))


def locale(language: str) -> str:
    """Facebook's locale of a language tag: en_US for en, pt_PT for pt-PT."""
    parts = language.replace("_", "-").split("-")
    name = parts[0].lower()
    region = next((part for part in parts[1:] if len(part) == 2), _COUNTRIES.get(name, name))
    return f"{name}_{region.upper()}"


def _problems(steps: list[tuple[str, Callable[[], None]]]) -> Iterator[str]:
    for name, step in steps:
        try:
            step()
        except RepriseError as error:
            yield f"The film is there without its {name} ({error.what})."


def _subtitles(api: GraphApi, film_id: str, video: Video, media: MediaStore) -> None:
    assert video.subtitles is not None
    if video.subtitles.mime != SUBRIP:
        raise api.error("validation", f"Facebook takes SubRip, these are {video.subtitles.mime}.")
    language = locale(video.language)
    with media.path(video.subtitles).open("rb") as file:
        api.post(
            f"/{film_id}/captions",
            form={"default_locale": language},
            files={"captions_file": (f"film.{language}.srt", file, SUBRIP)},
            route="/{video}/captions",
        )


def _cover(api: GraphApi, film_id: str, cover: Picture, media: MediaStore) -> None:
    path = media.path(cover.media)
    with path.open("rb") as file:
        api.post(
            f"/{film_id}/thumbnails",
            form={"is_preferred": "true"},
            files={"source": (path.name, file, cover.media.mime)},
            route="/{video}/thumbnails",
        )
